//! The end of a key: destroyed here, noted for ever, and let go of by those who had it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Vault, VaultError, cipher, keys::Stored};
use crate::StreamId;

impl Vault {
    /// Destroys the key of a subject for ever and in every file, notes why, as a code, and gives the
    /// id of the key. Done before, it gives the same answer; a subject that never had a key never
    /// gets one.
    ///
    /// # Errors
    /// When the key store fails, or its file could not be cleaned: then do it again.
    pub async fn destroy(
        &self,
        subject: &StreamId,
        reason: &str,
        at: DateTime<Utc>,
    ) -> Result<Uuid, VaultError> {
        let ids = self.destroy_all(&[(subject.clone(), reason.to_owned())], at).await?;
        ids.first().copied().ok_or_else(|| VaultError::KeyMissing { stream: subject.clone() })
    }

    /// The same for several subjects, each with the code why; files are cleaned once.
    ///
    /// # Errors
    /// As [`Vault::destroy`].
    pub async fn destroy_all(
        &self,
        subjects: &[(StreamId, String)],
        at: DateTime<Utc>,
    ) -> Result<Vec<Uuid>, VaultError> {
        let mut ids = Vec::with_capacity(subjects.len());
        for (subject, reason) in subjects {
            let inner = self.inner(subject)?;
            let new_id = cipher::new_key_id().map_err(VaultError::Random)?;
            ids.push(inner.store.destroy(subject.as_str(), new_id, reason, at).await?);
            inner.keys.forget(subject.as_str());
            tracing::info!(%subject, "the key of a subject is destroyed");
        }
        if let Some(inner) = self.0.as_ref().filter(|_| !subjects.is_empty()) {
            inner.store.clean().await?;
        }
        Ok(ids)
    }

    /// Those whose keys were destroyed here, and the codes why; nothing for a vault without keys.
    ///
    /// # Errors
    /// When the key store fails.
    pub async fn destroyed(&self) -> Result<Vec<(StreamId, String)>, VaultError> {
        let Some(inner) = &self.0 else { return Ok(Vec::new()) };
        let destroyed = inner.store.destroyed().await?.into_iter();
        let stream = |(subject, reason): (String, Option<String>)| {
            Some((StreamId::parse(&subject).ok()?, reason.unwrap_or_default()))
        };
        Ok(destroyed.filter_map(stream).collect())
    }

    /// Those of these subjects whose key was not destroyed here.
    ///
    /// # Errors
    /// When the key store fails.
    pub async fn not_destroyed(
        &self,
        mut subjects: Vec<StreamId>,
    ) -> Result<Vec<StreamId>, VaultError> {
        let Some(first) = subjects.first() else { return Ok(subjects) };
        let names: Vec<&str> = subjects.iter().map(StreamId::as_str).collect();
        let found = self.inner(first)?.store.find(&names).await?;
        let destroyed = found.into_iter().filter(|(_, stored)| matches!(stored, Stored::Destroyed));
        let destroyed: HashSet<String> = destroyed.map(|(subject, _)| subject).collect();
        subjects.retain(|subject| !destroyed.contains(subject.as_str()));
        Ok(subjects)
    }

    /// Lets go of an unwrapped key: another process has destroyed it.
    pub fn forget(&self, subject: &StreamId) {
        if let Some(inner) = &self.0 {
            inner.keys.forget(subject.as_str());
        }
    }

    /// Lets go of all unwrapped keys.
    pub fn forget_all(&self) {
        if let Some(inner) = &self.0 {
            inner.keys.forget_all();
        }
    }
}
