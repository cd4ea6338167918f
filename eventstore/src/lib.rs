//! An append-only log of JSON events on PostgreSQL or SQLite. Knows nothing of the domain.
//!
//! [`Log::append`] writes, [`Log::read_stream`] and [`Log::read_all`] read pages, [`Log::scan`]
//! reads the whole log fast, [`Log::subscribe`] follows it. [`Db`] is the database below, for the
//! read models that live in it. [`Vault`] seals personal data before it is appended, so that it can
//! be erased.

mod append;
mod batch;
pub mod clock;
mod copy;
mod cursor;
mod db;
mod error;
mod feed;
mod follower;
mod ids;
mod leaf;
mod log;
mod read;
mod recent;
mod scan;
pub mod tree;
mod trouble;
mod vault;
mod writer;

pub use append::{
    Append, AppendError, Appended, ExpectedRevision, InvalidAppend, MAX_KIND_BYTES, NewEvent,
    StreamWrite,
};
pub use copy::{Copied, CopyError, CopyStep, copy, log_tables};
pub use cursor::{Cursor, CursorError, Rewritten};
pub use db::{
    BackupError, Db, DbOptions, Grant, MigrationReport, RoleError, SqliteDb, SqliteTx, Tx,
    log_grants,
};
pub use error::{DbError, Error};
pub use ids::{
    CommandId, EventId, Fingerprint, InvalidStreamId, LogId, MAX_STREAM_ID_BYTES, Position,
    Revision, StreamId,
};
pub use log::{Head, Log, LogOptions, log_id};
pub use read::{CommittedCommand, Direction, Filter, Recorded};
pub use trouble::{Trouble, is_unavailable};
pub use vault::{
    Claim, ClaimDigest, Claimed, KeyStatus, KeyStore, MasterKeyError, MasterKeys, NewClaim,
    Rotated, SealedField, Vault, VaultError,
};
