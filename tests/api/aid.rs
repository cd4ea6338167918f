//! Material and financial aid, within the budget.

use commands::Role;
use serde_json::{Value, json};
use tests::{
    app::{TestApp, actor, coordinator, oneself},
    on_both,
};

/// Allocates 500 euros to the line `materiel-2026`.
async fn allocate(app: &TestApp) {
    let line = json!({ "line": "materiel-2026", "cents": 50_000, "year": 2026 });
    app.accept("allocateBudget", line).await;
}

/// Asked for and assessed; gives the identifier.
async fn assessed(app: &TestApp, journey: &str, kind: &str, item: &str) -> String {
    let asked = json!({ "journeyId": journey, "kind": kind, "item": item });
    let payload = app.accept("requestAid", asked).await;
    let id = payload["aid"]["id"].as_str().unwrap().to_owned();
    app.accept("assessAid", json!({ "aidId": id, "need": "HIGH", "evidence": "DOCUMENTED" })).await;
    id
}

fn award(id: &str, cents: u64) -> Value {
    json!({ "aidId": id, "amountCents": cents, "budgetLine": "materiel-2026" })
}

on_both! {
    async fn a_computer_is_asked_for_awarded_handed_over_and_comes_back(app: TestApp) {
        allocate(&app).await;
        let her = app.admitted().await;
        let (herself, lyon) = (oneself(Role::Beneficiary, &her), coordinator(&["10"]));
        let asked = json!({ "journeyId": her, "kind": "MATERIEL", "item": "ORDINATEUR" });
        let payload = app.mutate_as(&herself, "requestAid", asked).await;
        let id = payload["aid"]["id"].as_str().unwrap().to_owned();
        app.refuse("awardAid", award(&id, 45_000), "aid_not_assessed").await;
        let need = json!({ "aidId": id, "need": "HIGH", "evidence": "DOCUMENTED" });
        assert_eq!(app.mutate_as(&lyon, "assessAid", need).await["rejection"], Value::Null);
        assert_eq!(app.mutate_as(&lyon, "awardAid", award(&id, 45_000)).await["rejection"], Value::Null);
        let delivery = json!({ "aidId": id, "amountCents": 45_000 });
        app.refuse("deliverAid", delivery.clone(), "equipment_not_authorised").await;
        app.accept("authoriseAsGuardian", json!({
            "journeyId": her, "scopes": ["EQUIPMENT"],
            "guardian": { "firstName": "Anne", "lastName": "Lovelace", "email": "anne@example.org" },
        })).await;
        app.refuse("deliverAid", json!({ "aidId": id, "amountCents": 45_001 }), "beyond_award").await;
        app.accept("deliverAid", delivery).await;
        app.accept("returnAid", json!({ "aidId": id, "condition": "WORN" })).await;
        app.refuse("returnAid", json!({ "aidId": id, "condition": "WORN" }), "aid_already_returned").await;

        let query = "{ aids { edges { node { id statusLabel itemLabel awardedCents deliveredCents condition } } }
            aidLedger { budgetLine aids awardedCents deliveredCents } }";
        let answer = app.graphql_as(&herself, query, Value::Null).await;
        assert_eq!(answer["data"], json!({
            "aids": { "edges": [{ "node": {
                "id": id, "statusLabel": "Rendue", "itemLabel": "Ordinateur", "awardedCents": 45_000,
                "deliveredCents": 45_000, "condition": "WORN",
            } }] },
            "aidLedger": [{ "budgetLine": "materiel-2026", "aids": 1, "awardedCents": 45_000,
                            "deliveredCents": 45_000 }],
        }));
        let query = "query($id: ID!) { journey(id: $id) { timeline { edges { node { summary } } } } }";
        let answer = app.graphql_as(&herself, query, json!({ "id": her })).await;
        let told: Vec<&str> = answer["data"]["journey"]["timeline"]["edges"].as_array().unwrap().iter()
            .filter_map(|edge| edge["node"]["summary"].as_str())
            .filter(|summary| summary.starts_with("Aide matérielle")).collect();
        assert_eq!(told.len(), 5, "{told:?}");
    }

    async fn no_aid_is_ever_beyond_its_budget(app: TestApp) {
        allocate(&app).await;
        let mut aids = Vec::new();
        for _ in 0..4 {
            let her = app.admitted().await;
            aids.push(assessed(&app, &her, "FINANCIER", "TRANSPORT").await);
        }
        let answers = aids.iter().map(|id| app.mutate("awardAid", award(id, 20_000)));
        let answers = futures::future::join_all(answers).await;
        let refused: Vec<_> = answers.iter().filter(|answer| answer["rejection"] != Value::Null).collect();
        assert_eq!(refused.len(), 2, "{answers:?}");
        assert!(refused.iter().all(|answer| answer["rejection"]["code"] == "budget_exceeded"));

        let granted = answers.iter().position(|answer| answer["rejection"] == Value::Null).unwrap();
        let waiting = answers.iter().position(|answer| answer["rejection"] != Value::Null).unwrap();
        app.accept("deliverAid", json!({ "aidId": aids[granted], "amountCents": 5_000 })).await;
        app.accept("cancelAid", json!({ "aidId": aids[granted], "reason": "SETTLED" })).await;
        app.refuse("awardAid", award(&aids[waiting], 25_001), "budget_exceeded").await;
        app.accept("awardAid", award(&aids[waiting], 25_000)).await;
        let unknown = json!({ "aidId": aids[waiting], "amountCents": 1, "budgetLine": "inconnue" });
        app.refuse("awardAid", unknown, "aid_already_decided").await;
    }

    async fn a_refusal_says_why_and_when_it_is_looked_at_again(app: TestApp) {
        let her = app.admitted().await;
        let id = assessed(&app, &her, "FINANCIER", "LOGEMENT").await;
        let refuse = |day: &str| json!({ "aidId": id, "reason": "OTHER_FUNDING", "reviewOn": day });
        app.refuse("refuseAid", refuse("2026-11-24"), "review_in_the_past").await;
        app.accept("refuseAid", refuse("2027-03-01")).await;
        let query = "{ aids(filter: { reviewBy: \"2027-03-01\" }) { edges { node { refusal reviewOn } } } }";
        let found = app.graphql(query, Value::Null).await;
        assert_eq!(found["aids"]["edges"], json!([{ "node": {
            "refusal": "OTHER_FUNDING", "reviewOn": "2027-03-01",
        } }]));
    }

    async fn each_asks_for_herself_and_the_territory_decides(app: TestApp) {
        allocate(&app).await;
        let (her, other) = (app.admitted().await, app.admitted().await);
        let herself = oneself(Role::Beneficiary, &her);
        let id = assessed(&app, &her, "FINANCIER", "TRANSPORT").await;
        let query = "mutation($input: RequestAid!) { requestAid(input: $input) { position } }";
        let asked = json!({ "journeyId": other, "kind": "FINANCIER" });
        let answer = app.graphql_as(&herself, query, json!({ "input": asked })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let query = "mutation($input: AwardAid!) { awardAid(input: $input) { position } }";
        for by in [herself, actor(Role::Supporter), actor(Role::Auditor)] {
            let answer = app.graphql_as(&by, query, json!({ "input": award(&id, 1) })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        }
        let query = "query($id: ID!) { aid(id: $id) { id } node(id: $id) { id } }";
        for (by, seen) in [
            (oneself(Role::Beneficiary, &other), json!(null)), (coordinator(&["01"]), json!(null)),
            (coordinator(&["10"]), json!({ "id": id })), (oneself(Role::Beneficiary, &her), json!({ "id": id })),
        ] {
            let answer = app.graphql_as(&by, query, json!({ "id": id })).await;
            assert_eq!(answer["data"], json!({ "aid": seen, "node": seen }));
        }
    }
}
