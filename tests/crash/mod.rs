//! Killed at any moment, the service loses nothing; `cargo xtask torture` is the long form.

use std::time::Duration;

use tests::{
    db::EmptyDb,
    on_both,
    torture::{Options, table, torture},
};

on_both! {
    async fn a_service_that_is_killed_again_and_again_loses_nothing(on: EmptyDb) {
        let options = Options {
            program: env!("CARGO_BIN_EXE_torture").into(),
            rounds: 10,
            seed: 7,
            longest: Duration::from_millis(300),
            fours: 2,
            replay_every: 3,
        };
        let summary = torture(&on, &options, |_| {}).await.unwrap();
        let table = table(std::slice::from_ref(&summary));
        assert!(summary.findings.none(), "{table}");
        assert!(summary.slowest_start < Duration::from_secs(5), "{table}");
        assert!(summary.acknowledged > 100 && summary.sent_again > 0, "{table}");
    }
}
