//! New rules, and those who are not decided on yet.

use serde_json::{Value, json};
use tests::{app::TestApp, on_both, story::lycee_year};

use super::{Process, day, days_of, turn, waits_for};

/// A candidate in Première, assessed as eligible.
pub(super) async fn candidate(app: &TestApp) -> String {
    let id = app.register("2010-03-14", "2026-09-10").await;
    app.consent(&id).await;
    let year = lycee_year(&id, 2026, "PREMIERE_GENERALE", &["NSI", "MATHS", "PHYSIQUE_CHIMIE"]);
    app.accept("startSchoolYear", year).await;
    app.accept("assessEligibility", json!({ "journeyId": id })).await;
    id
}

pub(super) fn policy(version: u32, project: bool) -> Value {
    json!({
        "version": version, "ageMin": 15, "ageMaxInclusive": 25, "consentAge": 15, "majority": 18,
        "parcoursupMaxWishes": 10, "lostContactDays": 365, "lyceeNeedsProject": project,
        "proposalDays": 14,
    })
}

/// The verdicts on everybody, oldest first.
async fn verdicts(app: &TestApp) -> Vec<(String, Value, Value)> {
    let events = app.events().await.into_iter();
    let assessed = events.filter(|event| event.kind == "journey.v1.EligibilityAssessed");
    let told = |event: eventstore::Recorded| {
        let data: Value = serde_json::from_str(&event.data).unwrap();
        (event.stream.to_string(), data["policy_version"].clone(), data["verdict"].clone())
    };
    assessed.map(told).collect()
}

on_both! {
    async fn candidates_are_assessed_again_under_new_rules_and_laureates_never(app: TestApp) {
        let (her, unknown) = (candidate(&app).await, app.register("2010-03-14", "2026-09-10").await);
        app.admitted().await;
        app.accept("assessEligibility", json!({ "journeyId": unknown })).await;
        let before = verdicts(&app).await.len();
        turn(&app, "2026-11-24").await;
        assert_eq!(verdicts(&app).await.len(), before, "the rules are the same");
        app.accept("publishPolicy", policy(2, true)).await;
        for _ in 0..2 {
            turn(&app, "2026-11-24").await;
            let after = verdicts(&app).await;
            // The pending one stays pending: nothing is recorded.
            assert_eq!(after[before..], [(her.clone(), json!(2), json!("pending"))]);
        }
        app.refuse("admit", json!({ "journeyId": her }), "not_eligible").await;
        let laureates = "{ impact { laureates } }";
        assert_eq!(app.graphql(laureates, Value::Null).await["impact"]["laureates"], 1);
        // One more version: it follows each.
        app.accept("publishPolicy", policy(3, false)).await;
        turn(&app, "2026-11-24").await;
        let after = verdicts(&app).await;
        assert_eq!(after[before + 1..], [(her.clone(), json!(3), json!("eligible"))]);
        app.accept("admit", json!({ "journeyId": her })).await;
        app.accept("publishPolicy", policy(4, true)).await;
        turn(&app, "2026-11-24").await;
        assert_eq!(verdicts(&app).await.len(), before + 2, "admitted is admitted");
    }

    async fn whoever_stays_eligible_can_be_admitted_under_the_new_rules(app: TestApp) {
        let her = candidate(&app).await;
        app.accept("publishPolicy", policy(2, false)).await;
        app.refuse("admit", json!({ "journeyId": her }), "not_eligible").await;
        turn(&app, "2026-11-24").await;
        app.accept("admit", json!({ "journeyId": her })).await;
        app.accept("publishPolicy", policy(3, true)).await;
        turn(&app, "2026-11-24").await;
        assert_eq!(waits_for(&app, Process::EligibilityRecheck).await, [], "she is let go");
    }

    async fn whose_data_is_restricted_is_assessed_again_once_it_may_be_used(app: TestApp) {
        let her = candidate(&app).await;
        app.accept("restrictProcessing", json!({ "journeyId": her })).await;
        app.accept("publishPolicy", policy(2, true)).await;
        turn(&app, "2026-11-30").await;
        assert_eq!(days_of(&app, "journey.v1.EligibilityAssessed").await.len(), 1);
        app.accept("liftRestriction", json!({ "journeyId": her })).await;
        turn(&app, "2026-12-01").await;
        let days = days_of(&app, "journey.v1.EligibilityAssessed").await;
        assert_eq!(days[1..], [day("2026-12-01")]);
    }

    async fn staff_assesses_one_again_and_nothing_is_recorded_twice(app: TestApp) {
        let her = candidate(&app).await;
        let again = json!({ "journeyId": her });
        app.refuse("reassessEligibility", again.clone(), "verdict_stands").await;
        app.accept("publishPolicy", policy(2, true)).await;
        app.accept("reassessEligibility", again.clone()).await;
        app.refuse("reassessEligibility", again, "verdict_stands").await;
        assert_eq!(verdicts(&app).await[1..], [(her.clone(), json!(2), json!("pending"))]);
        let never = app.register("2010-03-14", "2026-09-10").await;
        app.refuse("reassessEligibility", json!({ "journeyId": never }), "not_assessed").await;
    }
}
