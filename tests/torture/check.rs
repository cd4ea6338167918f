//! Reads the whole log and compares it with what was acknowledged.

use std::collections::{HashMap, HashSet};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use eventstore::{Filter, Head, Log, Position, Recorded, on};
use futures::StreamExt as _;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    journal::Line,
    order::{Answer, Order},
};

/// What must be in the log for ever, as told by those that were killed.
#[derive(Default)]
pub(super) struct Memory {
    /// Where the events of each acknowledged command lie.
    acknowledged: HashMap<Uuid, (i64, i64)>,
    /// Commands that a rule refused, and that nobody sent again.
    refused: HashSet<Uuid>,
    /// A command, and the last position acknowledged before it was sent.
    sent_after: HashMap<Uuid, i64>,
    /// The head of the last reading, and the digest of all leaf hashes up to it.
    read: Option<(Head, [u8; 32])>,
}

/// What was found wrong, by kind, with examples.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Acknowledged commands that are not where they were said to be, or not whole.
    pub lost: u64,
    /// Commands of which there are events more than once.
    pub duplicated: u64,
    /// Positions or revisions that are missing.
    pub gaps: u64,
    /// Commands that lie before one that was acknowledged before they were sent, and times that
    /// go back.
    pub reordered: u64,
    /// Events that are no longer what they were, or what was hashed.
    pub altered: u64,
    /// Read models that differ from a fresh replay.
    pub stale: u64,
    /// In words, the first ones.
    pub examples: Vec<String>,
}

impl Findings {
    /// Nothing was found.
    #[must_use]
    pub fn none(&self) -> bool {
        let Self { lost, duplicated, gaps, reordered, altered, stale, examples: _ } = self;
        [lost, duplicated, gaps, reordered, altered, stale].into_iter().all(|count| *count == 0)
    }

    pub(super) fn note(&mut self, kind: fn(&mut Self) -> &mut u64, what: impl FnOnce() -> String) {
        *kind(self) += 1;
        if self.examples.len() < 20 {
            self.examples.push(what());
        }
    }
}

impl Memory {
    /// Takes in the journal of a process; gives the orders it had sent and not heard of again.
    pub(super) fn learn(&mut self, journal: &[Line]) -> Vec<(Order, Option<i64>)> {
        let mut open: HashMap<Order, Option<i64>> = HashMap::new();
        let mut last_acknowledged = 0;
        for line in journal {
            match *line {
                Line::Ready { .. } => {}
                Line::Sent { order, expected } => {
                    open.insert(order, expected);
                    self.sent_after.insert(order.command_id().0, last_acknowledged);
                }
                Line::Answered { order, answer } => {
                    open.remove(&order);
                    if let Answer::Done { last, .. } = answer {
                        last_acknowledged = last_acknowledged.max(last);
                    }
                    self.answered(order, answer);
                }
            }
        }
        open.into_iter().collect()
    }

    pub(super) fn answered(&mut self, order: Order, answer: Answer) {
        let id = order.command_id().0;
        match answer {
            Answer::Done { first, last, .. } => {
                self.acknowledged.insert(id, (first, last));
            }
            Answer::Refused => {
                self.refused.insert(id);
            }
        }
    }

    pub(super) fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }

    /// Where an acknowledged order lies.
    pub(super) fn place(&self, order: Order) -> Option<(i64, i64)> {
        self.acknowledged.get(&order.command_id().0).copied()
    }

    /// Reads the whole log; gives the position of its head.
    pub(super) async fn check(&mut self, log: &Log, found: &mut Findings) -> anyhow::Result<i64> {
        let head = log.head().await?;
        let mut reading = Reading::default();
        let mut events = log.scan(Position::START, Filter::All);
        while let Some(event) = events.next().await {
            let event = event.context("reading the log")?;
            reading.event(&event, found);
            let before = self.read.filter(|(before, _)| before.position == event.position);
            if before.is_some_and(|(_, digest)| digest != reading.digest()) {
                found.note(|f| &mut f.altered, || format!("the log up to {}", event.position));
            }
        }
        if reading.position != head.position.get() {
            let last = reading.position;
            found.note(|f| &mut f.gaps, || format!("head {head:?}, but the last event is {last}"));
        }
        if let Some((before, _)) = self.read
            && ((before.log_id, before.epoch) != (head.log_id, head.epoch)
                || before.position > head.position)
        {
            found.note(|f| &mut f.altered, || format!("the head went from {before:?} to {head:?}"));
        }
        self.compare(&reading.commands, found);
        count_commands(log, reading.commands.len(), found).await?;
        self.read = Some((head, reading.digest()));
        Ok(head.position.get())
    }

    fn compare(&mut self, in_log: &HashMap<Uuid, (i64, i64)>, found: &mut Findings) {
        for (command, place) in &self.acknowledged {
            let now = in_log.get(command);
            if now != Some(place) {
                let what =
                    || format!("command {command}, acknowledged at {place:?}, is at {now:?}");
                found.note(|f| &mut f.lost, what);
            }
        }
        for command in self.refused.iter().filter(|command| in_log.contains_key(command)) {
            found.note(|f| &mut f.duplicated, || format!("command {command} was refused"));
        }
        for (command, after) in self.sent_after.drain() {
            if let Some((first, _)) = in_log.get(&command).filter(|(first, _)| *first <= after) {
                let what = || format!("command {command}, sent after {after}, is at {first}");
                found.note(|f| &mut f.reordered, what);
            }
        }
    }
}

/// A walk through the log.
#[derive(Default)]
struct Reading {
    position: i64,
    recorded_at: Option<DateTime<Utc>>,
    leaves: Sha256,
    revisions: HashMap<String, i64>,
    commands: HashMap<Uuid, (i64, i64)>,
}

impl Reading {
    fn event(&mut self, event: &Recorded, found: &mut Findings) {
        let at = event.position.get();
        let before = std::mem::replace(&mut self.position, at);
        if at != before + 1 {
            found.note(|f| &mut f.gaps, || format!("position {at} comes after {before}"));
        }
        if self.recorded_at > Some(event.recorded_at) {
            found.note(|f| &mut f.reordered, || format!("{at} is older than the one before"));
        }
        self.recorded_at = Some(event.recorded_at);
        if !event.is_intact() {
            found.note(|f| &mut f.altered, || format!("{at} is not what was hashed"));
        }
        self.leaves.update(event.leaf_hash);
        let (stream, revision) = (event.stream.as_str(), event.revision.get());
        let last = self.revisions.insert(stream.to_owned(), revision);
        if revision != last.map_or(0, |last| last + 1) {
            let what = || format!("{stream} has revision {revision} after {last:?}");
            found.note(|f| &mut f.gaps, what);
        }
        let command = event.command_id.0;
        let (_, last) = self.commands.entry(command).or_insert((at, at - 1));
        let before = std::mem::replace(last, at);
        if before != at - 1 {
            let what = || format!("command {command} has events at {before} and at {at}");
            found.note(|f| &mut f.duplicated, what);
        }
    }

    fn digest(&self) -> [u8; 32] {
        self.leaves.clone().finalize().into()
    }
}

/// Every command that has events is known, and no other.
async fn count_commands(log: &Log, expected: usize, found: &mut Findings) -> anyhow::Result<()> {
    let sql = "select count(*) from commands c
               join events e on e.position = c.first_position and e.command_id = c.command_id
               union all select count(*) from commands";
    let counts: Vec<i64> =
        on!(Db, log.db(), pool => sqlx::query_scalar(sql).fetch_all(pool).await?);
    if counts.iter().any(|count| usize::try_from(*count) != Ok(expected)) {
        let what = || format!("{expected} commands have events; known with them, all: {counts:?}");
        found.note(|f| &mut f.lost, what);
    }
    Ok(())
}
