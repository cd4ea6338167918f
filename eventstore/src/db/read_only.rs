use std::{str::FromStr as _, sync::Arc};

use sqlx::{
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use tokio::sync::Semaphore;

use super::{BUSY_TIMEOUT, Db, DbOptions, READER_PATIENCE, SqliteDb, postgres_pool};
use crate::DbError;

impl Db {
    /// Connects to a database that is there, to look at it: nothing is created, and whatever
    /// would write is refused.
    ///
    /// # Errors
    /// When the database can not be reached.
    pub async fn connect_to_read(url: &str, options: DbOptions) -> Result<Self, DbError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let connect = PgConnectOptions::from_str(url).map_err(|_| DbError::Url)?;
            let connect = connect.options([("default_transaction_read_only", "on")]);
            let pool = postgres_pool(options.max_connections, READER_PATIENCE);
            return Ok(Self::Postgres(pool.connect_with(connect).await?));
        }
        if !url.starts_with("sqlite://") || url.contains(":memory:") {
            return Err(DbError::Url);
        }
        let connect = SqliteConnectOptions::from_str(url).map_err(|_| DbError::Url)?;
        let connect = connect.create_if_missing(false).read_only(true).busy_timeout(BUSY_TIMEOUT);
        let pool = SqlitePoolOptions::new().max_connections(options.max_connections);
        let readers = pool.test_before_acquire(false).connect_with(connect.clone()).await?;
        let writer = SqlitePoolOptions::new().max_connections(1).connect_lazy_with(connect);
        Ok(Self::Sqlite(SqliteDb { readers, writer, turn: Arc::new(Semaphore::new(1)) }))
    }
}
