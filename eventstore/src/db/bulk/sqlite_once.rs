//! A small batch on SQLite: a whole transaction in one message to the driver's thread. To wake that
//! thread and to be woken by it costs as much as some of the writing.

use std::sync::LazyLock;

use sqlx::{AssertSqlSafe, Sqlite, pool::PoolConnection};

use super::{
    Batch,
    sqlite::{
        INSERT_COMMAND, INSERT_EVENT, INSERT_NODE, MOVE_HEAD, SIZES, SqliteQuery, bind_command,
        bind_events, bind_head, bind_node, size, values,
    },
};
use crate::db::SqliteDb;

/// Tree nodes per statement, as the sizes of [`SIZES`]; most batches complete none.
const NODES: [usize; 3] = [0, 1, 4];

/// For each size of commands, of nodes and of events. The head moves first; where it does not,
/// nothing is inserted.
static TRANSACTIONS: LazyLock<[[[String; 4]; 3]; 4]> = LazyLock::new(|| {
    let commands = SIZES.map(|size| if_moved(&values(INSERT_COMMAND, 4, size)));
    let nodes = NODES.map(|size| match size {
        0 => String::new(),
        size => if_moved(&values(INSERT_NODE, 3, size)),
    });
    let events = SIZES.map(|size| if_moved(&values(INSERT_EVENT, 12, size)));
    commands.map(|commands| {
        nodes.each_ref().map(|nodes| {
            events.each_ref().map(|events| {
                format!(
                    "begin immediate; {MOVE_HEAD} returning id; {commands} {nodes} {events} commit"
                )
            })
        })
    })
});

/// The head is where this transaction moves it: no other one makes the same tree.
fn if_moved(insert: &str) -> String {
    format!(
        "with moved as (select id from log_head where id = 1 and tree = ?)
         {insert} and exists (select id from moved);"
    )
}

/// Whether [`write`] takes it.
pub(super) fn is_small(batch: &Batch<'_>) -> bool {
    let Batch { rows, commands, nodes, .. } = batch;
    sizes(rows.len(), commands.len(), nodes.len()).is_some()
}

/// The smallest that hold so many: of commands, of nodes, of events.
fn sizes(rows: usize, commands: usize, nodes: usize) -> Option<[usize; 3]> {
    let nodes = NODES.iter().position(|size| nodes <= *size)?;
    Some([size(commands)?, nodes, size(rows)?])
}

/// Writes a small batch and commits it, unless the head is not where it is said to be: then nothing
/// is written, and the answer is false.
pub(super) async fn write(sqlite: &SqliteDb, batch: &Batch<'_>) -> sqlx::Result<bool> {
    let Batch { rows, commands, nodes, from, to, .. } = batch;
    let [c, n, e] = sizes(rows.len(), commands.len(), nodes.len())
        .ok_or_else(|| sqlx::Error::Protocol("the batch is not a small one".to_owned()))?;
    let sql = AssertSqlSafe(TRANSACTIONS[c][n][e].as_str());
    let tree = to.tree.to_bytes();
    let mut query = bind_head(sqlx::query(sql), from, to, &tree).bind(&tree);
    query = commands.iter().fold(query, bind_command);
    query = nothing(query, 4 * (SIZES[c] - commands.len()));
    if !nodes.is_empty() {
        query = nodes.iter().fold(query.bind(&tree), bind_node);
        query = nothing(query, 3 * (NODES[n] - nodes.len()));
    }
    query = bind_events(query.bind(&tree), rows, to.recorded_at);

    let _turn = sqlite.turn().await?;
    let mut connection = Untracked(Some(sqlite.writer.acquire().await?));
    let Some(open) = connection.0.as_deref_mut() else { return Ok(false) };
    // Row by row to the end: a query that is left early would leave its transaction open.
    let moved = query.fetch_all(open).await?;
    connection.ended();
    Ok(!moved.is_empty())
}

/// Parameters of rows that are not there.
fn nothing(query: SqliteQuery<'_>, parameters: usize) -> SqliteQuery<'_> {
    (0..parameters).fold(query, |query, _| query.bind(None::<i64>))
}

/// A connection in a transaction that the driver does not know of. Unless it has ended, nobody gets
/// it any more: to close it is to undo what it has written.
struct Untracked(Option<PoolConnection<Sqlite>>);

impl Untracked {
    fn ended(mut self) {
        self.0 = None;
    }
}

impl Drop for Untracked {
    fn drop(&mut self) {
        if let Some(connection) = &mut self.0 {
            connection.close_on_drop();
        }
    }
}
