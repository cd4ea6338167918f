//! The log as a file of lines of JSON, complete enough to be verified without the database.

use std::io::{self, Write};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{
    Frontier, Resumed, TreeError,
    checkpoint::{Notes, head},
    origin,
    proof::frontier_at,
};
use crate::{Db, Direction, Error, Filter, Position, Recorded, read::page};

/// Events per page.
const PAGE: usize = 1_000;
/// The first line of an export says so.
pub(super) const FORMAT: &str = "parcours-log-1";

/// A line of an export.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum ExportLine {
    /// The first line.
    Log(ExportedLog),
    /// A signed checkpoint, after the last event it covers.
    Checkpoint(ExportedCheckpoint),
    /// An event.
    Event(Box<ExportedEvent>),
}

/// The first line of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedLog {
    /// `parcours-log-1`.
    pub format: String,
    /// Names the log.
    pub log_id: Uuid,
    /// What its checkpoints call it.
    pub origin: String,
    /// The tree of the events that are left out at the beginning: their number (8 bytes, big
    /// endian), then the hash of each complete subtree, the largest first; in base64. None where
    /// the export begins with the first event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tree: Option<String>,
}

impl ExportedLog {
    /// The tree of what is left out; `None` where it is damaged.
    #[must_use]
    pub fn left_out(&self) -> Option<Frontier> {
        match &self.tree {
            None => Some(Frontier::default()),
            Some(tree) => Frontier::from_bytes(&BASE64_STANDARD.decode(tree).ok()?),
        }
    }
}

/// A checkpoint in an export.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedCheckpoint {
    /// The note, byte for byte.
    pub checkpoint: String,
}

/// An event in an export: readable, and as it was hashed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedEvent {
    /// From 1, without gaps.
    pub position: i64,
    /// The event's own id.
    pub event_id: Uuid,
    /// Its stream.
    pub stream: String,
    /// From 0 within the stream, without gaps.
    pub revision: i64,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The civil date it happened on.
    pub occurred_on: NaiveDate,
    /// When it was appended.
    pub recorded_at: DateTime<Utc>,
    /// The command it came from.
    pub command_id: Uuid,
    /// As stored, on one line: without white space between tokens. What is sealed stays sealed.
    pub data: Box<RawValue>,
    /// As stored, on one line.
    pub metadata: Box<RawValue>,
    /// The canonical bytes, in base64.
    pub leaf: String,
    /// SHA-256(0x00 ‖ canonical bytes) as stored, in base64.
    pub leaf_hash: String,
}

impl ExportLine {
    /// Reads a line; `None` when it is none of an export. (Raw JSON can not be read through
    /// serde's own choice between forms.)
    #[must_use]
    pub fn parse(line: &[u8]) -> Option<Self> {
        if line.starts_with(br#"{"position""#) {
            return serde_json::from_slice(line).ok().map(Self::Event);
        }
        let checkpoint = serde_json::from_slice(line).ok().map(Self::Checkpoint);
        checkpoint.or_else(|| {
            let log: ExportedLog = serde_json::from_slice(line).ok()?;
            (log.format == FORMAT).then_some(Self::Log(log))
        })
    }
}

impl ExportedEvent {
    fn of(event: &Recorded) -> serde_json::Result<Self> {
        Ok(Self {
            position: event.position.get(),
            event_id: event.event_id.0,
            stream: event.stream.as_str().to_owned(),
            revision: event.revision.get(),
            kind: event.kind.clone(),
            occurred_on: event.occurred_on,
            recorded_at: event.recorded_at,
            command_id: event.command_id.0,
            data: RawValue::from_string(on_one_line(&event.data))?,
            metadata: RawValue::from_string(on_one_line(&event.metadata))?,
            leaf: BASE64_STANDARD.encode(event.canonical_bytes()),
            leaf_hash: BASE64_STANDARD.encode(event.leaf_hash),
        })
    }
}

/// JSON without white space between its tokens.
pub(super) fn on_one_line(json: &str) -> String {
    let (mut line, mut quoted, mut escaped) = (String::with_capacity(json.len()), false, false);
    for c in json.chars() {
        if quoted || !matches!(c, ' ' | '\t' | '\n' | '\r') {
            line.push(c);
        }
        match c {
            '"' if !escaped => quoted = !quoted,
            '\\' if quoted && !escaped => {
                escaped = true;
                continue;
            }
            _ => {}
        }
        escaped = false;
    }
    line
}

/// What an export wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Events written now.
    pub events: u64,
    /// The last event in the file.
    pub position: Position,
}

/// Where an export begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// With the event after this position, in a new file.
    After(Position),
    /// Where an earlier export ends.
    Resumed(Resumed),
}

/// Writes the events up to a position, or to the head of the log, each followed by the checkpoint
/// that ends with it; before the first event, what log it is.
///
/// # Errors
/// [`TreeError::OtherExport`] when the file is of another log, or of another history of this one.
/// When the database or the file fails, what was written stays, and [`resume`](super::resume) goes on from it.
pub async fn export(
    db: &Db,
    start: Start,
    upto: Option<Position>,
    mut to: impl Write,
    mut progress: impl FnMut(u64, u64),
) -> Result<Exported, TreeError> {
    let (log_id, head, _) = head(db).await?;
    let last = upto.map_or(head, |upto| upto.get().min(head));
    let total = last.unsigned_abs();
    let after = match &start {
        Start::After(after) => {
            let tree = match after.get() {
                ..=0 => None,
                after if after > head => {
                    return Err(TreeError::Beyond { asked: after, size: head.unsigned_abs() });
                }
                after => Some(BASE64_STANDARD.encode(frontier_at(db, after).await?.to_bytes())),
            };
            let (format, origin) = (FORMAT.to_owned(), origin(log_id));
            line(
                &mut to,
                &ExportLine::Log(ExportedLog { format, log_id: log_id.0, origin, tree }),
            )?;
            Position::new(after.get().max(0))
        }
        Start::Resumed(resumed) => {
            resumed.check(db, log_id.0).await?;
            resumed.position
        }
    };
    // One that ends with the last event of the file may have been signed since.
    let mut notes = Notes::new(db, after.get() - 1);
    let (mut at, mut events) = (after, 0);
    let before = Position::new(last + 1);
    loop {
        while let Some((_, checkpoint)) = notes.next_upto(at.get()).await? {
            line(&mut to, &ExportLine::Checkpoint(ExportedCheckpoint { checkpoint }))?;
        }
        let page = page(db, (at, before), Direction::Forward, PAGE, &Filter::All).await;
        let unreadable = |after| move |error: String| TreeError::Unexportable { after, error };
        let page = page.map_err(|error| match error {
            Error::Db(sqlx::Error::ColumnDecode { source, .. }) => {
                unreadable(at)(source.to_string())
            }
            Error::Db(error) => TreeError::Db(error),
            other => unreadable(at)(other.to_string()),
        })?;
        if page.is_empty() {
            break;
        }
        for event in page {
            let written = ExportedEvent::of(&event);
            let written = written.map_err(|error| unreadable(at)(error.to_string()))?;
            at = event.position;
            events += 1;
            line(&mut to, &ExportLine::Event(Box::new(written)))?;
            while let Some((_, checkpoint)) = notes.next_upto(at.get()).await? {
                line(&mut to, &ExportLine::Checkpoint(ExportedCheckpoint { checkpoint }))?;
            }
        }
        progress(at.get().unsigned_abs(), total);
    }
    to.flush()?;
    Ok(Exported { events, position: at })
}

fn line(to: &mut impl Write, line: &ExportLine) -> Result<(), TreeError> {
    serde_json::to_writer(&mut *to, line).map_err(io::Error::from)?;
    Ok(to.write_all(b"\n")?)
}
