use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    Append, AppendError, Appended, CommandId, EventId, Fingerprint, Position, Revision,
    StreamWrite,
    db::{NewCommand, NewRow},
    leaf::Leaf,
};

/// What the database said under the log's lock, about everything a batch asks for.
pub(crate) struct Known<'a> {
    /// Of the last event.
    pub position: Position,
    /// Commands of the batch that were appended before.
    pub commands: HashMap<CommandId, Committed>,
    /// The last revision of the streams of the batch; without those that have no event.
    pub revisions: HashMap<&'a str, Revision>,
}

/// A command appended before.
pub(crate) struct Committed {
    pub fingerprint: Fingerprint,
    pub between: (Position, Position),
}

/// What becomes of one append.
#[derive(Debug)]
pub(crate) enum Verdict {
    Appended(Appended),
    /// Appended before, between these positions: read its answer there.
    Before(Position, Position),
    Refused(AppendError),
}

/// What a batch writes, and what each of its appends is told once that is committed.
pub(crate) struct Plan<'a> {
    pub verdicts: Vec<Verdict>,
    pub rows: Vec<NewRow<'a>>,
    pub commands: Vec<NewCommand>,
    /// Of the last event when it is written.
    pub position: Position,
}

/// Decides the appends one after the other, each on what those before it left.
pub(crate) fn plan<'a>(
    appends: impl Iterator<Item = &'a Append>,
    known: Known<'a>,
    recorded_at: DateTime<Utc>,
    mut new_id: impl FnMut() -> Uuid,
) -> Plan<'a> {
    let Known { position, commands: committed, mut revisions } = known;
    let mut plan = Plan { verdicts: Vec::new(), rows: Vec::new(), commands: Vec::new(), position };
    let mut planned: HashMap<CommandId, (Fingerprint, usize)> = HashMap::new();
    let mut buffer = Vec::new();
    for append in appends {
        let id = append.command_id;
        let verdict = if let Some(before) = committed.get(&id) {
            same(append, before.fingerprint, || Verdict::Before(before.between.0, before.between.1))
        } else if let Some((fingerprint, earlier)) = planned.get(&id) {
            same(append, *fingerprint, || match &plan.verdicts[*earlier] {
                Verdict::Appended(appended) => {
                    Verdict::Appended(Appended { replayed: true, ..appended.clone() })
                }
                Verdict::Before(first, last) => Verdict::Before(*first, *last),
                Verdict::Refused(error) => Verdict::Refused(error.clone()),
            })
        } else if let Some(conflict) = conflict(append, &revisions) {
            Verdict::Refused(conflict)
        } else {
            planned.insert(id, (append.fingerprint, plan.verdicts.len()));
            let first = Position::new(plan.position.get() + 1);
            let mut written = Vec::with_capacity(append.writes.len());
            let changing = append.writes.iter().filter(|write| !write.events.is_empty());
            for StreamWrite { stream, events, .. } in changing {
                let mut last = revisions.get(stream.as_str()).copied();
                for event in events {
                    plan.position = Position::new(plan.position.get() + 1);
                    let revision = last.map_or(Revision::START, Revision::next);
                    last = Some(revision);
                    let leaf = Leaf {
                        position: plan.position,
                        stream: stream.as_str(),
                        revision,
                        event_id: EventId(new_id()),
                        kind: &event.kind,
                        data: &event.data,
                        metadata: &append.metadata,
                        command_id: id,
                        occurred_on: event.occurred_on,
                        recorded_at,
                    };
                    let leaf_hash = leaf.hash(&mut buffer);
                    plan.rows.push(NewRow { leaf, category: stream.category(), leaf_hash });
                }
                if let Some(last) = last {
                    revisions.insert(stream.as_str(), last);
                    written.push((stream.clone(), last));
                }
            }
            let last = plan.position;
            let fingerprint = append.fingerprint;
            plan.commands.push(NewCommand { id, fingerprint, first, last });
            Verdict::Appended(Appended { first, last, revisions: written, replayed: false })
        };
        plan.verdicts.push(verdict);
    }
    plan
}

fn same(append: &Append, before: Fingerprint, answer: impl FnOnce() -> Verdict) -> Verdict {
    if append.fingerprint == before {
        answer()
    } else {
        Verdict::Refused(AppendError::CommandIdReused { command_id: append.command_id })
    }
}

fn conflict(append: &Append, revisions: &HashMap<&str, Revision>) -> Option<AppendError> {
    append.writes.iter().find_map(|StreamWrite { stream, expected, .. }| {
        let actual = revisions.get(stream.as_str()).copied();
        let (stream, expected) = (stream.clone(), *expected);
        let conflict = || AppendError::Conflict { stream, expected, actual };
        (!expected.holds(actual)).then(conflict)
    })
}
