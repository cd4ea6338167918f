use eventstore::{Db, DbError, DbOptions, Error, Log, LogOptions, on};
use sqlx::AssertSqlSafe;
use tests::{
    OnBoth as _, TestDb,
    db::{EmptyDb, append_any, stream},
    on_both,
};

on_both! {
    async fn migrating_says_what_it_did_and_does_it_once(empty: EmptyDb) {
        let pending = empty.db.pending_migrations().await.unwrap();
        assert_eq!(pending[..2], ["0001 event log", "0002 append only"]);
        assert_eq!(empty.db.migrate().await.unwrap().applied, pending);
        assert!(empty.db.pending_migrations().await.unwrap().is_empty());
        assert!(empty.db.migrate().await.unwrap().applied.is_empty());
    }

    async fn a_log_does_not_open_on_a_database_that_lacks_migrations(empty: EmptyDb) {
        let refused = Log::open(empty.db.clone(), LogOptions::default()).await;
        assert!(
            matches!(refused, Err(Error::NotMigrated { pending }) if pending[0] == "0001 event log")
        );
    }

    async fn a_log_is_named_once(test: TestDb) {
        let head = test.log.head().await.unwrap();
        assert_eq!(test.another_process().await.head().await.unwrap(), head);
        assert_eq!(head.epoch, 1);
    }

    async fn the_database_refuses_to_change_what_happened(test: TestDb) {
        test.log.append(append_any(&stream("a"), 2)).await.unwrap();
        let mut changes = vec![
            "update events set data = '{}' where position = 1",
            "update events set type = type",
            "delete from events where position = 2",
            "update commands set last_position = 1",
            "delete from commands",
            "delete from log_head",
        ];
        if let Db::Postgres(_) = test.db {
            changes.extend(["truncate events", "truncate commands", "truncate log_head"]);
        }
        for change in changes {
            let mut tx = test.db.begin().await.unwrap();
            let refused = on!(Tx, &mut tx, tx => {
                sqlx::query(AssertSqlSafe(change)).execute(&mut **tx).await.map(drop)
            });
            let why = refused.expect_err(change).to_string();
            assert!(why.contains("the log is append-only"), "{change}: {why}");
        }
        let events = "select count(*) from events";
        let left: i64 =
            on!(Db, &test.db, pool => sqlx::query_scalar(events).fetch_one(pool).await.unwrap());
        assert_eq!(left, 2);
    }

    async fn a_transaction_that_is_dropped_leaves_nothing(test: TestDb) {
        let insert = "insert into checkpoints (projection, version, position) values ('p', 1, 0)";
        for commit in [false, true] {
            let mut tx = test.db.begin().await.unwrap();
            on!(Tx, &mut tx, tx => { sqlx::query(insert).execute(&mut **tx).await.unwrap(); });
            if commit {
                tx.commit().await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn postgresql_that_would_lose_what_it_acknowledged_is_refused() {
    let EmptyDb { url, .. } = EmptyDb::postgres().await;
    let url = format!("{url}%20-csynchronous_commit%3Doff");
    let refused = Db::connect(&url, DbOptions::default()).await;
    assert!(
        matches!(refused, Err(DbError::NotDurable { name, .. }) if name == "synchronous_commit")
    );
}

#[tokio::test]
async fn sqlite_keeps_what_it_acknowledged_and_reads_do_not_write() {
    let empty = EmptyDb::sqlite().await;
    let Db::Sqlite(sqlite) = &empty.db else { panic!("this is SQLite") };
    let mut tx = empty.db.begin().await.unwrap();
    for (pragma, expected) in [("synchronous", "2"), ("journal_mode", "wal"), ("foreign_keys", "1")]
    {
        let ask = AssertSqlSafe(format!("select cast({pragma} as text) from pragma_{pragma}"));
        let found: String =
            on!(Tx, &mut tx, tx => sqlx::query_scalar(ask).fetch_one(&mut **tx).await.unwrap());
        assert_eq!(found, expected, "{pragma}");
    }
    drop(tx);
    let written = sqlx::query("create table t (a text)").execute(sqlite.pool()).await;
    assert!(written.unwrap_err().to_string().contains("readonly"));
}

#[tokio::test]
async fn another_url_is_refused_without_repeating_it() {
    for url in [
        "mysql://me:secret@host/db",
        "sqlite::memory:",
        "file.db",
        "postgres://me:secret@host:port/db",
    ] {
        let refused = Db::connect(url, DbOptions::default()).await.unwrap_err();
        assert!(matches!(refused, DbError::Url));
        assert!(!refused.to_string().contains("secret"));
    }
}
