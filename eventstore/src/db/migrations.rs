use sqlx::migrate::{Migrate, Migrator};

use super::Db;
use crate::DbError;

/// The schema: SQLite accepts PostgreSQL's type names, so it is written once …
static COMMON: Migrator = sqlx::migrate!("../migrations");
/// … but for what only one of the two can say.
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");
static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");

/// What [`Db::migrate`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MigrationReport {
    /// The names of the migrations applied now, oldest first, as in `0001 event log`.
    pub applied: Vec<String>,
}

impl Db {
    /// Brings the schema up to date. Several processes may do so at once: one does it, the others
    /// wait and find it done.
    ///
    /// # Errors
    /// When a migration fails, or one that was applied before has been edited or removed since.
    pub async fn migrate(&self) -> Result<MigrationReport, DbError> {
        let applied = self.pending_migrations().await?;
        match self {
            Self::Postgres(pool) => {
                // Closed afterwards, whatever happens: it may hold the migration lock.
                let mut connection = pool.acquire().await?.detach();
                self.migrator().run_direct(None, &mut connection, false).await?;
            }
            Self::Sqlite(sqlite) => {
                let _turn = sqlite.turn.acquire().await;
                // The driver takes no lock on SQLite: in one transaction that writes, all of it
                // is seen by others or nothing.
                let mut tx = sqlite.writer.begin_with("begin immediate").await?;
                self.migrator().run_direct(None, &mut *tx, false).await?;
                tx.commit().await?;
            }
        }
        Ok(MigrationReport { applied })
    }

    /// The names of the migrations that are not applied yet, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, DbError> {
        let applied = match self {
            Self::Postgres(pool) => {
                let exists = "select to_regclass('_sqlx_migrations') is not null";
                let mut connection = pool.acquire().await?;
                if sqlx::query_scalar(exists).fetch_one(&mut *connection).await? {
                    connection.list_applied_migrations("_sqlx_migrations").await?
                } else {
                    Vec::new()
                }
            }
            Self::Sqlite(sqlite) => {
                let exists = "select exists (select 1 from sqlite_master
                              where type = 'table' and name = '_sqlx_migrations')";
                let mut connection = sqlite.readers.acquire().await?;
                if sqlx::query_scalar(exists).fetch_one(&mut *connection).await? {
                    connection.list_applied_migrations("_sqlx_migrations").await?
                } else {
                    Vec::new()
                }
            }
        };
        let migrator = self.migrator();
        let pending = migrator.iter().filter(|m| !applied.iter().any(|a| a.version == m.version));
        Ok(pending.map(|m| format!("{:04} {}", m.version, m.description)).collect())
    }

    fn migrator(&self) -> Migrator {
        let dialect = match self {
            Self::Postgres(_) => &POSTGRES,
            Self::Sqlite(_) => &SQLITE,
        };
        Migrator::with_migrations(COMMON.iter().chain(dialect.iter()).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_migration_has_a_version_of_its_own() {
        for dialect in [&POSTGRES, &SQLITE] {
            let mut versions: Vec<i64> =
                COMMON.iter().chain(dialect.iter()).map(|m| m.version).collect();
            let all = versions.len();
            versions.sort_unstable();
            versions.dedup();
            assert_eq!(versions.len(), all);
        }
    }
}
