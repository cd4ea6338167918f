//! Stages, apprenticeships and first jobs, from the offer to the end.

use commands::Role;
use serde_json::{Value, json};
use tests::{
    app::{TestApp, actor, coordinator, oneself},
    on_both,
    story::identity,
};

const HERS: &str = "query($id: ID!) { journey(id: $id) { statut
    placements { applications { answer offer { id status } } placements { id status toSign } }
    timeline { edges { node { kind summary } } } } }";
const STEP: &str =
    "mutation($input: PlacementStep!) { startPlacement(input: $input) { position } }";

/// A company of Lyon; gives its identifier.
async fn company(app: &TestApp) -> String {
    let payload = app
        .accept(
            "registerPartner",
            json!({
                "name": "Exemple", "kind": "ENTREPRISE", "academie": "10",
                "legalId": { "siret": "13002566100013" }, "occurredOn": "2026-09-01",
            }),
        )
        .await;
    payload["partner"]["id"].as_str().expect("an id").to_owned()
}

fn offer(partner: &str, kind: &str, weeks: u16) -> Value {
    json!({ "partnerId": partner, "siret": "13002566100013", "kind": kind, "from": "2026-11-24",
            "weeks": weeks, "academie": "10" })
}

async fn published(app: &TestApp, partner: &str, kind: &str) -> String {
    let payload = app.accept("publishOffer", offer(partner, kind, 26)).await;
    payload["offer"]["id"].as_str().expect("an id").to_owned()
}

/// She applies, is accepted and takes the place; gives its identifier.
async fn secured(app: &TestApp, journey: &str, kind: &str) -> String {
    let id = published(app, &company(app).await, kind).await;
    let hers = json!({ "placementId": id, "journeyId": journey });
    app.accept("applyToOffer", hers.clone()).await;
    app.accept(
        "answerApplication",
        json!({
            "placementId": id, "journeyId": journey, "answer": "ACCEPTED",
        }),
    )
    .await;
    app.accept("securePlacement", hers).await;
    id
}

fn sign(id: &str, by: &str) -> Value {
    json!({ "placementId": id, "by": by })
}

/// A lauréate of 16 whose guardian authorises her to sign.
async fn authorised(app: &TestApp) -> String {
    let journey = app.admitted().await;
    app.accept(
        "authoriseAsGuardian",
        json!({
            "journeyId": journey, "guardian": identity("Anne", "Lovelace"), "scopes": ["SIGNATURE"],
        }),
    )
    .await;
    journey
}

async fn all_sign(app: &TestApp, id: &str) {
    for by in ["STUDENT", "EMPLOYER", "SCHOOL"] {
        app.accept("signPlacement", sign(id, by)).await;
    }
}

on_both! {
    async fn a_stage_goes_from_the_offer_to_its_end(app: TestApp) {
        let journey = authorised(&app).await;
        let herself = oneself(Role::Beneficiary, &journey);
        let partner = company(&app).await;
        let itself = oneself(Role::Partner, &partner);

        let payload = app.mutate_as(&itself, "publishOffer", offer(&partner, "STAGE", 8)).await;
        let id = payload["offer"]["id"].as_str().unwrap();
        let offers = "{ offers(filter: { kind: STAGE, region: \"84\" }) { edges { node { id from weeks } } } }";
        let answer = app.graphql_as(&herself, offers, Value::Null).await;
        assert_eq!(answer["data"]["offers"]["edges"][0]["node"], json!({ "id": id, "from": "2026-11-24", "weeks": 8 }));

        let hers = json!({ "placementId": id, "journeyId": journey });
        let payload = app.mutate_as(&herself, "applyToOffer", hers.clone()).await;
        assert_eq!(payload["offer"]["status"], "OPEN");
        app.refuse("securePlacement", hers.clone(), "application_not_accepted").await;
        let answer = json!({ "placementId": id, "journeyId": journey, "answer": "ACCEPTED" });
        let payload = app.mutate_as(&itself, "answerApplication", answer).await;
        assert_eq!(payload["rejection"], Value::Null);
        let payload = app.mutate_as(&herself, "securePlacement", hers).await;
        assert_eq!(payload["placement"]["journeyId"], json!(journey));
        let answer = app.graphql_as(&herself, offers, Value::Null).await;
        assert_eq!(answer["data"]["offers"]["edges"], json!([]), "it is taken");

        app.refuse("startPlacement", json!({ "placementId": id }), "convention_incomplete").await;
        app.mutate_as(&herself, "signPlacement", sign(id, "STUDENT")).await;
        app.mutate_as(&itself, "signPlacement", sign(id, "EMPLOYER")).await;
        app.refuse("startPlacement", json!({ "placementId": id }), "convention_incomplete").await;
        app.mutate_as(&coordinator(&["10"]), "signPlacement", sign(id, "SCHOOL")).await;
        app.accept("startPlacement", json!({ "placementId": id })).await;
        app.refuse("withdrawOffer", json!({ "placementId": id }), "offer_not_open").await;
        app.refuse("completePlacement", json!({ "placementId": id, "rating": 6 }), "rating_out_of_range").await;
        let payload = app.mutate_as(&herself, "completePlacement", json!({ "placementId": id, "rating": 4 })).await;
        assert_eq!(payload["offer"]["status"], "COMPLETED");

        let answer = app.graphql_as(&herself, HERS, json!({ "id": journey })).await;
        let seen = &answer["data"]["journey"];
        assert_eq!(seen["statut"], "SCOLAIRE");
        assert_eq!(seen["placements"]["applications"], json!([
            { "answer": "ACCEPTED", "offer": { "id": id, "status": "COMPLETED" } },
        ]));
        assert_eq!(seen["placements"]["placements"], json!([{ "id": id, "status": "COMPLETED", "toSign": [] }]));
        let edges = seen["timeline"]["edges"].as_array().unwrap();
        let kinds: Vec<_> = edges.iter().filter_map(|edge| edge["node"]["kind"].as_str())
            .filter_map(|kind| kind.strip_prefix("placement.v1.")).collect();
        assert_eq!(kinds, ["ApplicationSent", "ApplicationAnswered", "PlacementSecured",
            "ConventionSigned", "ConventionSigned", "ConventionSigned", "PlacementStarted",
            "PlacementCompleted"]);
    }

    async fn an_apprenticeship_makes_her_an_apprentice_and_she_has_one_at_a_time(app: TestApp) {
        let journey = authorised(&app).await;
        let first = secured(&app, &journey, "APPRENTISSAGE").await;
        let second = secured(&app, &journey, "APPRENTISSAGE").await;
        all_sign(&app, &first).await;
        all_sign(&app, &second).await;
        app.accept("startPlacement", json!({ "placementId": first })).await;
        let seen = app.graphql(HERS, json!({ "id": journey })).await["journey"].clone();
        assert_eq!(seen["statut"], "APPRENTI");
        let rejection = app.refuse("startPlacement", json!({ "placementId": second }), "apprenticeship_under_way").await;
        assert_eq!(rejection["field"], "journeyId");
        app.accept("interruptPlacement", json!({ "placementId": first, "reason": "EMPLOYER" })).await;
        app.accept("startPlacement", json!({ "placementId": second })).await;
        let changes = app.events().await.into_iter().filter(|event| event.kind == "journey.v1.StatutChanged");
        assert_eq!(changes.count(), 1, "she was an apprentice already");
    }

    async fn two_apprenticeships_that_start_at_once_are_one(app: TestApp) {
        let journey = authorised(&app).await;
        let mut ids = Vec::new();
        for _ in 0..3 {
            let id = secured(&app, &journey, "APPRENTISSAGE").await;
            all_sign(&app, &id).await;
            ids.push(id);
        }
        let starts = ids.iter().map(|id| app.mutate("startPlacement", json!({ "placementId": id })));
        let answers = futures::future::join_all(starts).await;
        let started = answers.iter().filter(|answer| answer["rejection"] == Value::Null).count();
        assert_eq!(started, 1, "{answers:?}");
    }

    async fn she_withdraws_an_application_or_gives_a_place_up_and_others_can_have_it(app: TestApp) {
        let (her, other) = (authorised(&app).await, app.admitted().await);
        let id = secured(&app, &her, "STAGE").await;
        app.accept("signPlacement", sign(&id, "EMPLOYER")).await;
        let of = |journey: &str| json!({ "placementId": id, "journeyId": journey });
        let herself = oneself(Role::Beneficiary, &her);
        let payload = app.mutate_as(&herself, "withdrawApplication", of(&her)).await;
        assert_eq!(payload["offer"]["status"], "OPEN");
        let seen = app.graphql(HERS, json!({ "id": her })).await["journey"]["placements"].clone();
        assert_eq!(seen, json!({ "applications": [], "placements": [] }));
        app.refuse("withdrawApplication", of(&her), "no_application").await;
        app.accept("applyToOffer", of(&other)).await;
        let withdraw = "mutation($input: CandidateStep!) { withdrawApplication(input: $input) { position } }";
        let answer = app.graphql_as(&herself, withdraw, json!({ "input": of(&other) })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }

    async fn a_minor_signs_with_the_authorisation_of_her_guardian(app: TestApp) {
        let journey = app.admitted().await;
        let id = secured(&app, &journey, "STAGE").await;
        let rejection = app.refuse("signPlacement", sign(&id, "STUDENT"), "guardian_signature_required").await;
        assert_eq!(rejection["field"], "by");
        app.accept("authoriseAsGuardian", json!({
            "journeyId": journey, "guardian": identity("Anne", "Lovelace"), "scopes": ["SIGNATURE"],
        })).await;
        app.accept("signPlacement", sign(&id, "STUDENT")).await;
    }

    async fn a_stage_needs_a_school_year_open_on_its_dates(app: TestApp) {
        let journey = authorised(&app).await;
        let id = secured(&app, &journey, "STAGE").await;
        all_sign(&app, &id).await;
        app.accept("concludeSchoolYear", json!({ "journeyId": journey, "schoolYear": 2026, "result": "UNKNOWN" })).await;
        app.refuse("startPlacement", json!({ "placementId": id }), "no_open_school_year").await;
    }

    async fn only_partners_offer_and_only_laureates_apply(app: TestApp) {
        let stranger = "partner-0192f000-0000-7000-8000-00000000dead";
        app.refuse("publishOffer", offer(stranger, "STAGE", 8), "offer_by_no_partner").await;
        let partner = company(&app).await;
        app.refuse("publishOffer", offer(&partner, "STAGE", 27), "invalid_duration").await;
        let mut wrong = offer(&partner, "STAGE", 8);
        wrong["siret"] = "13002566100014".into();
        app.refuse("publishOffer", wrong, "siret_check_digit").await;
        let id = published(&app, &partner, "STAGE").await;
        let candidate = app.register("2010-03-14", "2026-09-10").await;
        app.refuse("applyToOffer", json!({ "placementId": id, "journeyId": candidate }), "not_admitted").await;
        app.accept("withdrawOffer", json!({ "placementId": id })).await;
        let laureate = app.admitted().await;
        app.refuse("applyToOffer", json!({ "placementId": id, "journeyId": laureate }), "offer_not_open").await;
    }

    async fn a_placement_is_the_business_of_those_it_concerns(app: TestApp) {
        let journey = authorised(&app).await;
        let id = secured(&app, &journey, "STAGE").await;
        let query = "query($id: ID!) { placement(id: $id) { journeyId } node(id: $id) { id } }";
        let other = app.admitted().await;
        for who in [
            oneself(Role::Beneficiary, &other), oneself(Role::Partner, "partner-0192f000-0000-7000-8000-00000000dead"),
            coordinator(&["01"]),
        ] {
            let answer = app.graphql_as(&who, query, json!({ "id": id })).await;
            assert_eq!(answer["data"], json!({ "placement": null, "node": null }), "{}", who.role);
            let answer = app.graphql_as(&who, STEP, json!({ "input": { "placementId": id } })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{}", who.role);
        }
        let answer = app.graphql_as(&oneself(Role::Beneficiary, &journey), query, json!({ "id": id })).await;
        assert_eq!(answer["data"]["placement"]["journeyId"], json!(journey));
        let answer = app.graphql_as(&actor(Role::Analyst), query, json!({ "id": id })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");

        // She can neither apply for another, nor accept herself.
        let herself = oneself(Role::Beneficiary, &journey);
        let place = published(&app, &company(&app).await, "STAGE").await;
        let apply = "mutation($input: CandidateStep!) { applyToOffer(input: $input) { position } }";
        let answer = app.graphql_as(&herself, apply, json!({ "input": { "placementId": place, "journeyId": other } })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let accept = "mutation($input: AnswerApplication!) { answerApplication(input: $input) { position } }";
        let input = json!({ "placementId": place, "journeyId": journey, "answer": "ACCEPTED" });
        let answer = app.graphql_as(&herself, accept, json!({ "input": input })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
}
