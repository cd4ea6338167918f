//! The event that every load appends: 293 bytes of data and 118 of metadata, five types.

use std::fmt::Write as _;

use chrono::NaiveDate;
use eventstore::{
    Append, CommandId, ExpectedRevision, Fingerprint, NewEvent, StreamId, StreamWrite,
};
use serde::Deserialize;

use crate::dice::{Dice, new_id};

pub const TYPES: [&str; 5] = [
    "load.v1.Registered",
    "load.v1.SituationDeclared",
    "load.v1.YearStarted",
    "load.v1.WishSubmitted",
    "load.v1.SessionHeld",
];
const DATA_BYTES: usize = 293;
const METADATA_BYTES: usize = 118;

/// What a reader makes of the data.
#[derive(Deserialize)]
#[expect(dead_code, reason = "read, so that the whole payload is parsed into something")]
pub struct Data<'a> {
    person: &'a str,
    school: &'a str,
    year: i32,
    niveau: &'a str,
    score: f64,
    subjects: Vec<&'a str>,
    note: &'a str,
}

pub fn occurred_on() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 1).unwrap_or_default()
}

pub fn kind(dice: &mut Dice) -> &'static str {
    TYPES[dice.below(TYPES.len())]
}

pub fn data(dice: &mut Dice) -> String {
    let mut data = String::with_capacity(DATA_BYTES);
    let (person, school, score) = (dice.uuid(), dice.below(9_999_999), dice.below(2_000));
    let _ = write!(
        data,
        r#"{{"person":"{person}","school":"{school:07}E","year":2026,"niveau":"terminale","#
    );
    let _ = write!(
        data,
        r#""score":{}.5,"subjects":["nsi","maths","physique"],"note":""#,
        1_000 + score
    );
    while data.len() < DATA_BYTES - 2 {
        data.push(char::from(b'a' + u8::try_from(dice.below(26)).unwrap_or_default()));
    }
    data.push_str("\"}");
    data
}

pub fn metadata(dice: &mut Dice) -> String {
    let mut metadata = String::with_capacity(METADATA_BYTES);
    let id = dice.uuid();
    let _ = write!(metadata, r#"{{"actor":{{"kind":"service","id":"load"}},"causation":"{id}","#);
    metadata.push_str(r#""note":""#);
    while metadata.len() < METADATA_BYTES - 2 {
        metadata.push('m');
    }
    metadata.push_str("\"}");
    metadata
}

fn new_event(dice: &mut Dice) -> NewEvent {
    NewEvent { kind: kind(dice).to_owned(), data: data(dice), occurred_on: occurred_on() }
}

/// So many events for a stream.
pub fn write(
    dice: &mut Dice,
    stream: StreamId,
    expected: ExpectedRevision,
    events: usize,
) -> StreamWrite {
    StreamWrite { stream, expected, events: (0..events).map(|_| new_event(dice)).collect() }
}

/// A new command.
pub fn append(dice: &mut Dice, writes: Vec<StreamWrite>) -> Append {
    let events = writes.iter().flat_map(|write| &write.events);
    let parts: Vec<&[u8]> = events.map(|event| event.data.as_bytes()).collect();
    let fingerprint = Fingerprint::of(&parts);
    Append { command_id: CommandId(new_id()), fingerprint, metadata: metadata(dice), writes }
}
