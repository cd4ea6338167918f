use base64::{Engine as _, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};
use signed_note::Note;
use tlog_tiles::Hash;
use uuid::Uuid;

use super::{
    LogKey, TreeError, VerifierKey,
    frontier::{Frontier, signed},
    grow::leaf_hashes,
    origin,
};
use crate::{Db, LogId, Position, clock, on};

/// Leaf hashes per copied piece: 256 KiB.
const PIECE: i64 = 8_192;
/// Another process may sign or copy at the same moment; then we look again.
const ATTEMPTS: usize = 20;

/// The root of the tree at one size, with its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Names the log.
    pub origin: String,
    /// Events covered: all those up to this position.
    pub size: u64,
    /// The root of the tree over them.
    pub root: [u8; 32],
    /// The signed note, byte for byte.
    pub note: String,
}

impl Checkpoint {
    /// Reads a note in the C2SP `tlog-checkpoint` form; with a key, only if that key signed it.
    ///
    /// # Errors
    /// [`TreeError::Checkpoint`].
    pub fn parse(note: &str, key: Option<&VerifierKey>) -> Result<Self, TreeError> {
        let why = |why: &str| TreeError::Checkpoint { why: why.to_owned() };
        let parsed = Note::from_bytes(note.as_bytes()).map_err(|error| why(&error.to_string()))?;
        if let Some(key) = key {
            key.signed(&parsed)?;
        }
        let text = tlog_tiles::Checkpoint::from_bytes(parsed.text())
            .map_err(|_| why("it is not in the tlog-checkpoint form"))?;
        Ok(Self {
            origin: text.origin().to_owned(),
            size: text.size(),
            root: text.hash().0,
            note: note.to_owned(),
        })
    }

    /// The root, in base64 as in the note.
    #[must_use]
    pub fn root_base64(&self) -> String {
        BASE64_STANDARD.encode(self.root)
    }
}

/// What the head says: the log's id, its last position and its tree.
pub(super) async fn head(db: &Db) -> Result<(LogId, i64, Frontier), TreeError> {
    let sql = "select log_id, position, tree from log_head where id = 1";
    let row: Option<(Uuid, i64, Option<Vec<u8>>)> =
        on!(Db, db, pool => sqlx::query_as(sql).fetch_optional(pool).await?);
    let (log_id, position, tree) = row.ok_or(TreeError::Empty)?;
    let damaged = || sqlx::Error::Decode("the tree of log_head is damaged".into());
    let tree = tree.map_or_else(|| Some(Frontier::default()), |tree| Frontier::from_bytes(&tree));
    Ok((LogId(log_id), position, tree.ok_or_else(damaged)?))
}

/// The checkpoints stored, oldest first, as they were signed. Those that cannot be read as
/// checkpoints are left to [`verify`](super::verify) to complain about.
///
/// # Errors
/// When the database fails.
pub async fn checkpoints(db: &Db) -> Result<Vec<Checkpoint>, TreeError> {
    let notes = notes(db).await?;
    Ok(notes.iter().filter_map(|(_, note)| Checkpoint::parse(note, None).ok()).collect())
}

/// The first checkpoint that covers a position, as it was signed; none if it is not signed yet.
///
/// # Errors
/// When the database fails.
pub async fn checkpoint_over(db: &Db, position: Position) -> sqlx::Result<Option<String>> {
    let sql = "select note from log_checkpoints where size >= $1 order by size limit 1";
    on!(Db, db, pool => {
        sqlx::query_scalar(sql).bind(position.get()).fetch_optional(pool).await
    })
}

/// Size and note of each.
pub(super) async fn notes(db: &Db) -> sqlx::Result<Vec<(i64, String)>> {
    let sql = "select size, note from log_checkpoints order by size";
    on!(Db, db, pool => sqlx::query_as(sql).fetch_all(pool).await)
}

/// Signs the log as it is now, and stores that; when nothing was appended since the last
/// checkpoint, that one is the answer. Safe to call from several processes at once.
///
/// # Errors
/// [`TreeError::Inconsistent`] when the log is not what was signed before: an event that is gone
/// or another one in its place is never signed. [`TreeError::OtherLog`] for another log's key.
pub async fn checkpoint(db: &Db, key: &LogKey) -> Result<Checkpoint, TreeError> {
    for _ in 0..ATTEMPTS {
        let (log_id, position, tree) = head(db).await?;
        key.check(log_id)?;
        let inconsistent = || TreeError::Inconsistent { position: Position::new(position) };
        if position == 0 {
            return Err(TreeError::Empty);
        }
        if signed(tree.size()) != position {
            let position = Position::new(position);
            return Err(TreeError::Size { log_id, tree: tree.size(), position });
        }
        if let Some(last) = last(db).await? {
            let last = Checkpoint::parse(&last, Some(key.verifier()))?;
            if last.size > tree.size() {
                return Err(inconsistent());
            }
            if !vouched(db, &last).await? {
                return Err(inconsistent());
            }
            if last.size == tree.size() {
                return if last.root == tree.root() { Ok(last) } else { Err(inconsistent()) };
            }
        }
        match copy_leaves(db, position).await? {
            copied if copied.size() > tree.size() => continue,
            copied if copied != tree => return Err(inconsistent()),
            _ => {}
        }
        let (size, root) = (tree.size(), tree.root());
        let name = origin(log_id);
        let text = tlog_tiles::Checkpoint::new(&name, size, Hash(root), "")
            .map_err(|_| TreeError::Checkpoint { why: "it cannot be written".to_owned() })?;
        let note = key.sign(&text.to_bytes())?;
        if store(db, position, &note).await? {
            return Ok(Checkpoint { origin: name, size, root, note });
        }
    }
    Err(sqlx::Error::Protocol("other processes sign without end".to_owned()).into())
}

async fn last(db: &Db) -> sqlx::Result<Option<String>> {
    let sql = "select note from log_checkpoints order by size desc limit 1";
    on!(Db, db, pool => sqlx::query_scalar(sql).fetch_optional(pool).await)
}

/// Whether the copies of the leaf hashes make the root of a checkpoint.
async fn vouched(db: &Db, checkpoint: &Checkpoint) -> Result<bool, TreeError> {
    let sql = "select tree from tree_leaves where last_position = $1";
    let size = signed(checkpoint.size);
    let tree: Option<Vec<u8>> =
        on!(Db, db, pool => sqlx::query_scalar(sql).bind(size).fetch_optional(pool).await?);
    let tree = tree.and_then(|tree| Frontier::from_bytes(&tree));
    Ok(tree.is_some_and(|tree| tree.root() == checkpoint.root))
}

async fn store(db: &Db, size: i64, note: &str) -> sqlx::Result<bool> {
    let sql = "insert into log_checkpoints (size, note, signed_at) values ($1, $2, $3)
               on conflict (size) do nothing";
    let now: DateTime<Utc> = clock::now();
    let mut tx = db.begin().await?;
    let stored = on!(Tx, &mut tx, tx => {
        sqlx::query(sql).bind(size).bind(note).bind(now).execute(&mut **tx).await?.rows_affected()
    });
    tx.commit().await?;
    Ok(stored == 1)
}

/// Copies the leaf hashes up to a position, piece by piece, and returns the tree they make; a
/// larger one when another process has copied more.
async fn copy_leaves(db: &Db, upto: i64) -> Result<Frontier, TreeError> {
    let last = "select tree from tree_leaves order by first_position desc limit 1";
    let add = "insert into tree_leaves (first_position, last_position, hashes, tree)
               values ($1, $2, $3, $4) on conflict (first_position) do nothing";
    let mut tree = {
        let bytes: Option<Vec<u8>> =
            on!(Db, db, pool => sqlx::query_scalar(last).fetch_optional(pool).await?);
        let damaged = || sqlx::Error::Decode("a tree of tree_leaves is damaged".into());
        bytes
            .map_or_else(|| Some(Frontier::default()), |b| Frontier::from_bytes(&b))
            .ok_or_else(damaged)?
    };
    while signed(tree.size()) < upto {
        let first = signed(tree.size()) + 1;
        let end = upto.min(first + PIECE - 1);
        let leaves = leaf_hashes(db, first, end).await?;
        if i64::try_from(leaves.len()) != Ok(end - first + 1) {
            return Err(TreeError::Inconsistent { position: Position::new(end) });
        }
        tree.grow(leaves.iter().copied());
        let mut tx = db.begin().await?;
        let added = on!(Tx, &mut tx, tx => {
            let query = sqlx::query(add).bind(first).bind(end).bind(leaves.concat());
            query.bind(tree.to_bytes()).execute(&mut **tx).await?.rows_affected()
        });
        tx.commit().await?;
        if added == 0 {
            // Another process copied a piece from here; whose end may be another.
            return Box::pin(copy_leaves(db, upto)).await;
        }
    }
    Ok(tree)
}
