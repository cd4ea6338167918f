//! Both databases, each test in a schema or file of its own.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use eventstore::{Db, DbOptions};
use reference::{ImportError, ImportReport, import};
use sqlx::AssertSqlSafe;

/// Runs the same test on SQLite and on PostgreSQL.
pub async fn on_both(test: impl AsyncFn(&Db)) {
    on_sqlite(&test).await;
    on_postgres(&test).await;
}

async fn on_sqlite(test: &impl AsyncFn(&Db)) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let db = Db::connect(&url, DbOptions::default()).await.unwrap();
    db.migrate().await.unwrap();
    test(&db).await;
    db.close().await;
}

async fn on_postgres(test: &impl AsyncFn(&Db)) {
    static SCHEMAS: AtomicU32 = AtomicU32::new(0);
    let url = std::env::var("PARCOURS_TEST_POSTGRES_URL")
        .expect("set PARCOURS_TEST_POSTGRES_URL to a PostgreSQL where tests may create schemas");
    let number = SCHEMAS.fetch_add(1, Ordering::Relaxed);
    let schema = format!("reference_{}_{number}", std::process::id());
    let admin = sqlx::PgPool::connect(&url).await.unwrap();
    let run = async |sql: String| {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&admin).await.unwrap();
    };
    run(format!("drop schema if exists {schema} cascade")).await;
    run(format!("create schema {schema}")).await;
    let separator = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{separator}options=-csearch_path%3D{schema}");
    let db = Db::connect(&url, DbOptions { max_connections: 4 }).await.unwrap();
    db.migrate().await.unwrap();
    test(&db).await;
    db.close().await;
    run(format!("drop schema {schema} cascade")).await;
}

/// A time to import at; `day` counts from 1 November 2026.
pub fn at(day: u32) -> DateTime<Utc> {
    format!("2026-11-{day:02}T08:00:00Z").parse().unwrap()
}

/// A file of this content, imported.
pub async fn import_text(db: &Db, name: &str, text: &str) -> Result<ImportReport, ImportError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    import(db, &path, at(1), &mut |_, _| {}).await
}

/// A fixture of this crate.
pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// How many rows a table has.
pub async fn rows(db: &Db, table: &str) -> i64 {
    let sql = format!("select count(*) from {table}");
    eventstore::on!(Db, db, pool => {
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(pool).await.unwrap()
    })
}
