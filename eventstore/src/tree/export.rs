//! The log as a file of lines of JSON, complete enough to be verified without the database.

use std::io::{self, BufRead as _, Read as _, Seek as _, SeekFrom, Write};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{TreeError, checkpoint::head, checkpoint::notes, origin};
use crate::{Db, Direction, Error, Filter, Position, Recorded, read::page};

/// Events per page.
const PAGE: usize = 1_000;
/// Longer than any line, so that the last ones can be found from the end.
const TAIL: u64 = 4 << 20;
/// The first line of an export says so.
const FORMAT: &str = "parcours-log-1";

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
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedLog {
    /// `parcours-log-1`.
    pub format: String,
    /// Names the log.
    pub log_id: Uuid,
    /// What its checkpoints call it.
    pub origin: String,
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
    /// As stored; what is sealed stays sealed.
    pub data: Box<RawValue>,
    /// As stored.
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
            data: RawValue::from_string(event.data.clone())?,
            metadata: RawValue::from_string(event.metadata.clone())?,
            leaf: BASE64_STANDARD.encode(event.canonical_bytes()),
            leaf_hash: BASE64_STANDARD.encode(event.leaf_hash),
        })
    }
}

/// What an export wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Events written now.
    pub events: u64,
    /// The last event in the file.
    pub position: Position,
}

/// Writes the events after a position, up to the head of the log, each followed by the checkpoint
/// that ends with it; before the first event, what log it is.
///
/// # Errors
/// When the database or the file fails; what was written stays, and [`resume`] goes on from it.
pub async fn export(
    db: &Db,
    after: Position,
    mut to: impl Write,
    mut progress: impl FnMut(u64, u64),
) -> Result<Exported, TreeError> {
    let (log_id, last, _) = head(db).await?;
    let total = last.unsigned_abs();
    if after == Position::START {
        let (format, origin) = (FORMAT.to_owned(), origin(log_id));
        line(&mut to, &ExportLine::Log(ExportedLog { format, log_id: log_id.0, origin }))?;
    }
    let mut notes = notes(db).await?.into_iter().peekable();
    // One that ends with the last event of the file may have been signed since.
    while notes.next_if(|(size, _)| *size < after.get()).is_some() {}
    let (mut at, mut events) = (after, 0);
    let before = Position::new(last + 1);
    loop {
        while let Some((_, checkpoint)) = notes.next_if(|(size, _)| *size <= at.get()) {
            line(&mut to, &ExportLine::Checkpoint(ExportedCheckpoint { checkpoint }))?;
        }
        let page = page(db, (at, before), Direction::Forward, PAGE, &Filter::All).await;
        let page = page.map_err(|error| match error {
            Error::Db(error) => TreeError::Db(error),
            other => TreeError::Db(sqlx::Error::Protocol(other.to_string())),
        })?;
        if page.is_empty() {
            break;
        }
        for event in page {
            at = event.position;
            events += 1;
            let event = ExportedEvent::of(&event).map_err(io::Error::from)?;
            line(&mut to, &ExportLine::Event(Box::new(event)))?;
            while let Some((_, checkpoint)) = notes.next_if(|(size, _)| *size <= at.get()) {
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

/// Cuts off what an interrupted export left half written, and any checkpoint after its last event
/// (it is written again); returns the position of that event, after which to go on.
///
/// # Errors
/// When the file can not be read or cut, or holds something else than an export.
pub fn resume(file: &mut std::fs::File) -> Result<Position, TreeError> {
    let length = file.metadata()?.len();
    let start = length.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    io::Read::by_ref(file).take(TAIL).read_to_end(&mut tail)?;
    let (mut at, mut keep, mut position) = (start, 0, Position::START);
    let mut complete = io::Cursor::new(&tail);
    let mut bytes = Vec::new();
    while complete.read_until(b'\n', &mut bytes)? > 0 {
        at += bytes.len() as u64;
        // The first line of the tail may be the end of one.
        if bytes.ends_with(b"\n")
            && let Some(ExportLine::Event(event)) = ExportLine::parse(&bytes)
        {
            (keep, position) = (at, Position::new(event.position));
        }
        bytes.clear();
    }
    if position == Position::START && start > 0 {
        return Err(io::Error::other("the file is not an export of a log").into());
    }
    file.set_len(keep)?;
    file.seek(SeekFrom::End(0))?;
    Ok(position)
}
