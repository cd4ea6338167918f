use tlog_tiles::{
    Error, Hash, HashReader, stored_hash_index, stored_hashes_for_record_hash, tree_hash,
};

/// Bytes of a hash.
const HASH: usize = 32;
/// Subtrees from this level on are kept: 256 leaves.
pub(crate) const KEPT_LEVEL: u8 = 8;

/// A subtree that is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its place in the dense order of all nodes.
    pub number: i64,
    /// The position of its last event.
    pub position: i64,
    /// Its hash.
    pub hash: [u8; HASH],
}

/// All that has to be known of a tree to make it grow: its size and the hash of each complete
/// subtree that it falls into, the largest first (one per bit set in the size).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frontier {
    size: u64,
    hashes: Vec<Hash>,
}

/// The last hashes of a frontier are exactly those that `tlog_tiles` asks for, in its order.
struct Last<'a>(&'a [Hash]);

impl HashReader for Last<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        let first = self.0.len().checked_sub(indexes.len());
        let last = first.and_then(|first| self.0.get(first..));
        last.map(<[Hash]>::to_vec).ok_or_else(|| Error::InvalidInput("no such subtree".into()))
    }
}

impl Frontier {
    /// How many leaves the tree has: the position of its last event.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree, RFC 6962 section 2.1.
    #[must_use]
    pub fn root(&self) -> [u8; HASH] {
        tree_hash(self.size, &Last(&self.hashes)).map_or([0; HASH], |hash| hash.0)
    }

    /// Adds a leaf; returns the hashes of the subtrees it completes, its own first.
    fn complete(&mut self, leaf: [u8; HASH]) -> Vec<Hash> {
        let leaf = Hash(leaf);
        let completed = stored_hashes_for_record_hash(self.size, leaf, &Last(&self.hashes))
            .unwrap_or_else(|_| vec![leaf]);
        self.hashes.truncate(self.hashes.len() - (completed.len() - 1));
        self.hashes.extend(completed.last());
        self.size += 1;
        completed
    }

    /// Adds a leaf, and to `nodes` the large subtrees that it completes.
    pub fn push(&mut self, leaf: [u8; HASH], nodes: &mut Vec<Node>) {
        let n = self.size;
        let completed = self.complete(leaf);
        let position = signed(self.size);
        for (level, hash) in (0u8..).zip(completed).skip(usize::from(KEPT_LEVEL)) {
            let number = signed(stored_hash_index(level, n >> level));
            nodes.push(Node { number, position, hash: hash.0 });
        }
    }

    /// Adds leaves; returns the large subtrees that they complete.
    pub fn grow(&mut self, leaves: impl IntoIterator<Item = [u8; HASH]>) -> Vec<Node> {
        let mut nodes = Vec::new();
        for leaf in leaves {
            self.push(leaf, &mut nodes);
        }
        nodes
    }

    /// The size, 8 bytes big endian, then the hashes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        bytes.extend(self.hashes.iter().flat_map(|hash| hash.0));
        bytes
    }

    /// What [`Frontier::to_bytes`] wrote; `None` when that can not be.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (size, hashes) = bytes.split_first_chunk()?;
        let size = u64::from_be_bytes(*size);
        let (hashes, rest) = hashes.as_chunks::<HASH>();
        let complete =
            rest.is_empty() && hashes.len() == usize::try_from(size.count_ones()).ok()?;
        complete.then(|| Self { size, hashes: hashes.iter().copied().map(Hash).collect() })
    }
}

/// Positions are signed in both databases.
pub(crate) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sha2::{Digest as _, Sha256};

    use super::*;

    /// RFC 6962, section 2.1, word for word.
    fn mth(leaves: &[[u8; 32]]) -> [u8; 32] {
        match leaves {
            [] => Sha256::digest(b"").into(),
            [leaf] => *leaf,
            _ => {
                let k = (leaves.len() - 1).ilog2();
                let (left, right) = leaves.split_at(1 << k);
                let mut node = vec![1];
                node.extend(mth(left));
                node.extend(mth(right));
                Sha256::digest(node).into()
            }
        }
    }

    fn leaf(n: usize) -> [u8; 32] {
        Sha256::digest(n.to_be_bytes()).into()
    }

    proptest! {
        #[test]
        fn the_root_is_that_of_the_rfc(size in 0..700usize) {
            let leaves: Vec<_> = (0..size).map(leaf).collect();
            let mut tree = Frontier::default();
            let nodes = tree.grow(leaves.iter().copied());
            prop_assert_eq!(tree.root(), mth(&leaves));
            prop_assert_eq!(tree.size(), size as u64);
            prop_assert_eq!(nodes.len(), size / 256 + size / 512);
            if let Some(node) = nodes.first() {
                prop_assert_eq!(node.hash, mth(&leaves[..256]));
                prop_assert_eq!(node.position, 256);
            }
            prop_assert_eq!(Frontier::from_bytes(&tree.to_bytes()), Some(tree));
        }

        #[test]
        fn bytes_that_are_no_tree_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            if let Some(tree) = Frontier::from_bytes(&bytes) {
                prop_assert_eq!(tree.to_bytes(), bytes);
            }
        }
    }
}
