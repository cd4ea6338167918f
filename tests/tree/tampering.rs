//! Somebody who owns the database alters it; the log's key is elsewhere.

use std::collections::HashMap;

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use ed25519_dalek::Signer as _;
use eventstore::{
    Db, on,
    tree::{Against, Checkpoint, Frontier, Report, What, verify},
};
use sha2::{Digest as _, Sha256};
use sqlx::AssertSqlSafe;
use tests::{TestDb, dice::Dice, on_both};

use super::{
    attack::{Attack, Found, Row},
    beside::{Beside, KINDS},
    drop_triggers, run, signed_log,
};

/// Kinds of alterations of events.
const EVENT_KINDS: i64 = 24;
const TABLES: [&str; 6] =
    ["events", "commands", "log_head", "tree_nodes", "tree_leaves", "log_checkpoints"];

async fn rows(db: &Db) -> Vec<Row> {
    let sql = "select * from events order by position";
    on!(Db, db, pool => sqlx::query_as(sql).fetch_all(pool).await.unwrap())
}

/// Puts rows in the place of others.
async fn write(tx: &mut eventstore::Tx, old: &[Row], new: &[Row]) {
    let by_position = |rows: &[Row]| -> HashMap<i64, Row> {
        rows.iter().map(|row| (row.position, row.clone())).collect()
    };
    let (before, after) = (by_position(old), by_position(new));
    for row in old.iter().filter(|row| after.get(&row.position) != Some(row)) {
        let sql = "delete from events where position = $1";
        on!(Tx, &mut *tx, tx => {
            sqlx::query(sql).bind(row.position).execute(&mut **tx).await.unwrap();
        });
    }
    let sql = "insert into events (position, stream, category, revision, event_id, type, data, \
               metadata, command_id, occurred_on, recorded_at, leaf_hash) values \
               ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    for row in new.iter().filter(|row| before.get(&row.position) != Some(row)) {
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

async fn statement(tx: &mut eventstore::Tx, sql: String) {
    let sql = AssertSqlSafe(sql);
    on!(Tx, tx, tx => sqlx::query(sql).execute(&mut **tx).await.map(drop).unwrap());
}

async fn do_beside(tx: &mut eventstore::Tx, beside: &Beside, checkpoints: &[Checkpoint]) {
    match beside {
        Beside::Sql(sql) => statement(tx, sql.clone()).await,
        Beside::Each { sqlite, postgres } => {
            let sqlite_is_it = matches!(tx, eventstore::Tx::Sqlite(_));
            statement(tx, if sqlite_is_it { sqlite } else { postgres }.clone()).await;
        }
        Beside::CopyByte(first, byte) => {
            let read = "select hashes from tree_leaves where first_position = $1";
            let write = "update tree_leaves set hashes = $1 where first_position = $2";
            on!(Tx, tx, tx => {
                let read = sqlx::query_scalar(read).bind(*first);
                let mut hashes: Vec<u8> = read.fetch_one(&mut **tx).await.unwrap();
                hashes[*byte] ^= 1;
                sqlx::query(write).bind(hashes).bind(*first).execute(&mut **tx).await.unwrap();
            });
        }
        Beside::SignedByAnother(size) => {
            let signed = |c: &&Checkpoint| i64::try_from(c.size).unwrap() == *size;
            let note = signed_by_another(&checkpoints.iter().find(signed).unwrap().note);
            let sql = "update log_checkpoints set note = $1 where size = $2";
            on!(Tx, tx, tx => {
                sqlx::query(sql).bind(note).bind(*size).execute(&mut **tx).await.unwrap();
            });
        }
    }
}

/// The same text with the signature of a key that has the same name.
fn signed_by_another(note: &str) -> String {
    let (text, _) = note.split_once("\n\n").unwrap();
    let name = text.lines().next().unwrap();
    let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let mut public = vec![1];
    public.extend(key.verifying_key().to_bytes());
    let id = Sha256::digest([name.as_bytes(), b"\n", &public].concat());
    let signature = key.sign(format!("{text}\n").as_bytes()).to_bytes();
    let signature = BASE64.encode([&id[..4], &signature].concat());
    format!("{text}\n\n\u{2014} {name} {signature}\n")
}

/// How often each test alters the log.
fn alterations(on: i64) -> i64 {
    let asked = std::env::var("PARCOURS_TEST_ALTERATIONS").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(on)
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
        let often = if matches!(test.db, Db::Sqlite(_)) { 1_000 } else { 224 };
        for n in 0..alterations(often) {
            let dice = Dice(n.unsigned_abs() * 1_000_003);
            let rows = base.clone();
            let mut attack = Attack { dice, base: &base, rows, beside: None, cover: false };
            let kind = n % (EVENT_KINDS + KINDS);
            let expected = attack.alter(kind);
            let mut tx = test.db.begin().await.unwrap();
            write(&mut tx, &base, &attack.rows).await;
            if attack.cover {
                cover(&mut tx, &attack.rows).await;
            }
            if let Some(beside) = &attack.beside {
                do_beside(&mut tx, beside, &checkpoints).await;
            }
            tx.commit().await.unwrap();

            let report = verify(&test.db, against, |_, _| {}).await.unwrap();
            check(expected, &report, &format!("alteration {n} of kind {kind}"));
            let mut tx = test.db.begin().await.unwrap();
            write(&mut tx, &attack.rows, &base).await;
            if attack.cover || attack.beside.is_some() {
                for table in TABLES {
                    statement(&mut tx, format!("delete from {table}")).await;
                    statement(&mut tx, format!("insert into {table} select * from {table}_base")).await;
                }
            }
            tx.commit().await.unwrap();
        }
        assert!(verify(&test.db, against, |_, _| {}).await.unwrap().is_sound());
    }
}

fn check(expected: Found, report: &Report, what: &str) {
    let what = format!("{what}, {expected:?}: {report:?}");
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
}
