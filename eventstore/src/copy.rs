//! Moves a log from one database to another, byte for byte: a pilot's SQLite file becomes a
//! nation's PostgreSQL with every position, id, revision, time and hash as they were.
//!
//! Events are written in their order, a chunk per transaction, so that an interrupted copy goes on
//! where it stopped. The head comes last, once everything was read back and compared: until then
//! [`Log::open`](crate::Log::open) refuses the target.

use std::mem;

use futures::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use sqlx::AssertSqlSafe;

use crate::{Db, DbError, LogId, Position, Recorded, on, read::COLUMNS};

mod error;
mod table;

pub use error::CopyError;
use error::{from_source, from_target};
use table::{TABLES, Table, Value, Values, read_head, write_head};

/// Rows per transaction.
const CHUNK: usize = 5_000;
/// Between two reports while reading back.
const REPORT: i64 = 1_000;

/// What a copy has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The log, the same on both sides.
    pub log_id: LogId,
    /// Of the last event, the same on both sides.
    pub position: Position,
    /// Events that this run has written; the others were there before.
    pub events: i64,
}

/// How far a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyStep {
    /// Rows are written.
    Copying {
        /// Rows there are on the target.
        done: i64,
        /// Rows there are on the source.
        total: i64,
    },
    /// Events are read back, hashed again and compared.
    Verifying {
        /// Events verified.
        done: i64,
        /// Events to verify.
        total: i64,
    },
}

/// The tables that hold the log, which [`copy`] copies.
pub fn log_tables() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|table| table.name).chain(["log_head"])
}

/// Copies the log of `from`, up to its present head, to `to`: an empty migrated database, or one
/// that holds an earlier state of the same log. Nobody may append to `to` meanwhile; `from` may be
/// in use, and another run takes over what was appended since.
///
/// # Errors
/// [`CopyError`]; the target is no log then. What was written stays, for another run to go on.
pub async fn copy(
    from: &Db,
    to: &Db,
    mut progress: impl FnMut(CopyStep),
) -> Result<Copied, CopyError> {
    migrated("source", from).await?;
    migrated("target", to).await?;
    // Read once: what is appended to the source from now on is left to another run.
    let head = read_head(from).await.map_err(from_source)?.ok_or(CopyError::NoLog)?;
    let (log_id, upto) = identity(&head).ok_or(CopyError::NoLog)?;
    let old = read_head(to).await.map_err(from_target)?;
    if let Some((target, _)) = old.as_ref().and_then(identity)
        && target != log_id
    {
        return Err(CopyError::OtherLog { from: log_id, target });
    }
    let begun = last_position(to).await.map_err(from_target)?;
    if begun > upto {
        let (from, target) = (Position::new(upto), Position::new(begun));
        return Err(CopyError::TargetAhead { from, target });
    }
    same_event(from, to, begun).await?;

    let mut total = 0;
    for table in TABLES {
        total += table.count(from, upto).await.map_err(from_source)?;
    }
    let mut done = begun;
    for (n, table) in TABLES.iter().enumerate() {
        // Only events have an order in which they can be gone on with.
        let after = if n == 0 { begun } else { -1 };
        let mut told = |rows: usize| {
            done += i64::try_from(rows).unwrap_or_default();
            progress(CopyStep::Copying { done, total });
        };
        fill(table, (from, to), (after, upto), &mut told).await?;
    }

    let mut told = |done| progress(CopyStep::Verifying { done, total: upto });
    verify_hashes((from, to), upto, &mut told).await?;
    for table in TABLES {
        verify_rows(table, (from, to), upto).await?;
    }
    let mut tx = to.begin().await.map_err(from_target)?;
    write_head(&mut tx, &head).await.map_err(from_target)?;
    tx.commit().await.map_err(from_target)?;
    Ok(Copied { log_id, position: Position::new(upto), events: upto - begun })
}

async fn migrated(side: &'static str, db: &Db) -> Result<(), CopyError> {
    let pending = db.pending_migrations().await.map_err(|error| match error {
        DbError::Database(error) => CopyError::Db { side, error },
        other => CopyError::Db { side, error: sqlx::Error::Configuration(Box::new(other)) },
    })?;
    if pending.is_empty() { Ok(()) } else { Err(CopyError::NotMigrated { side, pending }) }
}

/// The log's id and the position of its last event.
fn identity(head: &Values) -> Option<(LogId, i64)> {
    match head.as_slice() {
        [Value::Uuid(Some(id)), _, Value::Integer(Some(position)), ..] => {
            Some((LogId(*id), *position))
        }
        _ => None,
    }
}

async fn last_position(db: &Db) -> sqlx::Result<i64> {
    let sql = "select coalesce(max(position), 0) from events";
    on!(Db, db, pool => sqlx::query_scalar(sql).fetch_one(pool).await)
}

/// What the target holds must be of this log, told by its last event before anything is added.
async fn same_event(from: &Db, to: &Db, position: i64) -> Result<(), CopyError> {
    let mut here = TABLES[0].rows(from, (position - 1, position));
    let mut there = TABLES[0].rows(to, (position - 1, position));
    let old = here.try_next().await.map_err(from_source)?;
    let new = there.try_next().await.map_err(from_target)?;
    let at = || position.to_string();
    if old == new { Ok(()) } else { Err(CopyError::Differs { table: "events", at: at() }) }
}

async fn fill(
    table: &'static Table,
    (from, to): (&Db, &Db),
    between: (i64, i64),
    told: &mut impl FnMut(usize),
) -> Result<(), CopyError> {
    let mut rows = table.rows(from, between);
    let mut chunk = Vec::with_capacity(CHUNK);
    loop {
        let row = rows.try_next().await.map_err(from_source)?;
        let end = row.is_none();
        chunk.extend(row);
        if chunk.len() == CHUNK || end {
            let mut tx = to.begin().await.map_err(from_target)?;
            table.insert(&mut tx, &chunk).await.map_err(from_target)?;
            tx.commit().await.map_err(from_target)?;
            told(mem::take(&mut chunk).len());
        }
        if end {
            return Ok(());
        }
    }
}

/// Hashes every event of both sides again.
async fn verify_hashes(
    (from, to): (&Db, &Db),
    upto: i64,
    told: &mut impl FnMut(i64),
) -> Result<(), CopyError> {
    let (mut here, mut there) = (events(from, upto), events(to, upto));
    for position in 1..=upto {
        let differs = || CopyError::Differs { table: "events", at: position.to_string() };
        let old = here.try_next().await.map_err(from_source)?.ok_or_else(differs)?;
        let new = there.try_next().await.map_err(from_target)?.ok_or_else(differs)?;
        for (side, event) in [("source", &old), ("target", &new)] {
            if !event.is_intact() {
                return Err(CopyError::Altered { side, position: event.position });
            }
        }
        if old.position.get() != position || old != new {
            return Err(differs());
        }
        if position % REPORT == 0 || position == upto {
            told(position);
        }
    }
    Ok(())
}

fn events(db: &Db, upto: i64) -> BoxStream<'_, sqlx::Result<Recorded>> {
    let sql = format!("select {COLUMNS} from events where position <= $1 order by position");
    on!(Db, db, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(upto).fetch(pool).boxed())
}

/// Every column of every row is the same on both sides, and there is no row more.
async fn verify_rows(
    table: &'static Table,
    (from, to): (&Db, &Db),
    upto: i64,
) -> Result<(), CopyError> {
    let mut here = table.rows(from, (-1, upto));
    let mut there = table.rows(to, (-1, i64::MAX));
    loop {
        let old = here.try_next().await.map_err(from_source)?;
        let new = there.try_next().await.map_err(from_target)?;
        if old != new {
            let key = old.or(new).and_then(|row| row.into_iter().next());
            return Err(CopyError::Differs { table: table.name, at: shown(key.as_ref()) });
        }
        if old.is_none() {
            return Ok(());
        }
    }
}

/// A key: a position or a UUID.
fn shown(key: Option<&Value>) -> String {
    match key {
        Some(Value::Integer(Some(number))) => number.to_string(),
        Some(Value::Uuid(Some(id))) => id.to_string(),
        _ => "an unreadable key".to_owned(),
    }
}
