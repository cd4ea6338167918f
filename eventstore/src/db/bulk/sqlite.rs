//! SQLite's bulk form: statements of many rows.

use std::{fmt::Write as _, sync::LazyLock};

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, SqliteExecutor};
use uuid::Uuid;

use super::{Batch, KnownCommand, NewCommand, NewHead, NewRow};
use crate::{db::SqliteTx, tree::Node};

pub(super) async fn known_commands(
    executor: impl SqliteExecutor<'_>,
    ids: &[Uuid],
) -> sqlx::Result<Vec<KnownCommand>> {
    let sql = "select command_id, fingerprint, first_position, last_position
               from commands where command_id in (select unhex(value) from json_each($1))";
    let ids = json(ids.iter().map(|id| id.simple()));
    sqlx::query_as(sql).bind(ids).fetch_all(executor).await
}

pub(super) async fn revisions(
    executor: impl SqliteExecutor<'_>,
    streams: &[&str],
) -> sqlx::Result<Vec<Option<i64>>> {
    let sql = "select (select max(revision) from events where stream = s.value)
               from json_each($1) s order by s.key";
    sqlx::query_scalar(sql).bind(json(streams)).fetch_all(executor).await
}

/// `["a","b"]`; the texts need no escape.
fn json(texts: impl IntoIterator<Item = impl std::fmt::Display>) -> String {
    let mut json = String::from("[");
    for (n, text) in texts.into_iter().enumerate() {
        let comma = if n == 0 { "" } else { "," };
        let _ = write!(json, "{comma}\"{text}\"");
    }
    json.push(']');
    json
}

/// Rows per statement on SQLite: a few statements that stay prepared, because the cost is per
/// statement. One that is not full is filled up with nothing.
///
/// `or fail`: a statement that fails leaves its first rows in the transaction, which is undone as a
/// whole anyway; otherwise SQLite copies every page aside before the statement changes it. It does
/// so too where a statement calls any function, because that may fail: none of them does.
pub(super) const SIZES: [usize; 4] = [1, 4, 16, 64];
const LARGEST: usize = SIZES[SIZES.len() - 1];

/// The head, if it is where it is said to be.
pub(super) const MOVE_HEAD: &str =
    "update or fail log_head set position = ?, recorded_at = ?, tree = ?
    where id = 1 and position = ? and recorded_at = ? and epoch = ?";
/// Four columns.
pub(super) const INSERT_COMMAND: &str =
    "insert or fail into commands (command_id, fingerprint, first_position, last_position)";
/// Three columns.
pub(super) const INSERT_NODE: &str = "insert or fail into tree_nodes (number, position, hash)";
/// Twelve columns.
pub(super) const INSERT_EVENT: &str = "insert or fail into events (position, stream, category,
    revision, event_id, type, data, metadata, command_id, occurred_on, leaf_hash, recorded_at)";

static INSERT_COMMANDS: LazyLock<[String; 4]> =
    LazyLock::new(|| SIZES.map(|size| values(INSERT_COMMAND, 4, size)));
static INSERT_NODES: LazyLock<[String; 4]> =
    LazyLock::new(|| SIZES.map(|size| values(INSERT_NODE, 3, size)));
static INSERT_EVENTS: LazyLock<[String; 4]> =
    LazyLock::new(|| SIZES.map(|size| values(INSERT_EVENT, 12, size)));

/// So many rows of so many parameters. Bare `?`, because SQLite looks a named or numbered one up by
/// its name, among all others, each time it is bound; those that are not bound are null, and a row
/// of them is none.
pub(super) fn values(insert: &str, columns: usize, rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    let rows = vec![row.as_str(); rows].join(", ");
    format!("{insert} select * from (values {rows}) where column1 is not null")
}

/// Which of [`SIZES`] holds so many rows.
pub(super) fn size(rows: usize) -> Option<usize> {
    SIZES.iter().position(|size| rows <= *size)
}

/// Cuts rows into as few statements as the sizes allow.
fn statements<'a, T>(
    rows: &'a [T],
    sql: &'static [String; 4],
) -> impl Iterator<Item = (AssertSqlSafe<&'static str>, &'a [T])> {
    rows.chunks(LARGEST).map(|rows| {
        let size = size(rows.len()).unwrap_or(SIZES.len() - 1);
        (AssertSqlSafe(sql[size].as_str()), rows)
    })
}

/// Writes a batch in the caller's transaction; see [`Tx::write`](super::Tx::write).
pub(super) async fn write(tx: &mut SqliteTx, batch: &Batch<'_>) -> sqlx::Result<bool> {
    let Batch { rows, commands, nodes, from, to, .. } = batch;
    let tree = to.tree.to_bytes();
    let moved = bind_head(sqlx::query(MOVE_HEAD), from, to, &tree).execute(&mut **tx).await?;
    if moved.rows_affected() == 0 {
        return Ok(false);
    }
    for (sql, commands) in statements(commands, &INSERT_COMMANDS) {
        let query = commands.iter().fold(sqlx::query(sql), bind_command);
        query.execute(&mut **tx).await?;
    }
    for (sql, rows) in statements(rows, &INSERT_EVENTS) {
        let query = bind_events(sqlx::query(sql), rows, to.recorded_at);
        query.execute(&mut **tx).await?;
    }
    for (sql, nodes) in statements(nodes, &INSERT_NODES) {
        let query = nodes.iter().fold(sqlx::query(sql), bind_node);
        query.execute(&mut **tx).await?;
    }
    Ok(true)
}

pub(super) type SqliteQuery<'q> =
    sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

pub(super) fn bind_head<'q>(
    query: SqliteQuery<'q>,
    from: &NewHead,
    to: &NewHead,
    tree: &'q [u8],
) -> SqliteQuery<'q> {
    query
        .bind(to.position.get())
        .bind(to.recorded_at)
        .bind(tree)
        .bind(from.position.get())
        .bind(from.recorded_at)
        .bind(from.epoch)
}

pub(super) fn bind_command<'q>(query: SqliteQuery<'q>, command: &'q NewCommand) -> SqliteQuery<'q> {
    let NewCommand { id, fingerprint, first, last } = command;
    query.bind(id.0).bind(fingerprint.as_bytes().as_slice()).bind(first.get()).bind(last.get())
}

pub(super) fn bind_node<'q>(query: SqliteQuery<'q>, node: &'q Node) -> SqliteQuery<'q> {
    query.bind(node.number).bind(node.position).bind(node.hash.as_slice())
}

pub(super) fn bind_events<'q>(
    query: SqliteQuery<'q>,
    rows: &'q [NewRow<'_>],
    recorded_at: DateTime<Utc>,
) -> SqliteQuery<'q> {
    rows.iter().fold(query, |query, NewRow { leaf, category, leaf_hash }| {
        query
            .bind(leaf.position.get())
            .bind(leaf.stream)
            .bind(*category)
            .bind(leaf.revision.get())
            .bind(leaf.event_id.0)
            .bind(leaf.kind)
            .bind(leaf.data)
            .bind(leaf.metadata)
            .bind(leaf.command_id.0)
            .bind(leaf.occurred_on)
            .bind(leaf_hash.as_slice())
            .bind(recorded_at)
    })
}
