//! Lists, pages, nodes.

use serde_json::{Value, json};
use tests::{app::TestApp, on_both};

const PAGE: &str = "query($after: String) { journeys(first: 2, after: $after) {
    edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }";

on_both! {
    async fn pages_are_stable_while_others_register(app: TestApp) {
        let mut registered = Vec::new();
        for _ in 0..3 {
            registered.push(app.register("2010-03-14", "2026-09-10").await);
        }
        let mut seen = Vec::new();
        let mut after = Value::Null;
        loop {
            let page = app.graphql(PAGE, json!({ "after": after })).await["journeys"].clone();
            for edge in page["edges"].as_array().unwrap() {
                seen.push(edge["node"]["id"].as_str().unwrap().to_owned());
            }
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
            if registered.len() < 5 {
                registered.push(app.register("2010-03-14", "2026-09-10").await);
            }
        }
        assert_eq!(seen, registered);
    }

    async fn journeys_are_filtered(app: TestApp) {
        let admitted = app.admitted().await;
        let candidate = app.register("2010-03-14", "2026-09-10").await;
        for (filter, expected) in [
            (json!({ "standing": "CANDIDATE" }), vec![&candidate]),
            (json!({ "standing": "ADMITTED", "academie": "10", "niveau": "PREMIERE_GENERALE" }), vec![&admitted]),
            (json!({ "region": "84", "cohort": 2026 }), vec![&admitted]),
            (json!({ "academie": "01" }), vec![]),
            (json!({}), vec![&admitted, &candidate]),
        ] {
            let query = "query($filter: JourneysFilter) { journeys(filter: $filter) { edges { node { id } } } }";
            let answer = app.graphql(query, json!({ "filter": filter })).await;
            let found: Vec<_> = answer["journeys"]["edges"].as_array().unwrap().iter()
                .map(|edge| edge["node"]["id"].as_str().unwrap().to_owned()).collect();
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{filter}");
        }
    }

    async fn anything_is_found_by_its_global_identifier(app: TestApp) {
        let journey = app.admitted().await;
        let mentor = app.mentor(1, true).await;
        let pair = app.proposed(&journey, &mentor).await;
        for (id, kind) in [(&journey, "Journey"), (&mentor, "Supporter"), (&pair, "Mentorship")] {
            let query = "query($id: ID!) { node(id: $id) { __typename id } }";
            let answer = app.graphql(query, json!({ "id": id })).await;
            assert_eq!(answer["node"], json!({ "__typename": kind, "id": id }));
        }
    }
}
