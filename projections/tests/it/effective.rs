//! What stands of a log once its corrections are applied, in the plainest way: all at once, at the end.

use std::collections::BTreeMap;

use domain::correction::{Correction, Entry};
use eventstore::{Recorded, Revision, StreamId};
use projections::{Applied, KeyOf, Mark, Projection};

/// The events that stand, and what the corrections were about.
pub struct Effective {
    events: Vec<Applied>,
    /// Where each correction stands, and what its target said before and says after it.
    corrections: Vec<(Mark, Vec<Applied>)>,
}

pub fn effective(log: Vec<Recorded>) -> Effective {
    let mut streams: BTreeMap<StreamId, BTreeMap<Revision, (Applied, Option<Applied>)>> =
        BTreeMap::new();
    let mut corrections = Vec::new();
    for recorded in log {
        let mark = Mark { position: recorded.position, revision: recorded.revision };
        let stream = streams.entry(recorded.stream.clone()).or_default();
        let correction = match Applied::decode(recorded).unwrap() {
            Entry::Event(event) => {
                stream.insert(mark.revision, (event.clone(), Some(event)));
                continue;
            }
            Entry::Correction(correction) => correction,
        };
        let target = Revision::new(correction.target().0.into());
        let Some((raw, standing)) = stream.get_mut(&target) else { continue };
        let mut about = vec![raw.clone()];
        about.extend(standing.clone());
        *standing = match (standing.take(), correction) {
            (Some(was), Correction::Corrected { replacement, occurred_on, .. }) => {
                let occurred_on = occurred_on.unwrap_or(was.occurred_on);
                Some(Applied { event: replacement.event, occurred_on, ..was })
            }
            _ => None,
        };
        about.extend(standing.clone());
        corrections.push((mark, about));
    }
    let mut events: Vec<Applied> = streams
        .into_values()
        .flat_map(BTreeMap::into_values)
        .filter_map(|(_, standing)| standing)
        .collect();
    events.sort_by_key(|event| event.position);
    Effective { events, corrections }
}

/// Each event, and each mark of a correction, where it stands in the log.
pub fn rows<P: Projection>(effective: &Effective) -> BTreeMap<KeyOf<P>, P::Row> {
    let mut rows = BTreeMap::new();
    let mut corrections = effective.corrections.iter().peekable();
    let mark = |rows: &mut BTreeMap<KeyOf<P>, P::Row>, (at, about): &(Mark, Vec<Applied>)| {
        for key in about.iter().flat_map(P::keys) {
            if let Some(row) = rows.get_mut(&key) {
                P::mark(row, *at);
            }
        }
    };
    for event in &effective.events {
        while let Some(before) = corrections.next_if(|(at, _)| at.position < event.position) {
            mark(&mut rows, before);
        }
        for key in P::keys(event) {
            if let Some(row) = P::apply(rows.remove(&key), &key, event) {
                rows.insert(key, row);
            }
        }
    }
    corrections.for_each(|last| mark(&mut rows, last));
    rows
}
