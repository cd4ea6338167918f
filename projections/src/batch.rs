//! A piece of the log, read and decoded once for all the projections that stand before it.

use std::collections::BTreeSet;

use domain::correction::Entry;
use eventstore::{Direction, Filter, Log, Position, Recorded};
use futures::{Stream, StreamExt as _};

use crate::{
    Applied, Error, Mark, Poison, checkpoint,
    corrected::{self, Step},
    rows::{Fold, When},
};

/// Consecutive events.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Those that can be folded.
    pub steps: Vec<Step>,
    /// Those that can not.
    pub poisons: Vec<Poison>,
    /// The last one; the batch covers everything up to here.
    pub last: Position,
}

impl Batch {
    fn after(position: Position, limit: usize) -> Self {
        // Events are large to move; but a limit may be larger than what there is.
        let steps = Vec::with_capacity(limit.min(4_096));
        Self { steps, poisons: Vec::new(), last: position }
    }

    async fn push(
        &mut self,
        log: &Log,
        recorded: Recorded,
        categories: &[&str],
    ) -> Result<(), Error> {
        self.last = recorded.position;
        if !categories.contains(&recorded.stream.category()) {
            return Ok(());
        }
        let (stream, kind) = (recorded.stream.clone(), recorded.kind.clone());
        let at = Mark { position: recorded.position, revision: recorded.revision };
        let step = match Applied::decode(recorded) {
            Ok(Entry::Event(event)) => Ok(Step::Event(event)),
            Ok(Entry::Correction(correction)) => {
                let corrected = corrected::read(log, &stream, at, kind, &correction).await?;
                corrected.map(|corrected| Step::Corrected(Box::new(corrected)))
            }
            Err(poison) => Err(poison),
        };
        match step {
            Ok(step) => self.steps.push(step),
            Err(poison) => self.poisons.push(poison),
        }
        Ok(())
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
            batch.push(log, recorded, categories).await?;
        }
        Ok(batch)
    }

    /// The next events of a stream of them, which may be the last.
    pub(crate) async fn take(
        log: &Log,
        stream: &mut (impl Stream<Item = Result<Recorded, eventstore::Error>> + Unpin),
        after: Position,
        limit: usize,
        categories: &[&str],
    ) -> Result<Self, Error> {
        let mut batch = Self::after(after, limit);
        let limit = after.get().saturating_add(i64::try_from(limit).unwrap_or(i64::MAX));
        while batch.last.get() < limit {
            let Some(recorded) = stream.next().await else { break };
            batch.push(log, recorded?, categories).await?;
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
    pub(crate) fn before(&self, position: Position) -> &[Step] {
        &self.steps[..self.steps.partition_point(|step| step.position() < position)]
    }
}

/// Folds events into rows within a transaction, and writes those that changed when it is time to.
pub(crate) async fn fold(
    tx: &mut eventstore::Tx,
    folds: &mut [&mut Box<dyn Fold>],
    steps: &[Step],
    when: When,
) -> Result<(), Error> {
    for fold in folds {
        fold.load(tx, steps).await?;
        for step in steps {
            fold.fold(step).map_err(|_| panicked(step, fold.name()))?;
        }
        fold.write(tx, when).await?;
    }
    Ok(())
}

fn panicked(step: &Step, projection: &'static str) -> Poison {
    Poison {
        position: step.position(),
        kind: step.kind().to_owned(),
        category: step.kind().split('.').next().unwrap_or_default().to_owned(),
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
