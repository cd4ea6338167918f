use domain::vocabulary;
use eventstore::{Db, Position};

use crate::{
    checkpoint::{self, Checkpoint},
    shadow::shadow_of,
};

vocabulary! {
    /// How a projection is.
    pub enum Health {
        Following => "following", "Suit le journal";
        /// The database refuses what it writes; it goes on trying.
        Failing => "failing", "En échec, nouvelles tentatives";
        /// It has met an event it can not fold.
        Stopped => "stopped", "Arrêtée sur un événement";
        /// Its rows are being made again; the old ones answer meanwhile.
        Rebuilding => "rebuilding", "En reconstruction";
        /// Its rows are of an older fold, or of none yet; a rebuild is due.
        Outdated => "outdated", "À reconstruire";
        /// Its rows are made by a newer program.
        Superseded => "superseded", "Tenue par une version plus récente";
    }
}

/// How far a projection has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectionStatus {
    /// Its name.
    pub name: &'static str,
    /// Of the fold that made its rows; 0 when there are none.
    pub version: i64,
    /// The last event its rows know.
    pub position: Position,
    /// Events its rows do not know yet.
    pub lag: u64,
    /// How it is.
    pub status: Health,
    /// What is wrong with it: a type and a position, never a payload.
    pub error: Option<String>,
    /// How far its rebuild has come, during one.
    pub rebuilt: Option<Position>,
}

/// How far all projections have come, towards this head of the log.
///
/// # Errors
/// When the database fails.
pub async fn status(db: &Db, head: Position) -> sqlx::Result<Vec<ProjectionStatus>> {
    let checkpoints = checkpoint::all(db).await?;
    let named = |name: &str| checkpoints.iter().find(|checkpoint| checkpoint.name == name);
    let folds = crate::live();
    let status = folds.iter().map(|fold| {
        let checkpoint = named(fold.name());
        let rebuilt = named(&shadow_of(fold.name())).map(|checkpoint| checkpoint.position);
        let position = checkpoint.map(|checkpoint| checkpoint.position).unwrap_or_default();
        ProjectionStatus {
            name: fold.name(),
            version: checkpoint.map(|checkpoint| checkpoint.version).unwrap_or_default(),
            position,
            lag: (head.get() - position.get()).max(0).unsigned_abs(),
            status: health(checkpoint, fold.version(), rebuilt.is_some()),
            error: checkpoint.and_then(|checkpoint| checkpoint.error.clone()),
            rebuilt,
        }
    });
    Ok(status.collect())
}

fn health(checkpoint: Option<&Checkpoint>, version: i64, rebuilding: bool) -> Health {
    let Some(checkpoint) = checkpoint else { return Health::Outdated };
    match checkpoint.status.as_deref() {
        _ if checkpoint.version > version => Health::Superseded,
        _ if rebuilding => Health::Rebuilding,
        Some(checkpoint::STOPPED) => Health::Stopped,
        Some(checkpoint::FAILING) => Health::Failing,
        _ if checkpoint.version < version => Health::Outdated,
        _ => Health::Following,
    }
}
