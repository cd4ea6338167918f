use std::{collections::BTreeSet, time::Duration};

use eventstore::{
    CopyError, Db, DbOptions, Error, Filter, Log, LogOptions, Position, Recorded, copy, log_tables,
    on,
    tree::{Against, LogKey, checkpoint, checkpoints, verify},
};
use futures::TryStreamExt as _;
use sqlx::AssertSqlSafe;
use tests::{
    OnBoth as _, TestDb,
    db::{EmptyDb, append_any, stream},
    on_both,
};

use super::{parcours, refused, run};

/// What is not copied, because it is made again from the log or imported again.
const DERIVED: &[&str] = &["_sqlx_migrations", "checkpoints", "process_", "reference_", "sqlite_"];

/// A log of so many events and some checkpoints.
async fn fill(test: &TestDb, events: usize) {
    let (key, _) = LogKey::generate(test.log.head().await.unwrap().log_id).unwrap();
    for n in 0..4 {
        for part in 0..events.div_ceil(4_000) {
            let appends = (0..10).map(|s| append_any(&stream(&format!("{n}-{s}-{part}")), 100));
            let appends = appends.map(|append| test.log.append(append));
            futures::future::try_join_all(appends).await.unwrap();
        }
        checkpoint(&test.db, &key).await.unwrap();
    }
}

async fn all(log: &Log) -> Vec<Recorded> {
    log.scan(Position::START, Filter::All).try_collect().await.unwrap()
}

/// The same events at the same places, the same tree, the same signatures.
async fn assert_same(old: &Log, new: &Log) {
    assert_eq!(old.head().await.unwrap(), new.head().await.unwrap());
    assert_eq!(all(old).await, all(new).await);
    let [here, there] = [old, new].map(|log| log.db().clone());
    assert_eq!(checkpoints(&here).await.unwrap(), checkpoints(&there).await.unwrap());
    let sql = "select tree from log_head";
    let tree = async |db: &Db| -> Vec<u8> {
        on!(Db, db, pool => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap())
    };
    assert_eq!(tree(&here).await, tree(&there).await);
    let report = verify(&there, Against::default(), |_, _| {}).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
}

async fn other_database(db: &Db) -> EmptyDb {
    match db {
        Db::Postgres(_) => EmptyDb::sqlite().await,
        Db::Sqlite(_) => EmptyDb::postgres().await,
    }
}

async fn open(url: &str) -> Result<Log, Error> {
    Log::open(Db::connect(url, DbOptions::default()).await.unwrap(), LogOptions::default()).await
}

on_both! {
    async fn a_log_is_moved_to_the_other_database_and_back(test: TestDb) {
        fill(&test, 4_000).await;
        let there = other_database(&test.db).await;
        let said = run(&["log", "copy", "--from", &test.url, "--to", &there.url]).await;
        assert!(said.contains("copied and verified up to position 4000"), "{said}");
        let copied = open(&there.url).await.unwrap();
        assert_same(&test.log, &copied).await;

        // It goes on there, and what is new comes back to an older state of the log.
        let back = match test.db {
            Db::Postgres(_) => EmptyDb::postgres().await,
            Db::Sqlite(_) => EmptyDb::sqlite().await,
        };
        run(&["log", "copy", "--from", &test.url, "--to", &back.url]).await;
        copied.append(append_any(&stream("after"), 3)).await.unwrap();
        let said = run(&["log", "copy", "--from", &there.url, "--to", &back.url]).await;
        assert!(said.contains("3 events are new"), "{said}");
        let back = open(&back.url).await.unwrap();
        assert_same(&copied, &back).await;
        back.append(append_any(&stream("after"), 1)).await.unwrap();
    }

    async fn a_copy_that_is_killed_goes_on_where_it_stopped(test: TestDb) {
        fill(&test, 20_000).await;
        let there = other_database(&test.db).await;
        there.db.migrate().await.unwrap();
        let mut killed = parcours(&["log", "copy", "--from", &test.url, "--to", &there.url]);
        let mut killed = killed.spawn().unwrap();
        let reached = async || -> i64 {
            let sql = "select coalesce(max(position), 0) from events";
            on!(Db, &there.db, pool => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap())
        };
        while reached().await == 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        killed.kill().await.unwrap();
        let begun = reached().await;
        assert!(begun < 20_000, "it was killed in time");
        let half = open(&there.url).await;
        assert!(matches!(half, Err(Error::HeadMismatch { .. })), "half a log is no log");
        let said = run(&["log", "copy", "--from", &test.url, "--to", &there.url]).await;
        assert!(said.contains(&format!("{} events are new", 20_000 - begun)), "{said}");
        assert_same(&test.log, &open(&there.url).await.unwrap()).await;
    }

    async fn nothing_is_copied_over_another_log_or_a_longer_one(test: TestDb) {
        fill(&test, 4_000).await;
        let other = other_database(&test.db).await;
        other.db.migrate().await.unwrap();
        Log::open(other.db.clone(), LogOptions::default()).await.unwrap();
        let error = copy(&test.db, &other.db, |_| {}).await.unwrap_err();
        assert!(matches!(error, CopyError::OtherLog { .. }), "{error}");

        let there = other_database(&test.db).await;
        run(&["log", "copy", "--from", &test.url, "--to", &there.url]).await;
        let ahead = open(&there.url).await.unwrap();
        ahead.append(append_any(&stream("ahead"), 1)).await.unwrap();
        let said = refused(&["log", "copy", "--from", &test.url, "--to", &there.url]).await;
        assert!(said.contains("is no earlier state of it"), "{said}");
        // Both have gone on, differently.
        test.log.append(append_any(&stream("b"), 2)).await.unwrap();
        let error = copy(&test.db, &there.db, |_| {}).await.unwrap_err();
        assert!(matches!(error, CopyError::Differs { table: "events", .. }), "{error}");
    }

    async fn a_table_is_either_copied_or_known_to_be_made_again(test: TestDb) {
        let sql = match test.db {
            Db::Postgres(_) => "select cast(table_name as text) from information_schema.tables
                                where table_schema = current_schema()",
            Db::Sqlite(_) => "select name from sqlite_master where type = 'table'",
        };
        let mut tables: BTreeSet<String> = on!(Db, &test.db, pool => {
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(pool).await.unwrap()
        }).into_iter().collect();
        for table in log_tables() {
            assert!(tables.remove(table), "there is no table {table}");
        }
        let read_models = projections::tables();
        tables.retain(|table| {
            let live = table.trim_end_matches("_next");
            !read_models.contains(&live) && !DERIVED.iter().any(|known| table.starts_with(known))
        });
        assert!(tables.is_empty(), "say in eventstore/src/copy/table.rs or here what {tables:?} are");
    }
}
