use std::{collections::BTreeSet, pin::Pin};

use eventstore::{
    Append, AppendError, Appended, Direction, ExpectedRevision, Filter, Log, LogOptions, Position,
    Revision, StreamId,
};
use futures::{FutureExt as _, StreamExt as _, future::join_all};
use tests::{
    TestDb,
    db::{append, append_any, events, exactly, stream, write},
    on_both,
};
use tokio::task::JoinSet;

use ExpectedRevision as E;

type Answer = Result<Appended, AppendError>;

/// Sends an append and does not wait for its answer; some answers come at once.
fn send(log: &Log, append: Append) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
    let log = log.clone();
    let mut answer = Box::pin(async move { log.append(append).await });
    match (&mut answer).now_or_never() {
        Some(answered) => Box::pin(async { answered }),
        None => answer,
    }
}

async fn all(log: &Log) -> Vec<eventstore::Recorded> {
    log.read_all(Position::START, Direction::Forward, usize::MAX, &Filter::All).await.unwrap()
}

/// Appends to a stream, each time at the revision it has learnt from the last attempt.
async fn write_through_conflicts(log: Log, stream: StreamId, times: usize) {
    let (mut expected, mut done) = (E::NoStream, 0);
    while done < times {
        match log.append(append(vec![write(&stream, expected, events(1 + done % 3))])).await {
            Ok(appended) => {
                done += 1;
                expected = E::Exactly(appended.revisions[0].1);
            }
            Err(AppendError::Conflict { actual, .. }) => {
                expected = actual.map_or(E::NoStream, E::Exactly);
            }
            Err(error) => panic!("{error}"),
        }
    }
}

on_both! {
    async fn positions_and_revisions_have_no_gaps_under_concurrent_writers(test: TestDb) {
        let other = test.another_process().await;
        let mut writers = JoinSet::new();
        for writer in 0..8 {
            let log = if writer % 2 == 0 { &test.log } else { &other };
            // Two processes write to each stream.
            writers.spawn(write_through_conflicts(
                log.clone(),
                stream(&format!("{}", writer / 2)),
                25,
            ));
        }
        while let Some(written) = writers.join_next().await {
            written.unwrap();
        }
        let all = all(&test.log).await;
        let positions: Vec<i64> = all.iter().map(|event| event.position.get()).collect();
        let expected = i64::try_from(8 * (0..25).map(|n| 1 + n % 3).sum::<usize>()).unwrap();
        assert_eq!(positions, (1..=expected).collect::<Vec<_>>());
        for writer in 0..4 {
            let stream = stream(&format!("{writer}"));
            let of_stream = all.iter().filter(|event| event.stream == stream);
            let revisions: Vec<i64> = of_stream.map(|event| event.revision.get()).collect();
            assert_eq!(revisions, (0..expected / 4).collect::<Vec<_>>());
        }
        assert!(all.is_sorted_by_key(|event| event.recorded_at));
        assert!(all.iter().all(eventstore::Recorded::is_intact));
    }

    async fn appends_that_wait_are_committed_together(test: TestDb) {
        let held = test.hold().await;
        let waiting: Vec<_> =
            (0..100).map(|n| send(&test.log, append_any(&stream(&n.to_string()), 1))).collect();
        held.rollback().await.unwrap();
        for answer in join_all(waiting).await {
            answer.unwrap();
        }
        let transactions: BTreeSet<_> =
            all(&test.log).await.iter().map(|event| event.recorded_at).collect();
        // What the writer had taken when it was held up, and all the rest.
        assert!(transactions.len() <= 2, "{} transactions", transactions.len());
    }

    async fn a_refused_append_disturbs_no_other_in_its_transaction(test: TestDb) {
        let (a, b) = (stream("a"), stream("b"));
        let held = test.hold().await;
        let first = append(vec![write(&a, E::NoStream, events(2))]);
        let mut taken_id = append_any(&b, 1);
        taken_id.command_id = first.command_id;
        taken_id.fingerprint = eventstore::Fingerprint::of(&[b"other"]);
        let commands = [
            first.clone(),
            append(vec![write(&a, E::NoStream, events(1))]),
            append(vec![write(&a, exactly(1), events(1)), write(&b, E::NoStream, events(1))]),
            taken_id,
            first,
            append(vec![write(&b, exactly(0), events(1)), write(&a, exactly(7), events(1))]),
            append(vec![write(&b, exactly(0), events(1))]),
        ];
        let waiting: Vec<_> =
            commands.into_iter().map(|command| send(&test.log, command)).collect();
        held.rollback().await.unwrap();
        let answers = join_all(waiting).await;
        let short: Vec<_> = answers
            .iter()
            .map(|answer| match answer {
                Ok(Appended { first, last, replayed, .. }) => format!("{first}-{last} {replayed}"),
                Err(AppendError::Conflict { stream, actual, .. }) => {
                    format!("{stream} {:?}", actual.map(Revision::get))
                }
                Err(error) => error.to_string().split(' ').next().unwrap().to_owned(),
            })
            .collect();
        assert_eq!(
            short,
            [
                "1-2 false",
                "test-a Some(1)",
                "3-4 false",
                "command",
                "1-2 true",
                "test-a Some(2)",
                "5-5 false"
            ]
        );
        assert_eq!(all(&test.log).await.len(), 5);
    }

    async fn a_full_queue_refuses_at_once_and_loses_nothing(test: TestDb) {
        let log = test.another_process_with(LogOptions { queue: 4, ..LogOptions::default() }).await;
        let held = test.hold().await;
        let (mut waiting, mut refused) = (Vec::new(), None);
        while refused.is_none() {
            let mut sent = send(&log, append_any(&stream("a"), 1));
            match (&mut sent).now_or_never() {
                None => waiting.push(sent),
                Some(answer) => refused = Some(answer),
            }
            tokio::task::yield_now().await;
        }
        let refused = refused.unwrap().unwrap_err();
        assert!(matches!(refused, AppendError::Overloaded) && refused.is_retryable());
        // Four in the queue, and those that the batch in flight has let in before it was closed.
        assert!((4..=40).contains(&waiting.len()), "{} wait", waiting.len());
        held.rollback().await.unwrap();
        let written = waiting.len();
        for answer in join_all(waiting).await {
            answer.unwrap();
        }
        assert_eq!(all(&log).await.len(), written);
        log.append(append_any(&stream("a"), 1)).await.unwrap();
    }

    async fn appends_that_wait_take_no_more_memory_than_allowed(test: TestDb) {
        let options = LogOptions { queue_bytes: 64 << 10, ..LogOptions::default() };
        let log = test.another_process_with(options).await;
        let large = || {
            let mut command = append_any(&stream("a"), 1);
            command.writes[0].events[0].data = format!(r#"{{"a":"{}"}}"#, "x".repeat(30 << 10));
            command
        };
        let held = test.hold().await;
        let waiting = [send(&log, large()), send(&log, large())];
        assert!(matches!(log.append(large()).await, Err(AppendError::Overloaded)));
        held.rollback().await.unwrap();
        for answer in join_all(waiting).await {
            answer.unwrap();
        }
        log.append(large()).await.unwrap();
    }

    async fn an_append_larger_than_a_batch_is_written_in_its_turn(test: TestDb) {
        let options = LogOptions { max_batch_events: 10, ..LogOptions::default() };
        let log = test.another_process_with(options).await;
        let held = test.hold().await;
        let sizes = [3, 25, 4, 9, 1, 30];
        let waiting: Vec<_> =
            sizes.iter().map(|size| send(&log, append_any(&stream("a"), *size))).collect();
        held.rollback().await.unwrap();
        let mut next = 1;
        for (answer, size) in join_all(waiting).await.into_iter().zip(sizes) {
            let Appended { first, last, .. } = answer.unwrap();
            assert_eq!(first.get(), next);
            next = last.get() + 1;
            assert_eq!(next - first.get(), i64::try_from(size).unwrap());
        }
    }

    async fn a_caller_that_stops_waiting_has_appended_once(test: TestDb) {
        let held = test.hold().await;
        let commands: Vec<_> = (0..10).map(|_| append_any(&stream("a"), 1)).collect();
        for command in &commands {
            drop(send(&test.log, command.clone()));
        }
        held.rollback().await.unwrap();
        for command in commands {
            assert!(test.log.append(command).await.unwrap().replayed);
        }
        assert_eq!(all(&test.log).await.len(), 10);
    }

    async fn closing_writes_what_waits_and_refuses_what_comes(test: TestDb) {
        let log = test.another_process().await;
        let mut feed = log.subscribe(Position::START, Filter::All);
        let held = test.hold().await;
        let waiting: Vec<_> = (0..10).map(|_| send(&log, append_any(&stream("a"), 1))).collect();
        let closing = tokio::spawn(log.clone().close());
        held.rollback().await.unwrap();
        closing.await.unwrap();
        for answer in join_all(waiting).await {
            answer.unwrap();
        }
        assert!(matches!(log.append(append_any(&stream("a"), 1)).await, Err(AppendError::Closed)));
        assert_eq!(all(&test.log).await.len(), 10);
        while let Some(event) = feed.next().await {
            event.unwrap();
        }
    }
}
