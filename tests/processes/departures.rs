//! Whoever leaves has nothing open elsewhere: aid, applications and placements, seats.

use serde_json::{Value, json};
use tests::{app::TestApp, on_both, story::identity};

use super::{Process, days_of, today, turn, waits_for};

const ERASE: &str =
    "mutation($id: ID!) { eraseSubject(input: { subjectId: $id, reason: REQUEST }) {
    rejection { code } } }";

/// Allocates 1,000 euros to a line of the budget.
async fn allocate(app: &TestApp) {
    let line = json!({ "line": "materiel-2026", "cents": 100_000, "year": 2026 });
    app.accept("allocateBudget", line).await;
}

/// She is awarded 450 euros, and 50 of them are handed over.
async fn awarded(app: &TestApp, journey: &str) -> String {
    let asked = json!({ "journeyId": journey, "kind": "FINANCIER", "item": "TRANSPORT" });
    let payload = app.accept("requestAid", asked).await;
    let id = payload["aid"]["id"].as_str().unwrap().to_owned();
    app.accept("assessAid", json!({ "aidId": id, "need": "HIGH", "evidence": "DOCUMENTED" })).await;
    let award = json!({ "aidId": id, "amountCents": 45_000, "budgetLine": "materiel-2026" });
    app.accept("awardAid", award).await;
    app.accept("deliverAid", json!({ "aidId": id, "amountCents": 5_000 })).await;
    id
}

/// How far a placement of hers is to come.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum To {
    Applied,
    Taken,
    Started,
}

async fn placed(app: &TestApp, journey: &str, kind: &str, to: To) -> String {
    let company = json!({
        "name": "Exemple", "kind": "ENTREPRISE", "academie": "10",
        "legalId": { "siret": "13002566100013" }, "occurredOn": "2026-09-01",
    });
    let company = app.accept("registerPartner", company).await;
    let offer = json!({
        "partnerId": company["partner"]["id"], "siret": "13002566100013", "kind": kind,
        "from": "2026-11-24", "weeks": 26, "academie": "10",
    });
    let payload = app.accept("publishOffer", offer).await;
    let id = payload["offer"]["id"].as_str().unwrap().to_owned();
    let hers = json!({ "placementId": id, "journeyId": journey });
    app.accept("applyToOffer", hers.clone()).await;
    if to >= To::Taken {
        let answer = json!({ "placementId": id, "journeyId": journey, "answer": "ACCEPTED" });
        app.accept("answerApplication", answer).await;
        app.accept("securePlacement", hers).await;
    }
    if to >= To::Started {
        let authorised = json!({
            "journeyId": journey, "guardian": identity("Anne", "Lovelace"), "scopes": ["SIGNATURE"],
        });
        app.accept("authoriseAsGuardian", authorised).await;
        for by in ["STUDENT", "EMPLOYER", "SCHOOL"] {
            app.accept("signPlacement", json!({ "placementId": id, "by": by })).await;
        }
        app.accept("startPlacement", json!({ "placementId": id })).await;
    }
    id
}

async fn offer_status(app: &TestApp, id: &str) -> Value {
    let query = "query($id: ID!) { placement(id: $id) { status } }";
    app.graphql(query, json!({ "id": id })).await["placement"]["status"].clone()
}

async fn aid_status(app: &TestApp, id: &str) -> Value {
    let query = "query($id: ID!) { aid(id: $id) { status } }";
    app.graphql(query, json!({ "id": id })).await["aid"]["status"].clone()
}

async fn seat_of(app: &TestApp, activity: &str, journey: &str) -> Value {
    let query = "query($id: ID!) { node(id: $id) { ... on Activity {
        attendees { edges { node { journeyId status } } } } } }";
    let seen = app.graphql(query, json!({ "id": activity })).await;
    let edges = seen["node"]["attendees"]["edges"].as_array().unwrap().clone();
    let hers = edges.iter().find(|edge| edge["node"]["journeyId"] == journey);
    hers.map_or(Value::Null, |edge| edge["node"]["status"].clone())
}

fn at(activity: &str, journey: &str) -> Value {
    json!({ "activityId": activity, "journeyId": journey })
}

/// The number of events of a type.
async fn count(app: &TestApp, kind: &str) -> usize {
    days_of(app, kind).await.len()
}

/// Something of everything is open.
pub(super) async fn with_all_open(app: &TestApp) -> String {
    let journey = app.admitted().await;
    awarded(app, &journey).await;
    placed(app, &journey, "STAGE", To::Applied).await;
    placed(app, &journey, "STAGE", To::Taken).await;
    placed(app, &journey, "APPRENTISSAGE", To::Started).await;
    for _ in 0..2 {
        let id = app.planned("ATELIER", "2026-12-15", 1).await;
        app.accept("bookSeat", at(&id, &journey)).await;
    }
    journey
}

pub(super) async fn allocated(app: &TestApp) {
    allocate(app).await;
}

on_both! {
    async fn aid_that_is_not_delivered_when_she_leaves_is_free_for_others(app: TestApp) {
        allocate(&app).await;
        let her = app.admitted().await;
        let (first, other) = (awarded(&app, &her).await, app.admitted().await);
        let second = awarded(&app, &other).await;
        app.accept("endSupport", json!({ "journeyId": her, "reason": "WITHDREW" })).await;
        for _ in 0..2 {
            turn(&app, "2026-11-24").await;
            assert_eq!(aid_status(&app, &first).await, "CANCELLED");
            assert_eq!(aid_status(&app, &second).await, "DELIVERED", "hers alone");
            assert_eq!(count(&app, "aid.v1.AidCancelled").await, 1);
            assert_eq!(count(&app, "programme.v1.BudgetReleased").await, 1);
        }
    }

    async fn an_application_is_withdrawn_and_a_place_given_up_when_she_leaves(app: TestApp) {
        let her = app.admitted().await;
        let applied = placed(&app, &her, "STAGE", To::Applied).await;
        let taken = placed(&app, &her, "EMPLOI", To::Taken).await;
        app.accept("endSupport", json!({ "journeyId": her, "reason": "LEFT_DIGITAL" })).await;
        turn(&app, "2026-11-24").await;
        assert_eq!(offer_status(&app, &taken).await, "OPEN", "open to others");
        assert_eq!(count(&app, "placement.v1.ApplicationWithdrawn").await, 2);
        let other = app.admitted().await;
        for id in [&applied, &taken] {
            app.accept("applyToOffer", json!({ "placementId": id, "journeyId": other })).await;
        }
    }

    async fn what_is_under_way_goes_on_after_support_and_stops_with_an_erasure(app: TestApp) {
        let her = app.admitted().await;
        let stage = placed(&app, &her, "STAGE", To::Started).await;
        let job = placed(&app, &her, "EMPLOI", To::Taken).await;
        app.accept("endSupport", json!({ "journeyId": her, "reason": "COMPLETED" })).await;
        turn(&app, "2026-11-24").await;
        assert_eq!(offer_status(&app, &stage).await, "STARTED");
        assert_eq!(offer_status(&app, &job).await, "SECURED", "the job her support has led to");
        app.graphql(ERASE, json!({ "id": her })).await;
        assert_eq!(offer_status(&app, &stage).await, "INTERRUPTED");
        assert_eq!(offer_status(&app, &job).await, "OPEN");
    }

    async fn a_death_interrupts_what_is_under_way_and_does_not_say_why(app: TestApp) {
        let her = app.admitted().await;
        let stage = placed(&app, &her, "STAGE", To::Started).await;
        app.accept("endSupport", json!({ "journeyId": her, "reason": "DECEASED" })).await;
        turn(&app, "2026-11-24").await;
        let query = "query($id: ID!) { placement(id: $id) { status interruption } }";
        let seen = app.graphql(query, json!({ "id": stage })).await;
        let expected = json!({ "status": "INTERRUPTED", "interruption": "DEPARTURE" });
        assert_eq!(seen["placement"], expected);
    }

    async fn an_erasure_leaves_nothing_open_even_if_no_process_is_at_work(app: TestApp) {
        allocate(&app).await;
        let her = with_all_open(&app).await;
        app.graphql(ERASE, json!({ "id": her })).await;
        for (kind, expected) in [
            ("aid.v1.AidCancelled", 1), ("programme.v1.BudgetReleased", 1),
            ("placement.v1.ApplicationWithdrawn", 2), ("placement.v1.PlacementInterrupted", 1),
            ("journey.v1.ApprenticeshipReleased", 1), ("activity.v1.SeatReleased", 2),
            ("journey.v1.SubjectErased", 1),
        ] {
            assert_eq!(count(&app, kind).await, expected, "{kind}");
        }
        let last = app.events().await.pop().unwrap();
        assert_eq!(last.kind, "journey.v1.SubjectErased", "nothing is left for later");
        turn(&app, "2026-11-24").await;
        assert_eq!(count(&app, "activity.v1.SeatReleased").await, 2);
        assert_eq!(waits_for(&app, Process::Departures).await, []);
    }

    async fn an_erasure_she_has_asked_for_ends_her_pairs_and_closes_all_before_it_is_done(app: TestApp) {
        allocate(&app).await;
        let (her, mentor) = (with_all_open(&app).await, app.mentor(1, true).await);
        app.started(&her, &mentor).await;
        let id = her.split_once('-').unwrap().1.parse().unwrap();
        let reason = domain::journey::facts::ErasureReason::Request;
        let command = domain::journey::Command::RequestErasure { reason };
        let request = |n| commands::Request::new(
            commands::Actor::service("test"), uuid::Uuid::from_u128(n), today(),
        );
        let commands = &app.service.commands;
        commands.run::<domain::journey::Journey>(&request(1), id, command).await.unwrap();
        commands.erase::<domain::journey::Journey>(&request(2), id, reason).await.unwrap();
        assert_eq!(count(&app, "mentorship.v1.MentorshipEnded").await, 1);
        assert_eq!(count(&app, "activity.v1.SeatReleased").await, 2);
        assert_eq!(app.events().await.pop().unwrap().kind, "journey.v1.SubjectErased");
    }

    async fn whoever_is_back_before_anybody_looked_keeps_what_she_has(app: TestApp) {
        allocate(&app).await;
        let her = app.admitted().await;
        let aid = awarded(&app, &her).await;
        app.accept("endSupport", json!({ "journeyId": her, "reason": "WITHDREW" })).await;
        app.accept("resumeSupport", json!({ "journeyId": her })).await;
        turn(&app, "2026-11-24").await;
        assert_eq!(aid_status(&app, &aid).await, "DELIVERED", "in part, as before");
        app.accept("endSupport", json!({ "journeyId": her, "reason": "WITHDREW" })).await;
        turn(&app, "2026-11-24").await;
        assert_eq!(aid_status(&app, &aid).await, "CANCELLED", "the second time");
    }

    async fn a_seat_of_somebody_who_leaves_or_is_erased_goes_down_the_line(app: TestApp) {
        let all = [app.admitted().await, app.admitted().await, app.admitted().await];
        let id = app.planned("ATELIER", "2026-12-15", 1).await;
        app.accept("bookSeat", at(&id, &all[0])).await;
        for journey in &all[1..] {
            app.accept("joinWaitlist", at(&id, journey)).await;
        }
        app.accept("endSupport", json!({ "journeyId": all[0], "reason": "WITHDREW" })).await;
        turn(&app, "2026-11-24").await;
        assert_eq!(seat_of(&app, &id, &all[1]).await, "OFFERED");
        app.accept("bookSeat", at(&id, &all[1])).await;
        app.graphql(ERASE, json!({ "id": all[1] })).await;
        assert_eq!(seat_of(&app, &id, &all[2]).await, "OFFERED");
        app.refuse("bookSeat", at(&id, &all[0]), "support_is_over").await;
    }

    async fn a_candidate_who_takes_her_registration_back_gives_her_seat_up(app: TestApp) {
        let her = app.register("2010-03-14", "2026-09-10").await;
        let id = app.planned("INFORMATION", "2026-12-01", 1).await;
        app.accept("bookSeat", at(&id, &her)).await;
        app.accept("withdrawRegistration", json!({ "journeyId": her })).await;
        turn(&app, "2026-11-24").await;
        assert_eq!(seat_of(&app, &id, &her).await, "RELEASED");
        assert_eq!(waits_for(&app, Process::Departures).await, []);
    }

    async fn a_seat_that_nobody_takes_in_time_goes_down_the_line(app: TestApp) {
        let all = [app.admitted().await, app.admitted().await, app.admitted().await];
        let id = app.planned("ATELIER", "2026-12-15", 1).await;
        app.accept("bookSeat", at(&id, &all[0])).await;
        for journey in &all[1..] {
            app.accept("joinWaitlist", at(&id, journey)).await;
        }
        app.accept("releaseSeat", at(&id, &all[0])).await;
        // Offered on 24 November, for three days more.
        turn(&app, "2026-11-27").await;
        assert_eq!(seat_of(&app, &id, &all[1]).await, "OFFERED");
        for _ in 0..2 {
            turn(&app, "2026-11-28").await;
            assert_eq!(seat_of(&app, &id, &all[1]).await, "LAPSED");
            assert_eq!(seat_of(&app, &id, &all[2]).await, "OFFERED");
            assert_eq!(count(&app, "activity.v1.OfferLapsed").await, 1);
        }
    }

    async fn an_offer_that_was_taken_or_is_of_the_last_day_is_waited_for_no_more(app: TestApp) {
        let (first, second) = (app.admitted().await, app.admitted().await);
        for starts in ["2026-12-15", "2026-11-25"] {
            let id = app.planned("ATELIER", starts, 1).await;
            app.accept("bookSeat", at(&id, &first)).await;
            app.accept("joinWaitlist", at(&id, &second)).await;
            app.accept("releaseSeat", at(&id, &first)).await;
            if starts == "2026-12-15" {
                app.accept("bookSeat", at(&id, &second)).await;
            }
        }
        turn(&app, "2027-01-01").await;
        assert_eq!(count(&app, "activity.v1.OfferLapsed").await, 0);
        assert_eq!(waits_for(&app, Process::SeatPromotion).await, []);
    }
}
