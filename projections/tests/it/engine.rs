//! Following a live log, in one process and in several.

use std::time::Duration;

use domain::{SchoolYear, codes::Academie, levels::Niveau};
use eventstore::Position;
use projections::{
    Behind, Engine, EngineOptions, Health, Reader, RebuildOptions, Scope, statistics::CohortFilter,
    status,
};
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::TestRunner,
};
use uuid::Uuid;

use crate::{
    histories::{academie, admitted, history, registered, started},
    on_both,
    support::{PATIENCE, Test, on_journey},
};

/// Always the same random history.
pub fn some_history(events: usize) -> Vec<(eventstore::StreamId, domain::Event)> {
    let mut runner = TestRunner::deterministic();
    history(events..events + 1).new_tree(&mut runner).unwrap().current()
}

fn small_batches() -> EngineOptions {
    EngineOptions { batch: 7, ..EngineOptions::default() }
}

on_both! {
    async fn what_is_appended_can_be_read_once_it_is_reached(test: Test) {
        let engine = Engine::start(test.log.clone());
        let reader = Reader::new(test.db.clone());
        for n in 1..6 {
            let position = test
                .append(&[
                    on_journey(n, registered("Ada")),
                    on_journey(n, started(2026, Niveau::TerminaleGenerale, Some(academie("10")))),
                    on_journey(n, admitted(2026)),
                ])
                .await;
            engine.wait_for(position, PATIENCE).await.unwrap();
            let id = Uuid::from_u128(n).into();
            let row = reader.journey(&Scope::All, id).await.unwrap().unwrap();
            assert_eq!(row.academie.map(|a: Academie| a.code()), Some("10"));
            let filter = CohortFilter { cohort: Some(SchoolYear(2026)), ..CohortFilter::default() };
            let cells = reader.cohort(&filter).await.unwrap();
            assert_eq!(cells.iter().map(|cell| cell.count).sum::<i64>(), i64::try_from(n).unwrap());
        }
        engine.stop().await;
        assert_eq!(test.held().await, test.replayed().await);
    }

    async fn who_waits_too_short_is_told_how_far_it_is(test: Test) {
        let last = test.append(&some_history(20)).await;
        let engine = Engine::start(test.log.clone());
        engine.wait_for(last, PATIENCE).await.unwrap();
        let wanted = Position::new(last.get() + 1);
        let behind = engine.wait_for(wanted, Duration::from_millis(20)).await;
        assert_eq!(behind, Err(Behind { wanted, reached: last }));
    }

    async fn several_processes_fold_each_event_once(test: Test) {
        let others = [test.another_process().await, test.another_process().await];
        let engines = others.map(|log| Engine::start_with(log, small_batches()));
        let mut last = Position::START;
        for piece in some_history(300).chunks(40) {
            last = test.append(piece).await;
        }
        for engine in &engines {
            engine.wait_for(last, PATIENCE).await.unwrap();
            engine.stop().await;
        }
        assert_eq!(test.held().await, test.replayed().await);
    }

    async fn engines_that_are_cut_off_leave_whole_batches(test: Test) {
        let last = test.append(&some_history(200)).await;
        for patience in [0, 3, 10, 30] {
            let engine = Engine::start_with(test.log.clone(), small_batches());
            let _ = engine.wait_for(last, Duration::from_millis(patience)).await;
            drop(engine);
        }
        let engine = Engine::start_with(test.log.clone(), small_batches());
        engine.wait_for(last, PATIENCE).await.unwrap();
        engine.stop().await;
        assert_eq!(test.held().await, test.replayed().await);
    }

    async fn a_changed_fold_makes_its_rows_again(test: Test) {
        let last = test.append(&some_history(100)).await;
        projections::catch_up(&test.log, &EngineOptions::default()).await.unwrap();
        test.execute("update checkpoints set version = 0 where projection in ('journeys', 'statistics')").await;
        test.execute("update journeys set niveau = null").await;
        test.execute("update cohort_cells set count = 1000").await;
        let before = status(&test.db, last).await.unwrap();
        assert_eq!(before[0].status, Health::Outdated);
        let rebuild = RebuildOptions { chunk: 30, patience: Duration::ZERO, ..RebuildOptions::default() };
        let options = EngineOptions { rebuild, ..EngineOptions::default() };
        let engine = Engine::start_with(test.log.clone(), options);
        following(&test, last).await;
        engine.wait_for(last, PATIENCE).await.unwrap();
        assert_eq!(test.held().await, test.replayed().await);
        engine.stop().await;
    }

    async fn rows_of_a_newer_program_are_left_alone(test: Test) {
        test.append(&some_history(10)).await;
        projections::catch_up(&test.log, &EngineOptions::default()).await.unwrap();
        let before = test.held().await;
        test.execute("update checkpoints set version = 99 where projection = 'journeys'").await;
        let engine = Engine::start(test.log.clone());
        let last = test.append(&some_history(10)).await;
        engine.wait_for(last, PATIENCE).await.unwrap();
        assert_eq!(test.held().await.journeys, before.journeys);
        let now = status(&test.db, last).await.unwrap();
        assert_eq!((now[0].name, now[0].status), ("journeys", Health::Superseded));
        assert!(now[1..].iter().all(|status| status.status == Health::Following));
        let all = projections::rebuild(&test.log, &[], |_, _| {}).await;
        assert!(matches!(all, Err(projections::Error::Superseded { .. })), "{all:?}");
    }

    async fn a_long_log_is_rebuilt_not_followed(test: Test) {
        let last = test.append(&some_history(120)).await;
        let options = EngineOptions { refold_from: 100, ..EngineOptions::default() };
        let engine = Engine::start_with(test.log.clone(), options);
        following(&test, last).await;
        engine.wait_for(last, PATIENCE).await.unwrap();
        assert_eq!(test.held().await, test.replayed().await);
    }
}

/// Waits until all projections have come that far.
pub async fn following(test: &Test, head: Position) {
    let all = async {
        loop {
            let all = status(&test.db, head).await.unwrap();
            if all.iter().all(|s| s.status == Health::Following && s.lag == 0) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, all).await.expect("all projections follow in the end");
}
