use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Vocabulary as _, journey::facts::ErasureReason};
use eventstore::{LogId, Position, StreamId};
use serde::Serialize;
use uuid::Uuid;

/// What an erasure destroyed, and where the log says so. Holds no personal data: it can be kept,
/// and given to her or to an authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// Names the log.
    pub log_id: LogId,
    /// Whose data it was: the stream of the journey.
    pub subject: StreamId,
    /// The key that was destroyed.
    pub key_id: Uuid,
    /// The key store held a digest of who they were, and it was destroyed with the key.
    pub identity_digest: bool,
    /// Why.
    pub reason: ErasureReason,
    /// How many events hold values that nobody can read any more.
    pub sealed_events: usize,
    /// The day the erasure was decided.
    pub requested_on: Option<NaiveDate>,
    /// When its end was recorded.
    pub erased_at: DateTime<Utc>,
    /// Position of the event that says so.
    pub position: Position,
    /// The leaf hash of that event, in hexadecimal: what an inclusion proof starts from.
    pub leaf_hash: String,
    /// The signed checkpoint that covers it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<String>,
}

/// For people, in French.
impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "CERTIFICAT D'EFFACEMENT\n")?;
        writeln!(f, "Personne concernée   {}", self.subject)?;
        writeln!(f, "Motif                {}", self.reason.label())?;
        if let Some(day) = self.requested_on {
            writeln!(f, "Décidé le            {}", day.format("%d/%m/%Y"))?;
        }
        let at = self.erased_at.format("%d/%m/%Y à %H:%M:%S UTC");
        writeln!(f, "Constaté le          {at}")?;
        writeln!(f, "Clé détruite         {}", self.key_id)?;
        if self.identity_digest {
            writeln!(f, "Empreinte de l'identité  détruite avec la clé")?;
        }
        writeln!(f, "Événements scellés   {}", self.sealed_events)?;
        writeln!(f, "Journal              {}", self.log_id)?;
        writeln!(f, "Position             {}", self.position)?;
        writeln!(f, "Empreinte (feuille)  {}", self.leaf_hash)?;
        if let Some(checkpoint) = &self.checkpoint {
            writeln!(f, "\nPoint de contrôle signé :\n{checkpoint}")?;
        }
        writeln!(
            f,
            "\nLa clé qui chiffrait les données personnelles de cette personne est détruite. Ces \
             données ne\npeuvent plus être lues, ni dans le journal, ni dans ses copies. Le \
             certificat n'en contient aucune."
        )
    }
}
