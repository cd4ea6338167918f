//! Wraps everything anew with the current master key. What is sealed stays as it is.

use super::{Vault, VaultError, cipher::Wrapped, keys::ToRotate, unwrap};

/// What a rotation did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    /// Keys of subjects wrapped anew.
    pub keys: u64,
    /// Secrets of the log wrapped anew.
    pub secrets: u64,
}

/// What there is in a key store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyStatus {
    /// The current master key.
    pub current: String,
    /// How many keys each master key wraps.
    pub by_master: Vec<(String, i64)>,
    /// How many keys were destroyed.
    pub destroyed: i64,
    /// How many secrets another master key than the current one wraps.
    pub secrets_to_rotate: usize,
}

impl Vault {
    /// Wraps what older master keys wrap with the current one, so that the older can be given up.
    /// Interrupted, it goes on where it stopped; others may use the vault meanwhile.
    ///
    /// # Errors
    /// When a key is wrapped by a master key that was not given, or the key store fails.
    pub async fn rotate(&self, mut progress: impl FnMut(u64)) -> Result<Rotated, VaultError> {
        let mut rotated = Rotated::default();
        let Some(inner) = &self.0 else { return Ok(rotated) };
        let (store, current) = (&inner.store, inner.masters.current());
        loop {
            let rows = store.keys_to_rotate(current.id()).await?;
            if rows.is_empty() {
                break;
            }
            rotated.keys += rows.len() as u64;
            store.rewrap(&self.wrapped_anew(rows)?, false, current.id()).await?;
            progress(rotated.keys);
        }
        let secrets = store.secrets_to_rotate(current.id()).await?;
        rotated.secrets = secrets.len() as u64;
        if !secrets.is_empty() {
            store.rewrap(&self.wrapped_anew(secrets)?, true, current.id()).await?;
        }
        // What the older master key could still open does not stay in the file.
        store.clean().await?;
        Ok(rotated)
    }

    fn wrapped_anew(&self, rows: Vec<ToRotate>) -> Result<Vec<(ToRotate, Vec<u8>)>, VaultError> {
        let Some(inner) = &self.0 else { return Ok(Vec::new()) };
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let of = Wrapped { log_id: inner.log_id, name: &row.name, key_id: row.key_id };
            let key = unwrap(&inner.masters, of, &row.wrapped, &row.master_id)?;
            let wrapped = of.wrap(inner.masters.current(), &key)?;
            all.push((row, wrapped));
        }
        Ok(all)
    }

    /// How many keys there are, and which master keys wrap them. Nothing for a vault without keys.
    ///
    /// # Errors
    /// When the key store fails.
    pub async fn status(&self) -> Result<Option<KeyStatus>, VaultError> {
        let Some(inner) = &self.0 else { return Ok(None) };
        let current = inner.masters.id().to_owned();
        let mut status = KeyStatus {
            secrets_to_rotate: inner.store.secrets_to_rotate(&current).await?.len(),
            current,
            by_master: Vec::new(),
            destroyed: 0,
        };
        for (master, count) in inner.store.counts().await? {
            match master {
                Some(master) => status.by_master.push((master, count)),
                None => status.destroyed = count,
            }
        }
        Ok(Some(status))
    }
}
