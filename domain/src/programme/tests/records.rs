//! Targets, imports, reports.

use super::*;
use crate::testing::replay;

fn target(value: u32) -> C {
    C::SetTarget { metric: Metric::Laureates, value, due: day("2026-09-01") }
}

#[test]
fn a_target_is_at_least_1_and_the_last_one_for_a_day_stands() {
    let due = day("2026-09-01");
    let set = |value| E::TargetSet { metric: Metric::Laureates, value, due };
    programme([]).when(target(1), &today()).then([set(1)]);
    programme([]).when(target(0), &today()).then_rejected(&R::InvalidTarget);
    programme([set(10_000)]).when(target(20_000), &today()).then([set(20_000)]);
    let state: State = replay::<Programme>(&[set(10_000), set(20_000)]);
    assert_eq!(state.targets[&(Metric::Laureates, due)], 20_000);
}

#[test]
fn no_fact_is_recorded_before_it_happens() {
    let context = Context { today: day("2026-08-31"), ..today() };
    programme([]).when(target(1), &context).then_rejected(&R::InTheFuture);
}

fn digest(letter: &str) -> Sha256 {
    Sha256::parse(&letter.repeat(64)).unwrap()
}

fn import(millesime: &str, sha256: Sha256) -> C {
    let dataset = Dataset::parse("formations").unwrap();
    C::RecordReferenceImport { dataset, millesime: millesime.to_owned(), sha256, rows: 9_230 }
}

fn imported(sha256: Sha256) -> E {
    imported_of("2026", sha256)
}

fn imported_of(millesime: &str, sha256: Sha256) -> E {
    let dataset = Dataset::parse("formations").unwrap();
    E::ReferenceImported { dataset, millesime: millesime.to_owned(), sha256, rows: 9_230 }
}

#[test]
fn an_import_is_recorded_once_and_a_dataset_can_come_back_to_an_older_file() {
    programme([]).when(import("2026", digest("a")), &today()).then([imported(digest("a"))]);
    programme([imported(digest("a"))])
        .when(import("2026", digest("a")), &today())
        .then_rejected(&R::AlreadyImported);
    programme([imported(digest("a")), imported(digest("b"))])
        .when(import("2026", digest("a")), &today())
        .then([imported(digest("a"))]);
}

#[test]
fn each_millesime_of_a_dataset_has_a_file_in_use() {
    let history = [imported_of("2025", digest("a")), imported_of("2026", digest("b"))];
    programme(history.clone())
        .when(import("2025", digest("a")), &today())
        .then_rejected(&R::AlreadyImported);
    programme(history)
        .when(import("2025", digest("b")), &today())
        .then([imported_of("2025", digest("b"))]);
}

#[test]
fn a_millesime_is_a_short_token() {
    for text in ["", "l'an dernier", &"2".repeat(41)] {
        programme([]).when(import(text, digest("a")), &today()).then_rejected(&R::InvalidMillesime);
    }
}

fn issue(as_of: &str, position: u64) -> C {
    let report = ReportCode::parse("impact-2026").unwrap();
    C::IssueReport { report, as_of: day(as_of), position, sha256: digest("a") }
}

fn issued(as_of: &str) -> E {
    let report = ReportCode::parse("impact-2026").unwrap();
    E::ReportIssued { report, as_of: day(as_of), position: 7, policy: 1, sha256: digest("a") }
}

#[test]
fn a_report_is_issued_once_for_a_day_under_the_protection_in_force() {
    programme([protected()]).when(issue("2026-08-31", 7), &today()).then([issued("2026-08-31")]);
    programme([]).when(issue("2026-08-31", 7), &today()).then_rejected(&R::NoDisclosurePolicy);
    programme([protected(), issued("2026-08-31")])
        .when(issue("2026-08-31", 8), &today())
        .then_rejected(&R::ReportAlreadyIssued);
    programme([protected(), issued("2026-08-30")])
        .when(issue("2026-08-31", 7), &today())
        .then([issued("2026-08-31")]);
}

#[test]
fn a_report_is_about_a_day_and_a_position_that_exist() {
    for (as_of, position) in [("2026-09-02", 7), ("2026-08-31", 0)] {
        programme([protected()])
            .when(issue(as_of, position), &today())
            .then_rejected(&R::InvalidReport);
    }
}
