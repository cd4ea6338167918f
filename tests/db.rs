//! Fresh databases, and tests that run on both.
#![expect(clippy::expect_used, reason = "a test that can not be set up has failed")]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use eventstore::{
    Append, CommandId, Db, DbOptions, ExpectedRevision, Fingerprint, Log, LogOptions, MasterKeys,
    NewEvent, Revision, StreamId, StreamWrite, Tx, Vault, on,
};
use server::keys::Keys;
use sqlx::{AssertSqlSafe, PgPool};
use tempfile::TempDir;
use uuid::Uuid;

/// Something that can be set up on each database, for [`on_both!`](crate::on_both).
pub trait OnBoth: Sized {
    /// On a fresh SQLite file.
    fn sqlite() -> impl Future<Output = Self> + Send;

    /// On a fresh schema of the PostgreSQL server at `PARCOURS_TEST_POSTGRES_URL`.
    fn postgres() -> impl Future<Output = Self> + Send;
}

/// Runs each test on both databases:
///
/// ```text
/// on_both! {
///     async fn nothing_is_lost(test: TestDb) { … }
/// }
/// ```
#[macro_export]
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $name:ident($x:ident: $on:ty) $body:block)*) => { $(
        mod $name {
            use super::*;

            $(#[$attribute])*
            async fn test($x: $on) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let test = async { test(<$on as $crate::OnBoth>::sqlite().await).await };
                $crate::db::in_time(test).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let test = async { test(<$on as $crate::OnBoth>::postgres().await).await };
                $crate::db::in_time(test).await;
            }
        }
    )* };
}

/// Fails a test that waits for something that never comes.
///
/// # Panics
/// After two minutes, or as many as `PARCOURS_TEST_MINUTES` says.
pub async fn in_time(test: impl Future<Output = ()>) {
    let minutes = std::env::var("PARCOURS_TEST_MINUTES").ok();
    let minutes = minutes.and_then(|minutes| minutes.parse().ok()).unwrap_or(2);
    let limit = Duration::from_secs(60 * minutes);
    tokio::time::timeout(limit, test).await.expect("the test ends in time");
}

/// A database without any table.
#[derive(Debug)]
pub struct EmptyDb {
    /// The database.
    pub db: Db,
    /// Where it is.
    pub url: String,
    pub(crate) folder: Option<TempDir>,
}

impl OnBoth for EmptyDb {
    async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        // A folder that is not there yet is created.
        let url = format!("sqlite://{}", folder.path().join("data/test.db").display());
        Self { db: connect(&url).await, url, folder: Some(folder) }
    }

    async fn postgres() -> Self {
        let url = fresh_postgres_schema().await;
        Self { db: connect(&url).await, url, folder: None }
    }
}

impl EmptyDb {
    /// The database of a URL.
    pub async fn at(url: &str) -> Self {
        Self { db: connect(url).await, url: url.to_owned(), folder: None }
    }
}

/// A migrated, empty log on a database of its own.
#[derive(Debug)]
pub struct TestDb {
    /// The log.
    pub log: Log,
    /// Its database.
    pub db: Db,
    /// Where it is, for other processes.
    pub url: String,
    _folder: Option<TempDir>,
}

impl OnBoth for TestDb {
    async fn sqlite() -> Self {
        Self::on(EmptyDb::sqlite().await).await
    }

    async fn postgres() -> Self {
        Self::on(EmptyDb::postgres().await).await
    }
}

impl TestDb {
    async fn on(EmptyDb { db, url, folder }: EmptyDb) -> Self {
        db.migrate().await.expect("every migration runs");
        let log = Log::open(db.clone(), LogOptions::default()).await.expect("the log opens");
        Self { log, db, url, _folder: folder }
    }

    /// A log on the same database with connections and a writer of its own, as another process
    /// would have it.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn another_process(&self) -> Log {
        self.another_process_with(LogOptions::default()).await
    }

    /// The same with other options.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn another_process_with(&self, options: LogOptions) -> Log {
        Log::open(connect(&self.url).await, options).await.expect("the log opens again")
    }

    /// The vault of the log, as each process opens it.
    ///
    /// # Panics
    /// When the key store fails.
    pub async fn vault(&self) -> Vault {
        let keys = keys(&self.db, &self.url).await;
        keys.open(&self.log).await.expect("the vault opens")
    }

    /// Holds the log so that appends wait until the transaction ends.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn hold(&self) -> Tx {
        let mut tx = self.db.begin().await.expect("a transaction begins");
        let sql = "update log_head set position = position where id = 1";
        on!(Tx, &mut tx, tx => { sqlx::query(sql).execute(&mut **tx).await.expect("held"); });
        tx
    }
}

/// What opens the vault of the log in this database, its tables made: the same master key always.
///
/// # Panics
/// When the key store fails.
pub async fn keys(db: &Db, url: &str) -> Keys {
    let url = db.keys_url(url).await.expect("a place for the keys");
    server::keys::migrate(&url).await.expect("the key store is migrated");
    Keys { url, masters: MasterKeys::parse(MASTER_KEY).expect("a key") }
}

/// The master key of the tests.
pub const MASTER_KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// A database of a test.
///
/// # Panics
/// When it is not there.
pub async fn connect(url: &str) -> Db {
    Db::connect(url, DbOptions { max_connections: 8 }).await.expect("the test database is there")
}

/// The URL of a new schema on the test server.
///
/// # Panics
/// When `PARCOURS_TEST_POSTGRES_URL` is missing or nobody answers there.
pub async fn fresh_postgres_schema() -> String {
    static SCHEMAS: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("PARCOURS_TEST_POSTGRES_URL").expect(
        "every test runs on both databases: set PARCOURS_TEST_POSTGRES_URL to a PostgreSQL server \
         on which tests may create schemas, as in postgres://postgres@127.0.0.1/postgres",
    );
    let pool = PgPool::connect(&server).await.expect("PARCOURS_TEST_POSTGRES_URL answers");
    #[expect(clippy::disallowed_methods, reason = "names schemas so that old ones can be told")]
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970").as_secs();
    drop_some_schemas_before(&pool, now.saturating_sub(900)).await;
    let number = SCHEMAS.fetch_add(1, Ordering::Relaxed);
    let schema = format!("test_{now}_{}_{number}", std::process::id());
    let create = AssertSqlSafe(format!("create schema {schema}"));
    sqlx::query(create).execute(&pool).await.expect("the test user may create schemas");
    pool.close().await;
    let more = if server.contains('?') { '&' } else { '?' };
    format!("{server}{more}application_name={schema}&options=-csearch_path%3D{schema}")
}

/// What earlier runs left behind: two for each one made, so that no test waits for all of it, and
/// any two, so that tests at the same time seldom meet.
async fn drop_some_schemas_before(pool: &PgPool, seconds: u64) {
    let old = "select nspname from pg_namespace where nspname like 'test\\_%\\_%'
               and cast(split_part(nspname, '_', 2) as bigint) < $1 order by random() limit 2";
    let seconds = i64::try_from(seconds).unwrap_or_default();
    let schemas: Vec<String> =
        sqlx::query_scalar(old).bind(seconds).fetch_all(pool).await.unwrap_or_default();
    for schema in schemas {
        let drop = AssertSqlSafe(format!("drop schema if exists {schema} cascade"));
        // Nothing to do when another test was faster.
        let _ = sqlx::query(drop).execute(pool).await;
    }
}

/// A new command id.
#[must_use]
pub fn new_command() -> CommandId {
    #[expect(clippy::disallowed_methods, reason = "tests are an edge")]
    CommandId(Uuid::now_v7())
}

/// A stream of the category `test`.
///
/// # Panics
/// When it is no stream id.
#[must_use]
pub fn stream(id: &str) -> StreamId {
    StreamId::new("test", id).expect("a stream id")
}

/// So many events of the type `test.v1.Happened`, numbered in their data.
#[must_use]
pub fn events(count: usize) -> Vec<NewEvent> {
    (0..count).map(|n| event("test.v1.Happened", &format!(r#"{{"n":{n}}}"#))).collect()
}

/// An event of 1 September 2026.
///
/// # Panics
/// Never.
#[must_use]
pub fn event(kind: &str, data: &str) -> NewEvent {
    let occurred_on = "2026-09-01".parse().expect("a date");
    NewEvent { kind: kind.to_owned(), data: data.to_owned(), occurred_on }
}

/// A write to one stream.
#[must_use]
pub fn write(stream: &StreamId, expected: ExpectedRevision, events: Vec<NewEvent>) -> StreamWrite {
    StreamWrite { stream: stream.clone(), expected, events }
}

/// A new command with these writes.
#[must_use]
pub fn append(writes: Vec<StreamWrite>) -> Append {
    Append {
        command_id: new_command(),
        fingerprint: Fingerprint::of(&[b"test"]),
        metadata: r#"{"actor":"test"}"#.to_owned(),
        writes,
    }
}

/// A new command that writes so many events to one stream, whatever it holds.
#[must_use]
pub fn append_any(stream: &StreamId, count: usize) -> Append {
    append(vec![write(stream, ExpectedRevision::Any, events(count))])
}

/// The stream's last event has this revision.
#[must_use]
pub fn exactly(revision: i64) -> ExpectedRevision {
    ExpectedRevision::Exactly(Revision::new(revision))
}

/// The read models: a rebuild makes the same rows again.
pub const READ_MODELS: [&str; 13] = [
    "journeys",
    "timeline",
    "pairs",
    "supporters",
    "placements",
    "applications",
    "partners",
    "contributions",
    "campaigns",
    "targets",
    "journey_facts",
    "cohort_cells",
    "impact_cells",
];

/// All rows of the read models, as text.
///
/// # Panics
/// When the database fails.
pub async fn read_models(db: &Db) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for table in READ_MODELS {
        all.insert(table, rows(db, table).await);
    }
    all
}

/// Every row of a table, as text.
///
/// # Panics
/// When the database fails.
pub async fn rows(db: &Db, table: &'static str) -> BTreeSet<String> {
    let rows: Vec<String> = match db {
        Db::Postgres(pool) => {
            let sql = AssertSqlSafe(format!("select cast(t as text) from {table} t"));
            sqlx::query_scalar(sql).fetch_all(pool).await.expect("the rows")
        }
        Db::Sqlite(sqlite) => {
            let sql = "select group_concat('quote(' || name || ')', ' || '','' || ') \
                       from pragma_table_info($1)";
            let columns: String = sqlx::query_scalar(sql)
                .bind(table)
                .fetch_one(sqlite.pool())
                .await
                .expect("the columns");
            let sql = AssertSqlSafe(format!("select {columns} from {table}"));
            sqlx::query_scalar(sql).fetch_all(sqlite.pool()).await.expect("the rows")
        }
    };
    rows.into_iter().collect()
}
