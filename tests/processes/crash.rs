//! A crash between any two steps, and two services at once: nothing twice, nothing lost.

use chrono::NaiveDate;
use commands::processes::ProcessError;
use serde_json::json;
use tests::{OnBoth as _, app::TestApp, on_both};

use super::{
    after_a_crash, day,
    departures::{allocated, with_all_open},
    eligibility::{candidate, policy},
    today,
};

/// Something for every process to do.
async fn story(app: &TestApp) {
    app.register("2011-12-03", "2026-09-10").await;
    let [excluded, waiting, left] =
        [app.admitted().await, app.admitted().await, app.admitted().await];
    let minor = app.admitted().await;
    let (mentor, unchecked) = (app.mentor(2, true).await, app.mentor(1, true).await);
    app.started(&excluded, &mentor).await;
    app.proposed(&waiting, &mentor).await;
    app.started(&minor, &unchecked).await;
    allocated(app).await;
    let open = with_all_open(app).await;
    candidate(app).await;
    let atelier = app.planned("ATELIER", "2026-12-15", 1).await;
    let at = |journey: &str| json!({ "activityId": atelier, "journeyId": journey });
    app.accept("bookSeat", at(&left)).await;
    app.accept("joinWaitlist", at(&waiting)).await;
    app.accept("publishPolicy", policy(2, true)).await;
    // What was in force is remembered for a second.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    app.accept("endSupport", json!({ "journeyId": open, "reason": "DECEASED" })).await;
    app.accept("endSupport", json!({ "journeyId": excluded, "reason": "EXCLUDED" })).await;
    app.accept("endSupport", json!({ "journeyId": left, "reason": "WITHDREW" })).await;
}

const LAST: &str = "2028-01-01";

/// What happened, whoever it happened to.
async fn happened(app: &TestApp) -> Vec<(String, NaiveDate)> {
    let events = app.events().await;
    let mut all: Vec<_> = events.into_iter().map(|e| (e.kind, e.occurred_on)).collect();
    all.sort();
    all
}

/// The same story without any trouble.
async fn expected() -> Vec<(String, NaiveDate)> {
    let app = TestApp::sqlite().await;
    story(&app).await;
    let processes = after_a_crash(&app, None).await;
    processes.follow(today()).await.unwrap();
    processes.turn(day(LAST)).await.unwrap();
    processes.follow(day(LAST)).await.unwrap();
    happened(&app).await
}

on_both! {
    async fn a_crash_between_any_two_steps_repeats_nothing_and_loses_nothing(app: TestApp) {
        story(&app).await;
        let before = happened(&app).await.len();
        let mut crashes = 0;
        // Each start comes one step further than the one before, then loses all it had in memory.
        for steps in 1.. {
            let processes = after_a_crash(&app, Some(steps)).await;
            let mut crashed = false;
            for done in [processes.follow(today()).await, processes.turn(day(LAST)).await] {
                match done {
                    Ok(_) => {}
                    Err(ProcessError::Interrupted) => crashed = true,
                    Err(error) => panic!("{error}"),
                }
            }
            if !crashed {
                break;
            }
            crashes += 1;
        }
        after_a_crash(&app, None).await.follow(day(LAST)).await.unwrap();
        let after = happened(&app).await;
        assert_eq!(after, expected().await);
        assert!(after.len() > before + 8, "the processes had something to do");
        assert!(crashes > 5, "they were cut {crashes} times");
    }

    async fn two_services_at_once_do_nothing_twice(app: TestApp) {
        story(&app).await;
        let (one, two) = (after_a_crash(&app, None).await, after_a_crash(&app, None).await);
        for _ in 0..3 {
            let _ = tokio::join!(one.follow(today()), two.follow(today()));
            let _ = tokio::join!(one.turn(day(LAST)), two.turn(day(LAST)));
        }
        one.follow(day(LAST)).await.unwrap();
        one.turn(day(LAST)).await.unwrap();
        assert_eq!(happened(&app).await, expected().await);
    }
}
