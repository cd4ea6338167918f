use std::collections::BTreeMap;

use crate::{Applied, Field, Mark, Row, Value};

/// The key of a projection's rows.
pub type KeyOf<P> = <<P as Projection>::Row as Row>::Key;

/// A read model as a fold. No SQL, no I/O, no clock.
pub trait Projection: Send + Sync + 'static {
    /// Its name, as in `checkpoints`.
    const NAME: &'static str;
    /// Of the fold. Grows whenever the same events would give other rows: then the engine refolds.
    const VERSION: i64;
    /// The categories of streams it folds; events of others do not concern it.
    const CATEGORIES: &'static [&'static str];
    /// Each event makes at most new rows of its own: nothing needs to be loaded first.
    const INSERT_ONLY: bool = false;
    /// The tables of counts its rows feed.
    const COUNTERS: &'static [Counter] = &[];
    /// The rows it keeps.
    type Row: Row;

    /// The rows an event changes.
    fn keys(event: &Applied) -> impl IntoIterator<Item = KeyOf<Self>>;

    /// Folds an event into one of its rows. In: `None` is "no row yet". Out: `None` is "no row".
    fn apply(row: Option<Self::Row>, key: &KeyOf<Self>, event: &Applied) -> Option<Self::Row>;

    /// A row that was made again says that it knows of the correction, if it says such a thing.
    fn mark(_row: &mut Self::Row, _at: Mark) {}

    /// Where a row counts, and for how many. The engine adds what a change adds, and takes back
    /// what it takes back.
    fn cells(_row: &Self::Row) -> Vec<(Cell, i64)> {
        Vec::new()
    }
}

/// A table of counts: its key columns, none of them ever null, then `count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// The table of the migration; its shadow is `<table>_next`.
    pub table: &'static str,
    /// The columns of its key.
    pub key: &'static [Field],
}

/// A cell of a table of counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Which of the projection's [`Projection::COUNTERS`].
    pub counter: usize,
    /// Its key, in the order of [`Counter::key`].
    pub key: Vec<Value<'static>>,
}

/// Folds events over memory: the rows the read model holds after them. What the database holds
/// after the same events is the same.
pub fn replay<'a, P: Projection>(
    events: impl IntoIterator<Item = &'a Applied>,
) -> BTreeMap<KeyOf<P>, P::Row> {
    let mut rows = BTreeMap::new();
    for event in events {
        for key in P::keys(event) {
            if let Some(row) = P::apply(rows.remove(&key), &key, event) {
                rows.insert(key, row);
            }
        }
    }
    rows
}

/// The counts these rows give.
pub fn recount<'a, P: Projection>(
    rows: impl IntoIterator<Item = &'a P::Row>,
) -> BTreeMap<Cell, i64> {
    let mut counts = BTreeMap::new();
    for (cell, count) in rows.into_iter().flat_map(P::cells) {
        *counts.entry(cell).or_default() += count;
    }
    counts.retain(|_, count| *count != 0);
    counts
}
