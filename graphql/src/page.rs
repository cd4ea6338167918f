//! Connections: pages by cursor, stable while events are appended.

use async_graphql::{
    OutputType, Result,
    connection::{Connection, CursorType, Edge, EmptyFields},
};

use crate::app::coded;

/// Rows on a page at most.
pub(crate) const MAX: i32 = 200;

/// What a page costs: its length times what each row costs.
pub(crate) fn cost(first: i32, each: usize) -> usize {
    usize::try_from(first.clamp(1, MAX)).unwrap_or(1) * each
}

/// A connection with the standard names; the cursor is a position unless it says otherwise.
pub(crate) type Page<T, C = i64> = Connection<C, T, EmptyFields, EmptyFields>;

/// Where a page starts and how long it is.
pub(crate) fn window<C: CursorType>(after: Option<&str>, first: i32) -> Result<(Option<C>, i64)> {
    if !(1..=MAX).contains(&first) {
        return Err(coded("BAD_PAGE", &format!("`first` goes from 1 to {MAX}")));
    }
    let after = after.map(C::decode_cursor).transpose();
    let after = after.map_err(|_| coded("BAD_CURSOR", "`after` is a cursor of an earlier page"))?;
    Ok((after, i64::from(first)))
}

/// A page of rows, each with its cursor.
pub(crate) fn page<R, T: OutputType, C: CursorType + Send + Sync>(
    after: bool,
    found: projections::Page<R>,
    item: impl Fn(R) -> (C, T),
) -> Page<T, C> {
    let mut page = Connection::new(after, found.has_next);
    page.edges.extend(found.rows.into_iter().map(|row| {
        let (cursor, node) = item(row);
        Edge::new(cursor, node)
    }));
    page
}
