//! What a key store asks of its database beyond the common: a schema of its own, and that what is
//! destroyed is gone from the file.

use std::{path::Path, str::FromStr as _, time::Duration};

use sqlx::{AssertSqlSafe, SqliteConnection, sqlite::SqliteConnectOptions};

use super::{Db, DbOptions};
use crate::DbError;

/// The schema of the keys of a log in PostgreSQL's own `public`.
const SCHEMA: &str = "parcours_keys";
/// A few connections: keys are cached.
const CONNECTIONS: DbOptions = DbOptions { max_connections: 4 };
/// How often a file in use by others is tried to be cleaned, and how long after each other.
const CLEANINGS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(20);

impl Db {
    /// Where the keys of the log in this database lie, unless somebody says otherwise: `keys.db`
    /// in the folder of a SQLite file; on PostgreSQL the schema `parcours_keys`, or `<schema>_keys`
    /// for a log in another schema than `public`.
    ///
    /// # Errors
    /// When the URL is none, or PostgreSQL can not be asked.
    pub async fn keys_url(&self, url: &str) -> Result<String, DbError> {
        match self {
            Self::Sqlite(_) => {
                let options = SqliteConnectOptions::from_str(url).map_err(|_| DbError::Url)?;
                let folder = options.get_filename().parent().unwrap_or(Path::new(""));
                Ok(format!("sqlite://{}", folder.join("keys.db").display()))
            }
            Self::Postgres(pool) => {
                let schema: Option<String> =
                    sqlx::query_scalar("select cast(current_schema() as text)")
                        .fetch_one(pool)
                        .await?;
                let schema = match schema.as_deref() {
                    None | Some("public") => SCHEMA.to_owned(),
                    Some(schema) => format!("{schema}_keys"),
                };
                let more = if url.contains('?') { '&' } else { '?' };
                // What is said last counts.
                Ok(format!("{url}{more}options=-csearch_path%3D{schema}"))
            }
        }
    }

    /// Connects to a key store. SQLite overwrites what it deletes.
    pub(crate) async fn connect_keys(url: &str) -> Result<Self, DbError> {
        let secure = |sqlite: SqliteConnectOptions| {
            sqlite.pragma("secure_delete", "on").pragma("temp_store", "memory")
        };
        Self::connect_with(url, CONNECTIONS, secure).await
    }

    /// Creates the first schema of PostgreSQL's search path if it names none that exists.
    pub(crate) async fn create_schema(&self) -> Result<(), DbError> {
        let Self::Postgres(pool) = self else { return Ok(()) };
        let current = "select cast(current_schema() as text)";
        let found: Option<String> = sqlx::query_scalar(current).fetch_one(pool).await?;
        if found.is_some() {
            return Ok(());
        }
        let path: String = sqlx::query_scalar("show search_path").fetch_one(pool).await?;
        let named = path.split(',').map(str::trim).find(|name| !name.starts_with(['"', '$']));
        let plain = |name: &&str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let Some(schema) = named.filter(plain) else { return Err(DbError::Url) };
        let create = AssertSqlSafe(format!("create schema if not exists {schema}"));
        let created = sqlx::query(create).execute(pool).await;
        // Two at once: PostgreSQL tells one of them that the name is taken.
        let found: Option<String> = sqlx::query_scalar(current).fetch_one(pool).await?;
        if found.is_none() {
            created?;
        }
        Ok(())
    }

    /// Leaves nothing of what was deleted in a SQLite file or its WAL: pages that were split or
    /// merged can hold copies, so the file is written anew. False when others keep it from being
    /// done now. PostgreSQL writes the tables anew too, for their owner; its WAL and backups are a
    /// matter for whoever keeps them.
    pub(crate) async fn clean(&self) -> sqlx::Result<bool> {
        let sqlite = match self {
            Self::Sqlite(sqlite) => sqlite,
            Self::Postgres(pool) => {
                sqlx::query("vacuum (full) subject_keys, secrets, claims").execute(pool).await?;
                return Ok(true);
            }
        };
        let _turn = sqlite.turn.acquire().await;
        let mut connection = sqlite.writer.acquire().await?;
        let mut vacuumed = false;
        for _ in 0..CLEANINGS {
            if !vacuumed {
                vacuumed = unless_busy(sqlx::query("vacuum").execute(&mut *connection).await)?;
            }
            if vacuumed && empty_wal(&mut connection).await? {
                return Ok(true);
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(false)
    }
}

async fn empty_wal(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    let sql = "pragma wal_checkpoint(truncate)";
    let (busy, _, _): (i64, i64, i64) = sqlx::query_as(sql).fetch_one(connection).await?;
    Ok(busy == 0)
}

fn unless_busy<T>(result: sqlx::Result<T>) -> sqlx::Result<bool> {
    match result {
        Ok(_) => Ok(true),
        // SQLITE_BUSY and SQLITE_LOCKED.
        Err(sqlx::Error::Database(error)) if matches!(error.code().as_deref(), Some("5" | "6")) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}
