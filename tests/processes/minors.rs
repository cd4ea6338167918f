//! No relation with a minor goes on without a valid check of honorabilité. In these stories the check
//! of a mentor ends on 31 March 2027, and a beneficiary is of age on 14 March 2028.

use serde_json::{Value, json};
use tests::{app::TestApp, on_both, story::check};

use super::{day, days_of, turn};

const PAUSED: &str = "mentorship.v1.MentorshipPaused";

/// The pairs that pause, and why, as staff see it.
async fn pauses(app: &TestApp) -> Vec<(String, String)> {
    let query = "{ mentoringBoard { pairs { edges { node { id pauseReason } } } } }";
    let board = app.graphql(query, Value::Null).await["mentoringBoard"].clone();
    let edges = board["pairs"]["edges"].as_array().unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let pair =
        |edge: &Value| Some((text(&edge["node"]["id"])?, text(&edge["node"]["pauseReason"])?));
    edges.iter().filter_map(pair).collect()
}

/// A check of this mentor that ends on another day.
async fn renew(app: &TestApp, mentor: &str, valid_until: &str) {
    let mut renewed = check(mentor);
    renewed["validUntil"] = json!(valid_until);
    app.accept("recordHonorabilite", renewed).await;
}

on_both! {
    async fn a_relation_with_a_minor_pauses_the_day_after_the_check_ends(app: TestApp) {
        let minor = app.admitted().await;
        let adult = app.admitted().await;
        let correction = json!({ "journeyId": adult, "birthDate": "2006-03-14" });
        app.accept("applyRectification", correction).await;
        let mentor = app.mentor(2, true).await;
        let pair = app.started(&minor, &mentor).await;
        app.started(&adult, &mentor).await;
        turn(&app, "2027-03-31").await;
        assert_eq!(days_of(&app, PAUSED).await, []);
        for _ in 0..2 {
            turn(&app, "2027-04-01").await;
            assert_eq!(days_of(&app, PAUSED).await, [day("2027-04-01")]);
        }
        assert_eq!(pauses(&app).await, [(pair.clone(), "CHECK_ENDED".to_owned())], "hers alone");
        let session = json!({ "mentorshipId": pair, "startsAt": "17:00:00", "minutes": 50,
                              "mode": "VIDEO" });
        app.refuse("recordSession", session, "relation_paused").await;
    }

    async fn a_renewed_check_lets_every_relation_go_on(app: TestApp) {
        let minor = app.admitted().await;
        let mentor = app.mentor(1, true).await;
        app.started(&minor, &mentor).await;
        renew(&app, &mentor, "2027-09-30").await;
        turn(&app, "2027-09-30").await;
        assert_eq!(days_of(&app, PAUSED).await, []);
        turn(&app, "2027-10-01").await;
        assert_eq!(days_of(&app, PAUSED).await, [day("2027-10-01")]);
    }

    async fn whoever_is_of_age_by_then_goes_on_without_a_check(app: TestApp) {
        let [minor, adult] = [app.admitted().await, app.admitted().await];
        let mentor = app.mentor(2, true).await;
        for (journey, born) in [(&minor, "2009-04-02"), (&adult, "2009-04-01")] {
            let correction = json!({ "journeyId": journey, "birthDate": born });
            app.accept("applyRectification", correction).await;
        }
        let pair = app.started(&minor, &mentor).await;
        app.started(&adult, &mentor).await;
        turn(&app, "2027-04-01").await;
        assert_eq!(pauses(&app).await, [(pair, "CHECK_ENDED".to_owned())], "she is 18 tomorrow");
    }

    /// The check was somebody else's: what rested on it does not wait for its end.
    async fn a_relation_with_a_minor_pauses_when_the_only_valid_check_is_voided(app: TestApp) {
        let minor = app.admitted().await;
        let mentor = app.mentor(1, false).await;
        renew(&app, &mentor, "2026-11-24").await;
        app.started(&minor, &mentor).await;
        renew(&app, &mentor, "2027-03-31").await;
        turn(&app, "2026-11-25").await;
        assert_eq!(days_of(&app, PAUSED).await, [], "the second check is valid");
        let revision = 5;
        app.accept("voidEvent", json!({ "stream": mentor, "revision": revision,
                                        "reason": "WRONG_PERSON" })).await;
        app.service.processes().follow(day("2026-11-25")).await.unwrap();
        assert_eq!(days_of(&app, PAUSED).await.len(), 1);
    }

    async fn a_relation_pauses_when_it_turns_out_that_she_is_a_minor(app: TestApp) {
        let adult = app.admitted().await;
        let correction = |born: &str| json!({ "journeyId": adult, "birthDate": born });
        app.accept("applyRectification", correction("2006-03-14")).await;
        let mentor = app.mentor(1, false).await;
        let pair = app.started(&adult, &mentor).await;
        turn(&app, "2026-11-24").await;
        assert_eq!(days_of(&app, PAUSED).await, []);
        app.accept("applyRectification", correction("2010-03-14")).await;
        turn(&app, "2026-11-24").await;
        assert_eq!(days_of(&app, PAUSED).await, [day("2026-11-24")]);
        let resume = json!({ "mentorshipId": pair });
        app.refuse("resumeMentorship", resume.clone(), "no_valid_check").await;
        app.accept("recordHonorabilite", check(&mentor)).await;
        app.accept("resumeMentorship", resume).await;
    }
}
