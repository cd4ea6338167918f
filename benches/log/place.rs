//! Fresh databases for the benchmark: files in a folder, or databases of a PostgreSQL server.

use std::str::FromStr as _;

use anyhow::{Context as _, Result};
use commands::{Commands, CommandsOptions};
use eventstore::{Db, DbOptions, KeyStore, Log, LogOptions, MasterKeys, Vault};
use sqlx::{AssertSqlSafe, PgPool, postgres::PgConnectOptions};
use tempfile::TempDir;

use crate::machine::{Cpu, parent};

/// Where databases are made.
pub enum Place {
    Sqlite(TempDir),
    Postgres { server: PgPool, url: String },
}

/// A migrated, empty log.
pub struct Fresh {
    name: String,
    pub log: Log,
    pub vault: Vault,
    pub db: Db,
    pub url: String,
}

impl Place {
    /// In a folder on the disk of the build, not in one that may be held in memory.
    pub fn sqlite() -> Result<Self> {
        Ok(Self::Sqlite(tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?))
    }

    pub async fn postgres(url: &str) -> Result<Self> {
        let server = PgPool::connect(url).await.context("the PostgreSQL server does not answer")?;
        Ok(Self::Postgres { server, url: url.to_owned() })
    }

    pub fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres { .. } => "PostgreSQL",
        }
    }

    pub async fn cpu(&self) -> Result<Cpu> {
        Ok(match self {
            Self::Sqlite(_) => Cpu { postmaster: None },
            Self::Postgres { server, .. } => {
                let backend: i32 =
                    sqlx::query_scalar("select pg_backend_pid()").fetch_one(server).await?;
                Cpu { postmaster: u32::try_from(backend).ok().and_then(parent) }
            }
        })
    }

    /// What of the server's settings bears on speed.
    pub async fn settings(&self) -> Result<String> {
        let Self::Postgres { server, .. } = self else {
            return Ok("WAL, synchronous = FULL".to_owned());
        };
        let names = ["server_version", "fsync", "synchronous_commit", "shared_buffers"];
        let mut settings = Vec::new();
        for name in names {
            let show = AssertSqlSafe(format!("show {name}"));
            let value: String = sqlx::query_scalar(show).fetch_one(server).await?;
            settings.push(format!("{name} = {value}"));
        }
        Ok(settings.join(", "))
    }

    /// A new database with all tables.
    pub async fn fresh(&self, name: &str) -> Result<Fresh> {
        let url = match self {
            Self::Sqlite(folder) => {
                format!("sqlite://{}", folder.path().join(format!("{name}.db")).display())
            }
            Self::Postgres { server, url } => {
                let database = database(name);
                let create = AssertSqlSafe(format!("create database {database}"));
                sqlx::query(create).execute(server).await?;
                let (host, _) = url.rsplit_once('/').context("the URL names a database")?;
                format!("{host}/{database}")
            }
        };
        let db = Db::connect(&url, DbOptions::default()).await?;
        db.migrate().await?;
        let log = Log::open(db.clone(), LogOptions::default()).await?;
        let keys = match &db {
            Db::Sqlite(_) => url.replace(".db", ".keys.db"),
            Db::Postgres(_) => db.keys_url(&url).await?,
        };
        let store = KeyStore::open(&keys).await?;
        store.migrate().await?;
        let log_id = log.head().await?.log_id;
        let vault = Vault::open(store, MasterKeys::generate()?, log_id).await?;
        Ok(Fresh { name: name.to_owned(), log, vault, db, url })
    }

    /// Closes a database and deletes it; a SQLite file goes with its folder.
    pub async fn remove(&self, fresh: Fresh) -> Result<()> {
        fresh.log.close().await;
        fresh.db.close().await;
        if let Self::Postgres { server, .. } = self {
            let database = database(&fresh.name);
            let drop = AssertSqlSafe(format!("drop database {database} with (force)"));
            sqlx::query(drop).execute(server).await?;
        }
        Ok(())
    }
}

/// Another one for each run, so that no run meets what another left.
fn database(name: &str) -> String {
    format!("bench_{}_{name}", std::process::id())
}

impl Fresh {
    /// The write side of a process that has just started.
    pub fn commands(&self, options: CommandsOptions) -> Commands {
        Commands::new(self.log.clone(), self.vault.clone(), options)
    }

    /// After much was written: statistics, and no writes of the database's own during what follows.
    pub async fn settle(&self) -> Result<()> {
        match &self.db {
            Db::Postgres(pool) => {
                sqlx::query("vacuum analyze").execute(pool).await?;
                sqlx::query("checkpoint").execute(pool).await?;
            }
            Db::Sqlite(_) => {}
        }
        Ok(())
    }

    pub fn postgres_options(&self) -> Result<PgConnectOptions> {
        Ok(PgConnectOptions::from_str(&self.url)?)
    }

    pub fn sqlite_file(&self) -> &str {
        self.url.trim_start_matches("sqlite://")
    }
}
