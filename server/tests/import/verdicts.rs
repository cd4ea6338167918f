//! What is recorded, and what is said of each line.

use std::fs;

use commands::{Actor, Request, stream_id};
use domain::journey::{self, Journey, facts::ErasureReason};
use eventstore::{Direction, Revision};
use server::import::{Options, Verdict};
use uuid::Uuid;

use crate::support::{COLUMNS, Said, World, day, docs, example, on_both, options};

/// The verdicts of the table of `docs/import.md` about a file, as `line N: verdict: code, code`.
fn documented(file: &str) -> Vec<String> {
    let text = fs::read_to_string(docs().join("import.md")).unwrap();
    let heading = format!("| `{file}` | Verdict | Codes |");
    let rows = text.lines().skip_while(|line| *line != heading).skip(2);
    let rows: Vec<String> = rows
        .take_while(|line| line.starts_with('|'))
        .map(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            format!("{}: {}: {}", cells[1], cells[2], cells[3].replace('`', ""))
        })
        .collect();
    assert!(!rows.is_empty(), "docs/import.md has a table for {file}");
    rows
}

fn said(said: &Said) -> Vec<String> {
    use domain::Reason as _;
    said.lines
        .iter()
        .map(|report| {
            let problems = report.problems.iter().map(|problem| problem.what.code());
            let codes: Vec<_> =
                problems.chain(report.remarks.iter().map(|remark| remark.what.code())).collect();
            format!("line {}: {}: {}", report.line, report.verdict.code(), codes.join(", "))
        })
        .collect()
}

#[tokio::test]
async fn the_example_files_give_the_documented_verdicts() {
    on_both(async |world| {
        let csv = world.import("journeys.csv", example("journeys.csv")).await;
        assert_eq!(said(&csv), documented("journeys.csv"));
        assert_eq!(csv.imported.summary.to_string(), "4 taken, 3 flagged, 0 unchanged, 2 refused");
        let before = world.head().await;
        let ndjson = world.import("journeys.ndjson", example("journeys.ndjson")).await;
        assert_eq!(
            ndjson.verdicts(),
            "1 unchanged, 2 unchanged, 3 unchanged, 4 unchanged, 5 refused, 6 refused, 7 unchanged",
            "the same people"
        );
        assert_eq!(world.head().await, before);
    })
    .await;
    let world = World::sqlite().await;
    let ndjson = world.import("journeys.ndjson", example("journeys.ndjson")).await;
    assert_eq!(said(&ndjson), documented("journeys.ndjson"));
}

#[tokio::test]
async fn what_is_recorded_is_what_the_line_says() {
    let world = World::sqlite().await;
    world.import("journeys.csv", example("journeys.csv")).await;
    let events = world.events().await;
    let of = |first: &str| {
        let stream = &events.iter().find(|event| event.data.contains(first)).unwrap().stream;
        let of = events.iter().filter(|event| event.stream == *stream);
        of.map(|event| {
            let kind = event.kind.rsplit('.').next().unwrap().to_owned();
            let data: serde_json::Value = serde_json::from_str(&event.data).unwrap();
            let at = |path: &str| data.pointer(path).map(ToString::to_string).unwrap_or_default();
            let parts = [
                kind,
                event.occurred_on.to_string(),
                at("/entry_stage"),
                at("/year/niveau"),
                at("/year/formation/filiere"),
            ];
            parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
        })
        .collect::<Vec<String>>()
    };
    assert_eq!(
        of("Maëlle"),
        [
            "BeneficiaryRegistered 2026-09-20 \"superieur\"",
            "SchoolYearStarted 2025-09-01 \"TPRO\"",
            "SchoolYearStarted 2026-09-01 \"BTS1\" \"bts\"",
        ]
    );
    assert_eq!(
        of("Inès"),
        [
            "BeneficiaryRegistered 2026-09-15 \"lycee\"",
            "GuardianAuthorised 2026-09-15",
            "SchoolYearStarted 2025-09-01 \"2GT\"",
            "SchoolYearStarted 2026-09-01 \"1G\"",
        ]
    );
    assert_eq!(of("Lina").len(), 2, "no school year in Troisième");
}

#[tokio::test]
async fn a_second_enrolment_of_a_year_says_so() {
    let world = World::sqlite().await;
    let person = "1,a@example.org,Ada,Exemple,2007-01-01,2026-09-15";
    let cpge = format!("{person},bac_1,0250007X,,CPGE MP2I,2026-09-01,2027-06-30,");
    let licence = format!("{person},bac_1,,,Licence Informatique,2026-09-01,2027-06-30,");
    let said = world.import("two.csv", format!("{COLUMNS}\n{cpge}\n{licence}\n")).await;
    assert_eq!(said.verdicts(), "2 taken, 3 refused");
    assert!(said.text().contains("says secondary"), "{}", said.text());
    let text = format!("{COLUMNS}\n{cpge}\n{licence}secondary\n");
    assert_eq!(world.import("two.csv", &text).await.verdicts(), "2 unchanged, 3 flagged");
    assert_eq!(world.import("two.csv", &text).await.verdicts(), "2 unchanged, 3 unchanged");
}

#[tokio::test]
async fn another_source_has_other_journeys_of_other_people() {
    let world = World::sqlite().await;
    world.import("journeys.csv", example("journeys.csv")).await;
    let once = world.events().await.len();
    let file = world.file("journeys.csv", example("journeys.csv"));
    let other = Options { source: "pilot".to_owned(), ..options(file) };
    let said = world.run(&other).await.unwrap();
    assert_eq!(said.imported.summary.count(Verdict::Unchanged), 0);
    assert!(said.codes().contains(&"person_already_registered"));
    assert_eq!(world.events().await.len(), once, "they are registered, from the first");
    // The same keys name others there.
    let text = example("journeys.csv");
    let others = text.lines().map(|line| {
        let mut cells: Vec<&str> = line.split(',').collect();
        cells[3] = if cells[3] == "last_name" { "last_name" } else { "Autre" };
        cells.join(",") + "\n"
    });
    let file = world.file("others.csv", others.collect::<String>());
    world.run(&Options { source: "pilot".to_owned(), ..options(file) }).await.unwrap();
    assert_eq!(world.events().await.len(), 2 * once);
}

#[tokio::test]
async fn a_journey_that_is_closed_takes_nothing_more() {
    let world = World::sqlite().await;
    world.import("journeys.csv", example("journeys.csv")).await;
    let stream =
        world.events().await.into_iter().find(|event| event.data.contains("Léa")).unwrap().stream;
    let id: Uuid = stream.as_str().strip_prefix("journey-").unwrap().parse().unwrap();
    let request = Request::new(Actor::service("test"), Uuid::nil(), day("2026-11-24"));
    let withdraw = journey::Command::WithdrawRegistration;
    world.commands.run::<Journey>(&request, id, withdraw).await.unwrap();
    let line = "9f3c2a1e-5b7d-4e60-8a41-0c2d9e8f7b65,lea.essai@example.org,Léa,Essai,2008-03-09,\
                2026-11-02,bac_1,,,BTS,2026-09-01,,";
    let said = world.import("more.csv", format!("{COLUMNS}\n{line}\n")).await;
    assert!(said.text().contains("registration_closed"), "{}", said.text());
    let events = world.commands.log();
    let stream = stream_id::<Journey>(id);
    let read = events.read_stream(&stream, Revision::START, Direction::Forward, 10).await.unwrap();
    assert_eq!(read.len(), 2);
}

#[tokio::test]
async fn an_erased_beneficiary_is_not_imported_again() {
    on_both(async |world| {
        world.import("journeys.csv", example("journeys.csv")).await;
        let events = world.events().await;
        let stream = &events.iter().find(|event| event.data.contains("Léa")).unwrap().stream;
        let id: Uuid = stream.id().parse().unwrap();
        let request = Request::new(Actor::service("test"), Uuid::nil(), day("2026-11-24"));
        let erased = world.commands.erase::<Journey>(&request, id, ErasureReason::Objection);
        assert_eq!(erased.await.unwrap().subject, *stream);
        let events = world.events().await.len();
        // What was imported of her was; what is new is refused.
        let again = world.import("journeys.csv", example("journeys.csv")).await;
        assert_eq!(again.imported.summary.count(Verdict::Taken), 0);
        let line = "9f3c2a1e-5b7d-4e60-8a41-0c2d9e8f7b65,lea.essai@example.org,Léa,Essai,\
                    2008-03-09,2026-11-02,bac_1,,,BTS,2026-09-01,,";
        let said = world.import("more.csv", format!("{COLUMNS}\n{line}\n")).await;
        assert!(said.text().contains("erased"), "{}", said.text());
        assert_eq!(world.events().await.len(), events);
    })
    .await;
}

#[tokio::test]
async fn a_dry_run_gives_the_same_verdicts_and_writes_nothing() {
    let hard = format!(
        "{COLUMNS}\n\
         1,a@example.org,Ada,Exemple,2009-01-01,2026-09-15,seconde,,,générale,2024-09-01,2025-06-30,\n\
         2,b@example.org,Bea,Exemple,2012-01-01,2026-09-15,,,,,,,\n\
         1,a@example.org,Ada,Exemple,2009-01-01,2026-09-15,bac_1,,,BTS,2025-09-01,2026-06-30,\n\
         1,a@example.org,Ada,Exemple,2009-01-01,2026-09-15,seconde,,,générale,2025-09-01,2026-06-30,\n\
         1,a@example.org,Ana,Exemple,2009-01-01,2026-09-15,premiere,,,générale,2026-09-01,,\n\
         3,c@example.org,Cléo,Exemple,2009-01-01,2026-12-15,,,,,,,\n\
         1,a@example.org,Ada,Exemple,2009-01-01,2026-09-15,premiere,,,générale,2026-09-01,,\n"
    );
    let easy = example("journeys.csv");
    let easy_codes = [
        "age_out_of_range entry_stage_assumed formation_not_found level_outside school_not_found \
         unknown_uai",
        "age_out_of_range unknown_uai",
    ];
    let hard_codes = [
        "age_out_of_range conflict date_in_future level_jump",
        "age_out_of_range conflict date_in_future",
    ];
    on_both(async |world| {
        for (name, text, codes) in [("easy", &easy, easy_codes), ("hard", &hard, hard_codes)] {
            let rejects = world.folder.path().join(format!("{name}.rejects.csv"));
            for codes in codes {
                let before = world.head().await;
                fs::remove_file(&rejects).ok();
                let dry = world.check(&format!("{name}.csv"), text).await;
                assert_eq!(world.head().await, before);
                assert!(!rejects.exists() && dry.imported.rejects.is_none());
                let real = world.import(&format!("{name}.csv"), text).await;
                assert!(rejects.exists());
                assert_eq!(dry.lines, real.lines);
                assert_eq!(dry.imported.summary, real.imported.summary);
                assert_eq!(real.codes().join(" "), codes);
            }
        }
    })
    .await;
}
