//! What was recorded wrongly is corrected or voided, on any stream, and can be looked up either way.

use commands::Role;
use serde_json::{Value, json};
use tests::{
    app::{TestApp, actor, coordinator, oneself},
    on_both,
};

const HISTORY: &str = "query($stream: ID!, $view: HistoryView!, $at: Position) {
    history(stream: $stream, view: $view, at: $at, first: 200) { edges { node {
        revision kind occurredOn data status amendedBy } } } }";

async fn history(app: &TestApp, stream: &str, view: &str) -> Vec<Value> {
    let variables = json!({ "stream": stream, "view": view });
    let answer = app.graphql(HISTORY, variables).await;
    let edges = answer["history"]["edges"].as_array().unwrap().clone();
    edges.into_iter().map(|edge| edge["node"].clone()).collect()
}

async fn of_kind(app: &TestApp, stream: &str, kind: &str) -> Value {
    let all = history(app, stream, "EFFECTIVE").await;
    all.into_iter().rfind(|entry| entry["kind"] == kind).expect("such an event")
}

fn corrected(stream: &str, of: &Value, replacement: &Value) -> Value {
    json!({ "stream": stream, "revision": of["revision"], "replacement": replacement,
            "reason": "ENTRY_ERROR" })
}

fn voided(stream: &str, of: &Value) -> Value {
    json!({ "stream": stream, "revision": of["revision"], "reason": "DUPLICATE" })
}

const YEAR: &str = "journey.v1.SchoolYearStarted";
const SESSION: &str = "mentorship.v1.SessionHeld";

on_both! {
    async fn a_corrected_year_shows_in_her_journey_and_in_every_figure(app: TestApp) {
        let id = app.admitted().await;
        let year = of_kind(&app, &id, YEAR).await;
        let mut replacement = year["data"].clone();
        assert_eq!(replacement["year"]["school"]["uai"], tests::story::LYCEE, "as people read it");
        replacement["year"]["niveau"] = json!("2GT");
        replacement["year"]["specialites"] = json!([]);
        // Where a school is comes from the reference data, whatever a client says.
        replacement["year"]["school"]["territory"] = json!({ "academie": "01", "region": "11" });
        let payload = app.accept("correctEvent", corrected(&id, &year, &replacement)).await;

        let query = "query($id: ID!) { journey(id: $id) { niveau place { academie } revision
            timeline { edges { node { kind summary } } } }
            cohortTable { cells { niveau beneficiaries { ... on FigureValue { n } } } } }";
        let shown = app.graphql(query, json!({ "id": id })).await;
        assert_eq!(shown["journey"]["niveau"], "SECONDE_GT");
        assert_eq!(shown["journey"]["place"]["academie"], "10");
        assert_eq!(shown["journey"]["revision"], payload["revision"]);
        let cells = json!([{ "niveau": "SECONDE_GT", "beneficiaries": { "n": 1 } }]);
        assert_eq!(shown["cohortTable"]["cells"], cells);
        let told = shown["journey"]["timeline"]["edges"].to_string();
        assert!(told.contains("Seconde") && !told.contains("Première générale"), "{told}");

        // Both histories are there, and what was known before is known for ever.
        let raw = history(&app, &id, "RAW").await;
        let last = raw.last().unwrap();
        assert_eq!((&last["kind"], &last["status"]), (&json!("journey.v1.EventCorrected"), &json!("CORRECTION")));
        let then = &raw[usize::try_from(year["revision"].as_i64().unwrap()).unwrap()];
        assert_eq!((&then["data"], &then["status"]), (&year["data"], &json!("CORRECTED")));
        assert_eq!(then["amendedBy"], json!([last["revision"]]));
        assert_eq!(of_kind(&app, &id, YEAR).await["data"]["year"]["niveau"], "2GT");
        let at = app.head().await - 1;
        let variables = json!({ "stream": id, "view": "EFFECTIVE", "at": at });
        let before = app.graphql(HISTORY, variables).await["history"]["edges"].to_string();
        assert!(before.contains("1G") && !before.contains("2GT"), "{before}");

        // The rules decide on what she is now.
        app.refuse("dropSpecialite", json!({ "journeyId": id, "schoolYear": 2026, "dropped": "NSI" }),
                   "not_premiere_generale").await;
    }

    async fn a_voided_session_is_counted_no_more_and_its_hour_is_free(app: TestApp) {
        let (journey, mentor) = (app.admitted().await, app.mentor(1, true).await);
        let pair = app.started(&journey, &mentor).await;
        let session = json!({ "mentorshipId": pair, "startsAt": "17:00:00", "minutes": 50, "mode": "VIDEO" });
        app.accept("recordSession", session.clone()).await;
        app.refuse("recordSession", session.clone(), "session_double_booked").await;
        let held = of_kind(&app, &pair, SESSION).await;
        let command = json!({ "commandId": "0199f0a0-0000-7000-8000-000000000001" });
        let mut input = voided(&pair, &held);
        input.as_object_mut().unwrap().extend(command.as_object().unwrap().clone());
        let done = app.accept("voidEvent", input.clone()).await;
        let again = app.accept("voidEvent", input.clone()).await;
        assert_eq!((&again["replayed"], &again["position"]), (&json!(true), &done["position"]));

        let board = "{ mentoringBoard { pairs { edges { node { sessions minutes } } } } }";
        let sessions = app.graphql(board, Value::Null).await["mentoringBoard"]["pairs"]["edges"][0]["node"].clone();
        assert_eq!(sessions, json!({ "sessions": 0, "minutes": 0 }));
        app.accept("recordSession", session).await;

        // A void is not voided, and what is void is not corrected.
        let raw = history(&app, &pair, "RAW").await;
        let void = raw.iter().find(|entry| entry["kind"] == "mentorship.v1.EventVoided").unwrap();
        app.refuse("voidEvent", voided(&pair, void), "is_a_correction").await;
        app.refuse("voidEvent", voided(&pair, &held), "already_voided").await;
        app.refuse("correctEvent", corrected(&pair, &held, &held["data"]), "already_voided").await;
    }

    async fn what_would_make_the_rest_impossible_is_refused_with_what_to_do(app: TestApp) {
        let (journey, mentor) = (app.admitted().await, app.mentor(1, true).await);
        app.started(&journey, &mentor).await;
        // She is a minor: the pair rests on the check.
        let check = of_kind(&app, &mentor, "supporter.v1.HonorabiliteChecked").await;
        let refused = app.refuse("voidEvent", voided(&mentor, &check), "later_event_depends").await;
        assert!(refused["message"].as_str().unwrap().contains("first"), "{refused}");
        let capacity = of_kind(&app, &mentor, "supporter.v1.CapacityDeclared").await;
        let none = json!({ "max_live": 0 });
        app.refuse("correctEvent", corrected(&mentor, &capacity, &none), "later_event_depends").await;
        let more = json!({ "max_live": 3 });
        app.accept("correctEvent", corrected(&mentor, &capacity, &more)).await;
        let board = "{ mentoringBoard { supporters { edges { node { capacity free } } } } }";
        let shown = app.graphql(board, Value::Null).await["mentoringBoard"]["supporters"].clone();
        assert_eq!(shown["edges"][0]["node"], json!({ "capacity": 3, "free": 2 }));
    }

    async fn a_correction_that_makes_no_sense_says_why_and_changes_nothing(app: TestApp) {
        let id = app.admitted().await;
        let year = of_kind(&app, &id, YEAR).await;
        app.refuse("correctEvent", corrected(&id, &year, &json!({ "niveau": "2GT" })),
                   "unreadable_replacement").await;
        app.refuse("correctEvent", corrected(&id, &year, &year["data"]), "nothing_changes").await;
        let mut elsewhere = year["data"].clone();
        elsewhere["year"]["school"]["uai"] = json!("0750001A");
        app.refuse("correctEvent", corrected(&id, &year, &elsewhere), "uai_check_letter").await;
        let nothing = json!({ "revision": 99 });
        app.refuse("voidEvent", voided(&id, &nothing), "no_such_event").await;
        app.refuse("voidEvent", voided("weather-1", &nothing), "invalid_id").await;
        let registered = of_kind(&app, &id, "journey.v1.BeneficiaryRegistered").await;
        app.refuse("voidEvent", voided(&id, &registered), "not_voidable").await;
        let schema = app.graphql("query($kind: String!) { eventSchema(kind: $kind) }", json!({ "kind": YEAR })).await;
        assert!(schema["eventSchema"]["properties"]["school_year"].is_object(), "{schema}");
    }

    /// Whoever is responsible for where it happened; auditors see all of it, and nobody's name.
    async fn corrections_are_for_coordinators_and_histories_for_auditors_too(app: TestApp) {
        let id = app.admitted().await;
        let year = of_kind(&app, &id, YEAR).await;
        let ask = "mutation($input: VoidEvent!) { voidEvent(input: $input) { rejection { code } } }";
        let input = json!({ "input": voided(&id, &year) });
        let auditor = actor(Role::Auditor);
        for who in [oneself(Role::Beneficiary, &id), coordinator(&["01"]), auditor.clone()] {
            let answer = app.graphql_as(&who, ask, input.clone()).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{who:?}");
        }
        let variables = json!({ "stream": id, "view": "RAW" });
        for who in [oneself(Role::Beneficiary, &id), coordinator(&["01"])] {
            let answer = app.graphql_as(&who, HISTORY, variables.clone()).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{who:?}");
        }
        let seen = app.graphql_as(&auditor, HISTORY, variables.clone()).await.to_string();
        assert!(seen.contains(YEAR) && !seen.contains("Lovelace") && !seen.contains("$sealed"), "{seen}");
        let seen = app.graphql_as(&coordinator(&["10"]), HISTORY, variables).await.to_string();
        assert!(seen.contains("Lovelace"), "{seen}");
        let answer = app.graphql_as(&coordinator(&["10"]), ask, input).await;
        assert_eq!(answer["data"]["voidEvent"]["rejection"], Value::Null);
    }
}
