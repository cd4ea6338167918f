//! Nothing can be altered without it being found, and anybody can check that.

mod attack;
mod beside;
mod checkpoints;
mod cli;
mod exports;
mod forgery;
mod independent;
mod tampering;

use eventstore::{
    Db, Log, on,
    tree::{Checkpoint, LogKey, checkpoint},
};
use tests::{
    TestDb,
    db::{append, event, stream, write},
};

/// A key for a log.
async fn key(log: &Log) -> LogKey {
    LogKey::generate(log.head().await.unwrap().log_id).unwrap().0
}

/// Appends so many events, in appends of one to four, to a few streams.
async fn grow(log: &Log, events: usize) {
    let mut n = 0;
    while n < events {
        let count = (1 + n % 4).min(events - n);
        let written = (n..n + count).map(|n| {
            event("test.v1.Happened", &format!(r#"{{"n":{n},"name":"Zoé","more":{{"a":[1,2]}}}}"#))
        });
        let to = stream(&(n % 7).to_string());
        let write = write(&to, eventstore::ExpectedRevision::Any, written.collect());
        log.append(append(vec![write])).await.unwrap();
        n += count;
    }
}

/// A log of 300 events, with checkpoints after 90, 200 and 270 of them.
async fn signed_log(test: &TestDb) -> (LogKey, Vec<Checkpoint>) {
    let key = key(&test.log).await;
    let mut checkpoints = Vec::new();
    for more in [90, 110, 70] {
        grow(&test.log, more).await;
        checkpoints.push(checkpoint(&test.db, &key).await.unwrap());
    }
    grow(&test.log, 30).await;
    let sizes: Vec<u64> = checkpoints.iter().map(|checkpoint| checkpoint.size).collect();
    assert_eq!(sizes, [90, 200, 270]);
    (key, checkpoints)
}

/// Runs statements, each on its own.
async fn run(db: &Db, statements: &[&str]) {
    for sql in statements {
        let mut tx = db.begin().await.unwrap();
        on!(Tx, &mut tx, tx => {
            sqlx::raw_sql(sqlx::AssertSqlSafe((*sql).to_owned())).execute(&mut **tx).await.unwrap();
        });
        tx.commit().await.unwrap();
    }
}

/// What somebody who owns the database does first.
async fn drop_triggers(db: &Db) {
    let names = match db {
        Db::Postgres(_) => {
            "select distinct 'drop trigger ' || trigger_name || ' on ' || event_object_table
             from information_schema.triggers where trigger_schema = current_schema()
             union select distinct 'drop trigger ' || tgname || ' on ' || c.relname
             from pg_trigger t join pg_class c on c.oid = t.tgrelid
             join pg_namespace n on n.oid = c.relnamespace
             where not tgisinternal and n.nspname = current_schema()"
        }
        Db::Sqlite(_) => "select 'drop trigger ' || name from sqlite_master where type = 'trigger'",
    };
    let drops: Vec<String> =
        on!(Db, db, pool => sqlx::query_scalar(names).fetch_all(pool).await.unwrap());
    assert!(!drops.is_empty());
    run(db, &drops.iter().map(String::as_str).collect::<Vec<_>>()).await;
}
