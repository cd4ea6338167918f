//! The assignment problem, solved exactly (Kuhn–Munkres).

use pathfinding::{kuhn_munkres::kuhn_munkres, matrix::Matrix};

/// More than all scores together can be worth: pairing one more always wins. A row can score some
/// thousands, and there are fewer rows than a thousand million.
const PAIRED: i64 = 1_000_000_000_000;
/// Never chosen, because each row can stay alone instead.
const FORBIDDEN: i64 = -PAIRED;

/// The column of each row, or none: as many pairs as possible and, of those assignments, the one
/// with the highest sum. `weights` has a value for each of `columns` columns, none where the pair
/// must not be.
pub(super) fn best(weights: &[Vec<Option<i64>>], columns: usize) -> Vec<Option<usize>> {
    let rows = weights.len();
    if rows == 0 || columns == 0 {
        return vec![None; rows];
    }
    // Each row has a further column of its own, in which it stays alone.
    let matrix = Matrix::from_fn(rows, columns + rows, |(row, column)| {
        let known = weights.get(row).and_then(|row| row.get(column)).copied().flatten();
        match known {
            Some(weight) => PAIRED + weight,
            None if column == columns + row => 0,
            None => FORBIDDEN,
        }
    });
    let (_, chosen) = kuhn_munkres(&matrix);
    chosen.into_iter().map(|column| (column < columns).then_some(column)).collect()
}
