//! Where wrapped keys lie: a database of its own, so that no copy of the log holds them.

use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::VaultError;
use crate::{Db, LogId, clock, on};

/// The database of the keys; cheap to clone. Where it is by default, [`Db::keys_url`] says.
#[derive(Clone, Debug)]
pub struct KeyStore {
    db: Db,
}

/// What the store says of a subject.
pub(super) enum Stored {
    /// It has a key, wrapped.
    Key { key_id: Uuid, wrapped: Vec<u8>, master_id: String },
    /// It had one.
    Destroyed,
}

/// A key to keep.
pub(super) struct NewKey<'a> {
    pub subject: &'a str,
    pub key_id: Uuid,
    pub wrapped: Vec<u8>,
}

/// A wrapped key or secret, to be wrapped anew.
pub(super) struct ToRotate {
    pub name: String,
    pub key_id: Uuid,
    pub wrapped: Vec<u8>,
    pub master_id: String,
}

type KeyRow = (String, Uuid, Option<Vec<u8>>, Option<String>);

impl KeyStore {
    /// Connects; a SQLite file is created if missing. Does not migrate.
    ///
    /// # Errors
    /// When the database can not be reached.
    pub async fn open(url: &str) -> Result<Self, VaultError> {
        Ok(Self { db: Db::connect_keys(url).await? })
    }

    /// Brings its tables up to date, in a schema it creates if there is none. Names the migrations
    /// applied now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn migrate(&self) -> Result<Vec<String>, VaultError> {
        // A service that may only use it has nothing to migrate, and may not.
        let ready = self.db.pending_keys_migrations().await;
        if ready.is_ok_and(|pending| pending.is_empty()) {
            return Ok(Vec::new());
        }
        self.db.create_schema().await?;
        Ok(self.db.migrate_keys().await?.applied)
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Lets a role of PostgreSQL use it; nothing on SQLite.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn grant(&self, role: &str) -> Result<(), VaultError> {
        Ok(self.db.grant_keys(role).await?)
    }

    /// Closes its connections.
    pub async fn close(&self) {
        self.db.close().await;
    }

    /// Refuses a store whose tables are missing; a new one belongs to this log from now on.
    pub(super) async fn bind(&self, log: LogId) -> Result<(), VaultError> {
        let pending = self.db.pending_keys_migrations().await?;
        if !pending.is_empty() {
            return Err(VaultError::NotMigrated { pending });
        }
        let found = match self.log().await? {
            Some(found) => found,
            None => {
                let sql = "insert into key_store (id, log_id, created_at) values (1, $1, $2)
                           on conflict (id) do nothing";
                let mut tx = self.db.begin().await?;
                on!(Tx, &mut tx, tx => {
                    sqlx::query(sql).bind(log.0).bind(clock::now()).execute(&mut **tx).await?;
                });
                tx.commit().await?;
                tracing::info!(%log, "a new key store belongs to this log from now on");
                self.log().await?.unwrap_or(log)
            }
        };
        if found == log { Ok(()) } else { Err(VaultError::OtherLog { found, wanted: log }) }
    }

    async fn log(&self) -> sqlx::Result<Option<LogId>> {
        let sql = "select log_id from key_store where id = 1";
        let found: Option<Uuid> =
            on!(Db, &self.db, pool => sqlx::query_scalar(sql).fetch_optional(pool).await?);
        Ok(found.map(LogId))
    }

    /// What there is of these subjects; nothing of those that are not known.
    pub(super) async fn find(&self, subjects: &[&str]) -> sqlx::Result<Vec<(String, Stored)>> {
        let mut all = Vec::with_capacity(subjects.len());
        for some in subjects.chunks(CHUNK) {
            let sql = format!(
                "select subject, key_id, wrapped, master_id from subject_keys where subject in ({})",
                parameters(1, some.len())
            );
            let rows: Vec<KeyRow> = on!(Db, &self.db, pool => {
                let mut query = sqlx::query_as(AssertSqlSafe(sql));
                for subject in some {
                    query = query.bind(*subject);
                }
                query.fetch_all(pool).await?
            });
            all.extend(rows.into_iter().map(|(subject, key_id, wrapped, master_id)| {
                let stored = match wrapped.zip(master_id) {
                    Some((wrapped, master_id)) => Stored::Key { key_id, wrapped, master_id },
                    None => Stored::Destroyed,
                };
                (subject, stored)
            }));
        }
        Ok(all)
    }

    /// Keeps new keys, save for subjects that have or had one: whoever comes second uses the first.
    pub(super) async fn add(&self, keys: &[NewKey<'_>], master_id: &str) -> sqlx::Result<()> {
        let now = clock::now();
        let mut tx = self.db.begin().await?;
        for some in keys.chunks(CHUNK) {
            let rows: Vec<String> =
                (0..some.len()).map(|n| format!("({})", parameters(n * 5 + 1, 5))).collect();
            let sql = format!(
                "insert into subject_keys (subject, key_id, wrapped, master_id, created_at)
                 values {} on conflict (subject) do nothing",
                rows.join(", ")
            );
            on!(Tx, &mut tx, tx => {
                let mut query = sqlx::query(AssertSqlSafe(sql));
                for NewKey { subject, key_id, wrapped } in some {
                    query = query.bind(*subject).bind(*key_id).bind(wrapped.as_slice());
                    query = query.bind(master_id).bind(now);
                }
                query.execute(&mut **tx).await?;
            });
        }
        tx.commit().await
    }

    /// Destroys the key of a subject with its claims, and sees to it that it never gets another;
    /// whatever there was. Gives the id of the key.
    pub(super) async fn destroy(
        &self,
        subject: &str,
        new_id: Uuid,
        reason: &str,
        at: DateTime<Utc>,
    ) -> sqlx::Result<Uuid> {
        let sql = "insert into subject_keys (subject, key_id, created_at, destroyed_at, reason)
                   values ($1, $2, $3, $3, $4)
                   on conflict (subject) do update set wrapped = null, master_id = null,
                       reason = coalesce(subject_keys.reason, excluded.reason),
                       destroyed_at = coalesce(subject_keys.destroyed_at, excluded.destroyed_at)
                   returning key_id";
        let mut tx = self.db.begin().await?;
        let key_id: Uuid = on!(Tx, &mut tx, tx => {
            let query = sqlx::query_scalar(sql).bind(subject).bind(new_id).bind(at).bind(reason);
            let key_id = query.fetch_one(&mut **tx).await?;
            let claims = "delete from claims where subject = $1";
            sqlx::query(claims).bind(subject).execute(&mut **tx).await?;
            key_id
        });
        tx.commit().await?;
        Ok(key_id)
    }

    /// Those whose keys were destroyed, and why.
    pub(super) async fn destroyed(&self) -> sqlx::Result<Vec<(String, Option<String>)>> {
        let sql = "select subject, reason from subject_keys where destroyed_at is not null
                   order by subject";
        on!(Db, &self.db, pool => sqlx::query_as(sql).fetch_all(pool).await)
    }

    /// Leaves nothing of destroyed keys in the file.
    pub(super) async fn clean(&self) -> Result<(), VaultError> {
        if self.db.clean().await? { Ok(()) } else { Err(VaultError::NotCleaned) }
    }

    /// A secret of the log, wrapped.
    pub(super) async fn secret(&self, name: &str) -> sqlx::Result<Option<(Vec<u8>, String)>> {
        let sql = "select wrapped, master_id from secrets where name = $1";
        on!(Db, &self.db, pool => sqlx::query_as(sql).bind(name).fetch_optional(pool).await)
    }

    /// Keeps a secret unless there is one of that name.
    pub(super) async fn add_secret(
        &self,
        name: &str,
        wrapped: &[u8],
        master_id: &str,
    ) -> sqlx::Result<()> {
        let sql = "insert into secrets (name, wrapped, master_id, created_at)
                   values ($1, $2, $3, $4) on conflict (name) do nothing";
        let mut tx = self.db.begin().await?;
        on!(Tx, &mut tx, tx => {
            let query = sqlx::query(sql).bind(name).bind(wrapped).bind(master_id);
            query.bind(clock::now()).execute(&mut **tx).await?;
        });
        tx.commit().await
    }

    /// Some keys that another master key wraps.
    pub(super) async fn keys_to_rotate(&self, current: &str) -> sqlx::Result<Vec<ToRotate>> {
        let sql = "select subject, key_id, wrapped, master_id from subject_keys
                   where master_id <> $1 order by master_id, key_id limit 500";
        let rows: Vec<(String, Uuid, Vec<u8>, String)> =
            on!(Db, &self.db, pool => sqlx::query_as(sql).bind(current).fetch_all(pool).await?);
        let row =
            |(name, key_id, wrapped, master_id)| ToRotate { name, key_id, wrapped, master_id };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Secrets that another master key wraps.
    pub(super) async fn secrets_to_rotate(&self, current: &str) -> sqlx::Result<Vec<ToRotate>> {
        let sql = "select name, wrapped, master_id from secrets where master_id <> $1";
        let rows: Vec<(String, Vec<u8>, String)> =
            on!(Db, &self.db, pool => sqlx::query_as(sql).bind(current).fetch_all(pool).await?);
        let row =
            |(name, wrapped, master_id)| ToRotate { name, key_id: Uuid::nil(), wrapped, master_id };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Replaces wrappings; a key that was destroyed or wrapped anew meanwhile stays as it is.
    pub(super) async fn rewrap(
        &self,
        rows: &[(ToRotate, Vec<u8>)],
        secrets: bool,
        current: &str,
    ) -> sqlx::Result<()> {
        let sql = if secrets {
            "update secrets set wrapped = $1, master_id = $2 where name = $3 and master_id = $4"
        } else {
            "update subject_keys set wrapped = $1, master_id = $2
             where subject = $3 and master_id = $4"
        };
        let mut tx = self.db.begin().await?;
        on!(Tx, &mut tx, tx => {
            for (was, wrapped) in rows {
                let query = sqlx::query(sql).bind(wrapped.as_slice()).bind(current);
                query.bind(&was.name).bind(&was.master_id).execute(&mut **tx).await?;
            }
        });
        tx.commit().await
    }

    /// How many keys there are by the master key that wraps them; none of those destroyed.
    pub(super) async fn counts(&self) -> sqlx::Result<Vec<(Option<String>, i64)>> {
        let sql = "select master_id, count(*) from subject_keys group by master_id
                   order by master_id";
        on!(Db, &self.db, pool => sqlx::query_as(sql).fetch_all(pool).await)
    }
}

/// Rows in one statement.
const CHUNK: usize = 500;

/// `$3, $4, $5`.
fn parameters(from: usize, count: usize) -> String {
    let numbers: Vec<String> = (from..from + count).map(|n| format!("${n}")).collect();
    numbers.join(", ")
}
