//! Where the keys of personal data lie, and the master key that wraps them.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use eventstore::{Db, KeyStore, Log, MasterKeys, Vault};

/// Holds master keys when no file does; never an argument, which every process could read.
const VARIABLE: &str = "PARCOURS_MASTER_KEY";
/// The master key file that is made, and used when it is there.
pub const DEFAULT_FILE: &str = "data/master.key";

/// Options of the keys.
#[derive(Debug, clap::Args)]
pub struct KeyArgs {
    /// Where the keys of personal data lie, as the database URL. Never in the same backup as the
    /// log. [default: keys.db beside the log's file; on PostgreSQL the schema `parcours_keys` of
    /// the same database]
    #[arg(
        long,
        global = true,
        env = "PARCOURS_KEYS_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub keys_url: Option<String>,

    /// The master key that wraps them, made by `parcours keys init`; `PARCOURS_MASTER_KEY` may hold
    /// it instead. A line for each key, the current one first. [default: data/master.key if it is
    /// there]
    #[arg(long, global = true, env = "PARCOURS_MASTER_KEY_FILE", value_name = "FILE")]
    pub master_key_file: Option<PathBuf>,
}

/// What opens the vault of a log.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Of the key store.
    pub url: String,
    /// What wraps the keys in it.
    pub masters: MasterKeys,
}

impl KeyArgs {
    /// The key store of the log in this database.
    ///
    /// # Errors
    /// When the database can not be asked.
    pub async fn url(&self, db: &Db, database_url: &str) -> anyhow::Result<String> {
        match &self.keys_url {
            Some(url) => Ok(url.clone()),
            None => db.keys_url(database_url).await.context("looking for the key store"),
        }
    }

    /// What opens the vault of the log in this database.
    ///
    /// # Errors
    /// When no master key is given: says how to make one.
    pub async fn keys(&self, db: &Db, database_url: &str) -> anyhow::Result<Keys> {
        let Some(masters) = self.masters()? else {
            bail!(
                "no master key: personal data is sealed under keys that it wraps. Make one with \
                 `parcours keys init`, which writes {DEFAULT_FILE}; keep a copy apart from the \
                 database, and name it with --master-key-file or PARCOURS_MASTER_KEY_FILE"
            );
        };
        Ok(Keys { url: self.url(db, database_url).await?, masters })
    }

    /// The same, with a new master key if there is none; tells the file it made.
    ///
    /// # Errors
    /// When the file can not be made.
    pub async fn keys_or_new(
        &self,
        db: &Db,
        database_url: &str,
    ) -> anyhow::Result<(Keys, Option<PathBuf>)> {
        let file = self.master_key_file.clone().unwrap_or_else(|| DEFAULT_FILE.into());
        let given = self.master_key_file.is_none() && std::env::var_os(VARIABLE).is_some();
        if given || file.exists() {
            return Ok((self.keys(db, database_url).await?, None));
        }
        let masters = MasterKeys::create_file(&file).context("making a master key")?;
        Ok((Keys { url: self.url(db, database_url).await?, masters }, Some(file)))
    }

    /// The master keys, if any are given: the file named, the variable, or the default file.
    fn masters(&self) -> anyhow::Result<Option<MasterKeys>> {
        let masters = match (&self.master_key_file, std::env::var(VARIABLE)) {
            (Some(file), _) => MasterKeys::from_file(file),
            (None, Ok(text)) => MasterKeys::parse(&text),
            (None, Err(_)) if Path::new(DEFAULT_FILE).exists() => {
                MasterKeys::from_file(Path::new(DEFAULT_FILE))
            }
            (None, Err(_)) => return Ok(None),
        };
        Ok(Some(masters.context("reading the master key")?))
    }
}

impl Keys {
    /// Opens the vault of a log.
    ///
    /// # Errors
    /// When the key store is not migrated, of another log, or wrapped by another master key.
    pub async fn open(&self, log: &Log) -> anyhow::Result<Vault> {
        let log_id = log.head().await?.log_id;
        let store = KeyStore::open(&self.url).await.context("connecting to the key store")?;
        Vault::open(store, self.masters.clone(), log_id).await.context("opening the vault")
    }
}

/// Brings the tables of a key store up to date; needs no master key.
///
/// # Errors
/// When its database refuses.
pub async fn migrate(url: &str) -> anyhow::Result<Vec<String>> {
    let store = KeyStore::open(url).await.context("connecting to the key store")?;
    let applied = store.migrate().await.context("migrating the key store");
    store.close().await;
    applied
}

/// Lets a role of PostgreSQL use the keys; where they are in SQLite, files say who may.
///
/// # Errors
/// When their database refuses.
pub async fn grant(url: &str, role: &str) -> anyhow::Result<()> {
    let store = KeyStore::open(url).await.context("connecting to the key store")?;
    let granted = store.grant(role).await;
    store.close().await;
    granted.with_context(|| format!("granting the keys to {role}"))
}
