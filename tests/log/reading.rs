use eventstore::{Direction, Filter, Position, Recorded, Revision, StreamId};
use futures::{StreamExt as _, TryStreamExt as _};
use tests::{
    TestDb,
    db::{append, event, stream, write},
    on_both,
};

use Direction::{Backward, Forward};
use eventstore::ExpectedRevision::Any;

/// 12 events: positions 1, 4, 7, 10 to `even-0`, 2, 5, 8, 11 to `odd-1`, 3, 6, 9, 12 to `even-2`;
/// of the types X, Y, Z, Z in turn.
async fn twelve(test: &TestDb) {
    for n in 0..12 {
        let stream = StreamId::new(if n % 3 == 1 { "odd" } else { "even" }, n % 3).unwrap();
        let kind = ["t.v1.X", "t.v1.Y", "t.v1.Z", "t.v1.Z"][n % 4];
        test.log.append(append(vec![write(&stream, Any, vec![event(kind, "{}")])])).await.unwrap();
    }
}

fn positions(events: &[Recorded]) -> Vec<i64> {
    events.iter().map(|event| event.position.get()).collect()
}

fn types(kinds: &[&str]) -> Filter {
    Filter::Types(kinds.iter().map(|kind| (*kind).to_owned()).collect())
}

/// Each filter with the positions of the twelve events that it lets through.
fn filters() -> Vec<(Filter, Vec<i64>)> {
    vec![
        (Filter::All, (1..=12).collect()),
        (Filter::Category("odd".into()), vec![2, 5, 8, 11]),
        (Filter::Category("even".into()), vec![1, 3, 4, 6, 7, 9, 10, 12]),
        (Filter::Category("ev".into()), vec![]),
        (Filter::Stream(StreamId::parse("even-2").unwrap()), vec![3, 6, 9, 12]),
        (types(&["t.v1.X"]), vec![1, 5, 9]),
        (types(&["t.v1.Z", "t.v1.X"]), vec![1, 3, 4, 5, 7, 8, 9, 11, 12]),
        (types(&["t.v1.Z", "t.v1.Z", "t.v1.None"]), vec![3, 4, 7, 8, 11, 12]),
        (types(&[]), vec![]),
    ]
}

on_both! {
    async fn a_stream_is_read_by_pages_both_ways(test: TestDb) {
        twelve(&test).await;
        let stream = StreamId::parse("even-2").unwrap();
        let cases = [
            (Revision::START, Forward, 99, vec![3, 6, 9, 12]),
            (Revision::START, Forward, 3, vec![3, 6, 9]),
            (Revision::new(3), Forward, 3, vec![12]),
            (Revision::new(4), Forward, 3, vec![]),
            (Revision::END, Backward, 2, vec![12, 9]),
            (Revision::new(1), Backward, 9, vec![6, 3]),
            (Revision::START, Forward, 0, vec![]),
        ];
        for (from, direction, limit, expected) in cases {
            let page = test.log.read_stream(&stream, from, direction, limit).await.unwrap();
            assert_eq!(positions(&page), expected, "{from} {direction:?} {limit}");
        }
        let none = test.log.read_stream(&self::stream("none"), Revision::START, Forward, 9).await;
        assert_eq!(none.unwrap(), []);
    }

    async fn every_filter_reads_by_pages_both_ways(test: TestDb) {
        twelve(&test).await;
        for (filter, expected) in filters() {
            for size in [1, 2, 5, 99] {
                let (mut forward, mut from) = (Vec::new(), Position::START);
                loop {
                    let page = test.log.read_all(from, Forward, size, &filter).await.unwrap();
                    let Some(last) = page.last() else { break };
                    from = last.position;
                    forward.extend(positions(&page));
                }
                assert_eq!(forward, expected, "{filter:?} by {size}");
                let (mut backward, mut from) = (Vec::new(), Position::END);
                loop {
                    let page = test.log.read_all(from, Backward, size, &filter).await.unwrap();
                    let Some(last) = page.last() else { break };
                    from = last.position;
                    backward.extend(positions(&page));
                }
                backward.reverse();
                assert_eq!(backward, expected, "{filter:?} backward by {size}");
            }
        }
    }

    async fn every_filter_scans_what_it_reads(test: TestDb) {
        twelve(&test).await;
        for (filter, expected) in filters() {
            let all: Vec<_> =
                test.log.scan(Position::START, filter.clone()).try_collect().await.unwrap();
            assert_eq!(positions(&all), expected, "{filter:?}");
            let later: Vec<_> =
                test.log.scan(Position::new(6), filter).try_collect().await.unwrap();
            assert_eq!(
                positions(&later),
                expected.into_iter().filter(|p| *p > 6).collect::<Vec<_>>()
            );
        }
    }

    async fn a_long_scan_is_complete_and_ends_at_the_head_it_found(test: TestDb) {
        for n in 0..3 {
            test.log.append(tests::db::append_any(&stream(&n.to_string()), 4_000)).await.unwrap();
        }
        let mut scan = test.log.scan(Position::START, Filter::All);
        let mut next = 1;
        while let Some(event) = scan.next().await {
            assert_eq!(event.unwrap().position.get(), next);
            if next == 1 {
                test.log.append(tests::db::append_any(&stream("late"), 1)).await.unwrap();
            }
            next += 1;
        }
        assert_eq!(next, 12_001);
    }

    async fn scans_that_are_abandoned_leave_the_database_usable(test: TestDb) {
        test.log.append(tests::db::append_any(&stream("a"), 5_000)).await.unwrap();
        for _ in 0..20 {
            let first = test.log.scan(Position::START, Filter::All).next().await.unwrap().unwrap();
            assert_eq!(first.position.get(), 1);
        }
        assert_eq!(test.log.scan(Position::START, Filter::All).count().await, 5_000);
    }
}
