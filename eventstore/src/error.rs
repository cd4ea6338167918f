use std::path::PathBuf;

use crate::Position;

/// Why the log could not be opened or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The tables of the log are missing or older than this program.
    #[error("the database lacks migrations: {}; migrate it first", pending.join(", "))]
    NotMigrated {
        /// Their names.
        pending: Vec<String>,
    },
    /// The events and the head of the log do not fit together: a copy that was not completed, or a
    /// table changed by hand.
    #[error(
        "the last event of the database is at position {events}, and the head of its log at \
         {head}: complete the copy of the log, or restore a backup"
    )]
    HeadMismatch {
        /// Of the last event; 0 when there is none.
        events: Position,
        /// What `log_head` says; 0 when it says nothing.
        head: Position,
    },
    /// The tree covers more events than there are: some are lost, or a table was changed by hand.
    #[error(
        "the tree of the log covers {tree} events, and its head is at {head}: run `parcours log \
         verify`, and restore a backup"
    )]
    TreeAhead {
        /// Events covered.
        tree: Position,
        /// What `log_head` says.
        head: Position,
    },
    /// A standby was promoted or a backup restored: events that were read may be gone, and others
    /// in their place. See [`Log::renew`](crate::Log::renew).
    #[error("LOG_REWRITTEN: another epoch of the log has begun; go on from a cursor")]
    Rewritten,
    /// Events are missing where the tree should grow over them.
    #[error(
        "events are missing after position {after} and up to {upto}: run `parcours log verify`, \
         and restore a backup"
    )]
    Gap {
        /// The tree is complete up to here.
        after: Position,
        /// The events are looked for up to here.
        upto: Position,
    },
    /// An option that can not work.
    #[error("{option} must be at least 1")]
    Option {
        /// Its name.
        option: &'static str,
    },
    /// The database failed.
    #[error("the database failed: {0}")]
    Db(#[from] sqlx::Error),
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Database(error) => Self::Db(error),
            other => Self::Db(sqlx::Error::Configuration(Box::new(other))),
        }
    }
}

/// Why a database can not be used. Never holds the URL, which may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Neither `postgres://…` nor `sqlite://path`.
    #[error("a database URL is postgres://user@host/name or sqlite://path/to/file")]
    Url,
    /// The folder of the SQLite file can not be made.
    #[error("the folder {} can not be created: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// PostgreSQL would acknowledge what a crash can lose.
    #[error(
        "{name} is {setting} for this server, database or role: an acknowledged append could be \
         lost; set it to on"
    )]
    NotDurable {
        /// Of the setting.
        name: String,
        /// What it is.
        setting: String,
    },
    /// A migration failed, or one that was applied has been edited since.
    #[error("migrating the database failed: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The database can not be reached or failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}
