use std::collections::VecDeque;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};
use signed_note::Note;
use sqlx::Row as _;
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
        if i64::try_from(text.size()).is_err() {
            return Err(why("no log has so many events"));
        }
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

/// What `log_head` says.
pub(super) struct Head {
    pub log_id: LogId,
    pub position: i64,
    pub recorded_at: Option<DateTime<Utc>>,
    /// `None` when it is damaged; without leaves in a log that has no tree yet.
    pub tree: Option<Frontier>,
}

impl Head {
    /// `None` when there is none, or none that can be read.
    pub async fn read(db: &Db) -> sqlx::Result<Option<Self>> {
        let sql = "select log_id, position,
                case when recorded_at between '0001-01-01' and '9999-12-31' then recorded_at end,
                tree
            from log_head where id = 1";
        on!(Db, db, pool => {
            let row = sqlx::query(sql).fetch_optional(pool).await?;
            Ok(row.and_then(|row| {
                let tree = row.try_get::<Option<Vec<u8>>, _>(3).ok();
                let log_id: Uuid = row.try_get(0).ok()?;
                Some(Self {
                    log_id: LogId(log_id),
                    position: row.try_get(1).ok()?,
                    recorded_at: row.try_get(2).ok().flatten(),
                    tree: tree.and_then(|tree| {
                        tree.map_or_else(|| Some(Frontier::default()), |t| Frontier::from_bytes(&t))
                    }),
                })
            }))
        })
    }
}

/// What the head says: the log's id, its last position and its tree.
pub(super) async fn head(db: &Db) -> Result<(LogId, i64, Frontier), TreeError> {
    let head = Head::read(db).await?.ok_or(TreeError::Empty)?;
    let damaged = || TreeError::Inconsistent { position: Position::new(head.position) };
    Ok((head.log_id, head.position, head.tree.ok_or_else(damaged)?))
}

/// The checkpoints stored, oldest first, as they were signed. Those that cannot be read as
/// checkpoints are left to [`verify`](super::verify) to complain about.
///
/// # Errors
/// When the database fails.
pub async fn checkpoints(db: &Db) -> Result<Vec<Checkpoint>, TreeError> {
    let (mut notes, mut checkpoints) = (Notes::new(db, -1), Vec::new());
    while let Some((_, note)) = notes.next_upto(i64::MAX).await? {
        checkpoints.extend(Checkpoint::parse(&note, None));
    }
    Ok(checkpoints)
}

/// The checkpoints stored, by size, a few at a time: there may be one per minute of years.
pub(super) struct Notes<'a> {
    db: &'a Db,
    after: i64,
    rows: VecDeque<(i64, String)>,
    end: bool,
}

impl<'a> Notes<'a> {
    /// Those of more events than so many.
    pub fn new(db: &'a Db, after: i64) -> Self {
        Self { db, after, rows: VecDeque::new(), end: false }
    }

    /// Size and note of the next one, unless it covers more than so many events. One that can not
    /// be read has no text, and when its size can not be read either, it is the last.
    pub async fn next_upto(&mut self, upto: i64) -> sqlx::Result<Option<(i64, String)>> {
        if self.rows.is_empty() && !self.end {
            let sql = "select size, note from log_checkpoints where size > $1
                       order by size limit 500";
            let (db, after) = (self.db, self.after);
            self.rows = on!(Db, db, pool => {
                let rows = sqlx::query(sql).bind(after).fetch_all(pool).await?;
                rows.iter()
                    .map(|row| {
                        (row.try_get(0).unwrap_or(i64::MAX), row.try_get(1).unwrap_or_default())
                    })
                    .collect()
            });
            self.after = self.rows.back().map_or(after, |(size, _)| *size);
            self.end = self.rows.is_empty() || self.after == i64::MAX;
        }
        Ok(self.rows.pop_front_if(|(size, _)| *size <= upto))
    }
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

/// Signs the log as it is now, and stores that; when nothing was appended since the last
/// checkpoint, that one is the answer. Safe to call from several processes at once.
///
/// # Errors
/// [`TreeError::Inconsistent`] when the log is not what was signed before: an event that is gone
/// or another one in its place is never signed. [`TreeError::OtherLog`] for another log's key.
pub async fn checkpoint(db: &Db, key: &LogKey) -> Result<Checkpoint, TreeError> {
    for _ in 0..ATTEMPTS {
        // Read before the head: another process that signs meanwhile signs more than this head.
        let last = last(db).await?;
        let (log_id, position, tree) = head(db).await?;
        key.check(log_id)?;
        let inconsistent = || TreeError::Inconsistent { position: Position::new(position) };
        if position == 0 && last.is_none() {
            return Err(TreeError::Empty);
        }
        if signed(tree.size()) != position {
            let position = Position::new(position);
            return Err(TreeError::Size { log_id, tree: tree.size(), position });
        }
        let mut from = Frontier::default();
        if let Some(last) = last {
            let last = Checkpoint::parse(&last, Some(key.verifier()))?;
            if last.size > tree.size() {
                return Err(inconsistent());
            }
            from = vouched(db, &last).await?.ok_or_else(inconsistent)?;
            if last.size == tree.size() {
                return if from == tree { Ok(last) } else { Err(inconsistent()) };
            }
        }
        match copy_leaves(db, from, position).await? {
            None => continue,
            Some(copied) if copied != tree => return Err(inconsistent()),
            Some(_) => {}
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

/// The note of the stored checkpoint that covers most.
pub(super) async fn last(db: &Db) -> sqlx::Result<Option<String>> {
    let sql = "select note from log_checkpoints order by size desc limit 1";
    on!(Db, db, pool => sqlx::query_scalar(sql).fetch_optional(pool).await)
}

/// The tree that a checkpoint signed, as it was kept with the copies; `None` when it is another.
async fn vouched(db: &Db, checkpoint: &Checkpoint) -> Result<Option<Frontier>, TreeError> {
    let sql = "select tree from tree_leaves where last_position = $1";
    let size = signed(checkpoint.size);
    let tree: Option<Vec<u8>> =
        on!(Db, db, pool => sqlx::query_scalar(sql).bind(size).fetch_optional(pool).await?);
    let tree = tree.and_then(|tree| Frontier::from_bytes(&tree));
    Ok(tree.filter(|tree| tree.size() == checkpoint.size && tree.root() == checkpoint.root))
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

/// Copies the leaf hashes from a tree that was signed up to a position, piece by piece, and
/// returns the tree they make; `None` when another process has copied more. What is there already
/// is believed as little as anything else: it must be what the events say.
async fn copy_leaves(db: &Db, from: Frontier, upto: i64) -> Result<Option<Frontier>, TreeError> {
    let add = "insert into tree_leaves (first_position, last_position, hashes, tree)
               values ($1, $2, $3, $4) on conflict (first_position) do nothing";
    let mut tree = from;
    while signed(tree.size()) < upto {
        let first = signed(tree.size()) + 1;
        let there = Piece::read(db, first).await?;
        let last = there.as_ref().map_or(upto.min(first + PIECE - 1), |piece| piece.last);
        if last > upto {
            return Ok(None);
        }
        let leaves = leaf_hashes(db, first, last).await?;
        let inconsistent = || TreeError::Inconsistent { position: Position::new(last) };
        if last < first || i64::try_from(leaves.len()) != Ok(last - first + 1) {
            return Err(inconsistent());
        }
        let mut grown = tree.clone();
        grown.grow(leaves.iter().copied());
        let (hashes, bytes) = (leaves.concat(), grown.to_bytes());
        if let Some(piece) = there {
            if (piece.hashes, piece.tree) != (hashes, bytes) {
                return Err(inconsistent());
            }
            tree = grown;
            continue;
        }
        let mut tx = db.begin().await?;
        let added = on!(Tx, &mut tx, tx => {
            let query = sqlx::query(add).bind(first).bind(last).bind(hashes);
            query.bind(bytes).execute(&mut **tx).await?.rows_affected()
        });
        tx.commit().await?;
        if added == 1 {
            tree = grown;
        }
        // Otherwise another process copied a piece from here, whose end may be another.
    }
    Ok(Some(tree))
}

/// A row of `tree_leaves`.
pub(super) struct Piece {
    pub last: i64,
    pub hashes: Vec<u8>,
    pub tree: Vec<u8>,
}

impl Piece {
    /// The one that begins here. What can not be read of it is empty.
    pub async fn read(db: &Db, first: i64) -> sqlx::Result<Option<Self>> {
        let sql = "select last_position, hashes, tree from tree_leaves where first_position = $1";
        on!(Db, db, pool => {
            let row = sqlx::query(sql).bind(first).fetch_optional(pool).await?;
            Ok(row.map(|row| Self {
                last: row.try_get(0).unwrap_or_default(),
                hashes: row.try_get(1).unwrap_or_default(),
                tree: row.try_get(2).unwrap_or_default(),
            }))
        })
    }
}
