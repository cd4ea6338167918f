use std::{cell::RefCell, collections::HashMap};

use serde::{Deserialize, Serialize};
use tlog_tiles::{
    Error, Hash, HashReader, check_record, check_tree, prove_record, prove_tree,
    split_stored_hash_index,
};

use super::{
    Checkpoint, TreeError, VerifierKey, checkpoint,
    frontier::{Frontier, KEPT_LEVEL, signed},
    grow::leaf_hashes,
};
use crate::{Db, Position, on, tree::checkpoints};

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
                let n = u64::try_from(*position - 1).map_err(|_| why("positions begin at 1"))?;
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

/// Proves that the event at a position is in what the newest stored checkpoint covers.
///
/// # Errors
/// [`TreeError::Beyond`] when no stored checkpoint covers it.
pub async fn prove_inclusion(db: &Db, position: Position) -> Result<InclusionProof, TreeError> {
    let newest = checkpoints(db).await?.pop().ok_or(TreeError::Empty)?;
    let (size, asked) = (newest.size, position.get());
    if asked < 1 || asked > signed(size) {
        return Err(TreeError::Beyond { asked, size });
    }
    let n = asked.unsigned_abs() - 1;
    let path = prove(db, |reader| prove_record(size, n, reader)).await?;
    let leaf = leaf_hashes(db, asked, asked).await?;
    let leaf = leaf.first().ok_or(TreeError::Inconsistent { position })?;
    Ok(InclusionProof {
        position: asked,
        leaf_hash: Hash(*leaf).to_string(),
        path,
        checkpoint: newest.note,
    })
}

/// Proves that the newest stored checkpoint continues an older one.
///
/// # Errors
/// [`TreeError::Beyond`] when the older one covers more than the newest.
pub async fn prove_consistency(db: &Db, old: &Checkpoint) -> Result<ConsistencyProof, TreeError> {
    let newest = checkpoints(db).await?.pop().ok_or(TreeError::Empty)?;
    let (log_id, ..) = checkpoint::head(db).await?;
    if old.origin != super::origin(log_id) {
        return Err(TreeError::OtherLog {
            name: old.origin.clone(),
            expected: super::origin(log_id),
        });
    }
    if old.size > newest.size || old.size == 0 {
        return Err(TreeError::Beyond { asked: signed(old.size), size: newest.size });
    }
    let path = prove(db, |reader| prove_tree(newest.size, old.size, reader)).await?;
    Ok(ConsistencyProof { old_checkpoint: old.note.clone(), path, checkpoint: newest.note })
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
