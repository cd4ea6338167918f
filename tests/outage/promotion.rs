//! A standby that was behind is promoted: acknowledged events are lost, and their positions are
//! handed out again.

use std::{fs, time::Duration};

use eventstore::{
    CursorError, Db, DbOptions, Error, Filter, Log, LogOptions, Position, Rewritten,
    tree::{Against, verify},
};
use futures::StreamExt as _;
use tests::{
    cluster::OwnServer,
    db::{append_any, in_time, stream},
};
use xtask::cluster::Stop;

async fn until_appended(log: &Log, append: &eventstore::Append) -> eventstore::Appended {
    loop {
        match log.append(append.clone()).await {
            Ok(appended) => return appended,
            Err(error) => assert!(error.is_retryable(), "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_read_events_that_a_failover_lost_is_told() {
    in_time(async {
        let mut server = OwnServer::start().await;
        let url = server.cluster().url();
        let db = Db::connect(&url, DbOptions { max_connections: 4 }).await.unwrap();
        db.migrate().await.unwrap();
        let options =
            LogOptions { poll_interval: Duration::from_millis(50), ..LogOptions::default() };
        let log = Log::open(db.clone(), options.clone()).await.unwrap();
        let other = Log::open(db.clone(), options).await.unwrap();
        for _ in 0..20 {
            log.append(append_any(&stream("a"), 1)).await.unwrap();
        }
        let port = url.split(':').nth(2).unwrap().split('/').next().unwrap();
        let standby = server.cluster().path("standby");
        let backup = server
            .cluster()
            .program("pg_basebackup")
            .args(["-h", "127.0.0.1", "-U", "postgres", "-p", port, "-c", "fast", "-D"])
            .arg(&standby)
            .output()
            .unwrap();
        assert!(backup.status.success(), "{}", String::from_utf8_lossy(&backup.stderr));
        let lost = append_any(&stream("a"), 10);
        log.append(lost.clone()).await.unwrap();
        let kept = log.cursor(Position::new(20)).await.unwrap();
        let gone = log.cursor(Position::new(25)).await.unwrap();
        let mut feed = other.subscribe(Position::START, Filter::All);
        for position in 1..=30 {
            assert_eq!(feed.next().await.unwrap().unwrap().position.get(), position);
        }

        server.stop(Stop::Immediate).await;
        let data = server.cluster().path("data");
        fs::rename(&data, server.cluster().path("lost")).unwrap();
        fs::write(standby.join("standby.signal"), "").unwrap();
        fs::rename(&standby, &data).unwrap();
        server.start_again().await;
        let promote = server
            .cluster()
            .program("pg_ctl")
            .args(["promote", "-w", "-D"])
            .arg(&data)
            .output()
            .unwrap();
        assert!(promote.status.success(), "{}", String::from_utf8_lossy(&promote.stderr));

        // The first append after it begins another epoch, where the log now ends.
        let appended = until_appended(&log, &append_any(&stream("b"), 6)).await;
        assert_eq!((appended.first.get(), appended.last.get()), (21, 26));
        assert_eq!(log.head().await.unwrap().epoch, 2);
        // The same command again is appended again, once: the first time is lost.
        let again = until_appended(&log, &lost).await;
        assert_eq!((again.first.get(), again.replayed), (27, false));
        assert!(log.append(lost).await.unwrap().replayed);

        let told = loop {
            match feed.next().await {
                Some(Err(Error::Rewritten)) => break true,
                Some(Err(_)) => {}
                Some(Ok(event)) => panic!("{event:?} as if nothing had happened"),
                None => break false,
            }
        };
        assert!(told && feed.next().await.is_none());
        let refused = |refused: Result<_, CursorError>| match refused {
            Err(CursorError::Rewritten(why)) => why,
            Err(error) => panic!("{error}"),
            Ok(()) => panic!("it goes on"),
        };
        let why = refused(other.resume(&gone, Filter::All).await.map(drop));
        assert_eq!(why, Rewritten::OtherEvent(Position::new(25)));
        let why = refused(other.renew(&gone).await.map(drop));
        assert_eq!(why, Rewritten::OtherEvent(Position::new(25)));
        let renewed = other.renew(&kept).await.unwrap();
        let mut feed = other.resume(&renewed, Filter::All).await.unwrap();
        for position in 21..=36 {
            assert_eq!(feed.next().await.unwrap().unwrap().position.get(), position);
        }
        let report = verify(&db, Against::default(), |_, _| {}).await.unwrap();
        assert!(report.is_sound(), "{report:?}");
        drop((log, other));
    })
    .await;
}
