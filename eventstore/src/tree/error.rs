use crate::{LogId, Position};

/// Why the tree could not be read, signed or proved.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// The log has no event yet.
    #[error("the log has no event yet: there is nothing to sign or prove")]
    Empty,
    /// Nothing was signed yet.
    #[error("no checkpoint is stored yet: sign one with `parcours log checkpoint`")]
    NoCheckpoint,
    /// The key or the checkpoint is another log's.
    #[error("the key or checkpoint is of {name}, and this log is {expected}: use that of this log")]
    OtherLog {
        /// The name in the key or checkpoint.
        name: String,
        /// What it should be.
        expected: String,
    },
    /// The text is no key of the signed-note form.
    #[error(
        "this is no log key: it should read PRIVATE+KEY+name+id+base64 (parcours log key --init)"
    )]
    Key,
    /// The text is no verifier key of the signed-note form.
    #[error(
        "this is no verifier key: it should read name+id+base64, as parcours log key prints it"
    )]
    VerifierKey,
    /// The text is no checkpoint of the C2SP form.
    #[error("this is no checkpoint: {why}")]
    Checkpoint {
        /// What is wrong with it.
        why: String,
    },
    /// The leaf hashes do not make the tree of the head, or what was signed before.
    #[error(
        "the log up to position {position} is not what its tree or a checkpoint says: nothing was \
         signed or proved; run `parcours log verify`"
    )]
    Inconsistent {
        /// Of the last event looked at.
        position: Position,
    },
    /// The tree was kept by another program, or changed by hand.
    #[error("the tree of log {log_id} has {tree} leaves, and its last event is at {position}")]
    Size {
        /// The log.
        log_id: LogId,
        /// Leaves of the tree.
        tree: u64,
        /// Of the last event.
        position: Position,
    },
    /// Asked beyond the end.
    #[error("{asked} is not within 1 and {size}, the events there are")]
    Beyond {
        /// What was asked for.
        asked: i64,
        /// How many there are.
        size: u64,
    },
    /// The file is not an export of this log, or not of this history of it.
    #[error("this is no earlier export of the log: {why}; nothing was written")]
    OtherExport {
        /// What is wrong with it.
        why: String,
    },
    /// An event can not be written as JSON: it was altered.
    #[error(
        "an event after position {after} can not be exported ({error}): run `parcours log verify`"
    )]
    Unexportable {
        /// Of the last event that could.
        after: Position,
        /// Why not.
        error: String,
    },
    /// An export can not be read or written.
    #[error("the export: {0}")]
    File(#[from] std::io::Error),
    /// The database failed.
    #[error("the database failed: {0}")]
    Db(#[from] sqlx::Error),
}
