use std::path::PathBuf;

use crate::{DbError, LogId, Revision, StreamId};

/// Why data was not sealed or opened. Says where, never what.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// There is something to seal or to open, and no key to do it with.
    #[error("{stream} holds sealed data, and this vault has no keys: give a master key")]
    Closed {
        /// The stream.
        stream: StreamId,
    },
    /// The key of the subject was destroyed: nothing is ever sealed for it again.
    #[error(
        "the key of {subject} was destroyed: no personal data is recorded of an erased subject"
    )]
    Erased {
        /// The subject.
        subject: StreamId,
    },
    /// The key is in no state to be told destroyed: it is not there.
    #[error(
        "the key of {stream} is not in the key store: is it the one this log was written with, \
         and no older than the log?"
    )]
    KeyMissing {
        /// The stream.
        stream: StreamId,
    },
    /// What is sealed is not what was sealed in this place.
    #[error(
        "revision {revision} of {stream} is not as it was sealed: it was changed, or moved here \
         from another place"
    )]
    Tampered {
        /// The stream.
        stream: StreamId,
        /// The revision.
        revision: Revision,
    },
    /// The data to append is sealed already.
    #[error("an event for {stream} holds data that is already sealed; open it first")]
    AlreadySealed {
        /// The stream.
        stream: StreamId,
    },
    /// The revision is part of what is sealed, so it has to be known before.
    #[error(
        "personal data is appended to {stream} at a known revision only: `no stream` or `exactly`"
    )]
    RevisionUnknown {
        /// The stream.
        stream: StreamId,
    },
    /// The data is no JSON.
    #[error("the data of revision {revision} of {stream} is not JSON")]
    NotJson {
        /// The stream.
        stream: StreamId,
        /// The revision.
        revision: Revision,
    },
    /// A key is wrapped by a master key that was not given.
    #[error(
        "a key is wrapped by master key {master_id}, which was not given; give it on a further line"
    )]
    UnknownMasterKey {
        /// Its id.
        master_id: String,
    },
    /// A wrapped key does not open: the row was changed, or is of another subject.
    #[error("the wrapped key of {name} does not open: its row in the key store was changed")]
    BadWrapping {
        /// The subject or secret.
        name: String,
    },
    /// The keys are of another log.
    #[error("this key store belongs to the log {found}, not to {wanted}")]
    OtherLog {
        /// The log it belongs to.
        found: LogId,
        /// The log that is open.
        wanted: LogId,
    },
    /// The tables of the key store are missing or older than this program.
    #[error("the key store lacks migrations: {}; migrate it first", pending.join(", "))]
    NotMigrated {
        /// Their names.
        pending: Vec<String>,
    },
    /// The key was destroyed, and what is left of its bytes on disk could not be overwritten yet.
    #[error(
        "the key is destroyed, but the file that held it is in use and could not be cleaned; \
         run it again"
    )]
    NotCleaned,
    /// More than AES-GCM-SIV takes, 64 GiB.
    #[error("a value is too large to be sealed")]
    TooLarge,
    /// The operating system gives no random bytes.
    #[error("the system's generator gives no random bytes: {0}")]
    Random(getrandom::Error),
    /// The key store can not be reached or migrated.
    #[error("the key store: {0}")]
    Store(#[from] DbError),
    /// The key store failed.
    #[error("the key store failed: {0}")]
    Db(#[from] sqlx::Error),
}

impl VaultError {
    /// Whether the same again can succeed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Db(_) | Self::NotCleaned)
    }
}

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// The file can not be read or made.
    #[error("the master key file {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// No key in it.
    #[error("no master key is given: a line holds 32 bytes in base64, or id:base64")]
    Empty,
    /// A line that is no key; the line is not quoted.
    #[error("line {line} of the master keys is not 32 bytes in base64, or id:base64")]
    Line {
        /// From 1.
        line: usize,
    },
    /// The id says another key than the one that follows it.
    #[error("line {line} of the master keys names the key {named}, but holds {id}")]
    Id {
        /// From 1.
        line: usize,
        /// What the line says.
        named: String,
        /// What the key is.
        id: String,
    },
    /// The operating system gives no random bytes.
    #[error("the system's generator gives no random bytes: {0}")]
    Random(getrandom::Error),
}
