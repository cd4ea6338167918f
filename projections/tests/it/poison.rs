//! What can not be folded or written stops what it concerns, and nothing else.

use std::time::Duration;

use eventstore::{Position, StreamId};
use projections::{Engine, Error, Health, ProjectionStatus, status};
use uuid::Uuid;

use crate::{
    engine::{following, some_history},
    on_both,
    support::{PATIENCE, Test},
};

/// Secrets in events that can not be read.
const SECRET: &str = "Lovelace";

async fn append_unreadable(test: &Test) -> Position {
    let stream = StreamId::new("journey", Uuid::from_u128(1)).unwrap();
    let data = format!(r#"{{"name":"{SECRET}"}}"#);
    test.append_raw(&[(stream, "journey.v9.NeverHappened".to_owned(), data)]).await
}

async fn wait_until(test: &Test, head: Position, name: &str, health: Health) -> ProjectionStatus {
    let wait = async {
        loop {
            let all = status(&test.db, head).await.unwrap();
            let own = all.into_iter().find(|status| status.name == name).unwrap();
            if own.status == health {
                return own;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("the projection gets there")
}

on_both! {
    async fn an_event_that_can_not_be_read_stops_what_folds_it_and_nothing_else(test: Test) {
        let engine = Engine::start(test.log.clone());
        let before = test.append(&some_history(50)).await;
        engine.wait_for(before, PATIENCE).await.unwrap();
        let held = test.held().await;

        let poison = append_unreadable(&test).await;
        let last = test.append(&some_history(50)).await;
        engine.wait_for(last, PATIENCE).await.unwrap();
        for name in ["journeys", "timeline", "statistics"] {
            let stopped = wait_until(&test, last, name, Health::Stopped).await;
            assert_eq!(stopped.position, before, "{name} stands before the event");
            let error = stopped.error.unwrap();
            assert!(error.contains("journey.v9.NeverHappened"), "{error}");
            assert!(error.contains(&poison.to_string()), "{error}");
            assert!(!error.contains(SECRET), "no payload");
        }
        for name in ["pairs", "supporters", "targets"] {
            let follows = wait_until(&test, last, name, Health::Following).await;
            assert_eq!((follows.position, follows.lag), (last, 0));
        }
        let now = test.held().await;
        assert_eq!((&now.journeys, &now.timeline, &now.cells), (&held.journeys, &held.timeline, &held.cells));
        assert_ne!(now.pairs, held.pairs, "others go on");
        engine.stop().await;
    }

    async fn a_rebuild_stops_at_it_and_leaves_the_rows_as_they_are(test: Test) {
        test.append(&some_history(50)).await;
        let options = projections::EngineOptions::default();
        projections::catch_up(&test.log, &options).await.unwrap();
        let held = test.held().await;
        let position = append_unreadable(&test).await;
        let result = projections::rebuild(&test.log, &["journeys"], |_, _| {}).await;
        let Err(Error::Poison(poison)) = result else { panic!("{result:?}") };
        assert_eq!(poison.position, position);
        assert_eq!(test.held().await, held);
        assert!(test.shadows_are_empty().await);
        projections::rebuild(&test.log, &["targets"], |_, _| {}).await.unwrap();
        let result = projections::catch_up(&test.log, &options).await;
        assert!(matches!(result, Err(Error::Poison(_))), "{result:?}");
    }

    async fn a_table_that_can_not_be_written_holds_up_no_other(test: Test) {
        test.execute("alter table supporters rename to elsewhere").await;
        let engine = Engine::start(test.log.clone());
        let last = test.append(&some_history(50)).await;
        let failing = wait_until(&test, last, "supporters", Health::Failing).await;
        assert_eq!(failing.position, Position::START);
        assert!(failing.error.is_some());
        engine.wait_for(last, PATIENCE).await.unwrap();
        test.execute("alter table elsewhere rename to supporters").await;
        following(&test, last).await;
        assert_eq!(test.held().await, test.replayed().await);
        engine.stop().await;
    }
}
