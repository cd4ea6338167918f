//! What the log's writer says to the database, in each one's own bulk form.

use std::{fmt::Write as _, sync::LazyLock};

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{AssertSqlSafe, PgExecutor, SqliteExecutor};
use uuid::Uuid;

use super::{Db, SqliteTx, Tx};
use crate::{
    CommandId, Fingerprint, Position,
    leaf::Leaf,
    on,
    tree::{Frontier, Node},
};

/// A row of `events` to come.
pub(crate) struct NewRow<'a> {
    pub leaf: Leaf<'a>,
    pub category: &'a str,
    pub leaf_hash: [u8; 32],
}

/// A row of `commands` to come.
pub(crate) struct NewCommand {
    pub id: CommandId,
    pub fingerprint: Fingerprint,
    pub first: Position,
    pub last: Position,
}

/// What `log_head` says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewHead {
    pub position: Position,
    pub recorded_at: DateTime<Utc>,
    /// See [`Head::epoch`](crate::Head::epoch).
    pub epoch: i64,
    /// Which server, database and timeline appended last, where that can be told.
    pub incarnation: Option<String>,
    /// The tree up to there; smaller in a log that was written without one.
    pub tree: Frontier,
}

/// A batch to write: its events, its commands, the head before and after, and a word to other
/// processes on their channel.
pub(crate) struct Batch<'a> {
    pub rows: &'a [NewRow<'a>],
    pub commands: &'a [NewCommand],
    /// Subtrees that the events complete.
    pub nodes: &'a [Node],
    pub from: &'a NewHead,
    pub to: &'a NewHead,
    pub channel: &'a str,
    pub notice: &'a str,
}

/// Position, time, tree, epoch and incarnation.
type HeadRow = (i64, DateTime<Utc>, Option<Vec<u8>>, i64, Option<String>);

/// Id, fingerprint, first and last position.
pub(crate) type KnownCommand = (Uuid, Vec<u8>, i64, i64);

impl Db {
    /// Whether one streamed query reads faster than pages.
    pub(crate) fn streams_fast(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Writes a batch in a transaction of its own and commits it, unless the head is not where it
    /// is said to be: then nothing is written, and the answer is false. After an error, only a
    /// later look at the command ids can tell.
    pub(crate) async fn write(&self, batch: &Batch<'_>) -> sqlx::Result<bool> {
        match self {
            // One round trip. The statement waits for the head's row, looks whether it is still
            // as expected after whoever held it, and keeps it to its commit.
            Self::Postgres(pool) => write_postgres(pool, batch).await,
            Self::Sqlite(_) => {
                let mut tx = self.begin().await?;
                let written = tx.write(batch).await?;
                if written {
                    tx.commit().await?;
                } else {
                    tx.rollback().await?;
                }
                Ok(written)
            }
        }
    }

    /// The last revision of each of the streams, in their order.
    pub(crate) async fn revisions(&self, streams: &[&str]) -> sqlx::Result<Vec<Option<i64>>> {
        match self {
            Self::Postgres(pool) => revisions_postgres(pool, streams).await,
            Self::Sqlite(sqlite) => revisions_sqlite(sqlite.pool(), streams).await,
        }
    }

    /// Those of the commands that were appended before.
    pub(crate) async fn known_commands(&self, ids: &[Uuid]) -> sqlx::Result<Vec<KnownCommand>> {
        match self {
            Self::Postgres(pool) => known_postgres(pool, ids).await,
            Self::Sqlite(sqlite) => known_sqlite(sqlite.pool(), ids).await,
        }
    }
}

impl Tx {
    /// Takes the log's row; nobody else appends until this transaction ends.
    pub(crate) async fn lock_head(&mut self) -> sqlx::Result<NewHead> {
        let sql = "update log_head set position = position where id = 1
                   returning position, recorded_at, tree, epoch, incarnation";
        let (position, recorded_at, tree, epoch, incarnation): HeadRow =
            on!(Tx, self, tx => sqlx::query_as(sql).fetch_one(&mut **tx).await?);
        let tree = decode_tree(tree.as_deref())?;
        let position = Position::new(position);
        Ok(NewHead { position, recorded_at, epoch, incarnation, tree })
    }

    /// Which server, database and timeline this is; none on SQLite, which nobody promotes.
    pub(crate) async fn incarnation(&mut self) -> sqlx::Result<Option<String>> {
        match self {
            Self::Postgres(tx) => {
                let sql = "select (select system_identifier from pg_control_system()) || '/' ||
                    (select oid from pg_database where datname = current_database()) || '/' ||
                    left(pg_walfile_name(pg_current_wal_lsn()), 8)";
                sqlx::query_scalar(sql).fetch_one(&mut **tx).await.map(Some)
            }
            Self::Sqlite(_) => Ok(None),
        }
    }

    /// Sets the tree of the head, without any event.
    pub(crate) async fn write_tree(&mut self, tree: &Frontier, nodes: &[Node]) -> sqlx::Result<()> {
        let sql = "update log_head set tree = $1 where id = 1";
        let bytes = tree.to_bytes();
        on!(Tx, &mut *self, tx => sqlx::query(sql).bind(bytes).execute(&mut **tx).await.map(drop))?;
        insert_nodes(self, nodes).await
    }

    /// Those of the commands that were appended before.
    pub(crate) async fn known_commands(&mut self, ids: &[Uuid]) -> sqlx::Result<Vec<KnownCommand>> {
        match self {
            Self::Postgres(tx) => known_postgres(&mut **tx, ids).await,
            Self::Sqlite(tx) => known_sqlite(&mut **tx, ids).await,
        }
    }

    /// The last revision of each of the streams, in their order.
    pub(crate) async fn revisions(&mut self, streams: &[&str]) -> sqlx::Result<Vec<Option<i64>>> {
        match self {
            Self::Postgres(tx) => revisions_postgres(&mut **tx, streams).await,
            Self::Sqlite(tx) => revisions_sqlite(&mut **tx, streams).await,
        }
    }

    /// Writes a batch, unless the head is not where it is said to be: then nothing is written, and
    /// the answer is false.
    pub(crate) async fn write(&mut self, batch: &Batch<'_>) -> sqlx::Result<bool> {
        match self {
            Self::Postgres(tx) => write_postgres(&mut **tx, batch).await,
            Self::Sqlite(tx) => {
                let Batch { rows, commands, nodes, from, to, .. } = batch;
                if !move_head(tx, commands, from, to).await? {
                    return Ok(false);
                }
                insert_events(tx, rows, to.recorded_at).await?;
                insert_nodes(self, nodes).await?;
                Ok(true)
            }
        }
    }
}

async fn known_postgres(
    executor: impl PgExecutor<'_>,
    ids: &[Uuid],
) -> sqlx::Result<Vec<KnownCommand>> {
    let sql = "select command_id, fingerprint, first_position, last_position
               from commands where command_id = any($1)";
    sqlx::query_as(sql).bind(ids).fetch_all(executor).await
}

async fn known_sqlite(
    executor: impl SqliteExecutor<'_>,
    ids: &[Uuid],
) -> sqlx::Result<Vec<KnownCommand>> {
    let sql = "select command_id, fingerprint, first_position, last_position
               from commands where command_id in (select unhex(value) from json_each($1))";
    let ids = json(ids.iter().map(|id| id.simple()));
    sqlx::query_as(sql).bind(ids).fetch_all(executor).await
}

async fn revisions_postgres(
    executor: impl PgExecutor<'_>,
    streams: &[&str],
) -> sqlx::Result<Vec<Option<i64>>> {
    let sql = "select (select max(revision) from events where stream = s.id)
               from unnest($1) with ordinality s (id, n) order by n";
    sqlx::query_scalar(sql).bind(streams).fetch_all(executor).await
}

async fn revisions_sqlite(
    executor: impl SqliteExecutor<'_>,
    streams: &[&str],
) -> sqlx::Result<Vec<Option<i64>>> {
    let sql = "select (select max(revision) from events where stream = s.value)
               from json_each($1) s order by s.key";
    sqlx::query_scalar(sql).bind(json(streams)).fetch_all(executor).await
}

/// One statement, hence one round trip under the lock.
async fn write_postgres(executor: impl PgExecutor<'_>, batch: &Batch<'_>) -> sqlx::Result<bool> {
    let sql = "with
        h as (update log_head set position = $16, recorded_at = $18, tree = $22, epoch = $26,
                incarnation = $27
            where id = 1 and position = $20 and recorded_at = $21 and epoch = $28
                and left(pg_walfile_name(pg_current_wal_lsn()), 8) = right($27, 8)
            returning id),
        e as (insert into events (position, stream, category, revision, event_id,
                type, data, metadata, command_id, occurred_on, leaf_hash, recorded_at)
            select *, $18 from unnest($1::bigint[], $2::text[], $3::text[],
                $4::bigint[], $5::uuid[], $6::text[], $7::text[], $8::text[],
                $9::uuid[], $10::date[], $11::bytea[])
            where exists (select 1 from h)),
        c as (insert into commands
                (command_id, fingerprint, first_position, last_position)
            select * from unnest($12::uuid[], $13::bytea[], $14::bigint[],
                $15::bigint[])
            where exists (select 1 from h)),
        n as (insert into tree_nodes (number, position, hash)
            select * from unnest($23::bigint[], $24::bigint[], $25::bytea[])
            where exists (select 1 from h))
        select pg_notify($17, $19) from h";
    let Batch { rows, commands, nodes, from, to, channel, notice } = batch;
    let query = sqlx::query(sql)
        .bind(rows.iter().map(|r| r.leaf.position.get()).collect::<Vec<i64>>())
        .bind(rows.iter().map(|r| r.leaf.stream).collect::<Vec<&str>>())
        .bind(rows.iter().map(|r| r.category).collect::<Vec<&str>>())
        .bind(rows.iter().map(|r| r.leaf.revision.get()).collect::<Vec<i64>>())
        .bind(rows.iter().map(|r| r.leaf.event_id.0).collect::<Vec<Uuid>>())
        .bind(rows.iter().map(|r| r.leaf.kind).collect::<Vec<&str>>())
        .bind(rows.iter().map(|r| r.leaf.data).collect::<Vec<&str>>())
        .bind(rows.iter().map(|r| r.leaf.metadata).collect::<Vec<&str>>())
        .bind(rows.iter().map(|r| r.leaf.command_id.0).collect::<Vec<Uuid>>())
        .bind(rows.iter().map(|r| r.leaf.occurred_on).collect::<Vec<NaiveDate>>())
        .bind(rows.iter().map(|r| r.leaf_hash.as_slice()).collect::<Vec<&[u8]>>())
        .bind(commands.iter().map(|c| c.id.0).collect::<Vec<Uuid>>())
        .bind(commands.iter().map(|c| &c.fingerprint.as_bytes()[..]).collect::<Vec<&[u8]>>())
        .bind(commands.iter().map(|c| c.first.get()).collect::<Vec<i64>>())
        .bind(commands.iter().map(|c| c.last.get()).collect::<Vec<i64>>())
        .bind(to.position.get())
        .bind(*channel)
        .bind(to.recorded_at)
        .bind(*notice)
        .bind(from.position.get())
        .bind(from.recorded_at)
        .bind(to.tree.to_bytes())
        .bind(nodes.iter().map(|node| node.number).collect::<Vec<i64>>())
        .bind(nodes.iter().map(|node| node.position).collect::<Vec<i64>>())
        .bind(nodes.iter().map(|node| node.hash.as_slice()).collect::<Vec<&[u8]>>())
        .bind(to.epoch)
        .bind(to.incarnation.as_deref())
        .bind(from.epoch);
    // Outside a transaction block the commit comes after the last row: it is over when the server
    // is ready for the next statement, which is what `execute` waits for.
    Ok(query.execute(executor).await?.rows_affected() == 1)
}

/// The tree of the head; empty where there is none yet.
fn decode_tree(bytes: Option<&[u8]>) -> sqlx::Result<Frontier> {
    let tree = bytes.map_or_else(|| Some(Frontier::default()), Frontier::from_bytes);
    tree.ok_or_else(|| sqlx::Error::Decode("the tree of log_head is damaged".into()))
}

/// Few: one for 256 events, and half as many again.
async fn insert_nodes(tx: &mut Tx, nodes: &[Node]) -> sqlx::Result<()> {
    let sql = "insert into tree_nodes (number, position, hash) values ($1, $2, $3)";
    for Node { number, position, hash } in nodes {
        on!(Tx, &mut *tx, tx => {
            let query = sqlx::query(sql).bind(number).bind(position).bind(hash.as_slice());
            query.execute(&mut **tx).await?;
        });
    }
    Ok(())
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
/// whole anyway; otherwise SQLite copies every page aside before the statement changes it.
const SIZES: [usize; 4] = [1, 4, 16, 64];

static INSERT_EVENTS: LazyLock<[String; 4]> = LazyLock::new(|| {
    values(
        "insert or fail into events (position, stream, category, revision, event_id, type, data, \
         metadata, command_id, occurred_on, leaf_hash, recorded_at)",
        12,
    )
});

/// Moves the head and writes the commands, in one statement for SQLite's driver; nothing when the
/// head is elsewhere.
static MOVE_HEAD: LazyLock<[String; 4]> = LazyLock::new(|| {
    let head = "update log_head set position = ?, recorded_at = ?, tree = ?
                where id = 1 and position = ? and recorded_at = ? and epoch = ?;";
    let commands = values(INSERT_COMMAND, 4);
    commands.map(|insert| format!("{head} {insert} and changes() = 1"))
});

static INSERT_COMMANDS: LazyLock<[String; 4]> = LazyLock::new(|| values(INSERT_COMMAND, 4));

const INSERT_COMMAND: &str =
    "insert or fail into commands (command_id, fingerprint, first_position, last_position)";

/// For each size, so many rows of so many parameters. Bare `?`, because SQLite looks a named or
/// numbered one up by its name, among all others, each time it is bound; those that are not bound
/// are null, and a row of them is none.
fn values(insert: &str, columns: usize) -> [String; 4] {
    let row = format!("({})", vec!["?"; columns].join(", "));
    SIZES.map(|rows| {
        let rows = vec![row.as_str(); rows].join(", ");
        format!("{insert} select * from (values {rows}) where column1 is not null")
    })
}

/// Cuts rows into as few statements as the sizes allow.
fn statements<'a, T>(
    rows: &'a [T],
    sql: &'static [String; 4],
) -> impl Iterator<Item = (AssertSqlSafe<&'static str>, &'a [T])> {
    rows.chunks(SIZES[SIZES.len() - 1]).map(|rows| {
        let size = SIZES.iter().position(|size| rows.len() <= *size).unwrap_or(SIZES.len() - 1);
        (AssertSqlSafe(sql[size].as_str()), rows)
    })
}

async fn insert_events(
    tx: &mut SqliteTx,
    rows: &[NewRow<'_>],
    recorded_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    for (sql, rows) in statements(rows, &INSERT_EVENTS) {
        let mut query = sqlx::query(sql);
        for NewRow { leaf, category, leaf_hash } in rows {
            query = query
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
                .bind(recorded_at);
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

/// Whether the head was where it is said to be.
async fn move_head(
    tx: &mut SqliteTx,
    commands: &[NewCommand],
    from: &NewHead,
    to: &NewHead,
) -> sqlx::Result<bool> {
    let (first, others) = commands.split_at(commands.len().min(SIZES[SIZES.len() - 1]));
    let Some((sql, first)) = statements(first, &MOVE_HEAD).next() else { return Ok(false) };
    let mut query = sqlx::query(sql)
        .bind(to.position.get())
        .bind(to.recorded_at)
        .bind(to.tree.to_bytes())
        .bind(from.position.get())
        .bind(from.recorded_at)
        .bind(from.epoch);
    query = first.iter().fold(query, bind_command);
    if query.execute(&mut **tx).await?.rows_affected() == 0 {
        return Ok(false);
    }
    for (sql, commands) in statements(others, &INSERT_COMMANDS) {
        let query = commands.iter().fold(sqlx::query(sql), bind_command);
        query.execute(&mut **tx).await?;
    }
    Ok(true)
}

type SqliteQuery<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

fn bind_command<'q>(query: SqliteQuery<'q>, command: &'q NewCommand) -> SqliteQuery<'q> {
    let NewCommand { id, fingerprint, first, last } = command;
    query.bind(id.0).bind(fingerprint.as_bytes().as_slice()).bind(first.get()).bind(last.get())
}
