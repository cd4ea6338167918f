//! Who somebody is: read models keep it as the log does, sealed, and it is opened when it is shown.

use domain::{
    Decider as _, Pii,
    journey::{Journey, facts::Identity},
    supporter::Supporter,
};
use eventstore::{Revision, SealedField, StreamId, Vault, VaultError};

use crate::{journeys::JourneyRow, supporters::SupporterRow};

/// A row about a person.
pub trait Person: Sync {
    /// The event that says who they are: its revision in their stream, and its type.
    fn said_by(&self) -> (Revision, &'static str);

    /// Their stream.
    fn stream(&self) -> Option<StreamId>;

    /// Who they are, as the log holds it.
    fn identity(&self) -> &Pii<Identity>;
}

impl Person for JourneyRow {
    fn said_by(&self) -> (Revision, &'static str) {
        match Revision::new(self.identity_revision) {
            Revision::START => (Revision::START, "journey.v1.BeneficiaryRegistered"),
            later => (later, "journey.v1.RectificationApplied"),
        }
    }

    fn stream(&self) -> Option<StreamId> {
        StreamId::new(Journey::CATEGORY, self.id.0).ok()
    }

    fn identity(&self) -> &Pii<Identity> {
        &self.identity
    }
}

impl Person for SupporterRow {
    fn said_by(&self) -> (Revision, &'static str) {
        (Revision::START, "supporter.v1.SupporterRegistered")
    }

    fn stream(&self) -> Option<StreamId> {
        StreamId::new(Supporter::CATEGORY, self.id.0).ok()
    }

    fn identity(&self) -> &Pii<Identity> {
        &self.identity
    }
}

/// Who somebody is; nothing once that is erased.
///
/// # Errors
/// When the vault can not open it.
pub async fn who<P: Person>(vault: &Vault, person: &P) -> Result<Option<Identity>, VaultError> {
    let sealed = match person.identity() {
        Pii::Known(identity) => return Ok(Some(identity.clone())),
        Pii::Erased => return Ok(None),
        Pii::Sealed(sealed) => sealed,
    };
    let Some(stream) = person.stream() else { return Ok(None) };
    let (revision, kind) = person.said_by();
    let path = "/identity";
    let field = SealedField { stream: &stream, revision, kind, path, sealed };
    let opened = vault.open_field(field).await?;
    Ok(opened.and_then(|identity| serde_json::from_str(&identity).ok()))
}

/// Reads the keys of several people in one query, before each is asked who they are.
///
/// # Errors
/// When the key store fails.
pub async fn prepare<P: Person>(vault: &Vault, people: &[P]) -> Result<(), VaultError> {
    let streams: Vec<StreamId> = people.iter().filter_map(Person::stream).collect();
    vault.prepare(&streams.iter().collect::<Vec<_>>()).await
}
