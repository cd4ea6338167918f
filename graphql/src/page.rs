//! Connections: pages by cursor, stable while events are appended.

use async_graphql::{
    OutputType, Result,
    connection::{Connection, Edge, EmptyFields},
};

use crate::app::coded;

/// Rows on a page when the client does not say.
pub(crate) const DEFAULT: i32 = 50;
/// Rows on a page at most.
pub(crate) const MAX: i32 = 200;

/// A connection with the standard names.
pub(crate) type Page<T> = Connection<i64, T, EmptyFields, EmptyFields>;

/// Where a page starts and how long it is.
pub(crate) fn window(after: Option<&str>, first: i32) -> Result<(Option<i64>, i64)> {
    if !(1..=MAX).contains(&first) {
        return Err(coded("BAD_PAGE", &format!("`first` goes from 1 to {MAX}")));
    }
    let after = after.map(str::parse).transpose();
    let after = after.map_err(|_| coded("BAD_CURSOR", "`after` is a cursor of an earlier page"))?;
    Ok((after, i64::from(first)))
}

/// A page of rows, each with its cursor.
pub(crate) fn page<R, T: OutputType>(
    after: Option<i64>,
    has_next: bool,
    rows: Vec<R>,
    item: impl Fn(R) -> (i64, T),
) -> Page<T> {
    let mut page = Connection::new(after.is_some(), has_next);
    page.edges.extend(rows.into_iter().map(|row| {
        let (cursor, node) = item(row);
        Edge::new(cursor, node)
    }));
    page
}
