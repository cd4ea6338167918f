//! Rows of any table of the log, from one database to another.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, Utc};
use futures::{StreamExt as _, stream::BoxStream};
use sqlx::{AssertSqlSafe, Row as _, postgres::PgRow, sqlite::SqliteRow};
use uuid::Uuid;

use crate::{Db, Tx, on};

/// Rows per statement: more gain little, and SQLite looks each parameter up among all of them.
const ROWS: usize = 100;

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Integer,
    Text,
    Uuid,
    Bytes,
    Date,
    Time,
}

/// A table whose rows are never changed once they are written.
#[derive(Debug)]
pub(super) struct Table {
    pub name: &'static str,
    /// Its columns, the first one of its key first.
    pub columns: &'static [(&'static str, Kind)],
    /// Columns that no two rows share, none of them text: both databases sort them alike.
    pub key: &'static str,
    /// The position of the log from which on a row is there, in SQL.
    pub since: &'static str,
}

/// All that is appended to, the events first. `log_head` is the one row that moves.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "events",
        columns: &[
            ("position", Kind::Integer),
            ("stream", Kind::Text),
            ("category", Kind::Text),
            ("revision", Kind::Integer),
            ("event_id", Kind::Uuid),
            ("type", Kind::Text),
            ("data", Kind::Text),
            ("metadata", Kind::Text),
            ("command_id", Kind::Uuid),
            ("occurred_on", Kind::Date),
            ("recorded_at", Kind::Time),
            ("leaf_hash", Kind::Bytes),
        ],
        key: "position",
        since: "position",
    },
    Table {
        name: "commands",
        columns: &[
            ("command_id", Kind::Uuid),
            ("fingerprint", Kind::Bytes),
            ("first_position", Kind::Integer),
            ("last_position", Kind::Integer),
        ],
        key: "command_id",
        since: "last_position",
    },
    Table {
        name: "tree_nodes",
        columns: &[("number", Kind::Integer), ("position", Kind::Integer), ("hash", Kind::Bytes)],
        key: "number",
        since: "position",
    },
    Table {
        name: "tree_leaves",
        columns: &[
            ("first_position", Kind::Integer),
            ("last_position", Kind::Integer),
            ("hashes", Kind::Bytes),
            ("tree", Kind::Bytes),
        ],
        key: "first_position",
        since: "last_position",
    },
    Table {
        name: "log_checkpoints",
        columns: &[("size", Kind::Integer), ("note", Kind::Text), ("signed_at", Kind::Time)],
        key: "size",
        since: "size",
    },
];

/// The columns of `log_head`, without its constant `id`: the log's name and position come first
/// and third.
pub(super) const HEAD: &[(&str, Kind)] = &[
    ("log_id", Kind::Uuid),
    ("epoch", Kind::Integer),
    ("position", Kind::Integer),
    ("recorded_at", Kind::Time),
    ("tree", Kind::Bytes),
];

/// A value of either database.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Integer(Option<i64>),
    Text(Option<String>),
    Uuid(Option<Uuid>),
    Bytes(Option<Vec<u8>>),
    Date(Option<NaiveDate>),
    Time(Option<DateTime<Utc>>),
}

/// One row, in the order of the columns.
pub(super) type Values = Vec<Value>;

trait Read {
    fn values(&self, columns: &[(&str, Kind)]) -> sqlx::Result<Values>;
}

macro_rules! read {
    ($row:ty) => {
        impl Read for $row {
            fn values(&self, columns: &[(&str, Kind)]) -> sqlx::Result<Values> {
                let value = |(n, (_, kind)): (usize, &(&str, Kind))| {
                    Ok(match kind {
                        Kind::Integer => Value::Integer(self.try_get(n)?),
                        Kind::Text => Value::Text(self.try_get(n)?),
                        Kind::Uuid => Value::Uuid(self.try_get(n)?),
                        Kind::Bytes => Value::Bytes(self.try_get(n)?),
                        Kind::Date => Value::Date(self.try_get(n)?),
                        Kind::Time => Value::Time(self.try_get(n)?),
                    })
                };
                columns.iter().enumerate().map(value).collect()
            }
        }
    };
}
read!(PgRow);
read!(SqliteRow);

/// Binds values to a query of either database.
macro_rules! bind {
    ($query:ident, $values:expr) => {
        for value in $values {
            $query = match value {
                Value::Integer(value) => $query.bind(*value),
                Value::Text(value) => $query.bind(value.as_deref()),
                Value::Uuid(value) => $query.bind(*value),
                Value::Bytes(value) => $query.bind(value.as_deref()),
                Value::Date(value) => $query.bind(*value),
                Value::Time(value) => $query.bind(*value),
            };
        }
    };
}

impl Table {
    /// The rows that are there at `upto` and were not at `after`, sorted by key.
    pub(super) fn rows<'a>(
        &'static self,
        db: &'a Db,
        (after, upto): (i64, i64),
    ) -> BoxStream<'a, sqlx::Result<Values>> {
        let Self { name, columns, key, since } = self;
        let names = names(columns);
        let sql = format!(
            "select {names} from {name} where {since} > $1 and {since} <= $2 order by {key}"
        );
        on!(Db, db, pool => {
            let rows = sqlx::query(AssertSqlSafe(sql)).bind(after).bind(upto).fetch(pool);
            rows.map(|row| row?.values(columns)).boxed()
        })
    }

    /// How many rows are there at a position.
    pub(super) async fn count(&self, db: &Db, upto: i64) -> sqlx::Result<i64> {
        let sql = format!("select count(*) from {} where {} <= $1", self.name, self.since);
        on!(Db, db, pool => {
            sqlx::query_scalar(AssertSqlSafe(sql)).bind(upto).fetch_one(pool).await
        })
    }

    /// Writes rows, save those whose key is there already.
    pub(super) async fn insert(&self, tx: &mut Tx, rows: &[Values]) -> sqlx::Result<()> {
        let Self { name, columns, .. } = self;
        for rows in rows.chunks(ROWS) {
            let mut sql = format!("insert into {name} ({}) values ", names(columns));
            for row in 0..rows.len() {
                sql.push_str(if row == 0 { "(" } else { ", (" });
                parameters(&mut sql, row * columns.len(), columns.len());
                sql.push(')');
            }
            sql.push_str(" on conflict do nothing");
            on!(Tx, &mut *tx, tx => {
                let mut query = sqlx::query(AssertSqlSafe(sql));
                bind!(query, rows.iter().flatten());
                query.execute(&mut **tx).await?;
            });
        }
        Ok(())
    }
}

/// The row of `log_head`, if the log has a name.
pub(super) async fn read_head(db: &Db) -> sqlx::Result<Option<Values>> {
    let sql = format!("select {} from log_head where id = 1", names(HEAD));
    on!(Db, db, pool => {
        let row = sqlx::query(AssertSqlSafe(sql)).fetch_optional(pool).await?;
        row.map(|row| row.values(HEAD)).transpose()
    })
}

/// Puts it in the place of the one that is there.
pub(super) async fn write_head(tx: &mut Tx, head: &Values) -> sqlx::Result<()> {
    let mut sql = format!("insert into log_head (id, {}) values (1, ", names(HEAD));
    parameters(&mut sql, 0, HEAD.len());
    sql.push_str(") on conflict (id) do update set ");
    for (n, (column, _)) in HEAD.iter().enumerate() {
        let comma = if n == 0 { "" } else { ", " };
        let _ = write!(sql, "{comma}{column} = excluded.{column}");
    }
    on!(Tx, tx, tx => {
        let mut query = sqlx::query(AssertSqlSafe(sql));
        bind!(query, head);
        query.execute(&mut **tx).await.map(drop)
    })
}

fn names(columns: &[(&'static str, Kind)]) -> String {
    columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

fn parameters(sql: &mut String, after: usize, count: usize) {
    for n in 0..count {
        let comma = if n == 0 { "" } else { ", " };
        let _ = write!(sql, "{comma}${}", after + n + 1);
    }
}
