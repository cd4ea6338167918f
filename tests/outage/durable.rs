//! No answer leaves before it is durable, and an error of the system is no loss.
#![cfg(target_os = "linux")]

use std::time::{Duration, Instant};

use eventstore::{Db, DbOptions, Log, LogOptions, Position};
use sqlx::PgPool;
use tests::{
    OnBoth as _,
    app::TestApp,
    cluster::OwnServer,
    db::{EmptyDb, append_any, in_time, stream},
    strace::Trace,
    torture::{self, Options, count_early, early_answers, work_under_faults},
};
use xtask::cluster;

use super::load::Load;

const PROGRAM: &str = env!("CARGO_BIN_EXE_torture");

#[tokio::test]
async fn on_sqlite_no_answer_leaves_before_the_file_is_durable() {
    for (clients, enough) in [(1, 200), (16, 800)] {
        let empty = EmptyDb::sqlite().await;
        let seen = early_answers(&empty, PROGRAM.as_ref(), clients, enough);
        let (early, trace) = seen.await.unwrap();
        assert!(early.answers as u64 >= enough - u64::from(clients), "{early:?}");
        assert_eq!(early.early, 0, "{clients} clients: {early:?}");
        // The same run, had the service not waited for the disk.
        let careless: String =
            trace.lines().filter(|line| !line.contains("sync")).flat_map(|l| [l, "\n"]).collect();
        let early = count_early(&careless, &empty.url, clients);
        assert_eq!(early.early, early.answers, "the check can tell");
    }
}

/// The disk of a server for which each sync takes so long.
const SLOW: Duration = Duration::from_millis(150);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql_no_answer_leaves_before_the_log_is_durable() {
    let trace = Trace::new();
    let slow = format!("inject=fdatasync,fsync:delay_enter={}", SLOW.as_micros());
    let options = cluster::Options {
        before: trace.before(&["-e", "trace=fdatasync,fsync", "-e", &slow]),
        settings: vec!["wal_sync_method=fdatasync".to_owned()],
        ..cluster::Options::default()
    };
    let server = OwnServer::start_with(options).await;
    let url = server.cluster().url();
    let db = Db::connect(&url, DbOptions::default()).await.unwrap();
    db.migrate().await.unwrap();
    let log = Log::open(db, LogOptions::default()).await.unwrap();
    for n in 0..10 {
        let asked = Instant::now();
        log.append(append_any(&stream("a"), n % 3 + 1)).await.unwrap();
        assert!(asked.elapsed() >= SLOW, "answered after {:?}", asked.elapsed());
    }
    // What does not wait for the disk is faster: the check can tell.
    let careless = PgPool::connect(&url).await.unwrap();
    let sql = "set synchronous_commit = off; create table careless (n int);
               insert into careless values (1);";
    let mut connection = careless.acquire().await.unwrap();
    sqlx::raw_sql(sql).execute(&mut *connection).await.unwrap();
    let asked = Instant::now();
    sqlx::raw_sql("insert into careless values (2)").execute(&mut *connection).await.unwrap();
    assert!(asked.elapsed() < SLOW, "answered after {:?}", asked.elapsed());
}

async fn sqlite_survives(inject: &[&str]) {
    let empty = EmptyDb::sqlite().await;
    let file = format!("{}-wal", empty.url.trim_start_matches("sqlite://"));
    let options = Options {
        program: PROGRAM.into(),
        rounds: 1,
        seed: 1,
        longest: Duration::ZERO,
        fours: 4,
        replay_every: 1,
    };
    let inject = [&["-P", &file], inject].concat();
    let summary = work_under_faults(&empty, &options, &inject, 5).await.unwrap();
    let table = torture::table(std::slice::from_ref(&summary));
    assert!(summary.findings.none() && summary.acknowledged >= 100, "{table}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_a_disk_that_fails_to_sync_loses_nothing() {
    let inject = ["-e", "trace=fsync,fdatasync"];
    let fail = ["-e", "inject=fsync,fdatasync:error=EIO:when=50+50"];
    in_time(sqlite_survives(&[inject, fail].concat())).await;
}

/// As when the disk is full.
pub(super) async fn sqlite_survives_writes_that_are_refused() {
    let inject = ["-e", "trace=pwrite64"];
    let fail = ["-e", "inject=pwrite64:error=ENOSPC:when=1200+400"];
    sqlite_survives(&[inject, fail].concat()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_a_disk_that_refuses_to_write_loses_nothing() {
    in_time(sqlite_survives_writes_that_are_refused()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgresql_that_does_not_wait_for_its_disk_is_refused() {
    for setting in ["fsync", "full_page_writes"] {
        let settings = vec![format!("{setting}=off")];
        let server = OwnServer::start_with(cluster::Options { settings, ..Default::default() });
        let refused = Db::connect(&server.await.cluster().url(), DbOptions::default()).await;
        let why = refused.unwrap_err().to_string();
        assert!(why.starts_with(&format!("{setting} is off")), "{why}");
    }
}

/// PostgreSQL gives up when a sync fails, because it can not know what is on the disk then: it
/// starts again from its log.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql_a_disk_that_fails_to_sync_loses_nothing() {
    let test = async {
        let trace = Trace::new();
        let fail = "inject=fdatasync:error=EIO:when=40";
        let options = cluster::Options {
            before: trace.before(&["-e", "trace=fdatasync", "-e", fail]),
            settings: vec!["wal_sync_method=fdatasync".to_owned()],
            ..cluster::Options::default()
        };
        let server = OwnServer::start_with(options).await;
        let app = TestApp::at_url(&server.cluster().url()).await;
        let load = Load::start(app.log(), 8);
        trace.injected(3).await;
        load.answers(100).await;
        assert!(load.failures().await > 0);
        load.end(app.log()).await;
        assert!(app.head().await > Position::START.get());
    };
    in_time(test).await;
}
