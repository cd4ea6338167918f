//! What processes note: how far they have read, and what they wait for. In one commit, so that
//! nothing is lost between the two.

use chrono::NaiveDate;
use domain::Vocabulary as _;
use eventstore::{Db, Position, Tx, on};
use uuid::Uuid;

use super::Process;

/// A day that a process waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    /// Whom or what it is about.
    pub subject: Uuid,
    /// Which of its days.
    pub step: String,
    /// What can move it together with others; mostly nothing.
    pub topic: String,
    /// The day.
    pub due: NaiveDate,
    /// Position of the event it comes from.
    pub cause: Position,
}

/// A change to what is waited for.
pub(super) enum Change {
    /// Wait for a day; replaces what was waited for under the same step.
    Wait(Timer),
    /// No longer: of this subject, one step or all.
    Forget { subject: Uuid, step: Option<String> },
    /// All of a topic wait for this day instead.
    Move { topic: String, due: NaiveDate },
    /// A timer was fired; it is waited for again, or no longer.
    Done { timer: Timer, next: Option<NaiveDate> },
}

/// How far a process has read.
pub(super) async fn position(db: &Db, process: Process) -> sqlx::Result<Position> {
    let sql = "select position from process_checkpoints where process = $1";
    let found: Option<i64> = on!(Db, db, pool => {
        sqlx::query_scalar(sql).bind(process.code()).fetch_optional(pool).await?
    });
    Ok(found.map_or(Position::START, Position::new))
}

type Stored = (Uuid, String, String, NaiveDate, i64);

fn timer((subject, step, topic, due, cause): Stored) -> Timer {
    Timer { subject, step, topic, due, cause: Position::new(cause) }
}

/// All of a topic, whatever day it waits for.
pub(super) async fn of_topic(db: &Db, process: Process, topic: &str) -> sqlx::Result<Vec<Timer>> {
    let sql = "select subject, step, topic, due, cause from process_timers
               where process = $1 and topic = $2 order by cause, subject, step";
    let rows: Vec<Stored> = on!(Db, db, pool => {
        sqlx::query_as(sql).bind(process.code()).bind(topic).fetch_all(pool).await?
    });
    Ok(rows.into_iter().map(timer).collect())
}

/// What is due on a day, oldest first.
pub(super) async fn due(
    db: &Db,
    process: Process,
    day: NaiveDate,
    most: i64,
) -> sqlx::Result<Vec<Timer>> {
    let sql = "select subject, step, topic, due, cause from process_timers
               where process = $1 and due <= $2 order by due, cause, subject, step limit $3";
    let rows: Vec<Stored> = on!(Db, db, pool => {
        sqlx::query_as(sql).bind(process.code()).bind(day).bind(most).fetch_all(pool).await?
    });
    Ok(rows.into_iter().map(timer).collect())
}

/// Notes changes and, with `moved`, that the process has read on. False, and nothing noted, when it
/// no longer stands where it was thought to.
pub(super) async fn commit(
    db: &Db,
    process: Process,
    moved: Option<(Position, Position)>,
    changes: &[Change],
) -> sqlx::Result<bool> {
    let mut tx = db.begin().await?;
    if let Some((from, to)) = moved
        && !advance(&mut tx, process, from, to).await?
    {
        tx.rollback().await?;
        return Ok(false);
    }
    for change in changes {
        apply(&mut tx, process, change).await?;
    }
    tx.commit().await?;
    Ok(true)
}

async fn advance(
    tx: &mut Tx,
    process: Process,
    from: Position,
    to: Position,
) -> sqlx::Result<bool> {
    let create = "insert into process_checkpoints (process, position) values ($1, 0)
                  on conflict (process) do nothing";
    let advance = "update process_checkpoints set position = $3
                   where process = $1 and position = $2";
    Ok(on!(Tx, tx, tx => {
        sqlx::query(create).bind(process.code()).execute(&mut **tx).await?;
        let query = sqlx::query(advance).bind(process.code()).bind(from.get()).bind(to.get());
        query.execute(&mut **tx).await?.rows_affected() == 1
    }))
}

async fn apply(tx: &mut Tx, process: Process, change: &Change) -> sqlx::Result<()> {
    let name = process.code();
    match change {
        Change::Wait(timer) => {
            let sql = "insert into process_timers (process, subject, step, topic, due, cause)
                       values ($1, $2, $3, $4, $5, $6)
                       on conflict (process, subject, step) do update
                       set topic = excluded.topic, due = excluded.due, cause = excluded.cause";
            on!(Tx, tx, tx => {
                let query = sqlx::query(sql).bind(name).bind(timer.subject).bind(&timer.step);
                let query = query.bind(&timer.topic).bind(timer.due).bind(timer.cause.get());
                query.execute(&mut **tx).await?;
            });
        }
        Change::Forget { subject, step: Some(step) } => {
            let sql = "delete from process_timers
                       where process = $1 and subject = $2 and step = $3";
            on!(Tx, tx, tx => {
                sqlx::query(sql).bind(name).bind(subject).bind(step).execute(&mut **tx).await?;
            });
        }
        Change::Forget { subject, step: None } => {
            let sql = "delete from process_timers where process = $1 and subject = $2";
            on!(Tx, tx, tx => {
                sqlx::query(sql).bind(name).bind(subject).execute(&mut **tx).await?;
            });
        }
        Change::Move { topic, due } => {
            let sql = "update process_timers set due = $3 where process = $1 and topic = $2";
            on!(Tx, tx, tx => {
                sqlx::query(sql).bind(name).bind(topic).bind(due).execute(&mut **tx).await?;
            });
        }
        // The day says which one is meant: another process may have been faster.
        Change::Done { timer, next: Some(next) } => {
            let sql = "update process_timers set due = $5
                       where process = $1 and subject = $2 and step = $3 and due = $4";
            on!(Tx, tx, tx => {
                let query = sqlx::query(sql).bind(name).bind(timer.subject).bind(&timer.step);
                query.bind(timer.due).bind(next).execute(&mut **tx).await?;
            });
        }
        Change::Done { timer, next: None } => {
            let sql = "delete from process_timers
                       where process = $1 and subject = $2 and step = $3 and due = $4";
            on!(Tx, tx, tx => {
                let query = sqlx::query(sql).bind(name).bind(timer.subject).bind(&timer.step);
                query.bind(timer.due).execute(&mut **tx).await?;
            });
        }
    }
    Ok(())
}
