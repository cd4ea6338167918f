//! Suggestions, and the pairs people choose among them.

use commands::Role;
use serde_json::{Value, json};
use tests::{
    app::{TestApp, actor, coordinator},
    on_both,
};

const SUGGESTIONS: &str = "{ matchingSuggestions(kind: MENTORAT) {
    algorithmVersion seekers slots
    suggestions { journey { id } supporter { id } score reasons { criterion points outOf } } } }";

async fn suggestions(app: &TestApp) -> Value {
    app.graphql(SUGGESTIONS, Value::Null).await["matchingSuggestions"].clone()
}

on_both! {
    async fn those_who_wait_are_suggested_to_who_fits_them_best(app: TestApp) {
        let (data, networks) = (app.admitted().await, app.admitted().await);
        for (journey, target) in [(&data, "DONNEES"), (&networks, "RESEAUX")] {
            app.accept("stateProject", json!({
                "journeyId": journey, "targets": [target], "confidence": 3,
            })).await;
        }
        let (first, second) = (app.mentor(1, true).await, app.mentor(1, true).await);
        for (mentor, field) in [(&first, "RESEAUX"), (&second, "DONNEES")] {
            app.accept("declareProfile", json!({
                "supporterId": mentor, "fields": [field], "languages": ["FRANCAIS"],
            })).await;
        }
        let found = suggestions(&app).await;
        assert_eq!((&found["algorithmVersion"], &found["slots"]), (&json!(1), &json!(2)));
        let mut pairs: Vec<_> = found["suggestions"].as_array().unwrap().iter()
            .map(|s| (s["journey"]["id"].clone(), s["supporter"]["id"].clone())).collect();
        let mut expected = vec![(json!(data), json!(second)), (json!(networks), json!(first))];
        pairs.sort_by_key(|pair| pair.0.to_string());
        expected.sort_by_key(|pair| pair.0.to_string());
        assert_eq!(pairs, expected);
        let reasons = found["suggestions"][0]["reasons"].as_array().unwrap();
        let points: i64 = reasons.iter().map(|reason| reason["points"].as_i64().unwrap()).sum();
        assert_eq!(found["suggestions"][0]["score"], points);
    }

    async fn a_minor_is_suggested_to_nobody_without_a_valid_check(app: TestApp) {
        app.admitted().await;
        app.mentor(3, false).await;
        let found = suggestions(&app).await;
        assert_eq!((&found["seekers"], &found["slots"]), (&json!(1), &json!(3)));
        assert_eq!(found["suggestions"], json!([]));
    }

    async fn people_propose_the_pairs_they_choose_and_each_keeps_its_score(app: TestApp) {
        let (first, second) = (app.admitted().await, app.admitted().await);
        let mentor = app.mentor(1, true).await;
        let query = "mutation($input: ProposeMatches!) { proposeMatches(input: $input) {
            proposals { mentorship { status score algorithmVersion } rejection { code } } } }";
        let input = json!({ "input": {
            "kind": "MENTORAT", "commandId": "00000000-0000-4000-8000-00000000abcd", "pairs": [
                { "journeyId": first, "supporterId": mentor },
                { "journeyId": second, "supporterId": mentor },
            ],
        } });
        let head = app.head().await;
        let answer = app.graphql(query, input.clone()).await;
        let proposals = &answer["proposeMatches"]["proposals"];
        assert_eq!(proposals[0]["mentorship"]["status"], "PROPOSED");
        assert_eq!(proposals[0]["mentorship"]["algorithmVersion"], 1);
        assert!(proposals[0]["mentorship"]["score"].as_i64().unwrap() > 0);
        assert_eq!(proposals[1]["rejection"]["code"], "no_free_slot");
        assert!(app.head().await > head);
        assert_eq!(suggestions(&app).await["suggestions"], json!([]));
    }

    async fn only_those_who_match_see_suggestions_and_only_of_their_territory(app: TestApp) {
        app.admitted().await;
        app.mentor(1, true).await;
        for role in [Role::Supporter, Role::Beneficiary, Role::Partner, Role::Analyst] {
            let answer = app.graphql_as(&actor(role), SUGGESTIONS, Value::Null).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        }
        for (academie, expected) in [("10", 1), ("01", 0)] {
            let answer = app.graphql_as(&coordinator(&[academie]), SUGGESTIONS, Value::Null).await;
            let found = answer["data"]["matchingSuggestions"]["suggestions"].as_array().unwrap();
            assert_eq!(found.len(), expected, "{academie}");
        }
    }
}
