//! Collective actions: the agenda, seats, the line for them, and who came.

use commands::{Actor, Role};
use serde_json::{Value, json};
use tests::{
    app::{TestApp, actor, coordinator, oneself},
    on_both,
    story::activity,
};

const SEAT: &str = "query($id: ID!) { activity(id: $id) {
    seatsLeft booked waiting mySeat { status offeredUntil } } }";

async fn seen(app: &TestApp, by: &Actor, id: &str) -> Value {
    app.graphql_as(by, SEAT, json!({ "id": id })).await["data"]["activity"].clone()
}

fn at(activity: &str, journey: &str) -> Value {
    json!({ "activityId": activity, "journeyId": journey })
}

/// In Paris.
fn elsewhere(mut activity: Value) -> Value {
    activity["academie"] = json!("01");
    activity
}

on_both! {
    async fn she_finds_an_atelier_near_her_books_it_and_comes(app: TestApp) {
        let her = app.admitted().await;
        let herself = oneself(Role::Beneficiary, &her);
        let id = app.planned("ATELIER", "2026-11-24", 12).await;
        app.accept("planActivity", elsewhere(activity("CONFERENCE", "2026-12-01", 300))).await;
        let query = "{ agenda(filter: { academie: \"10\" }) { edges { node {
            id kindLabel themeLabel place { academieName } startsOn seatsLeft mySeat { status } } } } }";
        let answer = app.graphql_as(&herself, query, Value::Null).await;
        assert_eq!(answer["data"]["agenda"]["edges"], json!([{ "node": {
            "id": id, "kindLabel": "Atelier", "themeLabel": "Numérique et santé",
            "place": { "academieName": "Lyon" }, "startsOn": "2026-11-24", "seatsLeft": 12,
            "mySeat": null,
        } }]));

        let booked = app.mutate_as(&herself, "bookSeat", at(&id, &her)).await;
        assert_eq!(booked["rejection"], Value::Null);
        assert_eq!(seen(&app, &herself, &id).await, json!({
            "seatsLeft": 11, "booked": 1, "waiting": 0,
            "mySeat": { "status": "BOOKED", "offeredUntil": null },
        }));
        app.refuse("bookSeat", at(&id, &her), "seat_already_booked").await;

        let lyon = coordinator(&["10"]);
        let sheet = json!({ "activityId": id, "journeyId": her, "presence": "PRESENT", "minutes": 110 });
        assert_eq!(app.mutate_as(&lyon, "recordAttendance", sheet.clone()).await["rejection"], Value::Null);
        app.refuse("recordAttendance", sheet, "attendance_already_recorded").await;
        let held = json!({ "activityId": id, "minutes": 115 });
        assert_eq!(app.mutate_as(&lyon, "holdActivity", held).await["rejection"], Value::Null);
        let rating = json!({ "activityId": id, "journeyId": her, "rating": 5 });
        assert_eq!(app.mutate_as(&herself, "giveFeedback", rating).await["rejection"], Value::Null);

        let query = "{ attendance { kind activities seats booked present absent attendedMinutes } }";
        let answer = app.graphql_as(&lyon, query, Value::Null).await;
        assert_eq!(answer["data"]["attendance"], json!([{
            "kind": "ATELIER", "activities": 1, "seats": 12, "booked": 1, "present": 1, "absent": 0,
            "attendedMinutes": 110,
        }]));
        let query = "query($id: ID!) { journey(id: $id) {
            seats { edges { node { presence minutes rating activity { kind ratings meanRating } } } }
            timeline { edges { node { summary } } } } }";
        let answer = app.graphql_as(&herself, query, json!({ "id": her })).await;
        let journey = &answer["data"]["journey"];
        assert_eq!(journey["seats"]["edges"], json!([{ "node": {
            "presence": "PRESENT", "minutes": 110, "rating": 5,
            "activity": { "kind": "ATELIER", "ratings": 1, "meanRating": null },
        } }]));
        let told: Vec<&str> = journey["timeline"]["edges"].as_array().unwrap().iter()
            .filter_map(|edge| edge["node"]["summary"].as_str())
            .filter(|summary| summary.starts_with("Atelier")).collect();
        assert_eq!(told, ["Atelier : place réservée", "Atelier : présente (110 min)",
                          "Atelier : avis donné (5 sur 5)"]);
    }

    async fn whoever_waits_longest_is_offered_the_seat_that_becomes_free(app: TestApp) {
        let all = [app.admitted().await, app.admitted().await, app.admitted().await];
        let id = app.planned("CONFERENCE", "2026-12-15", 1).await;
        app.accept("bookSeat", at(&id, &all[0])).await;
        app.refuse("bookSeat", at(&id, &all[1]), "no_seat_left").await;
        app.accept("joinWaitlist", at(&id, &all[1])).await;
        app.accept("joinWaitlist", at(&id, &all[2])).await;
        app.accept("releaseSeat", at(&id, &all[0])).await;
        let second = oneself(Role::Beneficiary, &all[1]);
        assert_eq!(seen(&app, &second, &id).await, json!({
            "seatsLeft": 0, "booked": 0, "waiting": 1,
            "mySeat": { "status": "OFFERED", "offeredUntil": "2026-11-27" },
        }));
        app.refuse("bookSeat", at(&id, &all[2]), "no_seat_left").await;
        app.accept("leaveWaitlist", at(&id, &all[1])).await;
        app.accept("bookSeat", at(&id, &all[2])).await;
        app.refuse("lapseOffers", json!({ "activityId": id }), "no_offer_lapsed").await;
        app.accept("cancelActivity", json!({ "activityId": id, "reason": "SPEAKER" })).await;
        app.refuse("releaseSeat", at(&id, &all[2]), "activity_cancelled").await;
    }

    async fn no_activity_is_over_its_seats_whoever_is_faster(app: TestApp) {
        let mut all = Vec::new();
        for _ in 0..6 {
            all.push(app.admitted().await);
        }
        let id = app.planned("ATELIER", "2026-12-15", 2).await;
        let answers = all.iter().map(|journey| app.mutate("bookSeat", at(&id, journey)));
        let answers = futures::future::join_all(answers).await;
        let refused: Vec<_> = answers.iter().filter(|answer| answer["rejection"] != Value::Null).collect();
        assert_eq!(refused.len(), 4);
        assert!(refused.iter().all(|answer| answer["rejection"]["code"] == "no_seat_left"));
    }

    async fn a_minor_leaves_on_a_learning_expedition_once_a_guardian_has_authorised_it(app: TestApp) {
        let her = app.admitted().await;
        let id = app.planned("LEARNING_EXPEDITION", "2026-12-15", 20).await;
        let refused = app.refuse("bookSeat", at(&id, &her), "trip_not_authorised").await;
        assert_eq!(refused["field"], "journeyId");
        app.accept("authoriseAsGuardian", json!({
            "journeyId": her, "scopes": ["TRIP"], "until": "2026-12-15",
            "guardian": { "firstName": "Anne", "lastName": "Lovelace", "email": "anne@example.org" },
        })).await;
        app.accept("bookSeat", at(&id, &her)).await;
    }

    async fn a_candidate_comes_to_what_informs_and_inspires_only(app: TestApp) {
        let her = app.register("2010-03-14", "2026-09-10").await;
        let (information, atelier) =
            (app.planned("INFORMATION", "2026-12-01", 50).await, app.planned("ATELIER", "2026-12-02", 20).await);
        app.accept("bookSeat", at(&information, &her)).await;
        app.refuse("bookSeat", at(&atelier, &her), "not_admitted").await;
    }

    async fn each_books_for_herself_and_coordinators_plan_in_their_territory(app: TestApp) {
        let (her, other) = (app.admitted().await, app.admitted().await);
        let id = app.planned("ATELIER", "2026-12-15", 5).await;
        let herself = oneself(Role::Beneficiary, &her);
        let query = "mutation($input: SeatStep!) { bookSeat(input: $input) { position } }";
        let answer = app.graphql_as(&herself, query, json!({ "input": at(&id, &other) })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");

        let plan = "mutation($input: PlanActivity!) { planActivity(input: $input) { rejection { code } } }";
        let there = |by: Actor, academie: Option<&str>| {
            let (app, mut input) = (&app, activity("ATELIER", "2026-12-20", 5));
            input["academie"] = json!(academie);
            async move { app.graphql_as(&by, plan, json!({ "input": input })).await }
        };
        let answer = there(coordinator(&["10"]), Some("10")).await;
        assert_eq!(answer["data"], json!({ "planActivity": { "rejection": null } }));
        for (by, academie) in [
            (coordinator(&["01"]), Some("10")), (coordinator(&["01"]), None), (herself, Some("10")),
            (actor(Role::Analyst), Some("10")),
        ] {
            let answer = there(by, academie).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        }
    }

    async fn who_comes_is_seen_by_those_who_organise_and_by_herself(app: TestApp) {
        let (her, other) = (app.admitted().await, app.admitted().await);
        let id = app.planned("ATELIER", "2026-12-15", 5).await;
        for journey in [&her, &other] {
            app.accept("bookSeat", at(&id, journey)).await;
        }
        let query = "query($id: ID!) { node(id: $id) { ... on Activity {
            attendees { edges { node { journeyId status minor } } } } } }";
        let listed = |by: Actor| {
            let (app, id) = (&app, &id);
            async move {
                let answer = app.graphql_as(&by, query, json!({ "id": id })).await;
                answer["data"]["node"]["attendees"]["edges"].as_array().unwrap().len()
            }
        };
        assert_eq!(listed(coordinator(&["10"])).await, 2);
        assert_eq!(listed(coordinator(&["01"])).await, 0);
        assert_eq!(listed(oneself(Role::Beneficiary, &her)).await, 1);
        assert_eq!(listed(actor(Role::Supporter)).await, 0);
    }
}
