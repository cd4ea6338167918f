//! One young woman, from Seconde to her first job.

use serde_json::{Value, json};
use tests::{app::TestApp, on_both, story::lycee_year};

/// The identifier of the first formation found.
async fn formation(app: &TestApp, search: &str) -> Value {
    let query = "query($search: String!) { formations(search: $search, first: 1) { id } }";
    let found = app.graphql(query, json!({ "search": search })).await;
    found["formations"][0]["id"].clone()
}

async fn conclude(app: &TestApp, id: &str, year: i32, result: &str) {
    let on = format!("{}-06-30", year + 1);
    let input = json!({ "journeyId": id, "schoolYear": year, "result": result, "occurredOn": on });
    app.accept("concludeSchoolYear", input).await;
}

async fn diploma(app: &TestApp, id: &str, diploma: &str, session: i32) {
    let on = format!("{session}-07-05");
    let input =
        json!({ "journeyId": id, "diploma": diploma, "session": session, "occurredOn": on });
    app.accept("recordDiploma", input).await;
}

async fn study(app: &TestApp, id: &str, year: i32, niveau: &str, formation: &Value) {
    let input = json!({
        "journeyId": id, "schoolYear": year, "niveau": niveau, "formation": formation,
        "statut": "ETUDIANT", "occurredOn": format!("{year}-09-05"),
    });
    app.accept("startSchoolYear", input).await;
}

on_both! {
    async fn a_young_woman_goes_from_seconde_to_her_first_job(app: TestApp) {
        // 2018: Seconde, at 15.
        let id = app.register("2003-05-20", "2018-09-10").await;
        app.consent(&id).await;
        app.accept("startSchoolYear", lycee_year(&id, 2018, "SECONDE_GT", &[])).await;
        app.accept("declareSituation", json!({
            "journeyId": id, "schoolYear": 2018, "bourse": "LYCEE3", "qpv": "YES",
        })).await;
        for step in ["assessEligibility", "admit"] {
            app.accept(step, json!({ "journeyId": id, "occurredOn": "2018-09-20" })).await;
        }
        conclude(&app, &id, 2018, "PROMOTED").await;

        // Première with NSI, a mentor, a project.
        let three = ["NSI", "MATHS", "PHYSIQUE_CHIMIE"];
        app.accept("startSchoolYear", lycee_year(&id, 2019, "PREMIERE_GENERALE", &three)).await;
        let mentor = app.mentor(2, true).await;
        let pair = app.started(&id, &mentor).await;
        app.accept("recordSession", json!({
            "mentorshipId": pair, "startsAt": "17:30:00", "minutes": 45, "mode": "VIDEO",
            "themes": ["ORIENTATION"],
        })).await;
        app.accept("stateProject", json!({
            "journeyId": id, "targets": ["DEVELOPPEMENT"], "confidence": 4,
        })).await;
        app.accept("dropSpecialite", json!({
            "journeyId": id, "schoolYear": 2019, "dropped": "PHYSIQUE_CHIMIE",
        })).await;
        conclude(&app, &id, 2019, "PROMOTED").await;

        // Terminale, Parcoursup, the bac.
        app.accept("startSchoolYear", lycee_year(&id, 2020, "TERMINALE_GENERALE", &three[..2])).await;
        let but = formation(&app, "BUT Informatique").await;
        let wish = "0192f000-0000-7000-8000-000000000001";
        app.accept("submitWish", json!({
            "journeyId": id, "wish": wish, "platform": "PARCOURSUP", "session": 2021,
            "formation": but,
        })).await;
        let step = json!({ "journeyId": id, "wish": wish });
        app.accept("confirmWish", step.clone()).await;
        app.accept("recordAnswer", json!({
            "journeyId": id, "wish": wish, "answer": "WAITLISTED", "rank": 12,
        })).await;
        app.accept("recordAnswer", json!({ "journeyId": id, "wish": wish, "answer": "PROPOSED" })).await;
        app.accept("acceptProposal", step).await;
        diploma(&app, &id, "BAC_GENERAL", 2021).await;
        conclude(&app, &id, 2020, "GRADUATED").await;

        // BUT: the DUT at two thirds does not end it.
        app.accept("confirmEnrolment", json!({
            "journeyId": id, "wish": wish, "schoolYear": 2021, "formation": but,
        })).await;
        for (year, niveau) in [(2021, "BUT1"), (2022, "BUT2"), (2023, "BUT3")] {
            study(&app, &id, year, niveau, &but).await;
        }
        diploma(&app, &id, "DUT", 2023).await;
        diploma(&app, &id, "BUT", 2024).await;

        // Master, and a job.
        study(&app, &id, 2024, "MASTER1", &but).await;
        study(&app, &id, 2025, "MASTER2", &but).await;
        diploma(&app, &id, "MASTER", 2026).await;
        app.accept("endMentorship", json!({ "mentorshipId": pair, "reason": "COMPLETED" })).await;
        app.accept("endSupport", json!({ "journeyId": id, "reason": "COMPLETED" })).await;
        app.accept("recordOutcome", json!({
            "journeyId": id, "kind": "EMPLOI", "digital": true, "monthsAfter": 3,
        })).await;

        let answer = app.graphql(
            "query($id: ID!) { journey(id: $id) {
                firstName standing niveau highestDiploma boursiere outcome endReason cohort
                timeline(first: 200) { edges { node { occurredOn kind summary } } } } }",
            json!({ "id": id }),
        ).await;
        let journey = &answer["journey"];
        assert_eq!(journey["firstName"], "Ada");
        assert_eq!(journey["standing"], "ENDED");
        assert_eq!(journey["cohort"], 2018);
        assert_eq!(journey["niveau"], "MASTER2");
        assert_eq!(journey["highestDiploma"], "MASTER");
        assert_eq!(journey["boursiere"], "YES");
        assert_eq!(journey["outcome"], "EMPLOI");

        let edges = journey["timeline"]["edges"].as_array().expect("a timeline");
        let kinds: Vec<_> = edges.iter().map(|edge| edge["node"]["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds.first(), Some(&"journey.v1.SchoolYearStarted"), "Seconde, on 2 September");
        assert!(kinds.contains(&"mentorship.v1.SessionHeld"), "her pairs are part of her story");
        let of = |id: &str| id.split_once('-').unwrap().1.to_owned();
        let hers = app.events().await.into_iter().filter(|event| {
            event.stream.as_str() == id || event.stream.id() == of(&pair)
        });
        assert_eq!(kinds.len(), hers.count(), "nothing that happened is missing");
        assert!(edges.iter().all(|edge| !edge["node"]["summary"].as_str().unwrap().is_empty()));
    }
}
