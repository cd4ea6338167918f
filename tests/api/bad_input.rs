//! Bad input gets a clear answer, and changes nothing.

use serde_json::{Value, json};
use tests::{
    app::{TestApp, administrator},
    on_both,
    story::{lycee_year, proposal, registration},
};

on_both! {
    async fn an_age_out_of_range_is_refused_with_the_limits(app: TestApp) {
        for born in ["2012-01-01", "2000-09-10", "1956-01-01"] {
            let input = registration(born, "2026-09-10");
            let rejection = app.refuse("registerBeneficiary", input, "age_out_of_range").await;
            assert_eq!(rejection["field"], "birthDate");
            assert!(rejection["message"].as_str().unwrap().contains("15"), "{rejection}");
        }
    }

    async fn an_on_time_pupil_who_is_14_is_taken(app: TestApp) {
        app.register("2011-12-03", "2026-09-10").await;
    }

    async fn below_15_consent_needs_a_guardian(app: TestApp) {
        let id = app.register("2011-12-03", "2026-09-10").await;
        let alone = json!({ "journeyId": id, "purpose": "ACCOUNT", "textVersion": "1",
                            "givenBy": "HERSELF" });
        let rejection = app.refuse("recordConsent", alone, "joint_consent_required").await;
        assert_eq!(rejection["field"], "givenBy");
        let jointly = json!({ "journeyId": id, "purpose": "ACCOUNT", "textVersion": "1",
                              "givenBy": "HERSELF_AND_GUARDIAN" });
        app.refuse("recordConsent", jointly.clone(), "guardian_required").await;
        app.accept("authoriseAsGuardian", json!({
            "journeyId": id, "scopes": ["ACCOUNT"],
            "guardian": { "firstName": "Anne", "lastName": "Byron", "email": "anne@example.org" },
        })).await;
        app.accept("recordConsent", jointly).await;
    }

    async fn an_unknown_uai_is_told_from_a_wrong_one(app: TestApp) {
        let id = app.register("2010-03-14", "2026-09-10").await;
        let with = |uai: &str| {
            let mut input = lycee_year(&id, 2026, "SECONDE_GT", &[]);
            input["uai"] = uai.into();
            input
        };
        let wrong = app.refuse("startSchoolYear", with("0011326A"), "uai_check_letter").await;
        assert_eq!(wrong["field"], "uai");
        let unknown = app.refuse("startSchoolYear", with("9999999P"), "unknown_uai").await;
        assert_eq!(unknown["field"], "uai");
        app.refuse("startSchoolYear", with("lycee"), "uai_shape").await;
    }

    async fn an_unknown_formation_is_told(app: TestApp) {
        let journey = app.register("2010-03-14", "2026-09-10").await;
        let wish = json!({
            "journeyId": journey, "wish": "00000000-0000-4000-8000-000000000001",
            "platform": "PARCOURSUP", "session": 2027, "formation": "nowhere",
        });
        let unknown = app.refuse("submitWish", wish, "unknown_formation").await;
        assert_eq!(unknown["field"], "formation");
    }

    async fn a_level_jump_is_refused_unless_a_reason_is_given(app: TestApp) {
        let id = app.register("2010-03-14", "2026-09-10").await;
        app.year(&id, 2025, "SECONDE_GT", &[]).await;
        let mut jump = lycee_year(&id, 2026, "TERMINALE_GENERALE", &["NSI", "MATHS"]);
        let rejection = app.refuse("startSchoolYear", jump.clone(), "level_jump").await;
        assert_eq!(rejection["field"], "niveau");
        jump["atypical"] = "ABROAD".into();
        app.accept("startSchoolYear", jump).await;
    }

    async fn a_mentor_without_valid_check_is_refused_for_a_minor(app: TestApp) {
        let journey = app.admitted().await;
        let mentor = app.mentor(1, false).await;
        let rejection = app.refuse("proposeMatch", proposal(&journey, &mentor), "no_valid_check").await;
        assert_eq!(rejection["field"], "supporterId");
        app.accept("recordHonorabilite", tests::story::check(&mentor)).await;
        app.proposed(&journey, &mentor).await;
    }

    async fn a_stale_revision_is_refused(app: TestApp) {
        let id = app.register("2010-03-14", "2026-09-10").await;
        app.consent(&id).await;
        let project = |revision: i64| json!({
            "journeyId": id, "targets": ["EXPLORATION"], "confidence": 2,
            "expectedRevision": revision,
        });
        let rejection = app.refuse("stateProject", project(0), "stale_revision").await;
        assert_eq!(rejection["field"], "expectedRevision");
        let payload = app.accept("stateProject", project(1)).await;
        assert_eq!(payload["revision"], 2);
    }

    async fn an_unknown_journey_is_an_answer(app: TestApp) {
        let input = json!({ "journeyId": "journey-0192f000-0000-7000-8000-00000000dead" });
        app.refuse("admit", input, "not_registered").await;
        let input = json!({ "journeyId": "supporter-0192f000-0000-7000-8000-00000000dead" });
        app.refuse("admit", input, "invalid_id").await;
    }

    async fn a_date_in_the_future_is_refused(app: TestApp) {
        let input = registration("2010-03-14", "2026-11-25");
        app.refuse("registerBeneficiary", input, "date_in_future").await;
    }

    async fn wrong_types_and_unknown_fields_are_errors_that_write_nothing(app: TestApp) {
        let before = app.head().await;
        for query in [
            "mutation { registerBeneficiary(input: { birthDate: \"soon\" }) { position } }",
            "{ journeys(first: 5) { edges { node { shoeSize } } } }",
            "mutation { admit }",
            "query { journey(id: 12.5) { niveau } }",
            "{ journeys(filter: { niveau: KINDERGARTEN }) { edges { cursor } } }",
            "{",
        ] {
            let answer = app.graphql_as(&administrator(), query, Value::Null).await;
            assert!(answer["errors"][0]["message"].is_string(), "{query}: {answer}");
        }
        assert_eq!(app.head().await, before);
    }

    async fn pages_have_limits(app: TestApp) {
        for first in [0, -1, 201] {
            let query = format!("{{ journeys(first: {first}) {{ edges {{ cursor }} }} }}");
            let answer = app.graphql_as(&administrator(), &query, Value::Null).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_PAGE", "{answer}");
        }
    }
}
