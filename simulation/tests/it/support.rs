//! Both databases, each test in a schema or file of its own, with the starter reference data.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::atomic::{AtomicU32, Ordering},
};

use chrono::NaiveDate;
use commands::{Commands, CommandsOptions};
use eventstore::{
    Db, DbOptions, Direction, Filter, KeyStore, Log, LogOptions, MasterKeys, Position, Vault,
};
use reference::Directory;
use simulation::{Options, Report, SimulationError, simulate};
use sqlx::AssertSqlSafe;
use tempfile::TempDir;

/// A programme with its policy and its reference data, and nobody in it.
pub struct Programme {
    pub commands: Commands,
    pub directory: Directory,
    /// Position of the founding events.
    pub founded: Position,
    cleanup: Cleanup,
}

enum Cleanup {
    Folder(TempDir),
    Schema { admin: sqlx::PgPool, schema: String },
}

/// An event as one stream tells it: type, data, day.
pub type Told = (String, String, NaiveDate);

/// Runs the same test on SQLite and on PostgreSQL.
pub async fn on_both(test: impl AsyncFn(&Programme)) {
    for programme in [Programme::on_sqlite().await, Programme::on_postgres().await] {
        test(&programme).await;
        programme.close().await;
    }
}

impl Programme {
    pub async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        Self::at(&url, Cleanup::Folder(folder)).await
    }

    pub async fn on_postgres() -> Self {
        static SCHEMAS: AtomicU32 = AtomicU32::new(0);
        let url = std::env::var("PARCOURS_TEST_POSTGRES_URL").expect(
            "set PARCOURS_TEST_POSTGRES_URL to a PostgreSQL where tests may create schemas",
        );
        let number = SCHEMAS.fetch_add(1, Ordering::Relaxed);
        let schema = format!("simulation_{}_{number}", std::process::id());
        let admin = sqlx::PgPool::connect(&url).await.unwrap();
        for sql in [
            format!("drop schema if exists {schema}, {schema}_keys cascade"),
            format!("create schema {schema}"),
        ] {
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&admin).await.unwrap();
        }
        let separator = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{separator}options=-csearch_path%3D{schema}");
        Self::at(&url, Cleanup::Schema { admin, schema }).await
    }

    async fn at(url: &str, cleanup: Cleanup) -> Self {
        let db = Db::connect(url, DbOptions { max_connections: 8 }).await.unwrap();
        db.migrate().await.unwrap();
        // The same day everywhere: it is part of the version that events cite.
        reference::seed(&db, "2026-11-01T08:00:00Z".parse().unwrap()).await.unwrap();
        let directory = Directory::load(&db).await.unwrap();
        let log = Log::open(db.clone(), LogOptions::default()).await.unwrap();
        let store = KeyStore::open(&db.keys_url(url).await.unwrap()).await.unwrap();
        store.migrate().await.unwrap();
        let log_id = log.head().await.unwrap().log_id;
        let vault = Vault::open(store, MasterKeys::generate().unwrap(), log_id).await.unwrap();
        let commands = Commands::new(log, vault, CommandsOptions::default());
        commands.found("2023-09-01".parse().unwrap()).await.unwrap();
        let founded = commands.log().head().await.unwrap().position;
        Self { commands, directory, founded, cleanup }
    }

    pub async fn simulate(&self, options: &Options) -> Result<Report, SimulationError> {
        simulate(&self.commands, &self.directory, options, |_| {}).await
    }

    /// Events appended since the founding.
    pub async fn events(&self) -> u64 {
        let head = self.commands.log().head().await.unwrap().position;
        u64::try_from(head.get() - self.founded.get()).unwrap()
    }

    /// All streams since the founding.
    pub async fn streams(&self) -> BTreeMap<String, Vec<Told>> {
        let mut streams: BTreeMap<String, Vec<Told>> = BTreeMap::new();
        let mut from = self.founded;
        loop {
            let log = self.commands.log();
            let page = log.read_all(from, Direction::Forward, 1_000, &Filter::All).await.unwrap();
            let Some(last) = page.last() else { return streams };
            from = last.position;
            // Sealed anew each time, so compared opened.
            let opened = self.commands.vault().open_events(&page).await.unwrap();
            let opened: Vec<String> = opened.into_iter().map(Cow::into_owned).collect();
            for (recorded, data) in page.into_iter().zip(opened) {
                let told = (recorded.kind, data, recorded.occurred_on);
                streams.entry(recorded.stream.as_str().to_owned()).or_default().push(told);
            }
        }
    }

    pub async fn close(self) {
        let Self { commands, cleanup, .. } = self;
        let db = commands.log().db().clone();
        commands.log().clone().close().await;
        db.close().await;
        match cleanup {
            Cleanup::Folder(folder) => folder.close().unwrap(),
            Cleanup::Schema { admin, schema } => {
                let drop = format!("drop schema {schema}, {schema}_keys cascade");
                sqlx::raw_sql(AssertSqlSafe(drop)).execute(&admin).await.unwrap();
            }
        }
    }
}
