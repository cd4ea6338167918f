//! A piece of the log, read and decoded once for all the projections that stand before it.

use std::collections::BTreeSet;

use eventstore::{Direction, Filter, Log, Position, Recorded};
use futures::{Stream, StreamExt as _};

use crate::{
    Applied, Error, Poison, checkpoint,
    rows::{Fold, When},
};

/// Consecutive events.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Those that can be folded.
    pub events: Vec<Applied>,
    /// Those that can not.
    pub poisons: Vec<Poison>,
    /// The last one; the batch covers everything up to here.
    pub last: Position,
}

impl Batch {
    fn after(position: Position, limit: usize) -> Self {
        // Events are large to move; but a limit may be larger than what there is.
        let events = Vec::with_capacity(limit.min(4_096));
        Self { events, poisons: Vec::new(), last: position }
    }

    fn push(&mut self, recorded: Recorded, categories: &[&str]) {
        self.last = recorded.position;
        if !categories.contains(&recorded.stream.category()) {
            return;
        }
        match Applied::decode(recorded) {
            Ok(event) => self.events.push(event),
            Err(poison) => self.poisons.push(poison),
        }
    }

    /// The next events after a position; those of other categories are passed over.
    pub(crate) async fn read(
        log: &Log,
        after: Position,
        limit: usize,
        categories: &[&str],
    ) -> Result<Self, Error> {
        let mut batch = Self::after(after, limit);
        for recorded in log.read_all(after, Direction::Forward, limit, &Filter::All).await? {
            batch.push(recorded, categories);
        }
        Ok(batch)
    }

    /// The next events of a stream of them, which may be the last.
    pub(crate) async fn take(
        stream: &mut (impl Stream<Item = Result<Recorded, eventstore::Error>> + Unpin),
        after: Position,
        limit: usize,
        categories: &[&str],
    ) -> Result<Self, Error> {
        let mut batch = Self::after(after, limit);
        let limit = after.get().saturating_add(i64::try_from(limit).unwrap_or(i64::MAX));
        while batch.last.get() < limit {
            let Some(recorded) = stream.next().await else { break };
            batch.push(recorded?, categories);
        }
        Ok(batch)
    }

    /// The first event that stops one of these projections.
    pub(crate) fn poison_for<'a>(
        &self,
        folds: &(impl Iterator<Item = &'a Box<dyn Fold>> + Clone),
    ) -> Option<&Poison> {
        let stops = |poison: &&Poison| folds.clone().any(|fold| poison.stops(fold.as_ref()));
        self.poisons.iter().find(stops)
    }

    /// The events before a position.
    pub(crate) fn before(&self, position: Position) -> &[Applied] {
        &self.events[..self.events.partition_point(|event| event.position < position)]
    }
}

/// Folds events into rows within a transaction, and writes those that changed when it is time to.
pub(crate) async fn fold(
    tx: &mut eventstore::Tx,
    folds: &mut [&mut Box<dyn Fold>],
    events: &[Applied],
    when: When,
) -> Result<(), Error> {
    for fold in folds {
        fold.load(tx, events).await?;
        for event in events {
            fold.fold(event).map_err(|_| panicked(event, fold.name()))?;
        }
        fold.write(tx, when).await?;
    }
    Ok(())
}

fn panicked(event: &Applied, projection: &'static str) -> Poison {
    Poison {
        position: event.position,
        kind: event.kind.clone(),
        category: event.kind.split('.').next().unwrap_or_default().to_owned(),
        reason: crate::PoisonReason::Panic { projection },
    }
}

/// The categories that one of these projections folds.
pub(crate) fn categories<'a>(
    folds: impl IntoIterator<Item = &'a Box<dyn Fold>>,
) -> Vec<&'static str> {
    let categories = folds.into_iter().flat_map(|fold| fold.categories().iter().copied());
    categories.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Takes the checkpoints of these projections, always in the same order.
pub(crate) async fn lock(
    tx: &mut eventstore::Tx,
    names: impl IntoIterator<Item = &'static str>,
) -> sqlx::Result<Vec<checkpoint::Checkpoint>> {
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_unstable();
    let mut locked = Vec::with_capacity(names.len());
    for name in names {
        locked.extend(checkpoint::lock(tx, name).await?);
    }
    Ok(locked)
}
