//! The tree of a log that was written without one.

use crate::{Db, Error, Position, on, tree::frontier::signed};

/// Leaves per step.
const STEP: i64 = 8_192;

/// Leaf hashes of the events at `first` to `last`, in their order; shorter where events lack.
pub(crate) async fn leaf_hashes(db: &Db, first: i64, last: i64) -> sqlx::Result<Vec<[u8; 32]>> {
    let sql = "select leaf_hash from events where position >= $1 and position <= $2
               order by position";
    let hashes: Vec<Vec<u8>> = on!(Db, db, pool => {
        sqlx::query_scalar(sql).bind(first).bind(last).fetch_all(pool).await?
    });
    hashes
        .into_iter()
        .map(|hash| {
            hash.try_into().map_err(|_| sqlx::Error::Decode("a leaf hash is not 32 bytes".into()))
        })
        .collect()
}

/// Brings the tree to the head of the log, where it is missing or behind. Step by step, each with
/// the log held: another process that does the same goes on where this one is.
pub(crate) async fn catch_up(db: &Db) -> Result<(), Error> {
    loop {
        let mut tx = db.begin().await?;
        let head = tx.lock_head().await?;
        let (size, position) = (signed(head.tree.size()), head.position.get());
        if size > position {
            return Err(Error::TreeAhead { tree: Position::new(size), head: head.position });
        }
        if size == position {
            tx.rollback().await?;
            return Ok(());
        }
        let last = position.min(size + STEP);
        let leaves = leaf_hashes(db, size + 1, last).await?;
        if i64::try_from(leaves.len()) != Ok(last - size) {
            return Err(Error::Gap { after: Position::new(size), upto: Position::new(last) });
        }
        let mut tree = head.tree;
        let nodes = tree.grow(leaves);
        tx.write_tree(&tree, &nodes).await?;
        tx.commit().await?;
        tracing::info!(size = tree.size(), of = position, "the tree grew to what was there");
    }
}
