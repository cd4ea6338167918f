//! Who may do and read what.

use commands::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{
    app::{TestApp, actor, coordinator, oneself},
    on_both,
};

const JOURNEY: &str = "query($id: ID!) { journey(id: $id) { id firstName } }";
const LIST: &str = "{ journeys { edges { node { id } } } }";

async fn listed(app: &TestApp, who: &commands::Actor) -> usize {
    let answer = app.graphql_as(who, LIST, Value::Null).await;
    answer["data"]["journeys"]["edges"].as_array().expect("a list").len()
}

on_both! {
    async fn without_a_valid_token_nothing_is_answered(app: TestApp) {
        let ask = || app.client().post(app.at("/graphql"))
            .header("content-type", "application/json").body(r#"{"query": "{ referenceVersion }"}"#);
        assert_eq!(ask().send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
        assert_eq!(ask().bearer_auth("no.token.at.all").send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
        assert_eq!(ask().basic_auth("a", Some("b")).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    }

    async fn a_beneficiary_sees_herself_and_nobody_else(app: TestApp) {
        let (hers, other) = (app.admitted().await, app.admitted().await);
        let herself = oneself(Role::Beneficiary, &hers);
        let answer = app.graphql_as(&herself, JOURNEY, json!({ "id": hers })).await;
        assert_eq!(answer["data"]["journey"]["firstName"], "Ada");
        let answer = app.graphql_as(&herself, JOURNEY, json!({ "id": other })).await;
        assert_eq!(answer["data"]["journey"], Value::Null);
        assert_eq!(listed(&app, &herself).await, 1);
    }

    async fn a_mentor_sees_the_beneficiaries_of_their_pairs(app: TestApp) {
        let (hers, other) = (app.admitted().await, app.admitted().await);
        let mentor = app.mentor(2, true).await;
        app.started(&hers, &mentor).await;
        let themselves = oneself(Role::Supporter, &mentor);
        assert_eq!(listed(&app, &themselves).await, 1);
        let answer = app.graphql_as(&themselves, JOURNEY, json!({ "id": other })).await;
        assert_eq!(answer["data"]["journey"], Value::Null);
    }

    async fn a_coordinator_sees_and_changes_their_academies_only(app: TestApp) {
        let id = app.admitted().await;
        let (lyon, paris) = (coordinator(&["10"]), coordinator(&["01"]));
        assert_eq!((listed(&app, &lyon).await, listed(&app, &paris).await), (1, 0));
        let project = json!({ "journeyId": id, "targets": ["DONNEES"], "confidence": 3 });
        let query = "mutation($input: StateProject!) { stateProject(input: $input) { position } }";
        let answer = app.graphql_as(&paris, query, json!({ "input": project })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let payload = app.mutate_as(&lyon, "stateProject", project).await;
        assert_eq!(payload["rejection"], Value::Null);
    }

    async fn an_analyst_reads_aggregates_and_no_person(app: TestApp) {
        app.admitted().await;
        let analyst = actor(Role::Analyst);
        let answer = app.graphql_as(&analyst, LIST, Value::Null).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let query = "{ impact { laureates byRegion { laureates { __typename
            ... on FigureSuppressed { reason } ... on FigureValue { n } } } } }";
        let answer = app.graphql_as(&analyst, query, Value::Null).await;
        let cell = &answer["data"]["impact"]["byRegion"][0]["laureates"];
        assert_eq!(cell["__typename"], "FigureSuppressed", "one person is too few to show");
    }

    async fn an_auditor_sees_what_happened_and_not_to_whom(app: TestApp) {
        let id = app.admitted().await;
        let answer = app.graphql_as(&actor(Role::Auditor), JOURNEY, json!({ "id": id })).await;
        assert_eq!(answer["data"]["journey"], json!({ "id": id, "firstName": null }));
    }

    async fn those_who_only_read_cannot_write(app: TestApp) {
        let id = app.admitted().await;
        let before = app.head().await;
        let query = "mutation($id: ID!) { endSupport(input: { journeyId: $id, reason: WITHDREW }) { position } }";
        for role in [Role::Analyst, Role::Auditor, Role::Partner, Role::Supporter] {
            let answer = app.graphql_as(&actor(role), query, json!({ "id": id })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{role}");
        }
        assert_eq!(app.head().await, before);
    }

    async fn a_minor_cannot_record_her_guardians_authorisation(app: TestApp) {
        let id = app.register("2011-12-03", "2026-09-10").await;
        let query = "mutation($id: ID!) { authoriseAsGuardian(input: { journeyId: $id, scopes: [ACCOUNT],
            guardian: { firstName: \"A\", lastName: \"B\", email: \"a@example.org\" } }) { position } }";
        let answer = app.graphql_as(&oneself(Role::Beneficiary, &id), query, json!({ "id": id })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
}
