//! The raw limits: what the driver and the database do without any logic of an event store, on a
//! table of the same columns and indexes, but without the triggers that refuse changes, the table
//! of commands and the head.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use anyhow::Result;
use chrono::{DateTime, Utc};
use eventstore::clock;
use uuid::Uuid;

use crate::{
    dice::{Dice, new_id},
    event,
};

pub mod postgres;
pub mod sqlite;

pub const COLUMNS: &str = "position, stream, category, revision, event_id, type, data, metadata, \
                           command_id, occurred_on, leaf_hash, recorded_at";
/// What the log's reader reads of each row.
pub const READ: &str = "position, stream, revision, event_id, type, data, metadata, occurred_on, \
                        recorded_at, command_id, leaf_hash";

/// Positions for plain writers, which have no head to take them from.
pub type Positions = Arc<AtomicI64>;

/// A row to insert.
pub struct Row {
    pub position: i64,
    pub stream: String,
    pub revision: i64,
    pub event_id: Uuid,
    pub kind: &'static str,
    pub data: String,
    pub metadata: String,
    pub command_id: Uuid,
    pub leaf_hash: [u8; 32],
    pub recorded_at: DateTime<Utc>,
}

/// Makes the rows of one client, for a stream of its own.
pub struct Rows {
    dice: Dice,
    stream: String,
    revision: i64,
    positions: Positions,
}

impl Rows {
    pub fn new(client: u64, positions: &Positions) -> Self {
        let mut dice = Dice(client);
        let stream = format!("raw-{}", dice.uuid());
        Self { dice: Dice(dice.next()), stream, revision: 0, positions: Arc::clone(positions) }
    }

    pub fn next(&mut self) -> Row {
        self.revision += 1;
        Row {
            position: self.positions.fetch_add(1, Ordering::Relaxed) + 1,
            stream: self.stream.clone(),
            revision: self.revision,
            event_id: new_id(),
            kind: event::kind(&mut self.dice),
            data: event::data(&mut self.dice),
            metadata: event::metadata(&mut self.dice),
            command_id: new_id(),
            leaf_hash: self.dice.hash(),
            recorded_at: clock::now(),
        }
    }
}

/// So many rows read, or an error: a limit measured over fewer rows would be none.
fn all_read(rows: u64, expected: i64) -> Result<u64> {
    anyhow::ensure!(i64::try_from(rows) == Ok(expected), "{rows} rows of {expected} were read");
    Ok(rows)
}
