//! The vault: personal data is sealed in the log, and can be erased.
//!
//! Whoever appends marks what is personal as `{"$pii": value}`. [`Vault::seal`] puts
//! `{"$sealed": "…"}` in its place, under the key of its subject, which is the stream.
//! [`Vault::open_events`] does the reverse for those entitled. Once the key is destroyed the value
//! reads as `"$erased"`, for ever, in the log and in every copy of it: the bytes of the log, and
//! the hashes made of them, stay as they are.
//!
//! Keys lie in a [`KeyStore`], wrapped by [`MasterKeys`]; `cipher.rs` has the formats.

mod cache;
mod cipher;
mod claims;
mod claims_store;
mod erase;
mod error;
mod json;
mod keys;
mod maker;
mod master;
mod rotate;

use std::{
    borrow::Cow,
    sync::{Arc, Weak},
};

use uuid::Uuid;

pub use claims::{Claim, ClaimDigest, Claimed, NewClaim};
pub use error::{MasterKeyError, VaultError};
pub use keys::KeyStore;
pub use master::MasterKeys;
pub use rotate::{KeyStatus, Rotated};

use crate::{
    ExpectedRevision, Fingerprint, LogId, NewEvent, Recorded, Revision, StreamId, StreamWrite,
};
use cache::{Keys, SubjectKey};
use cipher::{Key, Place, Token, Wrapped};
use json::Failed;
use keys::{NewKey, Stored};

/// What is personal, before it is sealed.
const PII: &str = "$pii";
/// What is sealed.
const SEALED: &str = "$sealed";
/// What is left of a value whose key was destroyed, as JSON.
const ERASED: &str = "\"$erased\"";
/// The secret that keys the fingerprints of commands.
const FINGERPRINT: &str = "fingerprint";
/// The secret that keys the digests of claims.
const CLAIMS: &str = "claims";

/// Seals and opens; cheap to clone.
#[derive(Clone)]
pub struct Vault(Option<Arc<Inner>>);

struct Inner {
    log_id: LogId,
    store: KeyStore,
    masters: MasterKeys,
    fingerprints: Key,
    claims: Key,
    keys: Keys,
    maker: maker::Maker,
}

/// A sealed value apart from its event, as read models keep it.
#[derive(Clone, Copy)]
pub struct SealedField<'a> {
    /// The stream of the event: whose it is.
    pub stream: &'a StreamId,
    /// The event's revision.
    pub revision: Revision,
    /// The event's type.
    pub kind: &'a str,
    /// JSON pointer (RFC 6901) of the field within the event's data, as in `/identity`.
    pub path: &'a str,
    /// What `$sealed` holds.
    pub sealed: &'a str,
}

impl Vault {
    /// Opens the vault of a log. A key store that was never used belongs to this log from now on.
    ///
    /// # Errors
    /// When the store is not migrated or of another log, or a master key is missing.
    pub async fn open(
        store: KeyStore,
        masters: MasterKeys,
        log_id: LogId,
    ) -> Result<Self, VaultError> {
        store.bind(log_id).await?;
        let fingerprints = secret(&store, &masters, log_id, FINGERPRINT).await?;
        let claims = secret(&store, &masters, log_id, CLAIMS).await?;
        let (keys, maker) = (Keys::new(), maker::Maker::default());
        let inner = Inner { log_id, store, masters, fingerprints, claims, keys, maker };
        let inner = Arc::new(inner);
        tokio::spawn(sweep(Arc::downgrade(&inner)));
        Ok(Self(Some(inner)))
    }

    /// A vault without keys, for work on a log that touches no personal data: whatever would be
    /// sealed or opened is refused.
    #[must_use]
    pub fn closed() -> Self {
        Self(None)
    }

    /// Seals what is personal in events about to be appended; what holds nothing is left as it is.
    /// The first event for a subject makes its key.
    ///
    /// # Errors
    /// When the subject is erased, a revision is not known, or the key store fails.
    pub async fn seal(&self, writes: &mut [StreamWrite]) -> Result<(), VaultError> {
        for StreamWrite { stream, expected, events } in writes {
            let mut next = match expected {
                ExpectedRevision::NoStream => Some(Revision::START),
                ExpectedRevision::Exactly(revision) => Some(revision.next()),
                ExpectedRevision::Any | ExpectedRevision::StreamExists => None,
            };
            for event in events {
                if json::holds(&event.data, SEALED) {
                    return Err(VaultError::AlreadySealed { stream: stream.clone() });
                }
                if json::holds(&event.data, PII) {
                    let revision =
                        next.ok_or_else(|| VaultError::RevisionUnknown { stream: stream.clone() })?;
                    self.seal_event(stream, revision, event).await?;
                }
                next = next.map(Revision::next);
            }
        }
        Ok(())
    }

    async fn seal_event(
        &self,
        stream: &StreamId,
        revision: Revision,
        event: &mut NewEvent,
    ) -> Result<(), VaultError> {
        let inner = self.inner(stream)?;
        let SubjectKey { id, key, .. } = inner.key_to_seal(stream).await?;
        let place = inner.place(stream, revision, &event.kind);
        let sealed = json::rewrite(&event.data, PII, |path, value| {
            let sealed = cipher::seal(&key, id, place, path, value)?;
            Ok(format!("{{\"{SEALED}\":\"{sealed}\"}}"))
        });
        event.data = sealed.map_err(|failed| failed.of(stream, revision))?;
        Ok(())
    }

    /// The data of these events with what is sealed opened, in their order: borrowed where nothing
    /// is. Missing keys are read in one query.
    ///
    /// # Errors
    /// When a value is not as it was sealed, a key is missing though not destroyed, or the key
    /// store fails.
    pub async fn open_events<'e>(
        &self,
        events: &'e [Recorded],
    ) -> Result<Vec<Cow<'e, str>>, VaultError> {
        let sealed = |event: &Recorded| json::holds(&event.data, SEALED);
        let subjects: Vec<&StreamId> =
            events.iter().filter(|event| sealed(event)).map(|event| &event.stream).collect();
        self.prepare(&subjects).await?;
        let mut opened = Vec::with_capacity(events.len());
        for event in events {
            opened.push(if sealed(event) {
                Cow::Owned(self.open_event(event).await?)
            } else {
                Cow::Borrowed(event.data.as_str())
            });
        }
        Ok(opened)
    }

    async fn open_event(&self, event: &Recorded) -> Result<String, VaultError> {
        let (inner, stream) = (self.inner(&event.stream)?, &event.stream);
        let key = inner.key_to_open(stream).await?;
        let place = inner.place(stream, event.revision, &event.kind);
        let opened = json::rewrite(&event.data, SEALED, |path, sealed| {
            let sealed: &str = serde_json::from_str(sealed).unwrap_or_default();
            Ok(match open(stream, place, path, sealed, key.as_ref())? {
                Some(value) => format!("{{\"{PII}\":{value}}}"),
                None => ERASED.to_owned(),
            })
        });
        opened.map_err(|failed| failed.of(stream, event.revision))
    }

    /// The JSON of one sealed value; `None` when it is erased.
    ///
    /// # Errors
    /// As [`Vault::open_events`].
    pub async fn open_field(&self, field: SealedField<'_>) -> Result<Option<String>, VaultError> {
        let SealedField { stream, revision, kind, path, sealed } = field;
        let inner = self.inner(stream)?;
        let key = inner.key_to_open(stream).await?;
        open(stream, inner.place(stream, revision, kind), path, sealed, key.as_ref())
    }

    /// Reads the keys of these subjects in one query, for those about to open something of each.
    ///
    /// # Errors
    /// When the key store fails, or a master key is missing.
    pub async fn prepare(&self, subjects: &[&StreamId]) -> Result<(), VaultError> {
        let Some(inner) = &self.0 else { return Ok(()) };
        let mut missing: Vec<&str> = subjects.iter().map(|subject| subject.as_str()).collect();
        missing.sort_unstable();
        missing.dedup();
        missing.retain(|subject| inner.keys.get(subject).is_none());
        if missing.len() > 1 {
            inner.fetch(&missing).await?;
        }
        Ok(())
    }

    /// Tells a repeated command from another one, as [`Fingerprint::of`] does, but so that nobody
    /// without the vault's secret can try out what the command held. A vault without keys makes a
    /// plain one.
    #[must_use]
    pub fn fingerprint(&self, parts: &[&[u8]]) -> Fingerprint {
        let plain = Fingerprint::of(parts);
        let Some(inner) = &self.0 else { return plain };
        Fingerprint::from_bytes(claims::keyed(&inner.fingerprints, plain.as_bytes()))
    }

    /// Where the keys lie; nowhere for a vault without any.
    #[must_use]
    pub fn store(&self) -> Option<&KeyStore> {
        self.0.as_ref().map(|inner| &inner.store)
    }

    fn inner(&self, stream: &StreamId) -> Result<&Inner, VaultError> {
        self.0.as_deref().ok_or_else(|| VaultError::Closed { stream: stream.clone() })
    }
}

impl Inner {
    fn place<'a>(&self, stream: &'a StreamId, revision: Revision, kind: &'a str) -> Place<'a> {
        Place { log_id: self.log_id, stream: stream.as_str(), revision, kind }
    }

    /// The key of a subject, made if it never had one.
    async fn key_to_seal(&self, subject: &StreamId) -> Result<SubjectKey, VaultError> {
        let erased = || VaultError::Erased { subject: subject.clone() };
        if let Some(key) = self.keys.get(subject.as_str()) {
            return Ok(key);
        }
        if let Some(found) = self.fetch(&[subject.as_str()]).await? {
            return found.ok_or_else(erased);
        }
        self.maker.made(subject.as_str(), |subjects| self.make(subjects)).await?;
        match self.fetch(&[subject.as_str()]).await? {
            Some(found) => found.ok_or_else(erased),
            None => Err(VaultError::KeyMissing { stream: subject.clone() }),
        }
    }

    /// The key of a subject; `None` when it was destroyed.
    async fn key_to_open(&self, subject: &StreamId) -> Result<Option<SubjectKey>, VaultError> {
        if let Some(key) = self.keys.get(subject.as_str()) {
            return Ok(Some(key));
        }
        let found = self.fetch(&[subject.as_str()]).await?;
        found.ok_or_else(|| VaultError::KeyMissing { stream: subject.clone() })
    }

    /// Reads and unwraps keys, and keeps them for a while. What it knows of the last subject:
    /// nothing, that its key is destroyed, or its key.
    async fn fetch(&self, subjects: &[&str]) -> Result<Option<Option<SubjectKey>>, VaultError> {
        let mut last = None;
        let asked = self.keys.moment();
        for (subject, stored) in self.store.find(subjects).await? {
            last = Some(match stored {
                Stored::Destroyed => None,
                Stored::Key { key_id, wrapped, master_id } => {
                    let of = Wrapped { log_id: self.log_id, name: &subject, key_id };
                    let key = unwrap(&self.masters, of, &wrapped, &master_id)?;
                    let key = SubjectKey::new(key_id, key);
                    self.keys.put(&subject, key.clone(), asked);
                    Some(key)
                }
            });
        }
        Ok(last)
    }

    async fn make(&self, subjects: Vec<String>) -> Result<(), VaultError> {
        let master = self.masters.current();
        let mut keys = Vec::with_capacity(subjects.len());
        for subject in &subjects {
            let key = cipher::new_key().map_err(VaultError::Random)?;
            let key_id = cipher::new_key_id().map_err(VaultError::Random)?;
            let of = Wrapped { log_id: self.log_id, name: subject, key_id };
            keys.push(NewKey { subject, key_id, wrapped: of.wrap(master, &key)? });
        }
        Ok(self.store.add(&keys, master.id()).await?)
    }
}

/// Opens a value; `None` when its key was destroyed.
fn open(
    stream: &StreamId,
    place: Place<'_>,
    path: &str,
    sealed: &str,
    key: Option<&SubjectKey>,
) -> Result<Option<String>, VaultError> {
    let Some(key) = key else { return Ok(None) };
    let tampered = || VaultError::Tampered { stream: stream.clone(), revision: place.revision };
    let token = Token::parse(sealed).ok_or_else(tampered)?;
    if token.key_id != key.id {
        return Err(VaultError::KeyMissing { stream: stream.clone() });
    }
    token.open(&key.key, place, path).map(Some).ok_or_else(tampered)
}

fn unwrap(
    masters: &MasterKeys,
    of: Wrapped<'_>,
    wrapped: &[u8],
    master_id: &str,
) -> Result<Key, VaultError> {
    let master = masters
        .by_id(master_id)
        .ok_or_else(|| VaultError::UnknownMasterKey { master_id: master_id.to_owned() })?;
    of.unwrap(master, wrapped).ok_or_else(|| VaultError::BadWrapping { name: of.name.to_owned() })
}

/// A secret of the log, made once.
async fn secret(
    store: &KeyStore,
    masters: &MasterKeys,
    log_id: LogId,
    name: &str,
) -> Result<Key, VaultError> {
    let of = Wrapped { log_id, name, key_id: Uuid::nil() };
    if store.secret(name).await?.is_none() {
        let secret = cipher::new_key().map_err(VaultError::Random)?;
        let wrapped = of.wrap(masters.current(), &secret)?;
        store.add_secret(name, &wrapped, masters.id()).await?;
    }
    let missing = || VaultError::BadWrapping { name: name.to_owned() };
    let (wrapped, master_id) = store.secret(name).await?.ok_or_else(missing)?;
    unwrap(masters, of, &wrapped, &master_id)
}

/// Lets go of old keys while there is a vault.
async fn sweep(vault: Weak<Inner>) {
    loop {
        tokio::time::sleep(cache::SWEEP).await;
        match vault.upgrade() {
            Some(inner) => inner.keys.sweep(),
            None => return,
        }
    }
}

impl Failed<VaultError> {
    fn of(self, stream: &StreamId, revision: Revision) -> VaultError {
        match self {
            Self::NotJson => VaultError::NotJson { stream: stream.clone(), revision },
            Self::Replacing(error) => error,
        }
    }
}

/// Says whether it has keys, and nothing of them.
impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Vault(open)" } else { "Vault(closed)" })
    }
}
