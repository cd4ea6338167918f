//! The RFC 6962 Merkle tree over the log, by which anybody can tell that nothing was altered.
//!
//! Leaf n of the tree is the leaf hash of the event at position n + 1 (see `leaf.rs`). The tree
//! grows in the transaction that appends: `log_head.tree` holds its [`Frontier`], `tree_nodes` the
//! larger subtrees, for proofs. A [`Checkpoint`] is the root at one size, signed with Ed25519 in
//! the C2SP form, so that Go's `x/mod/sumdb` tools and others read it. Before a checkpoint is
//! signed, the leaf hashes it covers are copied to `tree_leaves`: an event altered later differs
//! from its copy, and the copies are vouched for by the signed root.
//!
//! The mathematics and the formats are those of the crates `tlog_tiles` and `signed_note`;
//! docs/audit.md describes all of it for those who write a verifier of their own.

mod checkpoint;
mod error;
mod export;
mod frontier;
mod grow;
mod key;
mod proof;
mod resume;
mod verify;

pub use checkpoint::{Checkpoint, checkpoint, checkpoint_over, checkpoints};
pub use error::TreeError;
pub use export::{
    ExportLine, Exported, ExportedCheckpoint, ExportedEvent, ExportedLog, Start, export,
};
pub use frontier::{Frontier, Node};
pub(crate) use grow::catch_up;
pub use key::{LogKey, VerifierKey, origin};
pub use proof::{
    ConsistencyProof, InclusionProof, Proof, position_of, prove_consistency, prove_inclusion,
};
pub use resume::{Resumed, resume};
pub use verify::{Against, Finding, Report, What, verify, verify_export};
