//! However the log is cut into transactions, and whatever is corrected in it, the rows are those of
//! a fold over memory.

use std::time::Duration;

use projections::{EngineOptions, RebuildOptions, catch_up, rebuild_with};
use proptest::{prelude::*, test_runner::TestRunner};

use crate::{
    corrections::{Stored, corrected},
    histories::history,
    support::Test,
};

fn options(batch: usize) -> EngineOptions {
    EngineOptions { batch, ..EngineOptions::default() }
}

async fn folds_alike(test: &Test, events: &[Stored], cut: usize) {
    // As they come, in pieces.
    for piece in events.chunks(cut) {
        let last = test.append_raw(piece).await;
        let reached = catch_up(&test.log, &options(cut.div_ceil(2))).await.unwrap();
        assert_eq!(reached, last);
    }
    let expected = test.replayed().await;
    assert_eq!(test.held().await, expected, "in pieces of {cut}");
    assert!(expected.cells.values().all(|count| *count > 0), "a cell counts somebody");

    for batch in [1, events.len()] {
        test.forget_everything().await;
        catch_up(&test.log, &options(batch)).await.unwrap();
        assert_eq!(test.held().await, expected, "{batch} at a time");
    }

    for rows in [1, 3, 1_000] {
        let options = RebuildOptions { chunk: cut, rows, patience: Duration::ZERO };
        let mut told = (0, 0);
        let tell = |done, total| told = (done, total);
        let report = rebuild_with(&test.log, &[], &options, tell).await.unwrap();
        assert_eq!(test.held().await, expected, "rebuilt by {cut}, {rows} rows in memory");
        let all = u64::try_from(events.len()).unwrap();
        assert_eq!((report.events, told), (all, (all, all)));
    }
    assert!(test.shadows_are_empty().await);
}

fn law(fresh: impl AsyncFn() -> Test, cases: u32) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new(config);
    let corrections = proptest::collection::vec(any::<(u8, bool, u16, u16)>(), 90);
    let all = (history(20..90), corrections, 2usize..30);
    let result = runner.run(&all, |(events, corrections, cut)| {
        let events = corrected(&events, &corrections);
        runtime.block_on(async { folds_alike(&fresh().await, &events, cut).await });
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn sqlite_folds_alike_however_the_log_is_cut() {
    law(Test::sqlite, 12);
}

#[test]
fn postgres_folds_alike_however_the_log_is_cut() {
    law(Test::postgres, 6);
}
