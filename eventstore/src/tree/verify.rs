//! Is the log what it was when it was signed? If not, from where on?
//!
//! Every event is hashed again and the tree is grown again from what was hashed. Up to each signed
//! checkpoint: when the root is the signed one, every event is as it was. When it is not, the
//! copies of the leaf hashes, or those stored with the events, tell the first event that differs,
//! if *they* make the signed root.

mod database;
mod file;
mod segments;
mod tables;
mod times;

pub use database::verify;
pub use file::verify_export;

use super::{Checkpoint, VerifierKey};

/// What a log is held against, besides what is stored with it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Against<'a> {
    /// The public key: without it no signature is checked, and whoever can write to the database
    /// can sign.
    pub key: Option<&'a VerifierKey>,
    /// A checkpoint kept elsewhere.
    pub older: Option<&'a Checkpoint>,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// There is no event at this position, and there was one.
    Removed,
    /// The event at this position was not appended by the log.
    Added,
    /// The event is not what its own leaf hash was made of.
    NotAsHashed,
    /// The event, with a hash that fits, is not the one that was signed.
    NotAsSigned,
    /// An event after this position and up to `upto` is not the one that was signed; which one can
    /// not be told, because the copies of the hashes were altered too.
    NotAsSignedUpTo {
        /// The size of the checkpoint.
        upto: u64,
    },
    /// The event can not be read as one.
    Unreadable,
    /// Its category is not that of its stream.
    Category,
    /// Its revision does not follow the one before in its stream.
    Revision,
    /// It is recorded before the one before it.
    Time,
    /// The command it came from is not recorded as it should be.
    Command,
    /// The copy of its leaf hash, or what is kept with it, is not what was signed or is gone; the
    /// event itself is as it was.
    Copy,
    /// A subtree kept for proofs, completed at this position, is wrong.
    Node,
    /// The head of the log does not say what its events say.
    Head,
    /// A checkpoint of this size is not signed by the key, is not of this log, or is gone.
    Checkpoint {
        /// In words.
        why: String,
    },
}

impl What {
    /// Whether an event itself is wrong, and not only something kept beside.
    #[must_use]
    pub fn is_of_an_event(&self) -> bool {
        matches!(
            self,
            Self::Removed
                | Self::Added
                | Self::NotAsHashed
                | Self::NotAsSigned
                | Self::NotAsSignedUpTo { .. }
                | Self::Unreadable
                | Self::Category
                | Self::Revision
                | Self::Time
        )
    }
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Removed => f.write_str("the event was removed"),
            Self::Added => f.write_str("the event was added by something else than the log"),
            Self::NotAsHashed => f.write_str("the event was altered: its hash is of another one"),
            Self::NotAsSigned => {
                f.write_str("the event was altered and hashed again: another one was signed")
            }
            Self::NotAsSignedUpTo { upto } => write!(
                f,
                "an event from here to position {upto} was altered and hashed again, the copies \
                 of the hashes too: other ones were signed"
            ),
            Self::Unreadable => f.write_str("the event was altered: it can not be read as one"),
            Self::Category => f.write_str("its category was altered"),
            Self::Revision => f.write_str("its revision does not follow the one before"),
            Self::Time => f.write_str("it is recorded before the event before it"),
            Self::Command => f.write_str("the record of its command was altered"),
            Self::Copy => {
                f.write_str("the copy of its hash was altered or removed, the event was not")
            }
            Self::Node => f.write_str("a subtree kept for proofs was altered"),
            Self::Head => f.write_str(
                "the head of the log was altered, or an event not signed yet was altered and \
                 hashed again",
            ),
            Self::Checkpoint { why } => write!(f, "a checkpoint was altered or removed: {why}"),
        }
    }
}

/// Something that is wrong, at its first position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The first position concerned.
    pub position: i64,
    /// What.
    pub what: What,
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Events looked at.
    pub events: u64,
    /// Checkpoints whose root was compared.
    pub checkpoints: usize,
    /// All events up to this position are as a checkpoint says; those after it are vouched for by
    /// nobody yet. Signatures count only where a key is given.
    pub signed: u64,
    /// The root of the tree that the events make, in base64.
    pub root: String,
    /// The first of each kind, by position; events before what is kept beside them.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    /// The first event that was altered, removed or added; where none was, the first other thing.
    #[must_use]
    pub fn first(&self) -> Option<&Finding> {
        self.findings.first()
    }
}

/// The first of each kind.
#[derive(Debug, Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, position: i64, what: What) {
        let same = |finding: &&mut Finding| {
            std::mem::discriminant(&finding.what) == std::mem::discriminant(&what)
        };
        match self.0.iter_mut().find(same) {
            Some(found) if found.position <= position => {}
            Some(found) => *found = Finding { position, what },
            None => self.0.push(Finding { position, what }),
        }
    }

    fn sorted(mut self) -> Vec<Finding> {
        let order = |f: &Finding| (!f.what.is_of_an_event(), f.position, f.what.clone());
        self.0.sort_by_key(order);
        self.0
    }
}
