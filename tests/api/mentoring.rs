//! Pairs, slots and the board.

use commands::Role;
use serde_json::{Value, json};
use tests::{
    app::{TestApp, oneself},
    on_both,
    story::proposal,
};

const BOARD: &str = "{ mentoringBoard {
    pairs { edges { node { id status sessions minutes daysSinceLastSession } } }
    supporters { edges { node { id capacity live free } } }
    unmatched { edges { node { id } } } } }";

async fn board(app: &TestApp) -> Value {
    app.graphql(BOARD, Value::Null).await["mentoringBoard"].clone()
}

fn nodes(list: &Value) -> Vec<Value> {
    let edges = list["edges"].as_array().expect("a connection");
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

on_both! {
    async fn the_board_shows_pairs_slots_and_who_waits(app: TestApp) {
        let (paired, waiting) = (app.admitted().await, app.admitted().await);
        let mentor = app.mentor(2, true).await;
        let pair = app.started(&paired, &mentor).await;
        app.accept("recordSession", json!({
            "mentorshipId": pair, "startsAt": "17:00:00", "minutes": 50, "mode": "IN_PERSON",
        })).await;
        let board = board(&app).await;
        assert_eq!(nodes(&board["pairs"]), [json!({
            "id": pair, "status": "LIVE", "sessions": 1, "minutes": 50, "daysSinceLastSession": 0,
        })]);
        assert_eq!(nodes(&board["supporters"]), [json!({
            "id": mentor, "capacity": 2, "live": 1, "free": 1,
        })]);
        assert_eq!(nodes(&board["unmatched"]), [json!({ "id": waiting })]);
    }

    async fn no_supporter_is_over_capacity(app: TestApp) {
        let (first, second) = (app.admitted().await, app.admitted().await);
        let mentor = app.mentor(1, true).await;
        let pair = app.proposed(&first, &mentor).await;
        app.refuse("proposeMatch", proposal(&second, &mentor), "no_free_slot").await;
        app.accept("declineMatch", json!({
            "mentorshipId": pair, "party": "SUPPORTER", "reason": "AVAILABILITY",
        })).await;
        app.proposed(&second, &mentor).await;
    }

    async fn one_mentorat_at_a_time_whoever_asks_first(app: TestApp) {
        let journey = app.admitted().await;
        let mentors = [app.mentor(3, true).await, app.mentor(3, true).await];
        let proposals = mentors.iter().map(|mentor| app.mutate("proposeMatch", proposal(&journey, mentor)));
        let answers = futures::future::join_all(proposals).await;
        let refused: Vec<_> = answers.iter().filter(|answer| answer["rejection"] != Value::Null).collect();
        assert_eq!(refused.len(), 1, "{answers:?}");
        assert_eq!(refused[0]["rejection"]["code"], "support_already_reserved");
        let free: i64 = nodes(&board(&app).await["supporters"]).iter()
            .map(|supporter| supporter["free"].as_i64().unwrap()).sum();
        assert_eq!(free, 5, "the refused proposal holds no slot");
    }

    async fn a_relation_starts_once_both_accepted(app: TestApp) {
        let journey = app.admitted().await;
        let mentor = app.mentor(1, true).await;
        let pair = app.proposed(&journey, &mentor).await;
        let start = json!({ "mentorshipId": pair });
        app.refuse("startMentorship", start.clone(), "not_accepted_by_both").await;

        // Each side accepts for itself, and not for the other.
        let herself = oneself(Role::Beneficiary, &journey);
        let accept = |party: &str| json!({ "mentorshipId": pair, "party": party });
        let query = "mutation($input: AcceptMatch!) { acceptMatch(input: $input) { position } }";
        let answer = app.graphql_as(&herself, query, json!({ "input": accept("SUPPORTER") })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        for (role, id, party) in [
            (Role::Beneficiary, &journey, "BENEFICIARY"), (Role::Supporter, &mentor, "SUPPORTER"),
        ] {
            let payload = app.mutate_as(&oneself(role, id), "acceptMatch", accept(party)).await;
            assert_eq!(payload["rejection"], Value::Null);
        }
        app.accept("startMentorship", start).await;
    }

    async fn a_session_is_not_booked_twice(app: TestApp) {
        let journey = app.admitted().await;
        let mentor = app.mentor(1, true).await;
        let pair = app.started(&journey, &mentor).await;
        let session = |at: &str| json!({
            "mentorshipId": pair, "startsAt": at, "minutes": 60, "mode": "VIDEO",
        });
        app.accept("recordSession", session("17:00:00")).await;
        app.refuse("recordSession", session("17:30:00"), "session_double_booked").await;
        app.accept("recordSession", session("18:00:00")).await;
    }
}
