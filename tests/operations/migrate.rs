use eventstore::{Db, Log, LogOptions};
use futures::future::join_all;
use tests::{OnBoth as _, db::EmptyDb, on_both};

use super::{parcours, said};

on_both! {
    async fn processes_that_migrate_a_new_database_at_once_all_succeed(empty: EmptyDb) {
        let migrations = (0..4).map(|_| async {
            let output = parcours(&["--database-url", &empty.url, "migrate"]).output().await;
            let output = output.unwrap();
            assert!(output.status.success(), "{}", said(&output));
        });
        join_all(migrations).await;
        assert!(empty.db.pending_migrations().await.unwrap().is_empty());
        let log = Log::open(empty.db.clone(), LogOptions::default()).await.unwrap();
        let founded = log.head().await.unwrap().position.get();
        assert_eq!(founded, 6, "policy, targets, socle, options and protection are published once");
    }
}

#[tokio::test]
async fn processes_that_make_a_new_sqlite_file_at_once_all_succeed() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("new/parcours.db").display());
        let starts = (0..4).map(|_| async {
            let output = parcours(&["--database-url", &url, "migrate"]).output().await.unwrap();
            assert!(output.status.success(), "{}", said(&output));
        });
        join_all(starts).await;
        let EmptyDb { db, .. } = EmptyDb::sqlite().await;
        db.close().await;
        let db = Db::connect(&url, eventstore::DbOptions::default()).await.unwrap();
        assert!(db.pending_migrations().await.unwrap().is_empty());
    }
}
