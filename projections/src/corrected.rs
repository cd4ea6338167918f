//! What a correction changes: the rows that its target concerns are made again from the effective
//! streams, up to the correction. The log never changes, so whoever reads it there, while following
//! or while rebuilding, makes the same rows.

use std::collections::BTreeSet;

use domain::{
    Decider, Event,
    correction::{Correction, Entry, Standing, effective},
    supporter::Supporter,
};
use eventstore::{Direction, Log, Position, Recorded, Revision, StreamId};

use crate::{Applied, Error, Poison, PoisonReason};

/// Events of a stream read at once.
const PAGE: usize = 1_000;

/// What is folded, in the order of the log.
#[expect(clippy::large_enum_variant, reason = "nearly all are events: a box each would cost more")]
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    /// Something happened.
    Event(Applied),
    /// Something that had been folded is corrected or voided.
    Corrected(Box<Corrected>),
}

impl Step {
    pub(crate) fn position(&self) -> Position {
        match self {
            Self::Event(event) => event.position,
            Self::Corrected(corrected) => corrected.at.position,
        }
    }

    /// The type of the event.
    pub(crate) fn kind(&self) -> &str {
        match self {
            Self::Event(event) => &event.kind,
            Self::Corrected(corrected) => &corrected.kind,
        }
    }

    /// What tells which rows it changes.
    pub(crate) fn concerned(&self) -> &[Applied] {
        match self {
            Self::Event(event) => std::slice::from_ref(event),
            Self::Corrected(corrected) => &corrected.target,
        }
    }
}

/// A correction with what is needed to fold again.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Corrected {
    /// Where it stands.
    pub at: Mark,
    /// Its type.
    pub kind: String,
    /// Its target: as recorded, as it stood before, and as it stands now.
    pub target: Vec<Applied>,
    /// What stands now in the streams that make rows with the target, in the order of the log.
    pub standing: Vec<Applied>,
}

/// Where a correction stands: rows that tell what they know of a stream tell that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// In the log.
    pub position: Position,
    /// In its stream.
    pub revision: Revision,
}

/// Reads what a correction needs.
pub(crate) async fn read(
    log: &Log,
    stream: &StreamId,
    at: Mark,
    kind: String,
    correction: &Correction<Applied>,
) -> Result<Result<Corrected, Poison>, Error> {
    let poison = |kind: String, reason| {
        let category = stream.category().to_owned();
        Ok(Err(Poison { position: at.position, kind, category, reason }))
    };
    let raw = match history(log, stream, at.position).await? {
        Ok(raw) => raw,
        Err(reason) => return poison(kind, reason),
    };
    // The last one is the correction itself.
    let (before, mut standing) = (effect(&raw[..raw.len().saturating_sub(1)]), effect(&raw));
    let revision = correction.target().0;
    let recorded = raw.get(revision as usize).and_then(|(recorded, _)| recorded.clone());
    let find = |events: &[Applied]| {
        events.iter().find(|event| event.revision.get() == i64::from(revision)).cloned()
    };
    let target: Vec<Applied> =
        recorded.into_iter().chain(find(&before)).chain(find(&standing)).collect();
    let others: BTreeSet<StreamId> = target.iter().chain(&standing).filter_map(shared).collect();
    for other in others {
        match history(log, &other, at.position).await? {
            Ok(raw) => standing.extend(effect(&raw)),
            Err(reason) => return poison(kind, reason),
        }
    }
    standing.sort_by_key(|event| event.position);
    Ok(Ok(Corrected { at, kind, target, standing }))
}

/// The other stream that makes a row together with this event: a slot is reserved on the supporter
/// whom the pair names, in one append. The slot itself is never corrected.
fn shared(event: &Applied) -> Option<StreamId> {
    match &event.event {
        Event::Mentorship(happened) => {
            StreamId::new(Supporter::CATEGORY, happened.pair().supporter.0).ok()
        }
        Event::Supporter(_)
        | Event::Journey(_)
        | Event::Activity(_)
        | Event::Aid(_)
        | Event::Placement(_)
        | Event::Partner(_)
        | Event::Programme(_) => None,
    }
}

/// What was recorded in a stream; where it is a correction, there is no event to apply.
type Raw = Vec<(Option<Applied>, Entry<Event>)>;

/// A stream up to a position.
async fn history(
    log: &Log,
    stream: &StreamId,
    to: Position,
) -> Result<Result<Raw, PoisonReason>, Error> {
    let mut raw = Raw::new();
    let mut from = Revision::START;
    loop {
        let page = log.read_stream(stream, from, Direction::Forward, PAGE).await?;
        let last = page.len() < PAGE;
        from = page.last().map_or(from, |event: &Recorded| event.revision.next());
        for recorded in page {
            if recorded.position > to {
                return Ok(Ok(raw));
            }
            match Applied::decode(recorded) {
                Ok(Entry::Event(event)) => {
                    let happened = event.event.clone();
                    raw.push((Some(event), Entry::Event(happened)));
                }
                Ok(Entry::Correction(correction)) => {
                    raw.push((None, Entry::Correction(correction.map(|applied| applied.event))));
                }
                Err(poison) => return Ok(Err(poison.reason)),
            }
        }
        if last {
            return Ok(Ok(raw));
        }
    }
}

/// What stands of it.
fn effect(raw: &[(Option<Applied>, Entry<Event>)]) -> Vec<Applied> {
    let dated = raw.iter().map(|(recorded, entry)| {
        let day = recorded.as_ref().map(|recorded| recorded.occurred_on);
        (day.unwrap_or_default(), entry.clone())
    });
    let standing = effective(dated).into_iter().filter_map(|standing| {
        let Standing { target, occurred_on, event } = standing;
        let recorded = raw.get(target.0 as usize)?.0.clone()?;
        Some(Applied { occurred_on, event, ..recorded })
    });
    standing.collect()
}
