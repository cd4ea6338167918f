//! What the log's writer says to the database, in each one's own bulk form.

mod postgres;
mod sqlite;
mod sqlite_once;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Db, Tx};
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
            Self::Postgres(pool) => postgres::write(pool, batch).await,
            Self::Sqlite(_) if !sqlite_once::is_small(batch) => {
                let mut tx = self.begin().await?;
                let written = tx.write(batch).await?;
                if written {
                    tx.commit().await?;
                } else {
                    tx.rollback().await?;
                }
                Ok(written)
            }
            Self::Sqlite(sqlite) => sqlite_once::write(sqlite, batch).await,
        }
    }

    /// The last revision of each of the streams, in their order.
    pub(crate) async fn revisions(&self, streams: &[&str]) -> sqlx::Result<Vec<Option<i64>>> {
        match self {
            Self::Postgres(pool) => postgres::revisions(pool, streams).await,
            Self::Sqlite(sqlite) => sqlite::revisions(sqlite.pool(), streams).await,
        }
    }

    /// Those of the commands that were appended before.
    pub(crate) async fn known_commands(&self, ids: &[Uuid]) -> sqlx::Result<Vec<KnownCommand>> {
        match self {
            Self::Postgres(pool) => postgres::known_commands(pool, ids).await,
            Self::Sqlite(sqlite) => sqlite::known_commands(sqlite.pool(), ids).await,
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
            Self::Postgres(tx) => postgres::known_commands(&mut **tx, ids).await,
            Self::Sqlite(tx) => sqlite::known_commands(&mut **tx, ids).await,
        }
    }

    /// The last revision of each of the streams, in their order.
    pub(crate) async fn revisions(&mut self, streams: &[&str]) -> sqlx::Result<Vec<Option<i64>>> {
        match self {
            Self::Postgres(tx) => postgres::revisions(&mut **tx, streams).await,
            Self::Sqlite(tx) => sqlite::revisions(&mut **tx, streams).await,
        }
    }

    /// Writes a batch, unless the head is not where it is said to be: then nothing is written, and
    /// the answer is false.
    pub(crate) async fn write(&mut self, batch: &Batch<'_>) -> sqlx::Result<bool> {
        match self {
            Self::Postgres(tx) => postgres::write(&mut **tx, batch).await,
            Self::Sqlite(tx) => sqlite::write(tx, batch).await,
        }
    }
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
