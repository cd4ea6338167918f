//! sqlx on SQLite, in WAL mode with `synchronous = FULL`, by one connection: there is one writer.

use std::{fmt::Write as _, sync::Arc, time::Duration};

use anyhow::Result;
use sqlx::{
    AssertSqlSafe, Connection as _, Row as _, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use super::{COLUMNS, Positions, READ, Row, Rows, all_read};
use crate::{
    event,
    measure::{Client, Run, closed_loop, once},
    place::Fresh,
};

/// Rows per statement of the bulk form: many rows in one statement are the cheapest on SQLite.
const PER_STATEMENT: usize = 64;
/// Rows per page of the reader.
const PAGE: i64 = 4_096;

pub struct Raw {
    options: SqliteConnectOptions,
    positions: Positions,
    next_client: u64,
}

impl Raw {
    /// In a file of its own, filled like the log's.
    pub async fn beside(fresh: &Fresh) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(format!("{}.raw", fresh.sqlite_file()))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("cache_size", "-65536");
        let mut connection = SqliteConnection::connect_with(&options).await?;
        let attach = format!("attach database '{}' as log", fresh.sqlite_file());
        sqlx::query(AssertSqlSafe(attach)).execute(&mut connection).await?;
        let objects: Vec<String> = sqlx::query_scalar(
            "select sql from log.sqlite_master where tbl_name = 'events' and sql is not null
             and type in ('table', 'index') order by type desc",
        )
        .fetch_all(&mut connection)
        .await?;
        for object in objects {
            sqlx::query(AssertSqlSafe(object)).execute(&mut connection).await?;
        }
        let copy = "insert into main.events select * from log.events";
        sqlx::query(copy).execute(&mut connection).await?;
        connection.close().await?;
        let head = fresh.log.head().await?.position.get();
        Ok(Self { options, positions: Arc::new(head.into()), next_client: 0 })
    }

    /// So many rows per transaction; one of them is one insert per transaction.
    pub async fn insert(&mut self, rows: usize, during: Duration) -> Result<Run> {
        let connection = SqliteConnection::connect_with(&self.options).await?;
        self.next_client += 1;
        let made = Rows::new(self.next_client, &self.positions);
        let client = Inserts { connection, rows: made, size: rows, sql: String::new() };
        closed_loop([client], during).await
    }
}

struct Inserts {
    connection: SqliteConnection,
    rows: Rows,
    size: usize,
    sql: String,
}

impl Client for Inserts {
    async fn step(&mut self) -> Result<u64> {
        let rows: Vec<Row> = (0..self.size).map(|_| self.rows.next()).collect();
        if let [row] = rows.as_slice() {
            insert(&mut self.connection, &mut self.sql, std::slice::from_ref(row)).await?;
        } else {
            let mut tx = self.connection.begin_with("begin immediate").await?;
            for piece in rows.chunks(PER_STATEMENT) {
                insert(&mut tx, &mut self.sql, piece).await?;
            }
            tx.commit().await?;
        }
        Ok(rows.len() as u64)
    }
}

async fn insert(connection: &mut SqliteConnection, sql: &mut String, rows: &[Row]) -> Result<()> {
    sql.clear();
    let _ = write!(sql, "insert into events ({COLUMNS}) values ");
    for n in 0..rows.len() {
        sql.push_str(if n == 0 { "" } else { ", " });
        sql.push_str("(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    }
    let mut query = sqlx::query(AssertSqlSafe(sql.clone()));
    for row in rows {
        query = query
            .bind(row.position)
            .bind(row.stream.as_str())
            .bind("raw")
            .bind(row.revision)
            .bind(row.event_id)
            .bind(row.kind)
            .bind(row.data.as_str())
            .bind(row.metadata.as_str())
            .bind(row.command_id)
            .bind(event::occurred_on())
            .bind(row.leaf_hash.as_slice())
            .bind(row.recorded_at);
    }
    query.execute(connection).await?;
    Ok(())
}

/// Reads the log's own rows in order, page by page: with sqlx faster than one stream of rows.
pub async fn pages(pool: &SqlitePool, events: i64) -> Result<Run> {
    once(async {
        let sql =
            format!("select {READ} from events where position > $1 order by position limit {PAGE}");
        let (mut count, mut bytes, mut after) = (0, 0, 0i64);
        loop {
            let query = sqlx::query(AssertSqlSafe(sql.clone())).bind(after);
            let rows = query.fetch_all(pool).await?;
            let Some(last) = rows.last() else { break };
            after = last.try_get(0)?;
            for row in &rows {
                let (kind, data): (&str, &str) = (row.try_get(4)?, row.try_get(5)?);
                bytes += kind.len() + data.len();
                count += 1;
            }
        }
        std::hint::black_box(bytes);
        all_read(count, events)
    })
    .await
}
