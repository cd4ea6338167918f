//! Making read models again while the rest goes on.

use std::time::{Duration, Instant};

use projections::{
    Engine, EngineOptions, Error, Health, RebuildOptions, catch_up, rebuild, rebuild_with, status,
};
use tokio::{runtime::Handle, task::block_in_place};

use crate::{engine::some_history, on_both, support::PATIENCE};

fn small_chunks() -> RebuildOptions {
    RebuildOptions { chunk: 25, rows: 10, patience: Duration::from_millis(200) }
}

on_both! {
    async fn damaged_rows_are_made_good_while_others_follow_and_append(test: Test) {
        let follower = Engine::start(test.another_process().await);
        let last = test.append(&some_history(200)).await;
        follower.wait_for(last, PATIENCE).await.unwrap();
        test.execute("update journeys set niveau = null, wishes_submitted = 77").await;
        test.execute("delete from timeline").await;
        test.execute("update impact_cells set count = count + 5").await;

        let appending = async {
            let mut last = last;
            for piece in some_history(200).chunks(10) {
                last = test.append(piece).await;
            }
            last
        };
        let options = small_chunks();
        let rebuilding = rebuild_with(&test.log, &[], &options, |_, _| {});
        let (last, report) = tokio::join!(appending, rebuilding);
        assert_eq!(report.unwrap().projections.len(), projections::NAMES.len());
        follower.wait_for(last, PATIENCE).await.unwrap();
        follower.stop().await;
        assert_eq!(test.held().await, test.replayed().await);
        assert!(test.shadows_are_empty().await);

        // Again, from the tables that were the old ones.
        rebuild(&test.log, &[], |_, _| {}).await.unwrap();
        assert_eq!(test.held().await, test.replayed().await);
    }

    async fn only_what_is_named_is_made_again(test: Test) {
        test.append(&some_history(100)).await;
        catch_up(&test.log, &EngineOptions::default()).await.unwrap();
        test.execute("delete from journeys").await;
        test.execute("delete from targets").await;
        let report = rebuild(&test.log, &["journeys"], |_, _| {}).await.unwrap();
        assert_eq!(report.projections, ["journeys"]);
        let (held, expected) = (test.held().await, test.replayed().await);
        assert_eq!(held.journeys, expected.journeys);
        assert!(held.targets.is_empty());
    }

    async fn an_unknown_name_is_refused(test: Test) {
        let result = rebuild(&test.log, &["journey"], |_, _| {}).await;
        let Err(error @ Error::UnknownProjection { .. }) = result else { panic!("{result:?}") };
        assert!(error.to_string().contains("journeys, timeline"), "{error}");
    }

    async fn a_rebuild_that_was_left_behind_is_taken_over(test: Test) {
        test.append(&some_history(50)).await;
        test.execute(
            "insert into checkpoints (projection, version, position, status)
             values ('targets_next', 1, 5, 'rebuilding by somebody who was killed')",
        )
        .await;
        let started = Instant::now();
        rebuild_with(&test.log, &[], &small_chunks(), |_, _| {}).await.unwrap();
        assert!(started.elapsed() >= small_chunks().patience, "it waits for the other to move");
        assert_eq!(test.held().await, test.replayed().await);
    }

    async fn who_is_taken_over_writes_nothing_any_more(test: Test) {
        test.append(&some_history(100)).await;
        catch_up(&test.log, &EngineOptions::default()).await.unwrap();
        let held = test.held().await;
        let result = rebuild_with(&test.log, &["journeys", "pairs"], &small_chunks(), |done, total| {
            assert!(done < total, "it never comes to the end");
            let taken = "update checkpoints set status = 'rebuilding by another' where projection = 'pairs_next'";
            block_in_place(|| Handle::current().block_on(test.execute(taken)));
        })
        .await;
        assert!(matches!(&result, Err(Error::Fenced { name }) if name == "pairs"), "{result:?}");
        assert_eq!(test.held().await, held);
    }

    async fn a_rebuild_shows_how_far_it_is(test: Test) {
        let last = test.append(&some_history(100)).await;
        catch_up(&test.log, &EngineOptions::default()).await.unwrap();
        let all = last.get().unsigned_abs();
        let mut seen = Vec::new();
        rebuild_with(&test.log, &["pairs"], &small_chunks(), |done, total| {
            let now = block_in_place(|| Handle::current().block_on(status(&test.db, last))).unwrap();
            let pairs = now.into_iter().find(|status| status.name == "pairs").unwrap();
            seen.push((done, total, pairs.status, pairs.rebuilt.map(eventstore::Position::get)));
        })
        .await
        .unwrap();
        assert_eq!(seen[0], (25, all, Health::Rebuilding, Some(25)));
        assert_eq!(seen.last(), Some(&(all, all, Health::Following, None)));
    }
}
