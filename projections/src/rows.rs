use std::{
    collections::{BTreeSet, HashMap},
    panic::AssertUnwindSafe,
};

use eventstore::Tx;
use futures::{FutureExt as _, future::BoxFuture};

use crate::{
    Applied, Cell, KeyOf, Projection, Row,
    bulk::{CountTable, RowTable},
    corrected::{Corrected, Step},
};

/// New rows that never change are written at the latest when there are so many.
const NEW: usize = 10_000;

/// A projection whose rows and tables the engine need not know.
pub(crate) trait Fold: Send + Sync {
    /// [`Projection::NAME`].
    fn name(&self) -> &'static str;
    /// [`Projection::VERSION`].
    fn version(&self) -> i64;
    /// Its live tables: rows, then counts.
    fn tables(&self) -> Vec<&'static str>;
    /// [`Projection::CATEGORIES`].
    fn categories(&self) -> &'static [&'static str];
    /// Loads the rows that these change and that are not in memory.
    fn load<'a>(&'a mut self, tx: &'a mut Tx, steps: &'a [Step])
    -> BoxFuture<'a, sqlx::Result<()>>;
    /// Folds into the rows in memory; what was not loaded does not exist.
    fn fold(&mut self, step: &Step) -> Result<(), Panicked>;
    /// Writes the rows and counts that have changed: now, or once there are enough of them.
    fn write<'a>(&'a mut self, tx: &'a mut Tx, when: When) -> BoxFuture<'a, sqlx::Result<()>>;
    /// What was written, if anything was, is committed.
    fn committed(&mut self);
    /// What was folded since is to be folded again.
    fn forget(&mut self);
}

/// When changed rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// In this transaction: the checkpoint that commits with them says that they are there.
    Now,
    /// When there are enough of them: nobody reads the table before it is whole.
    Enough,
}

/// The fold panicked; what it held in memory is to be forgotten.
pub(crate) struct Panicked;

/// The rows of a projection in memory, between its two tables and its fold.
pub(crate) struct Rows<P: Projection> {
    table: RowTable,
    counts: Vec<CountTable>,
    slots: HashMap<KeyOf<P>, Slot<P::Row>>,
    new: Vec<P::Row>,
    /// How many rows have changed since they were last written.
    changed: usize,
    /// Changes were written, and are not committed yet.
    written: bool,
    /// The table was empty, and all that has been written since is still in memory.
    whole: bool,
    /// How many rows to keep once they are written.
    keep: usize,
    batch: u64,
}

struct Slot<R> {
    row: Option<R>,
    /// Where the row counted when it was last written, if it changed since.
    before: Option<Vec<(Cell, i64)>>,
    exists: bool,
    used: u64,
}

impl<P: Projection> Rows<P> {
    /// For the live tables: other processes write them too, so nothing is kept.
    pub(crate) fn live() -> Self {
        Self::new("", 0, false)
    }

    /// For empty shadow tables that nobody else writes.
    pub(crate) fn shadow(keep: usize) -> Self {
        Self::new(SHADOW, keep.max(1), true)
    }

    fn new(suffix: &str, keep: usize, whole: bool) -> Self {
        let counts = P::COUNTERS.iter();
        Self {
            table: RowTable::new::<P::Row>(&format!("{}{suffix}", P::Row::TABLE)),
            counts: counts
                .map(|counter| CountTable::new(counter, &format!("{}{suffix}", counter.table)))
                .collect(),
            slots: HashMap::new(),
            new: Vec::new(),
            changed: 0,
            written: false,
            whole,
            keep,
            batch: 0,
        }
    }

    fn apply(&mut self, key: &KeyOf<P>, event: &Applied) {
        if P::INSERT_ONLY {
            if let Some(row) = P::apply(None, key, event) {
                self.new.push(row);
                self.changed += 1;
            }
            return;
        }
        let slot = self.changing(key);
        slot.row = P::apply(slot.row.take(), key, event);
    }

    /// The place of a row that is about to change.
    fn changing(&mut self, key: &KeyOf<P>) -> &mut Slot<P::Row> {
        let slot = self.slots.entry(key.clone()).or_insert_with(|| Slot::new(None));
        slot.used = self.batch;
        if slot.before.is_none() {
            slot.before = Some(slot.row.as_ref().map(P::cells).unwrap_or_default());
            self.changed += 1;
        }
        slot
    }

    /// Makes the rows that a correction changes again.
    fn correct(&mut self, corrected: &Corrected) {
        let keys: BTreeSet<KeyOf<P>> = corrected.target.iter().flat_map(P::keys).collect();
        if keys.is_empty() {
            return;
        }
        self.new.retain(|row| !keys.contains(&row.key()));
        for key in &keys {
            self.changing(key).row = None;
        }
        for event in &corrected.standing {
            for key in P::keys(event).into_iter().filter(|key| keys.contains(key)) {
                let slot = self.changing(&key);
                slot.row = P::apply(slot.row.take(), &key, event);
            }
        }
        for key in &keys {
            if let Some(row) = &mut self.changing(key).row {
                P::mark(row, corrected.at);
            }
        }
    }

    async fn write_rows(&mut self, tx: &mut Tx) -> sqlx::Result<()> {
        if !self.new.is_empty() {
            self.table.insert(tx, &self.new).await?;
        }
        let mut changed: Vec<(&KeyOf<P>, &Slot<P::Row>)> =
            self.slots.iter().filter(|(_, slot)| slot.before.is_some()).collect();
        // Neighbours in the table are written together, and always in the same order.
        changed.sort_unstable_by_key(|(key, _)| *key);
        let kept: Vec<&P::Row> = changed.iter().filter_map(|(_, slot)| slot.row.as_ref()).collect();
        if !kept.is_empty() {
            self.table.upsert(tx, &kept).await?;
        }
        let gone = changed.iter().filter(|(_, slot)| slot.row.is_none() && slot.exists);
        let gone: Vec<&KeyOf<P>> = gone.map(|(key, _)| *key).collect();
        if !gone.is_empty() {
            self.table.delete::<P::Row>(tx, &gone).await?;
        }
        for (index, table) in self.counts.iter().enumerate() {
            let counts = differences::<P>(index, changed.iter().map(|(_, slot)| *slot));
            let counts: Vec<_> =
                counts.iter().map(|(cell, count)| (cell.key.as_slice(), *count)).collect();
            table.add(tx, &counts).await?;
        }
        Ok(())
    }
}

/// What the tables of a rebuild are called: the live ones' names and this.
pub(crate) const SHADOW: &str = "_next";

impl<R> Slot<R> {
    fn new(row: Option<R>) -> Self {
        Self { exists: row.is_some(), row, before: None, used: 0 }
    }
}

/// What the changes of these rows add to and take from the cells of one table, in their order.
fn differences<'a, P: Projection>(
    counter: usize,
    slots: impl Iterator<Item = &'a Slot<P::Row>>,
) -> Vec<(Cell, i64)> {
    let mut sums: HashMap<Cell, i64> = HashMap::new();
    for slot in slots {
        let before = slot.before.iter().flatten().map(|(cell, count)| (cell.clone(), -count));
        let after = slot.row.as_ref().map(P::cells).unwrap_or_default();
        for (cell, count) in before.chain(after).filter(|(cell, _)| cell.counter == counter) {
            *sums.entry(cell).or_default() += count;
        }
    }
    let mut sums: Vec<(Cell, i64)> = sums.into_iter().filter(|(_, count)| *count != 0).collect();
    sums.sort_unstable();
    sums
}

impl<P: Projection> Fold for Rows<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn version(&self) -> i64 {
        P::VERSION
    }

    fn tables(&self) -> Vec<&'static str> {
        std::iter::once(P::Row::TABLE).chain(P::COUNTERS.iter().map(|c| c.table)).collect()
    }

    fn categories(&self) -> &'static [&'static str] {
        P::CATEGORIES
    }

    fn load<'a>(
        &'a mut self,
        tx: &'a mut Tx,
        steps: &'a [Step],
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        self.batch += 1;
        async move {
            if self.whole && !P::INSERT_ONLY {
                return Ok(());
            }
            let changes = |step: &&Step| !P::INSERT_ONLY || matches!(step, Step::Corrected(_));
            let mut keys: Vec<KeyOf<P>> = steps
                .iter()
                .filter(changes)
                .flat_map(Step::concerned)
                .flat_map(P::keys)
                .filter(|key| !self.slots.contains_key(key))
                .collect();
            keys.sort_unstable();
            keys.dedup();
            if keys.is_empty() {
                return Ok(());
            }
            for row in self.table.load::<P::Row>(tx, &keys).await? {
                self.slots.insert(row.key(), Slot::new(Some(row)));
            }
            Ok(())
        }
        .boxed()
    }

    fn fold(&mut self, step: &Step) -> Result<(), Panicked> {
        let fold = AssertUnwindSafe(|| match step {
            Step::Event(event) => {
                for key in P::keys(event) {
                    self.apply(&key, event);
                }
            }
            Step::Corrected(corrected) => self.correct(corrected),
        });
        std::panic::catch_unwind(fold).map_err(|_| Panicked)
    }

    fn write<'a>(&'a mut self, tx: &'a mut Tx, when: When) -> BoxFuture<'a, sqlx::Result<()>> {
        let enough = match when {
            When::Now => 1,
            When::Enough if P::INSERT_ONLY => self.keep.min(NEW),
            // Each row is written once for all that happens to it until then.
            When::Enough => self.keep.div_ceil(2),
        };
        async move {
            if self.changed >= enough {
                self.write_rows(tx).await?;
                self.written = true;
            }
            Ok(())
        }
        .boxed()
    }

    fn committed(&mut self) {
        if !std::mem::take(&mut self.written) && self.keep > 0 {
            return;
        }
        self.new.clear();
        self.changed = 0;
        if self.keep == 0 {
            self.slots.clear();
            return;
        }
        for slot in self.slots.values_mut().filter(|slot| slot.before.is_some()) {
            slot.before = None;
            slot.exists = slot.row.is_some();
        }
        if self.slots.len() > self.keep {
            self.whole = false;
            let batch = self.batch;
            self.slots.retain(|_, slot| slot.used == batch);
        }
    }

    fn forget(&mut self) {
        self.new.clear();
        self.slots.clear();
        self.changed = 0;
        self.written = false;
        self.whole = false;
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        Event,
        programme::{Event as E, Metric},
    };
    use uuid::Uuid;

    use super::*;
    use crate::{
        targets::TargetRow,
        testing::{applied, day},
    };

    /// A fold with a bug.
    struct Buggy;

    impl Projection for Buggy {
        const NAME: &'static str = "buggy";
        const VERSION: i64 = 1;
        const CATEGORIES: &'static [&'static str] = &["programme"];
        type Row = TargetRow;

        fn keys(event: &Applied) -> impl IntoIterator<Item = String> {
            Some(event.kind.clone())
        }

        fn apply(row: Option<TargetRow>, _: &String, event: &Applied) -> Option<TargetRow> {
            assert!(event.position.get() != 2, "a bug");
            row
        }
    }

    #[test]
    fn a_fold_that_panics_is_told_from_one_that_does_not() {
        let set = E::TargetSet { metric: Metric::Laureates, value: 1, due: day(2027, 12, 31) };
        let event = |n| Step::Event(applied(n, Uuid::nil(), Event::Programme(set.clone())));
        let mut rows = Rows::<Buggy>::live();
        assert!(rows.fold(&event(0)).is_ok());
        assert!(rows.fold(&event(1)).is_err());
    }
}
