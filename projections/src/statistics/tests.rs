use domain::{
    Pii,
    journey::facts::{
        Bourse, EntryStage, Evidence, Phase, SchoolFacts, Situation, Statut, YearStart,
    },
};
use uuid::Uuid;

use super::*;
use crate::{
    column::{Column as _, Value},
    recount, replay,
    testing::applied,
};

const ID: Uuid = Uuid::from_u128(1);

fn registered() -> E {
    E::BeneficiaryRegistered {
        identity: Pii::Erased,
        birth_date: Pii::Erased,
        age_years: 16,
        entry_stage: EntryStage::Lycee,
        campaign: None,
        sourced_by: None,
        homonym: false,
    }
}

fn admitted(cohort: i32) -> E {
    E::AdmittedToProgramme { cohort: SchoolYear(cohort), phase: Phase::PreIntegration }
}

fn declared(school_year: i32, bourse: Bourse) -> E {
    let situation = Situation {
        bourse,
        qpv: Declared::Unknown,
        qpv_list: None,
        rural: Declared::Unknown,
        evidence: Evidence::Declared,
    };
    E::SituationDeclared { school_year: SchoolYear(school_year), situation }
}

fn started(school_year: i32, niveau: Niveau, academie: Option<Academie>) -> E {
    E::SchoolYearStarted {
        school_year: SchoolYear(school_year),
        year: YearStart {
            niveau,
            specialites: Vec::new(),
            school: academie
                .map(|academie| SchoolFacts { uai: Pii::Erased, territory: academie.into() }),
            formation: None,
            statut: Statut::Scolaire,
            enrolment: Enrolment::Main,
            atypical: None,
        },
        reference_version: "2026".to_owned(),
    }
}

/// The cells of one table, each as its codes and its count.
fn counts(counter: usize, events: impl IntoIterator<Item = E>) -> Vec<(String, i64)> {
    let events: Vec<_> = events
        .into_iter()
        .enumerate()
        .map(|(n, event)| applied(n, ID, Event::Journey(event)))
        .collect();
    let rows = replay::<Statistics>(&events);
    let cells = recount::<Statistics>(rows.values());
    let of_table = cells.into_iter().filter(|(cell, _)| cell.counter == counter);
    of_table
        .map(|(cell, count)| {
            let codes = cell.key.into_iter().map(|value| match value {
                Value::Int(Some(year)) => year.to_string(),
                Value::Date(Some(day)) => day.to_string(),
                value => String::read(value).unwrap(),
            });
            (codes.collect::<Vec<_>>().join(" "), count)
        })
        .collect()
}

#[test]
fn a_laureate_counts_in_each_school_year_from_her_admission_on() {
    let cells = counts(
        0,
        [
            registered(),
            started(2025, Niveau::SecondeGt, Academie::parse("10").ok()),
            started(2026, Niveau::PremiereGenerale, Academie::parse("10").ok()),
            admitted(2026),
            started(2027, Niveau::TerminaleGenerale, Academie::parse("01").ok()),
        ],
    );
    assert_eq!(
        cells,
        [
            ("2026 2026 1G 10 84 unknown".to_owned(), 1),
            ("2027 2026 TG 01 11 unknown".to_owned(), 1),
        ]
    );
}

#[test]
fn a_candidate_counts_nowhere() {
    let events = || [registered(), started(2026, Niveau::SecondeGt, None)];
    assert_eq!(counts(0, events()), []);
    assert_eq!(counts(1, events()), []);
}

#[test]
fn her_situation_is_that_of_the_year_of_her_admission() {
    let cells = counts(
        0,
        [
            registered(),
            started(2026, Niveau::SecondeGt, None),
            declared(2026, Bourse::Lycee3),
            admitted(2026),
            started(2027, Niveau::PremierePro, None),
            declared(2027, Bourse::None),
        ],
    );
    assert_eq!(
        cells,
        [
            ("2026 2026 2GT unknown unknown yes".to_owned(), 1),
            ("2027 2026 1PRO unknown unknown yes".to_owned(), 1),
        ]
    );
}

#[test]
fn a_situation_not_communicated_is_unknown() {
    let cells = counts(
        0,
        [
            registered(),
            started(2026, Niveau::SecondeGt, None),
            declared(2026, Bourse::Undisclosed),
            admitted(2026),
        ],
    );
    assert_eq!(cells, [("2026 2026 2GT unknown unknown unknown".to_owned(), 1)]);
}

#[test]
fn her_impact_is_counted_on_the_day_of_her_admission_where_she_came_from() {
    let cells = counts(
        1,
        [
            registered(),
            started(2025, Niveau::PremiereGenerale, Academie::parse("10").ok()),
            started(2026, Niveau::TerminaleGenerale, None),
            admitted(2026),
            started(2027, Niveau::But1, Academie::parse("01").ok()),
        ],
    );
    assert_eq!(cells, [("2026-09-04 84 TG".to_owned(), 1)]);
    let unknown = counts(1, [registered(), admitted(2026)]);
    assert_eq!(unknown, [("2026-09-02 unknown unknown".to_owned(), 1)]);
}

#[test]
fn the_facts_are_stored_and_read_back() {
    let years = BTreeMap::from([
        (SchoolYear(2025), MainYear { niveau: Niveau::Cesure, academie: None, region: None }),
        (
            SchoolYear(2026),
            MainYear {
                niveau: Niveau::But1,
                academie: Academie::parse("10").ok(),
                region: Region::parse("84").ok(),
            },
        ),
    ]);
    let stored = years.value();
    let json = r#"{"2025":{"n":"CESURE"},"2026":{"n":"BUT1","a":"10","r":"84"}}"#;
    assert_eq!(stored, Value::Text(Some(json.into())));
    assert_eq!(BTreeMap::read(stored), Ok(years));
}
