use std::{cell::RefCell, collections::HashMap};

use serde::{Deserialize, Serialize};
use tlog_tiles::{
    Error, Hash, HashReader, check_record, check_tree, prove_record, prove_tree,
    split_stored_hash_index, stored_hash_index,
};

use super::{
    Checkpoint, TreeError, VerifierKey,
    checkpoint::{head, last},
    frontier::{Frontier, KEPT_LEVEL, signed},
    grow::leaf_hashes,
};
use crate::{Db, EventId, Position, on};

/// Proof that an event is in the log a checkpoint covers, complete in itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InclusionProof {
    /// Of the event; its leaf is number `position - 1`.
    pub position: i64,
    /// Its leaf hash, in base64.
    pub leaf_hash: String,
    /// The Merkle audit path, RFC 6962 section 2.1.1, in base64.
    pub path: Vec<String>,
    /// The checkpoint.
    pub checkpoint: String,
}

/// Proof that one checkpoint continues another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsistencyProof {
    /// The older one.
    pub old_checkpoint: String,
    /// RFC 6962 section 2.1.2, in base64.
    pub path: Vec<String>,
    /// The newer one.
    pub checkpoint: String,
}

/// Either of them, as `parcours log prove` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Proof {
    /// Of an event.
    Inclusion(InclusionProof),
    /// Between checkpoints.
    Consistency(ConsistencyProof),
}

impl Proof {
    /// Checks it with nothing else at hand; with a key, only checkpoints that the key signed
    /// count.
    ///
    /// # Errors
    /// [`TreeError::Checkpoint`] with what does not hold.
    pub fn check(&self, key: Option<&VerifierKey>) -> Result<(), TreeError> {
        let why = |why: &str| TreeError::Checkpoint { why: why.to_owned() };
        let hash = |text: &String| Hash::parse_hash(text).map_err(|_| why("a hash is malformed"));
        match self {
            Self::Inclusion(proof) => {
                let InclusionProof { position, leaf_hash, path, checkpoint } = proof;
                let checkpoint = Checkpoint::parse(checkpoint, key)?;
                let path = path.iter().map(hash).collect::<Result<_, _>>()?;
                let n = position.checked_sub(1).and_then(|n| u64::try_from(n).ok());
                let n = n.ok_or_else(|| why("positions begin at 1"))?;
                let (size, root) = (checkpoint.size, Hash(checkpoint.root));
                check_record(&path, size, root, n, hash(leaf_hash)?)
                    .map_err(|_| why("the path does not lead from the event to the root"))
            }
            Self::Consistency(proof) => {
                let ConsistencyProof { old_checkpoint, path, checkpoint } = proof;
                let old = Checkpoint::parse(old_checkpoint, key)?;
                let new = Checkpoint::parse(checkpoint, key)?;
                if old.origin != new.origin {
                    return Err(why("the checkpoints are of two logs"));
                }
                let path = path.iter().map(hash).collect::<Result<_, _>>()?;
                check_tree(&path, new.size, Hash(new.root), old.size, Hash(old.root))
                    .map_err(|_| why("the newer root does not continue the older one"))
            }
        }
    }
}

/// Proves that the event at a position is in what a checkpoint covers: this one, or the newest
/// stored.
///
/// # Errors
/// [`TreeError::Beyond`] when the checkpoint does not cover it, [`TreeError::Inconsistent`] when
/// the log is not what the checkpoint signed.
pub async fn prove_inclusion(
    db: &Db,
    position: Position,
    checkpoint: Option<&Checkpoint>,
) -> Result<InclusionProof, TreeError> {
    let checkpoint = this_or_newest(db, checkpoint).await?;
    let (size, asked) = (checkpoint.size, position.get());
    if asked < 1 || asked > signed(size) {
        return Err(TreeError::Beyond { asked, size });
    }
    let n = asked.unsigned_abs() - 1;
    let path = prove(db, |reader| prove_record(size, n, reader)).await?;
    let leaf = leaf_hashes(db, asked, asked).await?;
    let leaf = leaf.first().ok_or(TreeError::Inconsistent { position })?;
    let proof = InclusionProof {
        position: asked,
        leaf_hash: Hash(*leaf).to_string(),
        path,
        checkpoint: checkpoint.note,
    };
    checked(&Proof::Inclusion(proof.clone()), size)?;
    Ok(proof)
}

/// Proves that a checkpoint, or the newest stored, continues an older one.
///
/// # Errors
/// [`TreeError::Beyond`] when the older one covers more, [`TreeError::Inconsistent`] when the log
/// is not what they signed.
pub async fn prove_consistency(
    db: &Db,
    old: &Checkpoint,
    checkpoint: Option<&Checkpoint>,
) -> Result<ConsistencyProof, TreeError> {
    let old = this_or_newest(db, Some(old)).await?;
    let checkpoint = this_or_newest(db, checkpoint).await?;
    if old.size > checkpoint.size || old.size == 0 {
        return Err(TreeError::Beyond { asked: signed(old.size), size: checkpoint.size });
    }
    let size = checkpoint.size;
    let path = prove(db, |reader| prove_tree(size, old.size, reader)).await?;
    let proof = ConsistencyProof { old_checkpoint: old.note, path, checkpoint: checkpoint.note };
    checked(&Proof::Consistency(proof.clone()), size)?;
    Ok(proof)
}

/// The position of the event with an id, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn position_of(db: &Db, event: EventId) -> Result<Option<Position>, TreeError> {
    let sql = "select min(position) from events where event_id = $1";
    let position: Option<i64> =
        on!(Db, db, pool => sqlx::query_scalar(sql).bind(event.0).fetch_one(pool).await?);
    Ok(position.map(Position::new))
}

/// Of this log, and covering no more than there is.
async fn this_or_newest(db: &Db, this: Option<&Checkpoint>) -> Result<Checkpoint, TreeError> {
    let checkpoint = match this {
        Some(this) => this.clone(),
        None => Checkpoint::parse(&last(db).await?.ok_or(TreeError::NoCheckpoint)?, None)?,
    };
    let (log_id, position, _) = head(db).await?;
    let (name, expected) = (checkpoint.origin.clone(), super::origin(log_id));
    if name != expected {
        return Err(TreeError::OtherLog { name, expected });
    }
    if signed(checkpoint.size) > position {
        return Err(TreeError::Inconsistent { position: Position::new(position) });
    }
    Ok(checkpoint)
}

/// A proof that does not hold is not given to anybody.
fn checked(proof: &Proof, size: u64) -> Result<(), TreeError> {
    let position = Position::new(signed(size));
    proof.check(None).map_err(|_| TreeError::Inconsistent { position })
}

/// The tree of the first events.
pub(super) async fn frontier_at(db: &Db, size: i64) -> Result<Frontier, TreeError> {
    let mut bytes = size.to_be_bytes().to_vec();
    let mut before = 0_u64;
    for level in (0..63_u8).rev().filter(|level| size >> level & 1 == 1) {
        let index = stored_hash_index(level, before >> level);
        bytes.extend(hash(db, index).await?.0);
        before += 1 << level;
    }
    Frontier::from_bytes(&bytes).ok_or(TreeError::Inconsistent { position: Position::new(size) })
}

/// First asks which hashes are wanted, reads them, and then gives them.
async fn prove(
    db: &Db,
    proof: impl Fn(&Reader) -> Result<Vec<Hash>, Error>,
) -> Result<Vec<String>, TreeError> {
    let mut reader = Reader::default();
    // What it answers without any hash is of no use.
    let _ = proof(&reader);
    for index in reader.wanted.take() {
        reader.known.insert(index, hash(db, index).await?);
    }
    let failed = |error: Error| TreeError::Checkpoint { why: error.to_string() };
    Ok(proof(&reader).map_err(failed)?.into_iter().map(|hash| hash.to_string()).collect())
}

#[derive(Default)]
struct Reader {
    known: HashMap<u64, Hash>,
    wanted: RefCell<Vec<u64>>,
}

impl HashReader for Reader {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        let known = |index: &u64| self.known.get(index).copied();
        if let Some(hashes) = indexes.iter().map(known).collect() {
            return Ok(hashes);
        }
        self.wanted.borrow_mut().extend(indexes);
        Err(Error::InvalidInput("not read yet".into()))
    }
}

/// A node of the tree: kept, or made from at most 128 leaves.
async fn hash(db: &Db, index: u64) -> Result<Hash, TreeError> {
    let (level, n) = split_stored_hash_index(index);
    let last = signed((n + 1) << level);
    let missing = || TreeError::Inconsistent { position: Position::new(last) };
    if level >= KEPT_LEVEL {
        let sql = "select hash from tree_nodes where number = $1";
        let hash: Option<Vec<u8>> = on!(Db, db, pool => {
            sqlx::query_scalar(sql).bind(signed(index)).fetch_optional(pool).await?
        });
        return hash.and_then(|hash| hash.try_into().ok()).map(Hash).ok_or_else(missing);
    }
    let leaves = leaf_hashes(db, signed(n << level) + 1, last).await?;
    let mut subtree = Frontier::default();
    subtree.grow(leaves);
    if subtree.size() == 1 << level { Ok(Hash(subtree.root())) } else { Err(missing()) }
}
