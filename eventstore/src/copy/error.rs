use crate::{LogId, Position};

/// Why a log was not copied. What was written stays, and another run goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// One of the databases lacks tables.
    #[error("the {side} lacks migrations: {}; migrate it first", pending.join(", "))]
    NotMigrated {
        /// `source` or `target`.
        side: &'static str,
        /// Their names.
        pending: Vec<String>,
    },
    /// The source has no log.
    #[error("the source holds no log: no service was ever started on it")]
    NoLog,
    /// The target holds something else.
    #[error("the target holds log {target}, and the source log {from}: give an empty database")]
    OtherLog {
        /// The log of the source.
        from: LogId,
        /// The log of the target.
        target: LogId,
    },
    /// The target has events that the source has not.
    #[error(
        "the target reaches position {target} and the source {from}: it is no earlier state of it"
    )]
    TargetAhead {
        /// The head of the source.
        from: Position,
        /// The last event of the target.
        target: Position,
    },
    /// What is on the target is not what is on the source.
    #[error("table {table} of the target differs from the source, first at {at}")]
    Differs {
        /// The table.
        table: &'static str,
        /// The key of the first row that differs.
        at: String,
    },
    /// An event is not what was hashed when it was appended.
    #[error("the event at position {position} of the {side} is not what was hashed")]
    Altered {
        /// `source` or `target`.
        side: &'static str,
        /// Where it lies.
        position: Position,
    },
    /// One of the databases failed.
    #[error("the {side} failed: {error}")]
    Db {
        /// `source` or `target`.
        side: &'static str,
        /// How.
        #[source]
        error: sqlx::Error,
    },
}

pub(super) fn from_source(error: sqlx::Error) -> CopyError {
    CopyError::Db { side: "source", error }
}

pub(super) fn from_target(error: sqlx::Error) -> CopyError {
    CopyError::Db { side: "target", error }
}
