use eventstore::Position;

use crate::Poison;

/// Why a read model could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An event that can not be folded; nothing is skipped.
    #[error(transparent)]
    Poison(#[from] Poison),
    /// No projection has this name.
    #[error("there is no projection `{name}`; there are {}", crate::NAMES.join(", "))]
    UnknownProjection {
        /// The name.
        name: String,
    },
    /// Another process took the rebuild over, because this one seemed to stand still.
    #[error("the rebuild of `{name}` was taken over by another process")]
    Fenced {
        /// The projection.
        name: String,
    },
    /// The rows were made by a newer program, which a rebuild by this one would undo.
    #[error(
        "the rows of `{name}` are of version {found}, newer than this program's {version}; \
         stop the newer programs, then rebuild it by name"
    )]
    Superseded {
        /// The projection.
        name: String,
        /// The version of its rows.
        found: i64,
        /// The version of the fold.
        version: i64,
    },
    /// The task that made it ended early.
    #[error("the rebuild was interrupted")]
    Interrupted,
    /// The log can not be read.
    #[error(transparent)]
    Log(#[from] eventstore::Error),
    /// The database failed.
    #[error("{}", what_failed(.0))]
    Db(#[from] sqlx::Error),
}

/// A position was not reached in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the read models stand at position {reached}, not yet at {wanted}")]
pub struct Behind {
    /// The position waited for.
    pub wanted: Position,
    /// The position reached when the time was over.
    pub reached: Position,
}

/// What failed, without any value the database may quote.
pub(crate) fn without_values(error: &Error) -> String {
    match error {
        Error::Log(eventstore::Error::Db(error)) => what_failed(error),
        error => error.to_string(),
    }
}

fn what_failed(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => {
            let (code, table) = (error.code().unwrap_or_default(), error.table().unwrap_or("?"));
            format!("the database refuses with code {code} (table {table})")
        }
        sqlx::Error::PoolTimedOut => "no database connection was free in time".to_owned(),
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) => "the database can not be reached".to_owned(),
        sqlx::Error::ColumnDecode { index, .. } => format!("column {index} can not be read"),
        _ => "the database failed".to_owned(),
    }
}
