//! The only code that knows which database it talks to.

use std::{path::Path, str::FromStr, sync::Arc, time::Duration};

use sqlx::{
    Connection as _, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::DbError;

mod backup;
mod bulk;
mod keys;
mod migrations;
mod read_only;
mod roles;

pub use backup::BackupError;
pub(crate) use bulk::{Batch, NewCommand, NewHead, NewRow};
pub use migrations::MigrationReport;
pub use roles::{Grant, RoleError, log_grants};

/// How long a writer of another process may hold a SQLite file before we give up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// 64 MiB, in SQLite's way to say it: each append touches the index of streams at a random page.
const WRITER_CACHE: &str = "-65536";
/// Half of SQLite's usual page, for files that are new: each append changes one page for its stream
/// and one for its command, almost whole pages of which are then written for a few bytes.
const PAGE_BYTES: u32 = 2048;
/// Pages in the log file before they are copied into the database: a page that changes in many
/// transactions is copied once. 80 MiB, read again in a fraction of a second after a crash.
const WAL_PAGES: &str = "40000";
/// How long a reader waits for a connection: for its turn, or for a server that is away.
const READER_PATIENCE: Duration = Duration::from_secs(5);
/// How long the log's writer waits for a server that is away, before it tells its callers.
const WRITER_PATIENCE: Duration = Duration::from_secs(2);
/// A connection that idle is asked whether it still lives before it is used.
const IDLE_BEFORE_PING: Duration = Duration::from_secs(5);

/// The configured database; cheap to clone.
#[derive(Clone, Debug)]
pub enum Db {
    /// For many nodes and for a nation.
    Postgres(PgPool),
    /// For tests, a pilot, a région: one file, one machine.
    Sqlite(SqliteDb),
}

/// A SQLite file: many readers, and one writer at a time, in the order they asked.
#[derive(Clone, Debug)]
pub struct SqliteDb {
    readers: SqlitePool,
    writer: SqlitePool,
    turn: Arc<Semaphore>,
}

impl SqliteDb {
    /// For reading; writes are refused here, they go through [`Db::begin`].
    #[must_use]
    pub fn pool(&self) -> &SqlitePool {
        &self.readers
    }

    /// Waits until nobody else writes.
    async fn turn(&self) -> sqlx::Result<OwnedSemaphorePermit> {
        let turn = Arc::clone(&self.turn).acquire_owned().await;
        turn.map_err(|_| sqlx::Error::PoolClosed)
    }
}

/// A transaction that writes; dropped without [`Tx::commit`] it leaves nothing.
#[derive(Debug)]
pub enum Tx {
    /// At READ COMMITTED.
    Postgres(Transaction<'static, Postgres>),
    /// The only one that writes.
    Sqlite(SqliteTx),
}

/// A write transaction on SQLite with the turn it took.
#[derive(Debug)]
pub struct SqliteTx {
    tx: Transaction<'static, Sqlite>,
    _turn: OwnedSemaphorePermit,
}

impl std::ops::Deref for SqliteTx {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.tx
    }
}

impl std::ops::DerefMut for SqliteTx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.tx
    }
}

/// Compiles one expression for each database, so that SQL is written once:
///
/// `on!(Db, db, pool => sqlx::query(SQL).bind(x).fetch_all(pool).await?)` reads,
/// `on!(Tx, &mut tx, tx => sqlx::query(SQL).bind(x).execute(&mut **tx).await?)` writes.
#[macro_export]
macro_rules! on {
    (Db, $db:expr, $x:ident => $body:expr) => {
        match $db {
            $crate::Db::Postgres($x) => $body,
            $crate::Db::Sqlite(sqlite) => {
                let $x = sqlite.pool();
                $body
            }
        }
    };
    (Tx, $tx:expr, $x:ident => $body:expr) => {
        match $tx {
            $crate::Tx::Postgres($x) => $body,
            $crate::Tx::Sqlite($x) => $body,
        }
    };
}

/// How to connect.
#[derive(Clone, Debug)]
pub struct DbOptions {
    /// The most connections of this process, without the few the log keeps for itself.
    pub max_connections: u32,
}

impl Default for DbOptions {
    fn default() -> Self {
        Self { max_connections: 16 }
    }
}

impl Db {
    /// Connects to `postgres://…` or `sqlite://path`; the SQLite file and its folder are created
    /// if missing. Does not migrate.
    ///
    /// # Errors
    /// When the database can not be reached, or would not keep what it acknowledges.
    pub async fn connect(url: &str, options: DbOptions) -> Result<Self, DbError> {
        Self::connect_with(url, options, |sqlite| sqlite).await
    }

    /// The same, with further settings of SQLite's.
    async fn connect_with(
        url: &str,
        options: DbOptions,
        sqlite: impl FnOnce(SqliteConnectOptions) -> SqliteConnectOptions,
    ) -> Result<Self, DbError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let connect = PgConnectOptions::from_str(url).map_err(|_| DbError::Url)?;
            let pool = postgres_pool(options.max_connections, READER_PATIENCE);
            let pool = pool.connect_with(connect).await?;
            check_durable(&pool).await?;
            return Ok(Self::Postgres(pool));
        }
        if !url.starts_with("sqlite://") || url.contains(":memory:") {
            return Err(DbError::Url);
        }
        let connect = SqliteConnectOptions::from_str(url).map_err(|_| DbError::Url)?;
        create_folder_of(connect.get_filename())?;
        let connect = connect
            .create_if_missing(true)
            .page_size(PAGE_BYTES)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        let connect = sqlite(connect);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .before_acquire(|connection, _| Box::pin(has_ended(connection)))
            .connect_with(
                connect
                    .clone()
                    .pragma("cache_size", WRITER_CACHE)
                    .pragma("wal_autocheckpoint", WAL_PAGES),
            )
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(options.max_connections)
            .test_before_acquire(false)
            .connect_with(connect.pragma("query_only", "on"))
            .await?;
        Ok(Self::Sqlite(SqliteDb { readers, writer, turn: Arc::new(Semaphore::new(1)) }))
    }

    /// Begins a transaction that may write: READ COMMITTED on PostgreSQL, the only writer on
    /// SQLite, where it waits for its turn. Who holds one must not wait for an append: on SQLite
    /// the log's writer takes its turn too.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin(&self) -> sqlx::Result<Tx> {
        Ok(match self {
            Self::Postgres(pool) => Tx::Postgres(
                pool.begin_with("begin isolation level read committed read write").await?,
            ),
            Self::Sqlite(sqlite) => {
                let turn = sqlite.turn().await?;
                let tx = sqlite.writer.begin_with("begin immediate").await?;
                Tx::Sqlite(SqliteTx { tx, _turn: turn })
            }
        })
    }

    /// `SQLite` or `PostgreSQL`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Postgres(_) => "PostgreSQL",
            Self::Sqlite(_) => "SQLite",
        }
    }

    /// Closes all connections; what is under way ends first.
    pub async fn close(&self) {
        match self {
            Self::Postgres(pool) => pool.close().await,
            Self::Sqlite(sqlite) => {
                sqlite.readers.close().await;
                sqlite.writer.close().await;
            }
        }
    }

    /// The same database with a connection of its own, so that the log's writer never waits
    /// behind readers.
    pub(crate) fn dedicated(&self) -> Self {
        match self {
            Self::Postgres(pool) => Self::Postgres(
                postgres_pool(1, WRITER_PATIENCE)
                    .connect_lazy_with(pool.connect_options().as_ref().clone()),
            ),
            Self::Sqlite(sqlite) => Self::Sqlite(sqlite.clone()),
        }
    }

    /// Listens to what other processes notify; none on SQLite.
    pub(crate) async fn listen(&self, channel: &str) -> sqlx::Result<Option<PgListener>> {
        match self {
            Self::Postgres(pool) => {
                let mut listener = PgListener::connect_with(pool).await?;
                listener.listen(channel).await?;
                Ok(Some(listener))
            }
            Self::Sqlite(_) => Ok(None),
        }
    }
}

/// Refuses a server that would acknowledge what a crash can lose.
async fn check_durable(pool: &PgPool) -> Result<(), DbError> {
    let sql = "select name, setting from pg_settings
               where name in ('fsync', 'full_page_writes', 'synchronous_commit')
               and setting = 'off' order by name";
    let off: Option<(String, String)> = sqlx::query_as(sql).fetch_optional(pool).await?;
    match off {
        Some((name, setting)) => Err(DbError::NotDurable { name, setting }),
        None => Ok(()),
    }
}

fn postgres_pool(max_connections: u32, patience: Duration) -> PgPoolOptions {
    let options = PgPoolOptions::new().max_connections(max_connections).acquire_timeout(patience);
    options.test_before_acquire(false).before_acquire(|connection, meta| {
        Box::pin(async move {
            if meta.idle_for > IDLE_BEFORE_PING {
                connection.ping().await?;
            }
            Ok(true)
        })
    })
}

/// False when a connection still counts a transaction: SQLite ends one by itself after an I/O error
/// or on a full disk, what the driver does then fails, and it would refuse every other transaction.
async fn has_ended(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    if connection.is_in_transaction() {
        // A rollback may be under way; commands are done in their order.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

fn create_folder_of(file: &Path) -> Result<(), DbError> {
    match file.parent() {
        Some(path) if !path.as_os_str().is_empty() => std::fs::create_dir_all(path)
            .map_err(|source| DbError::Folder { path: path.to_owned(), source }),
        _ => Ok(()),
    }
}

impl Tx {
    /// Makes it durable.
    ///
    /// # Errors
    /// When the database refuses; then it may or may not have been committed.
    pub async fn commit(self) -> sqlx::Result<()> {
        match self {
            Self::Postgres(tx) => tx.commit().await,
            Self::Sqlite(SqliteTx { tx, _turn }) => tx.commit().await,
        }
    }

    /// Undoes it, and waits until that is done.
    ///
    /// # Errors
    /// When the database refuses; then it is undone with its connection.
    pub async fn rollback(self) -> sqlx::Result<()> {
        match self {
            Self::Postgres(tx) => tx.rollback().await,
            Self::Sqlite(SqliteTx { tx, _turn }) => tx.rollback().await,
        }
    }
}
