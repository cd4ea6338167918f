use std::time::Duration;

use eventstore::{Db, Error, Filter, Log, LogOptions, Position, Recorded};
use futures::{Stream, StreamExt as _};
use tests::{
    OnBoth as _, TestDb,
    db::{append_any, in_time, stream},
    on_both,
};
use tokio::task::JoinSet;

/// Takes the positions handed out until this one.
async fn until(
    mut feed: impl Stream<Item = Result<Recorded, Error>> + Unpin,
    last: i64,
) -> Vec<i64> {
    let mut positions = Vec::new();
    while positions.last() != Some(&last) {
        positions.push(feed.next().await.unwrap().unwrap().position.get());
    }
    positions
}

async fn write(log: Log, writer: u32, appends: usize) {
    for n in 0..appends {
        log.append(append_any(&stream(&writer.to_string()), 1 + n % 2)).await.unwrap();
    }
}

on_both! {
    async fn every_subscriber_gets_each_event_once_and_in_order_while_writers_write(test: TestDb) {
        write(test.log.clone(), 0, 200).await;
        let short =
            LogOptions { poll_interval: Duration::from_millis(20), ..LogOptions::default() };
        let other = test.another_process_with(short).await;
        let mut writers = JoinSet::new();
        for writer in 1..5 {
            let log = if writer % 2 == 0 { &test.log } else { &other };
            writers.spawn(write(log.clone(), writer, 100));
        }
        // 300 events to catch up with, 600 that come meanwhile.
        let mut subscribers = JoinSet::new();
        for (log, after) in [(&test.log, 0), (&test.log, 150), (&other, 0), (&other, 300)] {
            let feed = log.subscribe(Position::new(after), Filter::All);
            subscribers.spawn(async move {
                assert_eq!(until(feed, 900).await, (after + 1..=900).collect::<Vec<_>>());
            });
        }
        let mut slow = test.log.subscribe(Position::START, Filter::All);
        assert_eq!(slow.next().await.unwrap().unwrap().position.get(), 1);
        while let Some(written) = writers.join_next().await {
            written.unwrap();
        }
        while let Some(seen) = subscribers.join_next().await {
            seen.unwrap();
        }
        assert_eq!(until(slow, 900).await, (2..=900).collect::<Vec<_>>());
    }

    async fn a_filtered_subscription_gets_what_matches_and_nothing_else(test: TestDb) {
        let wanted = stream("1");
        let mut of_stream = test.log.subscribe(Position::START, Filter::Stream(wanted.clone()));
        let mut of_no_type =
            test.log.subscribe(Position::START, Filter::Types(vec!["t.v1.Never".into()]));
        let mut of_category = test.log.subscribe(Position::START, Filter::Category("test".into()));
        let writers: JoinSet<()> =
            (0..3).map(|writer| write(test.log.clone(), writer, 50)).collect();
        writers.join_all().await;
        for revision in 0..75 {
            let event = of_stream.next().await.unwrap().unwrap();
            assert_eq!((&event.stream, event.revision.get()), (&wanted, revision));
        }
        assert_eq!(until(&mut of_category, 225).await, (1..=225).collect::<Vec<_>>());
        tokio::select! {
            biased;
            event = of_no_type.next() => panic!("{event:?}"),
            appended = test.log.append(append_any(&wanted, 1)) => {
                assert_eq!(appended.unwrap().last.get(), 226);
            }
        }
        assert_eq!(of_stream.next().await.unwrap().unwrap().position.get(), 226);
    }

    async fn what_another_process_appends_moves_the_known_head(test: TestDb) {
        // PostgreSQL notifies; a SQLite file is looked at.
        let poll_interval = match test.db {
            Db::Postgres(_) => Duration::from_hours(1),
            Db::Sqlite(_) => Duration::from_millis(20),
        };
        let other =
            test.another_process_with(LogOptions { poll_interval, ..LogOptions::default() }).await;
        let mut head = other.watch();
        for position in 1..=5 {
            test.log.append(append_any(&stream("a"), 1)).await.unwrap();
            head.wait_for(|head| head.get() >= position).await.unwrap();
        }
    }

    async fn an_own_append_has_moved_the_known_head_when_it_is_answered(test: TestDb) {
        let never = LogOptions { poll_interval: Duration::from_hours(1), ..LogOptions::default() };
        let log = test.another_process_with(never).await;
        let head = log.watch();
        for _ in 0..5 {
            let appended = log.append(append_any(&stream("a"), 2)).await.unwrap();
            assert_eq!(*head.borrow(), appended.last);
        }
    }

    async fn a_dropped_log_ends_its_subscriptions(test: TestDb) {
        let other = test.another_process().await;
        let mut feed = other.subscribe(Position::START, Filter::All);
        drop(other);
        assert!(feed.next().await.is_none());
    }
}

/// Only PostgreSQL has connections to lose.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_outlives_the_loss_of_all_its_connections() {
    in_time(async {
        let test = TestDb::postgres().await;
        let options =
            LogOptions { poll_interval: Duration::from_millis(50), ..LogOptions::default() };
        let log = test.another_process_with(options).await;
        let mut feed = log.subscribe(Position::START, Filter::All);
        let Db::Postgres(pool) = &test.db else { panic!("this is PostgreSQL") };
        let (mut next, mut lost) = (1, 0);
        for round in 0..5 {
            for _ in 0..round {
                log.append(append_any(&stream("a"), 1)).await.unwrap();
            }
            let kill = "select count(pg_terminate_backend(pid)) from pg_stat_activity
                        where application_name = current_setting('application_name')
                        and pid <> pg_backend_pid()";
            // The pool of this test has lost its connections too, in the round before.
            lost += loop {
                if let Ok(lost) = sqlx::query_scalar::<_, i64>(kill).fetch_one(pool).await {
                    break lost;
                }
            };
            let command = append_any(&stream("a"), 1);
            let mut answer = log.append(command.clone()).await;
            while let Err(error) = &answer {
                assert!(error.is_retryable(), "{error}");
                answer = log.append(command.clone()).await;
            }
            for _ in 0..=round {
                let event = loop {
                    if let Ok(event) = feed.next().await.unwrap() {
                        break event;
                    }
                };
                assert_eq!(event.position.get(), next);
                next += 1;
            }
        }
        assert!(lost >= 10, "only {lost} connections were lost");
    })
    .await;
}
