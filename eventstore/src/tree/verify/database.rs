use base64::{Engine as _, prelude::BASE64_STANDARD};
use sqlx::{AssertSqlSafe, FromRow, Row as _};

use super::{
    Against, Findings, Report, What,
    segments::{Hashes, Segments},
};
use crate::{
    Db, Position, Recorded, on,
    read::COLUMNS,
    tree::{Node, TreeError, checkpoint, checkpoint::head, frontier::signed, origin},
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
    let notes = checkpoint::notes(db).await?;
    let (lowest, highest) = bounds(db).await?;
    let copied = last_copy(db).await?;
    let (log_id, upto, tree) = head(db).await?;

    let texts: Vec<String> = notes.iter().map(|(_, note)| note.clone()).collect();
    let mut segments = Segments::new(&origin(log_id), &texts, against);
    for (size, note) in &notes {
        let parsed = crate::tree::Checkpoint::parse(note, None);
        if parsed.is_ok_and(|parsed| signed(parsed.size) != *size) {
            let why = "its size was altered".to_owned();
            segments.findings.add(*size, What::Checkpoint { why });
        }
    }
    if let Some(lowest) = lowest.filter(|lowest| *lowest < 1) {
        segments.findings.add(lowest, What::Added);
    }
    if highest.is_some_and(|highest| highest > upto) {
        segments.findings.add(upto + 1, What::Added);
    }

    let (mut copied_hashes, mut kept) = (Copies::new(db), Nodes::new(db));
    let mut after = 0;
    loop {
        let page = read(db, after, upto).await?;
        let Some(last) = page.last() else { break };
        after = last.position;
        for row in &page {
            let made = row.event.as_ref().map(Recorded::made_hash);
            let copy = copied_hashes.at(row.position).await?;
            let hashes = Hashes { made, stored: row.stored, copy };
            for node in segments.event(row.position, &hashes) {
                kept.compare(&node, &mut segments.findings).await?;
            }
            let category = row.event.as_ref().map(|event| event.stream.category());
            if category.is_some() && category != row.category.as_deref() {
                segments.findings.add(row.position, What::Category);
            }
        }
        progress(after.unsigned_abs(), upto.unsigned_abs());
    }
    if copied > upto {
        segments.findings.add(upto + 1, What::Removed);
    }
    let (grown, events, checkpoints) = segments.end(upto);
    let sound = grown.is_none_or(|grown| *grown == tree);
    if !sound {
        segments.findings.add(upto, What::Head);
    }
    kept.end(upto, &mut segments.findings).await?;
    tables(db, upto, &mut segments.findings).await?;
    let root = BASE64_STANDARD.encode(segments.root());
    let findings = segments.findings.sorted();
    Ok(Report { events, checkpoints, root, findings })
}

async fn bounds(db: &Db) -> sqlx::Result<(Option<i64>, Option<i64>)> {
    let sql = "select min(position), max(position) from events";
    on!(Db, db, pool => sqlx::query_as(sql).fetch_one(pool).await)
}

async fn last_copy(db: &Db) -> sqlx::Result<i64> {
    let sql = "select coalesce(max(last_position), 0) from tree_leaves";
    on!(Db, db, pool => sqlx::query_scalar(sql).fetch_one(pool).await)
}

macro_rules! rows {
    ($rows:expr) => {
        $rows
            .iter()
            .map(|row| {
                let stored: Option<&[u8]> = row.try_get(10).ok();
                Ok(Read {
                    position: row.try_get(0)?,
                    category: row.try_get(11).ok(),
                    event: Recorded::from_row(row).ok(),
                    stored: stored.and_then(|hash| hash.try_into().ok()),
                })
            })
            .collect()
    };
}

async fn read(db: &Db, after: i64, upto: i64) -> sqlx::Result<Vec<Read>> {
    let sql = format!(
        "select {COLUMNS}, category from events where position > $1 and position <= $2
         order by position limit {PAGE}"
    );
    on!(Db, db, pool => {
        let query = sqlx::query(AssertSqlSafe(sql)).bind(after).bind(upto);
        rows!(query.fetch_all(pool).await?)
    })
}

/// The copies of the leaf hashes, piece by piece.
struct Copies<'a> {
    db: &'a Db,
    first: i64,
    hashes: Vec<[u8; 32]>,
    end: bool,
}

impl<'a> Copies<'a> {
    fn new(db: &'a Db) -> Self {
        Self { db, first: 1, hashes: Vec::new(), end: false }
    }

    async fn at(&mut self, position: i64) -> sqlx::Result<Option<[u8; 32]>> {
        while !self.end && position >= self.first + signed(self.hashes.len() as u64) {
            let next = self.first + signed(self.hashes.len() as u64);
            let sql = "select hashes from tree_leaves where first_position = $1";
            let db = self.db;
            let hashes: Option<Vec<u8>> = on!(Db, db, pool => {
                sqlx::query_scalar(sql).bind(next).fetch_optional(pool).await?
            });
            let (hashes, rest) = hashes.as_deref().map_or((&[][..], &[][..]), |h| h.as_chunks());
            // A piece that was shortened or removed ends what is known.
            self.end = hashes.is_empty() || !rest.is_empty();
            (self.first, self.hashes) = (next, hashes.to_vec());
        }
        let n = usize::try_from(position - self.first).ok();
        Ok(n.and_then(|n| self.hashes.get(n)).copied())
    }
}

/// The subtrees kept for proofs, in the order in which they were completed.
struct Nodes<'a> {
    db: &'a Db,
    after: i64,
    rows: std::collections::VecDeque<(i64, i64, Vec<u8>)>,
}

impl<'a> Nodes<'a> {
    fn new(db: &'a Db) -> Self {
        Self { db, after: -1, rows: std::collections::VecDeque::new() }
    }

    async fn next(&mut self) -> sqlx::Result<Option<(i64, i64, Vec<u8>)>> {
        if self.rows.is_empty() {
            let sql = format!(
                "select number, position, hash from tree_nodes where number > $1
                 order by number limit {PAGE}"
            );
            let db = self.db;
            let rows: Vec<_> = on!(Db, db, pool => {
                sqlx::query_as(AssertSqlSafe(sql)).bind(self.after).fetch_all(pool).await?
            });
            self.rows = rows.into();
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
    async fn end(&mut self, upto: i64, findings: &mut Findings) -> sqlx::Result<()> {
        if findings.0.is_empty()
            && let Some((_, position, _)) = self.next().await?
            && position <= upto
        {
            findings.add(position, What::Node);
        }
        Ok(())
    }
}

/// What the database itself can compare.
async fn tables(db: &Db, upto: i64, findings: &mut Findings) -> sqlx::Result<()> {
    let revisions = "select min(position) from (
            select position, revision,
                row_number() over (partition by stream order by position) - 1 as n
            from events where position <= $1
        ) numbered where revision <> n";
    let commands = "select min(e.position) from events e
        left join commands c on c.command_id = e.command_id
        where e.position <= $1 and (c.command_id is null
            or e.position < c.first_position or e.position > c.last_position)";
    let ends = "select min(c.last_position) from commands c
        where c.last_position <= $1 and (c.first_position > c.last_position
            or not exists (select 1 from events e
                where e.position = c.first_position and e.command_id = c.command_id)
            or not exists (select 1 from events e
                where e.position = c.last_position and e.command_id = c.command_id))";
    for (sql, what) in
        [(revisions, What::Revision), (commands, What::Command), (ends, What::Command)]
    {
        let position: Option<i64> =
            on!(Db, db, pool => sqlx::query_scalar(sql).bind(upto).fetch_one(pool).await?);
        if let Some(position) = position {
            findings.add(position, what);
        }
    }
    let beyond = "select count(*) from commands where first_position < 1";
    let beyond: i64 = on!(Db, db, pool => sqlx::query_scalar(beyond).fetch_one(pool).await?);
    if beyond > 0 {
        findings.add(Position::START.get(), What::Command);
    }
    Ok(())
}
