//! What the calendar brings: ages, rentrées, admission proposals, surveys.

use serde_json::{Value, json};
use tests::{app::TestApp, on_both};

use super::{Process, day, days_of, today, turn, waits_for};

/// She has a proposal on Parcoursup for a session.
async fn proposed_a_place(app: &TestApp, session: i32) -> String {
    let journey = app.admitted().await;
    let formations = "{ formations(search: \"BUT Informatique\", first: 1) { id } }";
    let found = app.graphql(formations, Value::Null).await;
    let formation = &found["formations"][0]["id"];
    let wish = json!("00000000-0000-4000-8000-000000000001");
    app.accept(
        "submitWish",
        json!({
            "journeyId": journey, "wish": wish, "platform": "PARCOURSUP", "session": session,
            "formation": formation,
        }),
    )
    .await;
    app.accept("confirmWish", json!({ "journeyId": journey, "wish": wish })).await;
    app.accept(
        "recordAnswer",
        json!({
            "journeyId": journey, "wish": wish, "answer": "PROPOSED",
        }),
    )
    .await;
    journey
}

fn calendar(session: i32, last: &str) -> Value {
    json!({ "platform": "PARCOURSUP", "session": session, "phases": [
        { "kind": "WISHES", "opens": "2026-01-19", "closes": "2026-11-30" },
        { "kind": "ADMISSION", "opens": "2026-06-02", "closes": last },
    ] })
}

on_both! {
    async fn reaching_15_and_18_is_recorded_and_tells_no_birthday(app: TestApp) {
        app.register("2011-12-03", "2026-09-10").await;
        turn(&app, "2026-12-31").await;
        assert_eq!(days_of(&app, "journey.v1.AgeReached").await, []);
        turn(&app, "2027-01-01").await;
        assert_eq!(days_of(&app, "journey.v1.AgeReached").await, [day("2027-01-01")]);
        turn(&app, "2029-12-31").await;
        assert_eq!(waits_for(&app, Process::MinorGuard).await, [day("2030-01-01")]);
        // Late: each month is looked at in its turn.
        turn(&app, "2031-06-15").await;
        let days = days_of(&app, "journey.v1.AgeReached").await;
        assert_eq!(days, [day("2027-01-01"), day("2030-01-01")]);
        assert_eq!(waits_for(&app, Process::MinorGuard).await, []);
    }

    async fn nobody_waits_for_the_birthday_of_somebody_erased(app: TestApp) {
        let journey = app.register("2011-12-03", "2026-09-10").await;
        turn(&app, "2026-11-24").await;
        let request = commands::Request::new(
            commands::Actor::service("test"), uuid::Uuid::from_u128(7), today(),
        );
        let id = journey.split_once('-').unwrap().1.parse().unwrap();
        let reason = domain::journey::facts::ErasureReason::Request;
        app.service.commands.erase::<domain::journey::Journey>(&request, id, reason).await.unwrap();
        turn(&app, "2031-06-15").await;
        assert_eq!(days_of(&app, "journey.v1.AgeReached").await, []);
        assert_eq!(waits_for(&app, Process::MinorGuard).await, []);
    }

    async fn whoever_told_of_no_school_year_by_15_november_has_to_be_contacted(app: TestApp) {
        let journey = app.admitted().await;
        let query = "{ journeys(filter: { toContact: true }) { edges { node { id toContact } } } }";
        turn(&app, "2027-11-15").await;
        let listed = app.graphql(query, Value::Null).await;
        assert_eq!(listed["journeys"]["edges"], json!([]), "her year is known");
        for _ in 0..2 {
            turn(&app, "2027-11-16").await;
            let listed = app.graphql(query, Value::Null).await;
            let expected = json!([{ "node": { "id": journey, "toContact": 2027 } }]);
            assert_eq!(listed["journeys"]["edges"], expected);
            assert_eq!(days_of(&app, "journey.v1.MarkedToContact").await, [day("2027-11-16")]);
        }
        assert_eq!(waits_for(&app, Process::RentreeRollover).await, [day("2028-11-16")]);
    }

    async fn a_proposal_expires_after_the_last_day_of_the_calendar(app: TestApp) {
        app.accept("publishCalendar", calendar(2026, "2026-12-10")).await;
        proposed_a_place(&app, 2026).await;
        turn(&app, "2026-12-10").await;
        assert_eq!(days_of(&app, "journey.v1.ProposalExpired").await, []);
        turn(&app, "2026-12-11").await;
        assert_eq!(days_of(&app, "journey.v1.ProposalExpired").await, [day("2026-12-11")]);
    }

    async fn a_proposal_follows_a_calendar_that_is_published_or_moved_later(app: TestApp) {
        proposed_a_place(&app, 2026).await;
        turn(&app, "2026-11-24").await;
        for last in ["2026-12-10", "2026-12-20"] {
            app.accept("publishCalendar", calendar(2026, last)).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
        turn(&app, "2026-12-20").await;
        assert_eq!(days_of(&app, "journey.v1.ProposalExpired").await, []);
        turn(&app, "2026-12-21").await;
        assert_eq!(days_of(&app, "journey.v1.ProposalExpired").await, [day("2026-12-21")]);
    }

    async fn a_proposal_that_was_answered_does_not_expire(app: TestApp) {
        app.accept("publishCalendar", calendar(2026, "2026-12-10")).await;
        let journey = proposed_a_place(&app, 2026).await;
        app.accept("acceptProposal", json!({
            "journeyId": journey, "wish": "00000000-0000-4000-8000-000000000001", "firm": false,
        })).await;
        turn(&app, "2028-12-11").await;
        assert_eq!(days_of(&app, "journey.v1.ProposalExpired").await, []);
        assert_eq!(waits_for(&app, Process::ProposalExpiry).await, []);
    }

    async fn she_is_asked_five_times_what_has_become_of_her(app: TestApp) {
        let (left, dead) = (app.admitted().await, app.admitted().await);
        app.accept("endSupport", json!({ "journeyId": left, "reason": "COMPLETED" })).await;
        app.accept("endSupport", json!({ "journeyId": dead, "reason": "DECEASED" })).await;
        turn(&app, "2027-05-23").await;
        assert_eq!(days_of(&app, "journey.v1.OutcomeSurveyDue").await, []);
        turn(&app, "2027-05-24").await;
        assert_eq!(days_of(&app, "journey.v1.OutcomeSurveyDue").await, [day("2027-05-24")]);
        for _ in 0..2 {
            turn(&app, "2030-01-01").await;
            let days = ["2027-05-24", "2027-11-24", "2028-05-24", "2028-11-24", "2029-05-24"];
            assert_eq!(days_of(&app, "journey.v1.OutcomeSurveyDue").await, days.map(day));
        }
    }

    async fn what_is_due_while_her_data_is_restricted_waits(app: TestApp) {
        let left = app.admitted().await;
        app.accept("endSupport", json!({ "journeyId": left, "reason": "COMPLETED" })).await;
        app.accept("restrictProcessing", json!({ "journeyId": left })).await;
        turn(&app, "2027-05-30").await;
        assert_eq!(days_of(&app, "journey.v1.OutcomeSurveyDue").await, []);
        app.accept("liftRestriction", json!({ "journeyId": left })).await;
        turn(&app, "2027-05-31").await;
        assert_eq!(days_of(&app, "journey.v1.OutcomeSurveyDue").await, [day("2027-05-31")]);
    }
}
