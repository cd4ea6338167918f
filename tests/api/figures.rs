//! National figures, and the programme's own.

use serde_json::{Value, json};
use server::recording::record_imports;
use tests::{
    app::{TODAY, TestApp},
    on_both,
};

const REGIONS: &str = "code,nom,zone,chef_lieu\n01,Guadeloupe,drom,97105\n";
const REGIONS_CORRECTED: &str = "code,nom,zone,chef_lieu\n01,La Guadeloupe,drom,97105\n";

on_both! {
    async fn girls_are_14_65_percent_of_terminale_nsi_at_rentree_2022(app: TestApp) {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/data/nsi_lycees_terminale_2022.csv.gz");
        let db = app.log().db();
        let report = reference::import(db, file.as_ref(), server::clock::now(), &mut |_, _| {}).await;
        let report = report.expect("the ministry's file is taken");
        assert_eq!(report.refused, 0);
        let query = "query($perimeter: Perimeter!) {
            nsiShare(rentree: 2022, level: TERMINALE, perimeter: $perimeter) {
                girls pupils percent perimeter perimeterLabel source { dataset millesime producer sha256 } } }";
        let share = app.graphql(query, json!({ "perimeter": "METROPOLE_DROM" })).await["nsiShare"].clone();
        assert_eq!((&share["girls"], &share["pupils"]), (&json!(2_612), &json!(17_835)));
        assert_eq!(share["percent"], "14.65");
        assert_eq!(share["perimeterLabel"], "France métropolitaine et DROM");
        assert_eq!(share["source"]["dataset"], "nsi_lycees");
        assert_eq!(share["source"]["sha256"].as_str().unwrap().len(), 64);

        let all = app.graphql(query, json!({ "perimeter": "ALL" })).await["nsiShare"].clone();
        assert_eq!(all["percent"], "14.83", "the whole file says more: the perimeter matters");
    }

    async fn what_is_imported_is_recorded_in_the_log_once_for_each_content(app: TestApp) {
        let (db, day) = (app.log().db(), TODAY.parse::<chrono::NaiveDate>().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let import = |file: &'static str, text: &'static str| {
            let path = folder.path().join(file);
            std::fs::write(&path, text).unwrap();
            async move {
                let now = server::clock::now();
                reference::import(db, &path, now, &mut |_, _| {}).await.unwrap()
            }
        };
        let (first, second) = (REGIONS, REGIONS_CORRECTED);
        let tomorrow = day.succ_opt().unwrap();
        // Imported, and cut before it was recorded: the next import records it.
        import("regions_2026.csv", first).await;
        for (text, on, recorded) in [
            (first, day, 1), (first, day, 0), (first, tomorrow, 0),
            (second, day, 1), (first, day, 1), (first, tomorrow, 0),
        ] {
            let report = import("regions_2026.csv", text).await;
            let commands = &app.service.commands;
            let done = record_imports(commands, db, &[report], on).await.unwrap();
            assert_eq!(done, recorded, "{text}");
        }
        let events = app.events().await.into_iter();
        let events = events.filter(|event| event.kind == "programme.v1.ReferenceImported");
        let told: Vec<Value> = events.map(|event| serde_json::from_str(&event.data).unwrap()).collect();
        assert_eq!(told.len(), 3);
        assert_eq!((&told[0]["dataset"], &told[0]["millesime"]), (&json!("regions"), &json!("2026")));
        assert_eq!(told[0]["rows"], 1);
        assert_eq!(told[0]["sha256"], told[2]["sha256"], "it has come back to the first");
        assert_ne!(told[0]["sha256"], told[1]["sha256"]);
    }

    async fn a_figure_nobody_counted_is_null_and_not_zero(app: TestApp) {
        let share = app.graphql("{ nsiShare(rentree: 1999) { girls } }", Value::Null).await;
        assert_eq!(share["nsiShare"], Value::Null);
    }

    async fn laureates_are_counted_against_both_targets(app: TestApp) {
        app.admitted().await;
        app.register("2010-03-14", "2026-09-10").await;
        let query = "query($asOf: Date) { impact(asOf: $asOf) { laureates
            targets { due value missing }
            byNiveau { niveau laureates { ... on FigureValue { n } } }
            byRegion { region { code } laureates { ... on FigureValue { n } } } } }".replace("Date)", "NaiveDate)");
        let impact = app.graphql(&query, json!({ "asOf": null })).await["impact"].clone();
        assert_eq!(impact["laureates"], 1, "admitted, not registered");
        assert_eq!(impact["targets"], json!([
            { "due": "2027-12-31", "value": 10_000, "missing": 9_999 },
            { "due": "2029-12-31", "value": 20_000, "missing": 19_999 },
        ]));
        assert_eq!(impact["byNiveau"], json!([{ "niveau": "PREMIERE_GENERALE", "laureates": { "n": 1 } }]));
        assert_eq!(impact["byRegion"], json!([{ "region": { "code": "84" }, "laureates": { "n": 1 } }]));
        let before = app.graphql(&query, json!({ "asOf": "2026-11-23" })).await;
        assert_eq!(before["impact"]["laureates"], 0, "the day before her admission");
    }

    async fn the_cohort_table_counts_her_where_she_studies(app: TestApp) {
        app.admitted().await;
        let query = "{ cohortTable { cells { schoolYear cohort niveau place { academie } boursiere
            beneficiaries { ... on FigureValue { n } } } } }";
        let table = app.graphql(query, Value::Null).await["cohortTable"].clone();
        assert_eq!(table["cells"], json!([{
            "schoolYear": 2026, "cohort": 2026, "niveau": "PREMIERE_GENERALE",
            "place": { "academie": "10" }, "boursiere": "UNKNOWN", "beneficiaries": { "n": 1 },
        }]));
    }
}
