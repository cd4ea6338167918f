//! Somebody who owns the database alters it; the log's key is elsewhere.

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use eventstore::{
    Db, on,
    tree::{Against, Frontier, What, verify},
};
use sqlx::AssertSqlSafe;
use tests::{TestDb, on_both};
use uuid::Uuid;

use super::{drop_triggers, independent::leaf_hash, run, signed_log};

/// Events of the log, and those that a checkpoint covers.
const EVENTS: i64 = 300;
const SIGNED: i64 = 270;

#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
struct Row {
    position: i64,
    stream: String,
    category: String,
    revision: i64,
    event_id: Uuid,
    r#type: String,
    data: String,
    metadata: String,
    command_id: Uuid,
    occurred_on: NaiveDate,
    recorded_at: DateTime<Utc>,
    leaf_hash: Vec<u8>,
}

impl Row {
    fn canonical(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let text = |out: &mut Vec<u8>, text: &str| {
            out.extend(u32::try_from(text.len()).unwrap().to_be_bytes());
            out.extend(text.as_bytes());
        };
        out.extend(self.position.to_be_bytes());
        text(&mut out, &self.stream);
        out.extend(self.revision.to_be_bytes());
        out.extend(self.event_id.as_bytes());
        text(&mut out, &self.r#type);
        text(&mut out, &self.data);
        text(&mut out, &self.metadata);
        out.extend(self.command_id.as_bytes());
        out.extend(self.occurred_on.to_string().as_bytes());
        out.extend(self.recorded_at.timestamp_micros().to_be_bytes());
        out
    }

    fn hash_again(&mut self) {
        self.leaf_hash = leaf_hash(&self.canonical()).to_vec();
    }
}

/// An exported line whose canonical bytes and hash are made to fit what it says.
pub fn made_again(line: &str) -> String {
    let mut value: serde_json::Value = serde_json::from_str(line).unwrap();
    let leaf = BASE64.decode(value["leaf"].as_str().unwrap()).unwrap();
    let text = String::from_utf8_lossy(&leaf).into_owned();
    assert!(text.contains("Zoé"));
    let at = leaf.windows(4).position(|bytes| bytes == "Zoé".as_bytes()).unwrap();
    let mut altered = leaf.clone();
    altered[at..at + 4].copy_from_slice("Léa".as_bytes());
    let old = value["leaf"].as_str().unwrap().to_owned();
    let old_hash = value["leaf_hash"].as_str().unwrap().to_owned();
    let hash = BASE64.encode(leaf_hash(&altered));
    value["leaf"] = BASE64.encode(&altered).into();
    line.replace(&old, &BASE64.encode(&altered)).replace(&old_hash, &hash)
}

/// `SplitMix64`.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i64::try_from((z ^ (z >> 31)) % end.unsigned_abs()).unwrap()
    }

    fn position(&mut self) -> i64 {
        1 + self.below(EVENTS)
    }

    /// Another letter in the place of one that a text has.
    fn letter(&mut self, text: &str) -> String {
        let letters: Vec<usize> =
            text.char_indices().filter(|(_, c)| c.is_ascii_lowercase()).map(|(at, _)| at).collect();
        let at = letters[usize::try_from(self.below(letters.len().try_into().unwrap())).unwrap()];
        let new = if &text[at..=at] == "x" { "y" } else { "x" };
        format!("{}{new}{}", &text[..at], &text[at + 1..])
    }
}

/// What must be found.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Found {
    /// This event, first.
    Event(i64),
    /// An event not signed yet was altered with all that could tell: something is found.
    Something,
    /// The copies were altered too: an event up to this position at least is named.
    UpTo(i64),
    /// Nothing is wrong with an event, and something beside is, named at this position.
    Beside(i64),
}

struct Attack<'a> {
    dice: Dice,
    base: &'a [Row],
    rows: Vec<Row>,
    sql: Vec<String>,
    /// All but the signature is made to fit: the copies, the subtrees, the head.
    cover: bool,
}

impl Attack<'_> {
    fn at(&mut self, position: i64) -> &mut Row {
        &mut self.rows[usize::try_from(position - 1).unwrap()]
    }

    /// Signed events are found exactly.
    fn once_signed(position: i64) -> Found {
        if position <= SIGNED { Found::Event(position) } else { Found::Something }
    }

    fn renumber(&mut self) {
        for (position, row) in (1..).zip(&mut self.rows) {
            if row.position != position {
                row.position = position;
                row.hash_again();
            }
        }
    }

    fn alter(&mut self, kind: i64) -> Found {
        let p = self.dice.position();
        match kind {
            0 => {
                let altered = self.dice.letter(&self.base[usize::try_from(p - 1).unwrap()].data);
                self.at(p).data = altered;
                Found::Event(p)
            }
            1 => {
                let text = &self.base[usize::try_from(p - 1).unwrap()].metadata;
                let altered = self.dice.letter(text);
                self.at(p).metadata = altered;
                Found::Event(p)
            }
            2 | 3 => {
                let q = 1 + (p + self.dice.below(EVENTS - 1)) % EVENTS;
                let q = if p == q { 1 + p % EVENTS } else { q };
                let (one, two) = (self.at(p).clone(), self.at(q).clone());
                *self.at(p) = Row { position: p, ..two };
                *self.at(q) = Row { position: q, ..one };
                if kind == 2 {
                    return Found::Event(p.min(q));
                }
                self.at(p).hash_again();
                self.at(q).hash_again();
                Self::once_signed(p.min(q))
            }
            4 => {
                self.rows.truncate(usize::try_from(p - 1).unwrap());
                Found::Event(p)
            }
            5 => {
                self.rows.remove(usize::try_from(p - 1).unwrap());
                Found::Event(p)
            }
            6 => {
                self.rows.remove(usize::try_from(p - 1).unwrap());
                self.renumber();
                Self::once_signed(p)
            }
            7 | 8 => {
                let p = if kind == 7 { EVENTS + 1 } else { p };
                let mut row = self.base[usize::try_from(p.min(EVENTS) - 1).unwrap()].clone();
                (row.event_id, row.stream) = (Uuid::from_u128(7), "test-new".to_owned());
                (row.position, row.revision) = (p, 0);
                row.hash_again();
                self.rows.insert(usize::try_from(p - 1).unwrap(), row);
                self.renumber();
                if kind == 7 { Found::Event(p) } else { Self::once_signed(p) }
            }
            9 | 10 => {
                let altered = self.dice.letter(&self.base[usize::try_from(p - 1).unwrap()].data);
                self.at(p).data = altered;
                self.at(p).hash_again();
                self.cover = kind == 10;
                match kind {
                    9 => Self::once_signed(p),
                    // Made to fit as a whole, and never signed: nobody can tell.
                    _ if p > SIGNED => self.alter(9),
                    _ => Found::UpTo(p),
                }
            }
            11 => {
                self.at(p).category = "tests".to_owned();
                Found::Event(p)
            }
            12 => {
                let row = self.at(p);
                row.recorded_at += TimeDelta::microseconds(1);
                Found::Event(p)
            }
            13 => {
                self.at(p).occurred_on += TimeDelta::days(1);
                Found::Event(p)
            }
            14 => {
                self.at(p).event_id = Uuid::from_u128(1);
                Found::Event(p)
            }
            15 => {
                self.at(p).command_id = Uuid::from_u128(1);
                Found::Event(p)
            }
            16 => {
                self.at(p).r#type = "test.v1.Other".to_owned();
                Found::Event(p)
            }
            17 => {
                let stream = "test-other".to_owned();
                (self.at(p).stream, self.at(p).revision) = (stream, 0);
                Found::Event(p)
            }
            18 => {
                self.at(p).leaf_hash[3] ^= 1;
                Found::Event(p)
            }
            19 => {
                let n = p.min(SIGNED);
                let (first, at) = match n {
                    ..=90 => (1, n - 1),
                    91..=200 => (91, n - 91),
                    _ => (201, n - 201),
                };
                self.sql.push(format!("copy {first} {at}"));
                Found::Beside(n)
            }
            20 => {
                self.sql.push(
                    "update tree_nodes set hash = (select leaf_hash from events
                    where position = 1)"
                        .to_owned(),
                );
                Found::Beside(256)
            }
            21 => {
                let q = 1 + self.dice.below(EVENTS - 1);
                self.sql.push(format!("update log_head set position = {q}"));
                Found::Event(q + 1)
            }
            22 => {
                self.sql.push(
                    "update log_checkpoints set note = replace(note, '200', '201')
                    where size = 200"
                        .to_owned(),
                );
                Found::Something
            }
            23 => {
                self.sql.push(format!(
                    "update commands set last_position = last_position - 1
                    where first_position <= {p} and last_position >= {p}"
                ));
                Found::Something
            }
            _ => {
                self.sql.push(format!(
                    "delete from commands
                    where first_position <= {p} and last_position >= {p}"
                ));
                Found::Something
            }
        }
    }
}

const KINDS: i64 = 25;
const TABLES: [&str; 6] =
    ["events", "commands", "log_head", "tree_nodes", "tree_leaves", "log_checkpoints"];

async fn rows(db: &Db) -> Vec<Row> {
    let sql = "select * from events order by position";
    on!(Db, db, pool => sqlx::query_as(sql).fetch_all(pool).await.unwrap())
}

/// Puts the rows that differ in the place of those there are.
async fn write(tx: &mut eventstore::Tx, base: &[Row], rows: &[Row]) {
    for old in base.iter().filter(|old| !rows.contains(old)) {
        let sql = "delete from events where position = $1";
        on!(Tx, &mut *tx, tx => {
            sqlx::query(sql).bind(old.position).execute(&mut **tx).await.unwrap();
        });
    }
    let sql = "insert into events (position, stream, category, revision, event_id, type, data, \
               metadata, command_id, occurred_on, recorded_at, leaf_hash) values \
               ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    for row in rows.iter().filter(|row| !base.contains(row)) {
        let row = row.clone();
        on!(Tx, &mut *tx, tx => {
            sqlx::query(sql)
                .bind(row.position).bind(row.stream).bind(row.category).bind(row.revision)
                .bind(row.event_id).bind(row.r#type).bind(row.data).bind(row.metadata)
                .bind(row.command_id).bind(row.occurred_on).bind(row.recorded_at)
                .bind(row.leaf_hash).execute(&mut **tx).await.unwrap();
        });
    }
}

/// All that is not signed is made to fit the rows.
async fn cover(tx: &mut eventstore::Tx, rows: &[Row]) {
    let (mut tree, mut nodes) = (Frontier::default(), Vec::new());
    let mut hashes = Vec::new();
    for row in rows {
        let leaf: [u8; 32] = row.leaf_hash.clone().try_into().unwrap();
        tree.push(leaf, &mut nodes);
        hashes.extend(leaf);
        if [90, 200, 270].contains(&row.position) {
            let sql = "update tree_leaves set hashes = $1, tree = $2 where last_position = $3";
            let (hashes, tree) = (std::mem::take(&mut hashes), tree.to_bytes());
            on!(Tx, &mut *tx, tx => {
                let query = sqlx::query(sql).bind(hashes).bind(tree).bind(row.position);
                query.execute(&mut **tx).await.unwrap();
            });
        }
    }
    for node in nodes {
        let sql = "update tree_nodes set hash = $1 where number = $2";
        on!(Tx, &mut *tx, tx => {
            let query = sqlx::query(sql).bind(node.hash.as_slice()).bind(node.number);
            query.execute(&mut **tx).await.unwrap();
        });
    }
    let tree = tree.to_bytes();
    let sql = "update log_head set tree = $1";
    on!(Tx, &mut *tx, tx => {
        sqlx::query(sql).bind(tree).execute(&mut **tx).await.unwrap();
    });
}

async fn statement(tx: &mut eventstore::Tx, sql: &str) {
    if let Some(which) = sql.strip_prefix("copy ") {
        let (first, at) = which.split_once(' ').unwrap();
        let (first, at): (i64, usize) = (first.parse().unwrap(), at.parse().unwrap());
        let read = "select hashes from tree_leaves where first_position = $1";
        let write = "update tree_leaves set hashes = $1 where first_position = $2";
        on!(Tx, tx, tx => {
            let read = sqlx::query_scalar(read).bind(first);
            let mut hashes: Vec<u8> = read.fetch_one(&mut **tx).await.unwrap();
            hashes[at * 32] ^= 1;
            sqlx::query(write).bind(hashes).bind(first).execute(&mut **tx).await.unwrap();
        });
        return;
    }
    let sql = AssertSqlSafe(sql.to_owned());
    on!(Tx, tx, tx => sqlx::query(sql).execute(&mut **tx).await.map(drop).unwrap());
}

/// How often each test alters the log.
fn alterations() -> i64 {
    let asked = std::env::var("PARCOURS_TEST_ALTERATIONS").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(1_000)
}

on_both! {
    async fn whatever_is_altered_is_found_and_where(test: TestDb) {
        let (key, checkpoints) = signed_log(&test).await;
        test.log.clone().close().await;
        let base = rows(&test.db).await;
        drop_triggers(&test.db).await;
        for table in TABLES {
            let copy = format!("create table {table}_base as select * from {table}");
            run(&test.db, &[&copy]).await;
        }
        let against = Against { key: Some(key.verifier()), older: checkpoints.last() };
        assert!(verify(&test.db, against, |_, _| {}).await.unwrap().is_sound());
        for n in 0..alterations() {
            let dice = Dice(n.unsigned_abs() * 1_000_003);
            let rows = base.clone();
            let mut attack = Attack { dice, base: &base, rows, sql: Vec::new(), cover: false };
            let kind = n % KINDS;
            let expected = attack.alter(kind);
            let mut tx = test.db.begin().await.unwrap();
            write(&mut tx, &base, &attack.rows).await;
            if attack.cover {
                cover(&mut tx, &attack.rows).await;
            }
            for sql in &attack.sql {
                statement(&mut tx, sql).await;
            }
            tx.commit().await.unwrap();

            let report = verify(&test.db, against, |_, _| {}).await.unwrap();
            let what = format!("alteration {n} of kind {kind}, {expected:?}: {report:?}");
            let first = report.first().unwrap_or_else(|| panic!("nothing found: {what}"));
            match expected {
                Found::Event(position) => {
                    assert_eq!(first.position, position, "{what}");
                    assert!(first.what.is_of_an_event(), "{what}");
                }
                Found::UpTo(position) => {
                    let What::NotAsSignedUpTo { upto } = first.what else { panic!("{what}") };
                    assert!(first.position <= position, "{what}");
                    assert!(upto >= position.unsigned_abs(), "{what}");
                }
                Found::Beside(position) => {
                    assert_eq!(first.position, position, "{what}");
                    assert!(!first.what.is_of_an_event(), "{what}");
                }
                Found::Something => {}
            }
            let mut tx = test.db.begin().await.unwrap();
            for table in TABLES {
                statement(&mut tx, &format!("delete from {table}")).await;
                statement(&mut tx, &format!("insert into {table} select * from {table}_base")).await;
            }
            tx.commit().await.unwrap();
        }
        assert!(verify(&test.db, against, |_, _| {}).await.unwrap().is_sound());
    }
}
