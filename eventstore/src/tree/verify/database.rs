use std::collections::VecDeque;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, FromRow, Row as _};

use super::{
    Against, Findings, Report, What,
    segments::{Hashes, Segments},
    tables::{Beside, tables},
    times::Times,
};
use crate::{
    Db, Recorded, on,
    read::COLUMNS,
    tree::{
        Frontier, Node, TreeError,
        checkpoint::{Head, Notes, Piece},
        frontier::signed,
        origin,
    },
};

/// Events per page.
const PAGE: i64 = 2_000;

/// An event as read, tolerantly: an altered one may not be readable.
struct Read {
    position: i64,
    category: Option<String>,
    event: Option<Recorded>,
    stored: Option<[u8; 32]>,
}

/// Holds a whole log against its tree, its stored checkpoints and what is given. Only reads, and
/// may run while the log is in use: what is appended meanwhile is left for the next time.
///
/// # Errors
/// When the database can not be read; what is wrong with the log is in the report.
pub async fn verify(
    db: &Db,
    against: Against<'_>,
    mut progress: impl FnMut(u64, u64),
) -> Result<Report, TreeError> {
    // What lies beside the log is read before its head, so that it covers no more.
    let beside = Beside::read(db).await?;
    let head = Head::read(db).await?;
    if head.is_none() && beside.is_empty() {
        return Err(TreeError::Empty);
    }
    let origin = match (&head, against.older, against.key) {
        (Some(head), ..) => origin(head.log_id),
        (None, Some(older), _) => older.origin.clone(),
        (None, None, key) => key.map(|key| key.name().to_owned()).unwrap_or_default(),
    };
    let upto = head.as_ref().map_or(beside.highest, |head| head.position);
    let mut segments = Segments::new(&origin, Frontier::default(), true, against)?;
    beside.compare(upto, &mut segments.findings);
    let tree = head.as_ref().and_then(|head| head.tree.as_ref());
    if tree.is_none() {
        segments.findings.add(upto, What::Head);
    }

    let (mut copies, mut kept) = (Copies::new(db), Nodes::new(db));
    let mut signed_notes = Notes::new(db, i64::MIN);
    let (mut times, mut after) = (Times::default(), 0);
    while let Some((size, note)) = signed_notes.next_upto(0).await? {
        segments.checkpoint(Some(size), &note);
    }
    loop {
        let page = read(db, after, upto).await?;
        let Some(last) = page.last() else { break };
        after = last.position;
        for row in &page {
            let made = row.event.as_ref().map(Recorded::made_hash);
            let copy = copies.at(row.position).await?;
            let hashes = Hashes { made, stored: row.stored, copy };
            for node in segments.event(row.position, &hashes) {
                kept.compare(&node, &mut segments.findings).await?;
            }
            copies.compare(row.position, &mut segments);
            while let Some((size, note)) = signed_notes.next_upto(row.position).await? {
                segments.checkpoint(Some(size), &note);
            }
            if let Some(event) = &row.event {
                if row.category.as_deref() != Some(event.stream.category()) {
                    segments.findings.add(row.position, What::Category);
                }
                times.event(row.position, event.recorded_at, &mut segments.findings);
            }
        }
        progress(after.unsigned_abs(), upto.unsigned_abs());
    }
    let sound = segments.end(upto, tree);
    if sound && tree.is_some_and(|tree| tree != segments.tree()) {
        segments.findings.add(upto, What::Head);
    }
    let recorded_at: Option<DateTime<Utc>> = head.and_then(|head| head.recorded_at);
    if sound && after == upto && times.last().is_some() && times.last() != recorded_at {
        segments.findings.add(upto, What::Head);
    }
    kept.end(sound, upto, &mut segments.findings).await?;
    tables(db, upto, &mut segments.findings).await?;
    let (checkpoints, signed) = segments.compared();
    let (events, root) = (segments.tree().size(), segments.tree().root());
    let (root, findings) = (BASE64_STANDARD.encode(root), segments.findings.sorted());
    Ok(Report { events, checkpoints, signed, root, findings })
}

macro_rules! rows {
    ($rows:expr) => {
        $rows
            .iter()
            .map(|row| {
                let stored: Option<&[u8]> = row.try_get(10).ok();
                let in_time = row.try_get(12).unwrap_or(false);
                let event = in_time.then(|| Recorded::from_row(row).ok()).flatten();
                Ok(Read {
                    position: row.try_get(0)?,
                    category: row.try_get(11).ok(),
                    // Only whole microseconds are hashed.
                    event: event.filter(|e| e.recorded_at.timestamp_subsec_nanos() % 1_000 == 0),
                    stored: stored.and_then(|hash| hash.try_into().ok()),
                })
            })
            .collect()
    };
}

async fn read(db: &Db, after: i64, upto: i64) -> sqlx::Result<Vec<Read>> {
    // PostgreSQL has times that are none, and that can not be read.
    let sql = format!(
        "select {COLUMNS}, category, recorded_at between '0001-01-01' and '9999-12-31'
             and occurred_on between '0001-01-01' and '9999-12-31'
         from events where position > $1 and position <= $2 order by position limit {PAGE}"
    );
    on!(Db, db, pool => {
        let query = sqlx::query(AssertSqlSafe(sql)).bind(after).bind(upto);
        rows!(query.fetch_all(pool).await?)
    })
}

/// The copies of the leaf hashes, piece by piece.
struct Copies<'a> {
    db: &'a Db,
    /// Of the first hash.
    first: i64,
    hashes: Vec<[u8; 32]>,
    /// After the last one.
    last: i64,
    tree: Vec<u8>,
    end: bool,
}

impl<'a> Copies<'a> {
    fn new(db: &'a Db) -> Self {
        Self { db, first: 1, hashes: Vec::new(), last: 0, tree: Vec::new(), end: false }
    }

    /// The copy of the leaf hash at a position; positions come in their order.
    async fn at(&mut self, position: i64) -> sqlx::Result<Option<[u8; 32]>> {
        while !self.end && position >= self.first + signed(self.hashes.len() as u64) {
            let next = self.first + signed(self.hashes.len() as u64);
            let piece = Piece::read(self.db, next).await?;
            let (hashes, rest) =
                piece.as_ref().map_or((&[][..], &[][..]), |piece| piece.hashes.as_chunks());
            // A piece that was shortened or removed ends what is known.
            self.end = hashes.is_empty() || !rest.is_empty();
            (self.first, self.hashes) = (next, hashes.to_vec());
            (self.last, self.tree) =
                piece.map_or((0, Vec::new()), |piece| (piece.last, piece.tree));
        }
        let n = usize::try_from(position - self.first).ok();
        Ok(n.and_then(|n| self.hashes.get(n)).copied())
    }

    /// At the end of a piece: whether it ends where it says, with the tree that it says.
    fn compare(&self, position: i64, segments: &mut Segments<'_>) {
        let last = self.first + signed(self.hashes.len() as u64) - 1;
        if position == last
            && !self.hashes.is_empty()
            && (self.last != last || self.tree != segments.copies().to_bytes())
        {
            segments.findings.add(position, What::Copy);
        }
    }
}

/// The subtrees kept for proofs, in the order in which they were completed.
struct Nodes<'a> {
    db: &'a Db,
    after: i64,
    rows: VecDeque<(i64, i64, Vec<u8>)>,
}

impl<'a> Nodes<'a> {
    fn new(db: &'a Db) -> Self {
        Self { db, after: i64::MIN, rows: VecDeque::new() }
    }

    async fn next(&mut self) -> sqlx::Result<Option<(i64, i64, Vec<u8>)>> {
        if self.rows.is_empty() {
            let sql = format!(
                "select number, position, hash from tree_nodes where number > $1
                 order by number limit {PAGE}"
            );
            let db = self.db;
            // What can not be read is no subtree.
            self.rows = on!(Db, db, pool => {
                let query = sqlx::query(AssertSqlSafe(sql)).bind(self.after);
                let rows = query.fetch_all(pool).await?;
                rows.iter()
                    .map(|row| {
                        let position = row.try_get(1).unwrap_or_default();
                        let hash = row.try_get(2).unwrap_or_default();
                        (row.try_get(0).unwrap_or(i64::MAX), position, hash)
                    })
                    .collect()
            });
        }
        let row = self.rows.pop_front();
        if let Some((number, ..)) = &row {
            self.after = *number;
        }
        Ok(row)
    }

    async fn compare(&mut self, node: &Node, findings: &mut Findings) -> sqlx::Result<()> {
        let same = self.next().await?.is_some_and(|(number, position, hash)| {
            (number, position, hash.as_slice()) == (node.number, node.position, &node.hash[..])
        });
        if !same {
            findings.add(node.position, What::Node);
        }
        Ok(())
    }

    /// There may be those of events appended meanwhile, and no others.
    async fn end(&mut self, sound: bool, upto: i64, findings: &mut Findings) -> sqlx::Result<()> {
        if sound
            && let Some((_, position, _)) = self.next().await?
            && position <= upto
        {
            findings.add(position, What::Node);
        }
        Ok(())
    }
}
