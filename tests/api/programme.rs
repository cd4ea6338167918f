//! What those who run the programme publish, and what follows from it.

use commands::Role;
use serde_json::{Value, json};
use tests::{
    app::{TestApp, actor},
    on_both,
};

const IN_FORCE: &str = "{ programme {
    policy { version proposalDays checkMonths }
    socle { version steps { code title } }
    options { version options { code kind } }
    calendars { platform session phases { kind opens closes } }
    targets { value due }
    disclosurePolicy { version kPublic kPartner minDenominator rounding }
    budget { line allocated reserved free allocations { year cents } }
    costs { category allocation cents }
    reports { report asOf knownAt disclosureVersion } } }";

async fn in_force(app: &TestApp) -> Value {
    app.graphql(IN_FORCE, Value::Null).await["programme"].clone()
}

fn digest() -> String {
    "ab".repeat(32)
}

on_both! {
    async fn the_programme_begins_with_its_founding_rules(app: TestApp) {
        let rules = in_force(&app).await;
        assert_eq!(rules["policy"], json!({ "version": 1, "proposalDays": 14, "checkMonths": 12 }));
        assert_eq!(rules["socle"]["version"], 1);
        let kinds = ["COMPETENCES", "REMEDIATION", "APPUI_CREATION"];
        let options: Vec<_> = rules["options"]["options"].as_array().unwrap().iter()
            .map(|option| option["kind"].as_str().unwrap()).collect();
        assert_eq!(options, kinds);
        assert_eq!(rules["disclosurePolicy"], json!({
            "version": 1, "kPublic": 11, "kPartner": 5, "minDenominator": 20, "rounding": 5,
        }));
        assert_eq!(rules["targets"], json!([
            { "value": 10_000, "due": "2027-12-31" }, { "value": 20_000, "due": "2029-12-31" },
        ]));
    }

    async fn the_next_version_replaces_the_one_in_force(app: TestApp) {
        let socle = |version| json!({
            "version": version, "steps": [{ "code": "accueil", "title": "Accueil" }],
        });
        app.refuse("publishSocle", socle(1), "policy_version_must_grow").await;
        app.accept("publishSocle", socle(2)).await;
        let mut late = socle(3);
        late["occurredOn"] = json!("2026-11-23");
        app.refuse("publishSocle", late, "version_applies_backwards").await;

        let options = json!({ "version": 2, "options": [
            { "code": "remediation-maths", "kind": "REMEDIATION", "title": "Remédiation en maths" },
        ] });
        app.accept("publishOptions", options).await;
        let unnamed = json!({ "version": 3, "steps": [{ "code": "Été", "title": "Été" }] });
        app.refuse("publishSocle", unnamed, "slug_shape").await;
        app.accept("publishDisclosurePolicy", json!({
            "version": 2, "kPublic": 10, "kPartner": 5, "minDenominator": 20, "rounding": 1,
        })).await;

        let rules = in_force(&app).await;
        assert_eq!(rules["socle"], json!({
            "version": 2, "steps": [{ "code": "accueil", "title": "Accueil" }],
        }));
        assert_eq!(rules["options"], json!({
            "version": 2, "options": [{ "code": "remediation-maths", "kind": "REMEDIATION" }],
        }));
        assert_eq!(rules["disclosurePolicy"]["kPublic"], 10);
    }

    async fn wishes_obey_the_calendar_once_it_is_published(app: TestApp) {
        let journey = app.admitted().await;
        let formations = "{ formations(search: \"BUT Informatique\", first: 1) { id } }";
        let found = app.graphql(formations, Value::Null).await;
        let formation = &found["formations"][0]["id"];
        let wish = |number: u128| json!({
            "journeyId": journey, "wish": uuid::Uuid::from_u128(number), "platform": "PARCOURSUP",
            "session": 2027, "formation": formation, "occurredOn": "2026-11-24",
        });
        app.accept("submitWish", wish(1)).await;
        let phase = |kind: &str, opens: &str, closes: &str| json!({
            "kind": kind, "opens": opens, "closes": closes,
        });
        app.accept("publishCalendar", json!({
            "platform": "PARCOURSUP", "session": 2027, "phases": [
                phase("WISHES", "2027-01-18", "2027-03-11"),
                phase("ADMISSION", "2027-06-01", "2027-07-10"),
            ],
        })).await;
        let calendars = in_force(&app).await["calendars"].clone();
        assert_eq!(calendars[0]["phases"][0], phase("WISHES", "2027-01-18", "2027-03-11"));
        // Other processes remember what was in force for a second.
        tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
        app.refuse("submitWish", wish(2), "platform_closed").await;
    }

    async fn money_is_allocated_and_costs_are_told_apart(app: TestApp) {
        let allocate = |cents: u64| json!({ "line": "materiel-2027", "cents": cents, "year": 2027 });
        app.accept("allocateBudget", allocate(5_000_000_000)).await;
        app.refuse("allocateBudget", allocate(0), "invalid_amount").await;
        let cost = |to: &str| json!({
            "category": "PERSONNEL", "cents": 100, "from": "2026-11-01", "to": to,
            "allocation": "DIRECT",
        });
        app.accept("recordCost", cost("2026-11-24")).await;
        app.accept("recordCost", cost("2026-11-24")).await;
        app.refuse("recordCost", cost("2026-11-25"), "invalid_period").await;

        let rules = in_force(&app).await;
        assert_eq!(rules["budget"], json!([{
            "line": "materiel-2027", "allocated": 5_000_000_000_u64, "reserved": 0,
            "free": 5_000_000_000_u64,
            "allocations": [{ "year": 2027, "cents": 5_000_000_000_u64 }],
        }]));
        assert_eq!(rules["costs"], json!([
            { "category": "PERSONNEL", "allocation": "DIRECT", "cents": 200 },
        ]));
        let budget = "{ programme { budget { line } } }";
        let answer = app.graphql_as(&actor(Role::Coordinator), budget, Value::Null).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }

    async fn a_report_is_issued_once_for_a_day(app: TestApp) {
        let report = json!({
            "report": "impact-2026", "asOf": "2026-11-23", "knownAt": 3, "sha256": digest(),
        });
        app.accept("issueReport", report.clone()).await;
        app.refuse("issueReport", report, "report_already_issued").await;
        assert_eq!(in_force(&app).await["reports"], json!([{
            "report": "impact-2026", "asOf": "2026-11-23", "knownAt": 3, "disclosureVersion": 1,
        }]));
    }

    async fn an_import_of_reference_data_is_recorded_once(app: TestApp) {
        let import = json!({
            "dataset": "formations", "millesime": "2026", "sha256": digest(), "rows": 9_230,
        });
        app.accept("recordReferenceImport", import.clone()).await;
        app.refuse("recordReferenceImport", import, "reference_already_imported").await;
    }

    async fn only_those_who_run_the_programme_change_its_rules(app: TestApp) {
        let query = "mutation($input: AllocateBudget!) { allocateBudget(input: $input) { position } }";
        let input = json!({ "input": { "line": "a", "cents": 1, "year": 2027 } });
        for role in [Role::Coordinator, Role::Partner, Role::Analyst, Role::Supporter] {
            let answer = app.graphql_as(&actor(role), query, input.clone()).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        }
    }
}
