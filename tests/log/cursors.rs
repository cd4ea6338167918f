use eventstore::{Cursor, CursorError, Error, Filter, Position, Rewritten};
use futures::StreamExt as _;
use tests::{
    TestDb,
    db::{append_any, stream},
    on_both,
};

fn why<T>(refused: Result<T, CursorError>) -> Rewritten {
    match refused {
        Err(error @ CursorError::Rewritten(why)) => {
            assert_eq!(error.code(), "LOG_REWRITTEN");
            why
        }
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it is not refused"),
    }
}

on_both! {
    async fn a_reader_goes_on_from_its_cursor(test: TestDb) {
        test.log.append(append_any(&stream("a"), 5)).await.unwrap();
        let start = test.log.cursor(Position::START).await.unwrap();
        let cursor = test.log.cursor(Position::new(3)).await.unwrap();
        // It is kept as text.
        let cursor: Cursor = cursor.to_string().parse().unwrap();
        let other = test.another_process().await;
        let mut feed = other.resume(&cursor, Filter::All).await.unwrap();
        assert_eq!(feed.next().await.unwrap().unwrap().position.get(), 4);
        let mut feed = other.resume(&start, Filter::All).await.unwrap();
        assert_eq!(feed.next().await.unwrap().unwrap().position.get(), 1);
        let beyond = test.log.cursor(Position::new(6)).await;
        assert!(matches!(beyond, Err(CursorError::Beyond { .. })), "{beyond:?}");
    }

    async fn a_cursor_that_does_not_match_is_refused(test: TestDb) {
        test.log.append(append_any(&stream("a"), 5)).await.unwrap();
        let cursor = test.log.cursor(Position::new(3)).await.unwrap();
        let resume = async |cursor: Cursor| why(test.log.resume(&cursor, Filter::All).await);
        let of_another = Cursor { log_id: eventstore::LogId(uuid::Uuid::nil()), ..cursor };
        assert_eq!(resume(of_another).await, Rewritten::OtherLog(of_another.log_id));
        let longer = Cursor { position: Position::new(9), ..cursor };
        let (at, log) = (Position::new(9), Position::new(5));
        assert_eq!(resume(longer).await, Rewritten::Shorter { cursor: at, log });
        let another = Cursor { position: Position::new(4), ..cursor };
        assert_eq!(resume(another).await, Rewritten::OtherEvent(Position::new(4)));
        assert_eq!(why(test.log.renew(&another).await), Rewritten::OtherEvent(Position::new(4)));
    }

    async fn another_epoch_ends_what_was_read_in_the_one_before(test: TestDb) {
        test.log.append(append_any(&stream("a"), 5)).await.unwrap();
        let other = test.another_process().await;
        let cursor = test.log.cursor(Position::new(3)).await.unwrap();
        let mut feeds = Vec::new();
        for log in [&test.log, &other] {
            let mut feed = log.subscribe(Position::START, Filter::All);
            for position in 1..=5 {
                assert_eq!(feed.next().await.unwrap().unwrap().position.get(), position);
            }
            feeds.push(feed);
        }
        test.log.begin_epoch().await.unwrap();
        test.log.append(append_any(&stream("a"), 1)).await.unwrap();
        for mut feed in feeds {
            let told = feed.next().await.unwrap();
            assert!(matches!(told, Err(Error::Rewritten)), "{told:?}");
            assert!(feed.next().await.is_none());
        }
        let refused = why(test.log.resume(&cursor, Filter::All).await);
        assert_eq!(refused, Rewritten::OtherEpoch { cursor: 1, log: 2 });
        // What it has read is still there.
        let renewed = test.log.renew(&cursor).await.unwrap();
        let mut feed = other.resume(&renewed, Filter::All).await.unwrap();
        for position in 4..=6 {
            assert_eq!(feed.next().await.unwrap().unwrap().position.get(), position);
        }
        assert_eq!((*test.log.epoch().borrow(), *other.epoch().borrow()), (2, 2));
    }
}
