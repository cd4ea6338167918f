use std::path::Path;

use eventstore::{
    Db, DbOptions, Filter, Log, LogOptions, Position,
    tree::{Against, verify},
};
use futures::TryStreamExt as _;
use tests::{
    OnBoth as _, TestDb,
    app::TestApp,
    db::{append_any, stream},
};

use super::{refused, run};

async fn events_of(file: &Path) -> Vec<i64> {
    let url = format!("sqlite://{}", file.display());
    let db = Db::connect(&url, DbOptions::default()).await.unwrap();
    let report = verify(&db, Against::default(), |_, _| {}).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
    let log = Log::open(db, LogOptions::default()).await.unwrap();
    let events: Vec<_> = log.scan(Position::START, Filter::All).try_collect().await.unwrap();
    assert!(events.iter().all(eventstore::Recorded::is_intact));
    events.iter().map(|event| event.position.get()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_made_under_load_is_a_whole_log() {
    let test = TestDb::sqlite().await;
    let folder = tempfile::tempdir().unwrap();
    let (log, stop) = (test.log.clone(), tokio::sync::watch::channel(false));
    let stopped = stop.1.clone();
    let writing = tokio::spawn(async move {
        let mut written = 0;
        while !*stopped.borrow() {
            written = log.append(append_any(&stream("a"), 3)).await.unwrap().last.get();
        }
        written
    });
    let mut before = 0;
    for n in 0..3 {
        let acknowledged = test.log.append(append_any(&stream("b"), 1)).await.unwrap().last.get();
        let file = folder.path().join(format!("backup-{n}.db"));
        let name = file.display().to_string();
        run(&["--database-url", &test.url, "backup", &name]).await;
        let said = refused(&["--database-url", &test.url, "backup", &name]).await;
        assert!(said.contains("exists already"), "{said}");
        let events = events_of(&file).await;
        let last = *events.last().unwrap();
        assert_eq!(events, (1..=last).collect::<Vec<_>>());
        assert!(last >= acknowledged && last > before, "all that was acknowledged before is there");
        before = last;
    }
    stop.0.send_replace(true);
    assert!(writing.await.unwrap() >= before, "nobody waited for the backup");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_backed_up_comes_back() {
    let app = TestApp::sqlite().await;
    let id = app.register("2010-03-14", "2026-09-10").await;
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup.db").display().to_string();
    run(&["--database-url", &app.url, "backup", &backup]).await;
    let (head, lost) = (app.head().await, app.register("2010-03-15", "2026-09-10").await);

    let said = refused(&["--database-url", &app.url, "restore", &backup]).await;
    assert!(said.contains("exists already") && said.contains("--force"), "{said}");
    let said = refused(&["--database-url", &app.url, "restore", &backup, "--force"]).await;
    assert!(said.contains("is in use"), "{said}");

    let epoch = app.log().head().await.unwrap().epoch;
    let url = app.close().await;
    let said = run(&["--database-url", &url.0, "restore", &backup, "--force"]).await;
    assert!(
        said.contains(&format!("restored up to position {head}, epoch {}", epoch + 1)),
        "{said}"
    );
    let app = TestApp::at_url(&url.0).await;
    let query = "query($id: ID!) { journey(id: $id) { id } }";
    let found = app.graphql(query, serde_json::json!({ "id": id })).await;
    assert_eq!(found["journey"]["id"], id.as_str());
    let found = app.graphql(query, serde_json::json!({ "id": lost })).await;
    assert_eq!(found["journey"], serde_json::Value::Null, "it came after the backup");
    app.register("2010-03-16", "2026-09-10").await;
}

#[tokio::test]
async fn a_damaged_backup_is_refused_and_nothing_is_touched() {
    let test = TestDb::sqlite().await;
    test.log.append(append_any(&stream("a"), 500)).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup.db");
    run(&["--database-url", &test.url, "backup", &backup.display().to_string()]).await;
    let sound = std::fs::read(&backup).unwrap();
    let target = format!("sqlite://{}", folder.path().join("restored.db").display());
    let data = sound.windows(8).position(|bytes| bytes == br#"{"n":42}"#).unwrap();
    let mut altered = sound.clone();
    altered[data + 5] = b'5';
    let half = sound[..sound.len() / 2].to_vec();
    for (content, why) in [(altered, "altered"), (half, "not a sound"), (b"text".to_vec(), "sound")]
    {
        std::fs::write(&backup, content).unwrap();
        let arguments = ["--database-url", &target, "restore", &backup.display().to_string()];
        let said = refused(&arguments).await;
        assert!(said.contains(why), "{said}");
        assert!(!folder.path().join("restored.db").exists());
    }
    std::fs::write(&backup, sound).unwrap();
    run(&["--database-url", &target, "restore", &backup.display().to_string()]).await;
    assert_eq!(
        events_of(&folder.path().join("restored.db")).await.len(),
        506,
        "and the first rules"
    );
}
