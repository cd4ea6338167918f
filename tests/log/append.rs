use eventstore::{AppendError, ExpectedRevision, Position, Revision};
use tests::{
    TestDb,
    db::{append, events, exactly, stream, write},
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
}
