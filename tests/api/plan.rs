//! Her plan, pauses and returns, and what protects her, from the API to the read models.

use commands::Role;
use serde_json::{Value, json};
use tests::{
    app::{TestApp, actor, coordinator, oneself},
    on_both,
    story::proposal,
};

const JOURNEY: &str = "query($id: ID!) { journey(id: $id) {
    firstName lastName standing cohort endReason options needs followUps lastFollowUpOn
    contactAttempts peerHelps socle { version steps done }
    mentorat { id status paused pauseReason }
    timeline(first: 200) { edges { node { kind summary } } } } }";

async fn journey(app: &TestApp, id: &str) -> Value {
    app.graphql(JOURNEY, json!({ "id": id })).await["journey"].clone()
}

fn summaries(journey: &Value) -> Vec<String> {
    let edges = journey["timeline"]["edges"].as_array().expect("a timeline");
    edges.iter().map(|edge| edge["node"]["summary"].as_str().unwrap().to_owned()).collect()
}

async fn formation(app: &TestApp, search: &str) -> Value {
    let query = "query($search: String!) { formations(search: $search, first: 1) { id } }";
    app.graphql(query, json!({ "search": search })).await["formations"][0]["id"].clone()
}

on_both! {
    async fn she_follows_the_socle_and_options_and_is_followed_up(app: TestApp) {
        let id = app.admitted().await;
        let on = |input: Value| {
            let mut input = input;
            input["journeyId"] = json!(id);
            input
        };
        app.accept("startSocle", on(json!({}))).await;
        app.accept("doSocleStep", on(json!({ "step": "diagnostic" }))).await;
        app.refuse("doSocleStep", on(json!({ "step": "cuisine" })), "unknown_socle_step").await;
        app.refuse("doSocleStep", on(json!({ "step": "Diagnostic" })), "slug_shape").await;
        for kind in ["MATERIEL", "VIOLENCES"] {
            app.accept("identifyNeed", on(json!({ "kind": kind }))).await;
        }
        app.accept("meetNeed", on(json!({ "kind": "MATERIEL" }))).await;
        let option = |why: &str| on(json!({ "option": "remediation", "why": why }));
        app.accept("activateOption", option("NEED")).await;
        app.refuse("activateOption", option("NEED"), "option_already_open").await;
        app.accept("recordContactAttempt", on(json!({ "channel": "PHONE" }))).await;
        app.accept("recordFollowUp", on(json!({
            "by": "COORDINATION", "channel": "VIDEO", "minutes": 30, "signals": ["MOTIVEE"],
        }))).await;
        app.accept("recordPeerHelp", on(json!({ "side": "GIVEN", "theme": "METHODE" }))).await;

        let shown = journey(&app, &id).await;
        assert_eq!(shown["socle"], json!({ "version": 1, "steps": 6, "done": 1 }));
        assert_eq!(shown["options"], json!(["remediation"]));
        assert_eq!(shown["needs"], json!(["VIOLENCES"]));
        assert_eq!((&shown["followUps"], &shown["lastFollowUpOn"]), (&json!(1), &json!("2026-11-24")));
        assert_eq!((&shown["contactAttempts"], &shown["peerHelps"]), (&json!(0), &json!(1)));
        let told = summaries(&shown);
        for sentence in [
            "Parcours socle commencé (version 1, 6 étapes)",
            "Étape du parcours socle faite : diagnostic",
            "Besoin repéré : écoute et protection",
            "Option ouverte : remediation (besoin repéré)",
            "Suivi de 30 min, en visioconférence (coordination)",
            "Entraide donnée : méthode de travail",
        ] {
            assert!(told.iter().any(|known| known == sentence), "{sentence}: {told:?}");
        }
        app.accept("closeOption", option("COMPLETED")).await;
        assert_eq!(journey(&app, &id).await["options"], json!([]));
    }

    async fn she_goes_to_another_formation_and_the_reference_data_say_of_what_kind(app: TestApp) {
        let id = app.register("2006-03-14", "2026-09-10").await;
        let (but, licence) = (formation(&app, "BUT Informatique").await, formation(&app, "Licence").await);
        app.accept("startSchoolYear", json!({
            "journeyId": id, "schoolYear": 2026, "niveau": "BUT1", "formation": but,
            "statut": "ETUDIANT",
        })).await;
        let reorient = |to: &Value| json!({
            "journeyId": id, "formation": to, "obstacles": ["CHOIX_IMPOSES"],
        });
        app.refuse("reorient", reorient(&but), "same_formation").await;
        app.accept("reorient", reorient(&licence)).await;
        let told = summaries(&journey(&app, &id).await);
        assert!(told.iter().any(|known| known.starts_with("Réorientation : de BUT vers")), "{told:?}");
    }

    async fn support_pauses_ends_and_goes_on_in_the_same_cohort(app: TestApp) {
        let id = app.admitted().await;
        let step = json!({ "journeyId": id });
        app.accept("suspendSupport", json!({ "journeyId": id, "reason": "SANTE" })).await;
        assert_eq!(journey(&app, &id).await["standing"], "SUSPENDED");
        let mentor = app.mentor(1, true).await;
        app.refuse("proposeMatch", proposal(&id, &mentor), "support_is_suspended").await;
        app.accept("resumeSupport", step.clone()).await;

        let lost = json!({ "journeyId": id, "reason": "LOST_CONTACT" });
        let refused = app.refuse("endSupport", lost, "lost_contact_too_soon").await;
        assert_eq!(refused["messageFr"], "le contact n'est perdu qu'après 365 jours sans nouvelles");
        app.accept("endSupport", json!({
            "journeyId": id, "reason": "LEFT_DIGITAL", "obstacles": ["STEREOTYPES"],
        })).await;
        let ended = journey(&app, &id).await;
        assert_eq!((&ended["standing"], &ended["endReason"]), (&json!("ENDED"), &json!("LEFT_DIGITAL")));
        app.accept("resumeSupport", step).await;
        let back = journey(&app, &id).await;
        let is = (&back["standing"], &back["cohort"], &back["endReason"]);
        assert_eq!(is, (&json!("ADMITTED"), &json!(2026), &Value::Null));
        app.proposed(&id, &mentor).await;
    }

    async fn exclusion_ends_her_pairs_in_the_same_append(app: TestApp) {
        let id = app.admitted().await;
        let mentor = app.mentor(1, true).await;
        let pair = app.started(&id, &mentor).await;
        app.refuse("endSupport", json!({ "journeyId": id, "reason": "COMPLETED" }), "support_still_live").await;
        let command = uuid::Uuid::from_u128(0x0192_f000_0000_7000_8000_0000_0000_0001);
        let exclude = json!({ "journeyId": id, "reason": "EXCLUDED", "commandId": command });
        let first = app.accept("endSupport", exclude.clone()).await;
        let before = app.head().await;
        let again = app.accept("endSupport", exclude).await;
        assert_eq!((&again["position"], &again["replayed"]), (&first["position"], &json!(true)));
        assert_eq!(app.head().await, before);

        let last: Vec<_> = app.events().await.into_iter().rev().take(4).map(|event| event.kind).collect();
        let ended = ["supporter.v1.SlotReleased", "mentorship.v1.MentorshipEnded",
            "journey.v1.SupportEnded", "journey.v1.SupportReleased"];
        assert_eq!(last, ended);
        let query = "query($id: ID!) { node(id: $id) { ... on Mentorship { status endReason } } }";
        let node = app.graphql(query, json!({ "id": pair })).await["node"].clone();
        assert_eq!(node, json!({ "status": "ENDED", "endReason": "BENEFICIARY_LEFT" }));
        // The mentor is free for somebody else.
        let other = app.admitted().await;
        app.proposed(&other, &mentor).await;
    }

    async fn a_grave_concern_suspends_at_once_and_is_told_to_those_alone_who_protect_her(app: TestApp) {
        let id = app.admitted().await;
        let mentor = app.mentor(2, true).await;
        let pair = app.started(&id, &mentor).await;
        let said = "Xylophone";
        let raise = json!({
            "mentorshipId": pair, "by": "BENEFICIARY", "severity": "HIGH", "note": said,
        });
        let herself = oneself(Role::Beneficiary, &id);
        let payload = app.mutate_as(&herself, "raiseConcern", raise).await;
        assert_eq!(payload["mentorship"]["paused"], true);
        app.refuse("recordSession", json!({
            "mentorshipId": pair, "startsAt": "17:00:00", "minutes": 60, "mode": "VIDEO",
        }), "relation_paused").await;
        for event in app.events().await {
            assert!(!event.data.contains(said), "{}", event.kind);
        }
        // Neither the mentor's view of her story nor hers says that there is a concern.
        let them = oneself(Role::Supporter, &mentor);
        for reader in [&them, &herself] {
            let answer = app.graphql_as(reader, JOURNEY, json!({ "id": id })).await;
            let shown = answer["data"]["journey"].clone();
            assert_eq!(shown["mentorat"]["pauseReason"], Value::Null);
            assert!(!shown.to_string().to_lowercase().contains("préoccupation"), "{shown}");
        }
        assert_eq!(journey(&app, &id).await["mentorat"]["pauseReason"], "SAFETY");
        let query = "query($id: ID!) { journey(id: $id) { concerns { mentorshipId note } } }";
        let asked = json!({ "id": id });
        for who in [actor(Role::Administrator), coordinator(&["10"])] {
            let answer = app.graphql_as(&who, query, asked.clone()).await;
            let concerns = &answer["data"]["journey"]["concerns"];
            assert_eq!(*concerns, json!([{ "mentorshipId": pair, "note": said }]), "{answer}");
        }
        for who in [&them, &herself, &actor(Role::Auditor), &actor(Role::Service)] {
            let answer = app.graphql_as(who, query, asked.clone()).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer}");
            assert!(!answer.to_string().contains(said));
        }
        let elsewhere = app.graphql_as(&coordinator(&["01"]), query, asked).await;
        assert_eq!(elsewhere["data"]["journey"], Value::Null);
        // Those concerned do not lift a protection; the programme does.
        let query = "mutation($input: MentorshipStep!) { resumeMentorship(input: $input) { position } }";
        let answer = app.graphql_as(&them, query, json!({ "input": { "mentorshipId": pair } })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        app.accept("resumeMentorship", json!({ "mentorshipId": pair })).await;
    }

    async fn a_suspended_supporter_keeps_no_proposal_and_no_relation_that_goes_on(app: TestApp) {
        let (paired, proposed) = (app.admitted().await, app.admitted().await);
        let mentor = app.mentor(3, true).await;
        let pair = app.started(&paired, &mentor).await;
        app.proposed(&proposed, &mentor).await;
        let payload = app.accept("suspendSupporter", json!({
            "supporterId": mentor, "reason": "CONCERN",
        })).await;
        assert_eq!(payload["supporter"]["activity"], "SUSPENDED");
        assert_eq!(journey(&app, &proposed).await["mentorat"], Value::Null);
        assert_eq!(journey(&app, &paired).await["mentorat"]["paused"], true);
        let resume = json!({ "mentorshipId": pair });
        app.refuse("resumeMentorship", resume.clone(), "supporter_suspended").await;
        app.refuse("proposeMatch", proposal(&proposed, &mentor), "supporter_suspended").await;
        app.accept("reinstateSupporter", json!({ "supporterId": mentor })).await;
        app.accept("resumeMentorship", resume).await;
        app.refuse("retireSupporter", json!({ "supporterId": mentor }), "supporter_still_supports").await;
        app.accept("endMentorship", json!({ "mentorshipId": pair, "reason": "COMPLETED" })).await;
        let next = app.mentor(1, true).await;
        let next = app.proposed(&paired, &next).await;
        app.accept("replaceMentor", json!({ "mentorshipId": pair, "nextId": next })).await;
        app.accept("retireSupporter", json!({ "supporterId": mentor })).await;
    }

    async fn the_life_of_a_relation_is_shown_on_the_board(app: TestApp) {
        let id = app.admitted().await;
        let mentor = app.mentor(1, true).await;
        app.accept("recordTraining", json!({
            "supporterId": mentor, "module": "STEREOTYPES", "hours": 4,
        })).await;
        let pair = app.started(&id, &mentor).await;
        let on = |input: Value| {
            let mut input = input;
            input["mentorshipId"] = json!(pair);
            input
        };
        app.accept("setGoal", on(json!({ "theme": "CONFIANCE" }))).await;
        app.accept("setGoal", on(json!({ "theme": "STAGE" }))).await;
        app.accept("reviewGoal", on(json!({ "theme": "STAGE", "progress": "REACHED" }))).await;
        app.accept("missSession", on(json!({ "by": "SUPPORTER" }))).await;
        app.accept("rateRelation", on(json!({ "by": "BENEFICIARY", "rating": 5 }))).await;
        app.accept("pauseMentorship", on(json!({ "reason": "EXAMS" }))).await;
        let board = app.graphql("{ mentoringBoard {
            pairs { edges { node { openGoals missedSessions paused pauseReason } } }
            supporters { edges { node { activity trainingHours fields languages } } } } }", Value::Null).await;
        let node = |list: &str| board["mentoringBoard"][list]["edges"][0]["node"].clone();
        assert_eq!(node("pairs"), json!({
            "openGoals": 1, "missedSessions": 1, "paused": true, "pauseReason": "EXAMS",
        }));
        assert_eq!(node("supporters"), json!({
            "activity": "ACTIVE", "trainingHours": 4, "fields": [], "languages": [],
        }));
        // Nobody rates for the other side.
        let query = "mutation($input: RateRelation!) { rateRelation(input: $input) { position } }";
        let input = json!({ "mentorshipId": pair, "by": "SUPPORTER", "rating": 1 });
        let herself = oneself(Role::Beneficiary, &id);
        let answer = app.graphql_as(&herself, query, json!({ "input": input })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");

        let other = app.admitted().await;
        let second = app.mentor(1, true).await;
        let waiting = app.proposed(&other, &second).await;
        let expired = app.accept("expireMatch", json!({ "mentorshipId": waiting })).await;
        assert_eq!(expired["mentorship"]["status"], "EXPIRED");
    }

    async fn what_is_wrong_about_her_is_corrected_and_shown_corrected(app: TestApp) {
        let id = app.admitted().await;
        app.accept("applyRectification", json!({
            "journeyId": id,
            "identity": { "firstName": "Ada", "lastName": "Byron", "email": "ada@example.org" },
        })).await;
        assert_eq!(journey(&app, &id).await["lastName"], "Byron");
        app.refuse("applyRectification", json!({ "journeyId": id }), "empty_list").await;
        let auditor = app.graphql_as(&actor(Role::Auditor), JOURNEY, json!({ "id": id })).await;
        assert_eq!(auditor["data"]["journey"]["lastName"], Value::Null);
    }
}
