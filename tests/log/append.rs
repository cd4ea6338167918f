use eventstore::{
    AppendError, Appended, Direction, ExpectedRevision, Filter, InvalidAppend, LogOptions,
    NewEvent, Position, Revision,
};
use tests::{
    TestDb,
    db::{append, append_any, event, events, exactly, stream, write},
    on_both,
};

use ExpectedRevision as E;

on_both! {
    async fn a_stream_that_is_not_as_expected_is_a_conflict(test: TestDb) {
        let (new, old) = (stream("new"), stream("old"));
        test.log.append(append(vec![write(&old, E::NoStream, events(3))])).await.unwrap();
        let cases = [
            (&old, E::NoStream, Some(2)),
            (&old, exactly(1), Some(2)),
            (&old, exactly(3), Some(2)),
            (&new, E::StreamExists, None),
            (&new, exactly(0), None),
        ];
        for (wanted, expects, is_at) in cases {
            let refused = test.log.append(append(vec![write(wanted, expects, events(1))])).await;
            let Err(AppendError::Conflict { stream, expected, actual }) = refused else {
                panic!("{expects:?} on {wanted}: {refused:?}");
            };
            assert_eq!((&stream, expected), (wanted, expects));
            assert_eq!(actual.map(Revision::get), is_at);
        }
        assert_eq!(test.log.head().await.unwrap().position, Position::new(3));
    }

    async fn a_stream_that_is_as_expected_is_written(test: TestDb) {
        let (a, b) = (stream("a"), stream("b"));
        let cases = [
            (&a, E::NoStream),
            (&a, exactly(0)),
            (&a, E::StreamExists),
            (&a, E::Any),
            (&b, E::Any),
            (&b, exactly(0)),
        ];
        for (stream, expected) in cases {
            test.log.append(append(vec![write(stream, expected, events(1))])).await.unwrap();
        }
        let all = test.log.read_all(Position::START, Direction::Forward, 99, &Filter::All).await;
        let all: Vec<_> =
            all.unwrap().iter().map(|e| (e.stream.clone(), e.revision.get())).collect();
        let [a, b] = [a, b].map(|stream| move |revision| (stream.clone(), revision));
        assert_eq!(all, [a(0), a(1), a(2), a(3), b(0), b(1)]);
    }

    async fn several_streams_are_written_together(test: TestDb) {
        let (a, b) = (stream("a"), stream("b"));
        test.log.append(append_any(&b, 2)).await.unwrap();
        let command =
            append(vec![write(&b, exactly(1), events(2)), write(&a, E::NoStream, events(3))]);
        let appended = test.log.append(command).await.unwrap();
        assert_eq!((appended.first.get(), appended.last.get()), (3, 7));
        assert_eq!(appended.revisions, [(b, Revision::new(3)), (a, Revision::new(2))]);
        assert!(!appended.replayed);
    }

    async fn one_conflict_and_no_stream_is_written(test: TestDb) {
        let (a, b) = (stream("a"), stream("b"));
        let command =
            append(vec![write(&a, E::NoStream, events(1)), write(&b, E::StreamExists, events(1))]);
        let refused = test.log.append(command).await;
        assert!(matches!(refused, Err(AppendError::Conflict { stream, .. }) if stream == b));
        let a = test.log.read_stream(&a, Revision::START, Direction::Forward, 9).await.unwrap();
        assert_eq!(a, []);
        assert_eq!(test.log.head().await.unwrap().position, Position::START);
    }

    async fn an_event_is_read_back_exactly_as_it_was_appended(test: TestDb) {
        let data = "{ \"née\": \"Zoé 🎓\", \"b\": 1.10, \"b\": [1e5, \"\\u0000\"] }\n";
        let mut command = append_any(&stream("a"), 0);
        command.writes[0].events = vec![event("test.v1.Happened", data)];
        command.metadata = " {\"b\":1,\"a\":2}".to_owned();
        test.log.append(command.clone()).await.unwrap();
        let read = test.log.read_all(Position::START, Direction::Forward, 9, &Filter::All).await;
        let read = read.unwrap().remove(0);
        assert_eq!((read.data.as_str(), &read.metadata), (data, &command.metadata));
        assert_eq!((read.stream.as_str(), read.kind.as_str()), ("test-a", "test.v1.Happened"));
        assert_eq!(read.occurred_on, command.writes[0].events[0].occurred_on);
        assert_eq!(read.command_id, command.command_id);
        assert!(read.recorded_at <= eventstore::clock::now());
        assert!(read.is_intact());
    }

    async fn a_stream_that_is_only_looked_at_must_be_as_expected_and_does_not_change(test: TestDb) {
        let (a, b) = (stream("a"), stream("b"));
        let both = |seen| append(vec![write(&a, E::Any, events(1)), write(&b, seen, vec![])]);
        let first = test.log.append(both(E::NoStream)).await.unwrap();
        assert_eq!(first.revisions, [(a.clone(), Revision::START)]);
        test.log.append(append_any(&b, 1)).await.unwrap();
        let refused = test.log.append(both(E::NoStream)).await.unwrap_err();
        assert!(matches!(refused, AppendError::Conflict { stream, .. } if stream == b));
        let seen = both(E::Exactly(Revision::START));
        let second = test.log.append(seen.clone()).await.unwrap();
        let again = test.log.append(seen).await.unwrap();
        assert_eq!(again, Appended { replayed: true, ..second });
        assert_eq!(test.log.head().await.unwrap().position, Position::new(3));
    }

    async fn what_can_never_be_appended_is_refused_with_the_reason(test: TestDb) {
        use InvalidAppend as I;
        let a = stream("a");
        let limits = LogOptions {
            max_event_bytes: 100,
            max_metadata_bytes: 50,
            max_append_events: 4,
            max_append_bytes: 300,
            ..LogOptions::default()
        };
        let log = test.another_process_with(limits).await;
        let one = |kind: &str, data: &str| append(vec![write(&a, E::Any, vec![event(kind, data)])]);
        let kind = "test.v1.Happened".to_owned();
        let date = "-0001-01-01".parse().unwrap();
        let too_early = NewEvent { occurred_on: date, ..events(1).remove(0) };
        let with_metadata = |metadata: &str| {
            let mut command = append_any(&a, 1);
            command.metadata = metadata.to_owned();
            command
        };
        let of = |bytes: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat(bytes - 8));
        let cases = [
            (append(vec![]), I::Empty),
            (append_any(&a, 0), I::Empty),
            (
                append(vec![write(&a, E::Any, events(1)), write(&a, E::Any, events(1))]),
                I::StreamTwice { stream: a.clone() },
            ),
            (one("", "{}"), I::Kind { stream: a.clone() }),
            (one("été", "{}"), I::Kind { stream: a.clone() }),
            (one(&kind, "[1]"), I::DataNotAnObject { stream: a.clone(), kind: kind.clone() }),
            (one(&kind, "{\"a\":1"), I::DataNotAnObject { stream: a.clone(), kind: kind.clone() }),
            (one(&kind, "{}{}"), I::DataNotAnObject { stream: a.clone(), kind: kind.clone() }),
            (
                one(&kind, "{\"a\":\"\0\"}"),
                I::DataNotAnObject { stream: a.clone(), kind: kind.clone() },
            ),
            (with_metadata("1"), I::MetadataNotAnObject),
            (
                append(vec![write(&a, E::Any, vec![too_early])]),
                I::OccurredOn { stream: a.clone(), kind: kind.clone(), date },
            ),
            (
                one(&kind, &of(101)),
                I::EventTooLarge { stream: a.clone(), kind: kind.clone(), bytes: 101, limit: 100 },
            ),
            (with_metadata(&of(51)), I::MetadataTooLarge { bytes: 51, limit: 50 }),
            (append_any(&a, 5), I::TooManyEvents { events: 5, limit: 4 }),
        ];
        for (command, reason) in cases {
            match log.append(command).await {
                Err(error @ AppendError::Invalid(_)) => {
                    assert!(!error.is_retryable());
                    assert!(matches!(error, AppendError::Invalid(invalid) if invalid == reason));
                }
                other => panic!("{other:?} and not {reason:?}"),
            }
        }
        let large = append(vec![write(&a, E::Any, vec![event(&kind, &of(100)); 3])]);
        assert!(matches!(
            log.append(large).await,
            Err(AppendError::Invalid(I::TooLarge { limit: 300, .. }))
        ));
        log.append(one(&kind, &of(100))).await.unwrap();
        log.append(append_any(&a, 4)).await.unwrap();
    }

    async fn as_many_events_as_one_append_may_have_are_appended(test: TestDb) {
        let appended = test.log.append(append_any(&stream("a"), 5_000)).await.unwrap();
        assert_eq!((appended.first.get(), appended.last.get()), (1, 5_000));
        let last = test.log.read_stream(&stream("a"), Revision::END, Direction::Backward, 1).await;
        assert_eq!(last.unwrap()[0].data, r#"{"n":4999}"#);
    }
}
