//! A piece of the log, read and decoded once for all the projections that stand before it.

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
    fn push(&mut self, recorded: Recorded) {
        self.last = recorded.position;
        match Applied::decode(recorded) {
            Ok(event) => self.events.push(event),
            Err(poison) => self.poisons.push(poison),
        }
    }

    /// The next events after a position.
    pub(crate) async fn read(log: &Log, after: Position, limit: usize) -> Result<Self, Error> {
        let mut batch = Self { last: after, ..Self::default() };
        for recorded in log.read_all(after, Direction::Forward, limit, &Filter::All).await? {
            batch.push(recorded);
        }
        Ok(batch)
    }

    /// The next events of a stream of them, which may be the last.
    pub(crate) async fn take(
        stream: &mut (impl Stream<Item = Result<Recorded, eventstore::Error>> + Unpin),
        after: Position,
        limit: usize,
    ) -> Result<Self, Error> {
        let mut batch = Self { last: after, ..Self::default() };
        let limit = after.get().saturating_add(i64::try_from(limit).unwrap_or(i64::MAX));
        while batch.last.get() < limit {
            let Some(recorded) = stream.next().await else { break };
            batch.push(recorded?);
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
