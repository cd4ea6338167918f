//! No space left.
#![cfg(target_os = "linux")]

use std::fs;

use eventstore::{Direction, Filter, Log, LogOptions, Position, Trouble};
use tests::{
    app::TestApp,
    cluster::OwnServer,
    db::{EmptyDb, in_time},
    small_disk::SmallDisk,
};
use xtask::cluster::Options;

use super::load::{Load, until};

/// Appends work again, nobody having touched the service.
async fn has_recovered(log: &Log, load: Load) {
    load.answers(100).await;
    until(|| log.trouble().is_none()).await;
    assert!(load.end(log).await >= 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_on_a_full_disk_refuses_loses_nothing_and_goes_on_when_there_is_space() {
    let test = async {
        let Some(disk) = SmallDisk::mount(24 << 20) else {
            return super::durable::sqlite_survives_writes_that_are_refused().await;
        };
        let url = format!("sqlite://{}/parcours.db", disk.path().display());
        let app = TestApp::at_url(&url).await;
        let log = app.log().clone();
        let load = Load::start(&log, 8);
        load.answers(100).await;
        disk.fill();
        load.full().await;
        until(|| log.trouble() == Some(Trouble::NoSpace)).await;
        let answer = app.client().get(app.at("/readyz")).send().await.unwrap();
        let body = answer.text().await.unwrap();
        assert!(body.contains("no space left"), "{body}");
        // What is there can be read all the same.
        let read = log.read_all(Position::START, Direction::Forward, 10, &Filter::All).await;
        assert_eq!(read.unwrap().len(), 10);
        disk.free();
        has_recovered(&log, load).await;
        let answer = app.client().get(app.at("/readyz")).send().await.unwrap();
        assert!(answer.status().is_success());
    };
    Box::pin(in_time(test)).await;
}

/// A small cluster: its log in files of 1 MiB, of which few are kept.
fn small(options: Options) -> Options {
    let mut options = options;
    options.initdb = vec!["--wal-segsize=1".to_owned()];
    options.settings =
        ["min_wal_size=2MB", "max_wal_size=4MB", "shared_buffers=8MB"].map(str::to_owned).into();
    options
}

async fn log_on(server: &OwnServer) -> Log {
    let EmptyDb { db, .. } = EmptyDb::at(&server.cluster().url()).await;
    db.migrate().await.unwrap();
    Log::open(db, LogOptions::default()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_on_a_full_disk_loses_nothing_and_goes_on_when_there_is_space() {
    let test = async {
        let Some(disk) = SmallDisk::mount(96 << 20) else { return postgres_at_its_limit().await };
        let data = disk.path().join("data");
        fs::create_dir(&data).unwrap();
        let mut server =
            OwnServer::start_with(small(Options { data: Some(data), ..Options::default() })).await;
        let log = log_on(&server).await;
        let load = Load::start(&log, 8);
        load.answers(100).await;
        disk.fill();
        load.failures().await;
        until(|| log.trouble().is_some()).await;
        disk.free();
        // It may have given up meanwhile, as when its own log could not grow.
        server.start_again().await;
        has_recovered(&log, load).await;
    };
    in_time(test).await;
}

/// The same without a file system of its own: no file of the server may grow beyond 2 MiB.
async fn postgres_at_its_limit() {
    let before = ["prlimit", "--fsize=2097152:unlimited"].map(str::to_owned).into();
    let server = OwnServer::start_with(small(Options { before, ..Options::default() })).await;
    let log = log_on(&server).await;
    let load = Load::start(&log, 64);
    load.failures().await;
    let postmaster = server.cluster().process().unwrap();
    let children = format!("/proc/{postmaster}/task/{postmaster}/children");
    let children = fs::read_to_string(children).unwrap();
    for process in children.split_whitespace().chain([postmaster.to_string().as_str()]) {
        let mut lift = server.cluster().command("prlimit");
        // One that has ended meanwhile has no limit to lift.
        drop(lift.args(["--fsize=unlimited", "--pid", process]).output());
    }
    has_recovered(&log, load).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_at_its_limit_loses_nothing_and_goes_on_when_it_is_lifted() {
    in_time(postgres_at_its_limit()).await;
}
