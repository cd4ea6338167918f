//! sqlx on PostgreSQL.

use std::{sync::Arc, time::Duration};

use anyhow::Result;
use chrono::NaiveDate;
use futures::TryStreamExt as _;
use sqlx::{AssertSqlSafe, PgPool, Row as _, postgres::PgPoolOptions};
use uuid::Uuid;

use super::{COLUMNS, Positions, READ, Row, Rows, all_read};
use crate::{
    event,
    measure::{Client, Run, closed_loop, once},
    place::Fresh,
};

#[derive(Clone)]
pub struct Raw {
    pool: PgPool,
    positions: Positions,
    next_client: Arc<std::sync::atomic::AtomicU64>,
}

impl Raw {
    /// Beside the log's own table, and filled like it.
    pub async fn beside(fresh: &Fresh) -> Result<Self> {
        let options = PgPoolOptions::new().max_connections(64).min_connections(64);
        let options = options.test_before_acquire(false);
        let pool = options.connect_with(fresh.postgres_options()?).await?;
        sqlx::query("create table raw_events (like events including all)").execute(&pool).await?;
        sqlx::query("insert into raw_events select * from events").execute(&pool).await?;
        let head = fresh.log.head().await?.position.get();
        let positions = Arc::new(head.into());
        Ok(Self { pool, positions, next_client: Arc::default() })
    }

    fn rows(&self) -> Rows {
        let client = self.next_client.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Rows::new(client, &self.positions)
    }

    /// One insert per transaction.
    pub async fn insert(&self, clients: usize, during: Duration) -> Result<Run> {
        let one = |_| One { pool: self.pool.clone(), rows: self.rows() };
        closed_loop((0..clients).map(one).collect::<Vec<_>>(), during).await
    }

    /// So many rows per transaction, by `unnest`.
    pub async fn insert_bulk(&self, rows: usize, clients: usize, during: Duration) -> Result<Run> {
        let bulk = |_| Bulk { pool: self.pool.clone(), rows: self.rows(), size: rows };
        closed_loop((0..clients).map(bulk).collect::<Vec<_>>(), during).await
    }
}

struct One {
    pool: PgPool,
    rows: Rows,
}

impl Client for One {
    async fn step(&mut self) -> Result<u64> {
        let values = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12";
        let sql = format!("insert into raw_events ({COLUMNS}) values ({values})");
        let row = self.rows.next();
        sqlx::query(AssertSqlSafe(sql))
            .bind(row.position)
            .bind(row.stream)
            .bind("raw")
            .bind(row.revision)
            .bind(row.event_id)
            .bind(row.kind)
            .bind(row.data)
            .bind(row.metadata)
            .bind(row.command_id)
            .bind(event::occurred_on())
            .bind(row.leaf_hash.as_slice())
            .bind(row.recorded_at)
            .execute(&self.pool)
            .await?;
        Ok(1)
    }
}

struct Bulk {
    pool: PgPool,
    rows: Rows,
    size: usize,
}

impl Client for Bulk {
    async fn step(&mut self) -> Result<u64> {
        let rows: Vec<Row> = (0..self.size).map(|_| self.rows.next()).collect();
        let sql = format!(
            "insert into raw_events ({COLUMNS}) select *, $12 from unnest($1::bigint[], \
             $2::text[], $3::text[], $4::bigint[], $5::uuid[], $6::text[], $7::text[], \
             $8::text[], $9::uuid[], $10::date[], $11::bytea[])"
        );
        let done = sqlx::query(AssertSqlSafe(sql))
            .bind(rows.iter().map(|row| row.position).collect::<Vec<i64>>())
            .bind(rows.iter().map(|row| row.stream.as_str()).collect::<Vec<&str>>())
            .bind(vec!["raw"; rows.len()])
            .bind(rows.iter().map(|row| row.revision).collect::<Vec<i64>>())
            .bind(rows.iter().map(|row| row.event_id).collect::<Vec<Uuid>>())
            .bind(rows.iter().map(|row| row.kind).collect::<Vec<&str>>())
            .bind(rows.iter().map(|row| row.data.as_str()).collect::<Vec<&str>>())
            .bind(rows.iter().map(|row| row.metadata.as_str()).collect::<Vec<&str>>())
            .bind(rows.iter().map(|row| row.command_id).collect::<Vec<Uuid>>())
            .bind(rows.iter().map(|_| event::occurred_on()).collect::<Vec<NaiveDate>>())
            .bind(rows.iter().map(|row| row.leaf_hash.as_slice()).collect::<Vec<&[u8]>>())
            .bind(rows.first().map(|row| row.recorded_at))
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected())
    }
}

/// Streams the log's own rows in order, and looks at each value's bytes without parsing them.
pub async fn stream(pool: &PgPool, events: i64) -> Result<Run> {
    once(async {
        let sql = format!("select {READ} from events where position > 0 order by position");
        let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(pool);
        let (mut count, mut bytes) = (0, 0);
        while let Some(row) = rows.try_next().await? {
            let (kind, data): (&str, &str) = (row.try_get(4)?, row.try_get(5)?);
            bytes += kind.len() + data.len();
            count += 1;
        }
        std::hint::black_box(bytes);
        all_read(count, events)
    })
    .await
}
