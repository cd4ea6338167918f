//! Proposals that nobody answers, checks that end, people who leave.

use serde_json::{Value, json};
use tests::{app::TestApp, on_both, story::check};

use super::{Process, day, days_of, turn, waits_for};

async fn board(app: &TestApp) -> Value {
    let query = "{ mentoringBoard { pairs { edges { node { status } } }
        supporters { edges { node { live } } } unmatched { edges { node { id } } } } }";
    app.graphql(query, Value::Null).await["mentoringBoard"].clone()
}

on_both! {
    async fn a_proposal_nobody_answers_expires_after_the_delay_and_frees_both_sides(app: TestApp) {
        let journey = app.admitted().await;
        let mentor = app.mentor(1, true).await;
        let pair = app.proposed(&journey, &mentor).await;
        app.accept("acceptMatch", json!({ "mentorshipId": pair, "party": "SUPPORTER" })).await;
        // 14 days from 24 November; the last one belongs to her.
        turn(&app, "2026-12-08").await;
        assert_eq!(board(&app).await["pairs"]["edges"][0]["node"]["status"], "PROPOSED");
        turn(&app, "2026-12-09").await;
        let shown = board(&app).await;
        assert_eq!(shown["pairs"]["edges"][0]["node"]["status"], "EXPIRED");
        assert_eq!(shown["supporters"]["edges"][0]["node"]["live"], 0);
        assert_eq!(shown["unmatched"]["edges"][0]["node"]["id"], json!(journey));
        assert_eq!(days_of(&app, "mentorship.v1.MatchExpired").await, [day("2026-12-09")]);
        turn(&app, "2027-12-09").await;
        assert_eq!(days_of(&app, "mentorship.v1.MatchExpired").await.len(), 1);
    }

    async fn a_proposal_both_have_accepted_does_not_expire(app: TestApp) {
        let (first, second) = (app.admitted().await, app.admitted().await);
        let mentor = app.mentor(2, true).await;
        app.started(&first, &mentor).await;
        let pair = app.proposed(&second, &mentor).await;
        for party in ["BENEFICIARY", "SUPPORTER"] {
            app.accept("acceptMatch", json!({ "mentorshipId": pair, "party": party })).await;
        }
        turn(&app, "2027-12-09").await;
        assert_eq!(days_of(&app, "mentorship.v1.MatchExpired").await, []);
        app.accept("startMentorship", json!({ "mentorshipId": pair })).await;
        turn(&app, "2027-12-09").await;
        assert_eq!(waits_for(&app, Process::MatchExpiry).await, []);
    }

    async fn the_delay_is_the_one_of_the_policy_in_force(app: TestApp) {
        app.accept("publishPolicy", json!({
            "version": 2, "ageMin": 15, "ageMaxInclusive": 25, "consentAge": 15, "majority": 18,
            "parcoursupMaxWishes": 10, "lostContactDays": 365, "lyceeNeedsProject": false,
            "proposalDays": 3,
        })).await;
        // What was in force is remembered for a second.
        tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
        let journey = app.admitted().await;
        let mentor = app.mentor(1, true).await;
        app.proposed(&journey, &mentor).await;
        turn(&app, "2026-11-27").await;
        assert_eq!(days_of(&app, "mentorship.v1.MatchExpired").await, []);
        turn(&app, "2026-11-28").await;
        assert_eq!(days_of(&app, "mentorship.v1.MatchExpired").await, [day("2026-11-28")]);
    }

    async fn the_end_of_a_check_is_announced_once_60_days_before(app: TestApp) {
        app.mentor(1, true).await;
        turn(&app, "2027-01-29").await;
        assert_eq!(days_of(&app, "supporter.v1.HonorabiliteExpiring").await, []);
        for _ in 0..2 {
            turn(&app, "2027-01-30").await;
            let days = days_of(&app, "supporter.v1.HonorabiliteExpiring").await;
            assert_eq!(days, [day("2027-01-30")]);
        }
    }

    async fn a_check_that_was_renewed_is_not_announced(app: TestApp) {
        let mentor = app.mentor(1, true).await;
        let mut renewed = check(&mentor);
        renewed["validUntil"] = json!("2027-09-30");
        app.accept("recordHonorabilite", renewed).await;
        turn(&app, "2027-07-31").await;
        assert_eq!(days_of(&app, "supporter.v1.HonorabiliteExpiring").await, []);
        turn(&app, "2027-08-01").await;
        assert_eq!(days_of(&app, "supporter.v1.HonorabiliteExpiring").await, [day("2027-08-01")]);
    }

    /// The date was typed wrongly: what is waited for follows, and the wrong day is refused.
    async fn the_end_of_a_check_that_was_corrected_is_announced_when_it_is(app: TestApp) {
        let mentor = app.mentor(1, true).await;
        turn(&app, "2026-11-24").await;
        let right = json!({ "means": "attestation", "issued_on": "2026-10-01",
                            "valid_until": "2027-09-30" });
        app.accept("correctEvent", json!({ "stream": mentor, "revision": 3, "replacement": right,
                                           "reason": "ENTRY_ERROR" })).await;
        turn(&app, "2027-01-30").await;
        assert_eq!(days_of(&app, "supporter.v1.HonorabiliteExpiring").await, []);
        turn(&app, "2027-08-01").await;
        assert_eq!(days_of(&app, "supporter.v1.HonorabiliteExpiring").await, [day("2027-08-01")]);
    }

    async fn an_exclusion_ends_her_pairs_and_frees_the_other_side(app: TestApp) {
        let (excluded, dead) = (app.admitted().await, app.admitted().await);
        let mentor = app.mentor(2, true).await;
        app.started(&excluded, &mentor).await;
        app.proposed(&dead, &mentor).await;
        app.accept("endSupport", json!({ "journeyId": excluded, "reason": "EXCLUDED" })).await;
        app.accept("endSupport", json!({ "journeyId": dead, "reason": "DECEASED" })).await;
        turn(&app, "2026-11-24").await;
        let shown = board(&app).await;
        let statuses: Vec<_> = shown["pairs"]["edges"].as_array().unwrap().iter()
            .map(|edge| edge["node"]["status"].clone()).collect();
        assert_eq!(statuses, ["ENDED", "DECLINED"]);
        assert_eq!(shown["supporters"]["edges"][0]["node"]["live"], 0);
        turn(&app, "2026-11-24").await;
        assert_eq!(days_of(&app, "mentorship.v1.MentorshipEnded").await.len(), 1);
    }
}
