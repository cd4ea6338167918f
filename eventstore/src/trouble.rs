//! What a failure of the database means to those who append.

use std::io;

/// Why appends fail at present, as [`Log::trouble`](crate::Log::trouble) tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The disk, the quota or the limit set for the database is full.
    NoSpace,
    /// The database does not answer, or answers that it can not go on.
    Database,
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoSpace => "the database has no space left",
            Self::Database => "the database fails",
        })
    }
}

impl Trouble {
    /// `disk_full` of PostgreSQL, `SQLITE_FULL` of SQLite.
    pub(crate) fn of(error: &sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        match code.as_deref() {
            Some("53100" | "13") => Self::NoSpace,
            _ => Self::Database,
        }
    }
}

/// Whether an error comes from a database that is away, restarts or is full: asking again later can
/// help. Looks through the causes of the error.
#[must_use]
pub fn is_unavailable(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<sqlx::Error>() {
            return may_pass(error);
        }
        cause = error.source();
    }
    false
}

fn may_pass(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => match error.code().as_deref() {
            // SQLite: busy, locked, an I/O error, full; the rest of the number says more.
            Some(code) if code.len() < 5 => {
                code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 10 | 13))
            }
            // PostgreSQL: no connection, a conflict with others, no resources, somebody intervened,
            // the system; and a standby, which a failover leaves behind for a moment.
            Some("25006") => true,
            Some(code) => {
                ["08", "40", "53", "57", "58"].iter().any(|class| code.starts_with(class))
            }
            None => false,
        },
        _ => false,
    }
}

/// Whether it is worth no second try at once: nobody was there.
pub(crate) fn is_unreachable(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed)
}

/// What a wait that took too long is told as.
pub(crate) fn timed_out() -> sqlx::Error {
    sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, "the database does not answer"))
}
