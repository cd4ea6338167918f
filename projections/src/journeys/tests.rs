use domain::{
    WishId,
    journey::facts::{
        Bourse, Evidence, FormationFacts, Identity, Platform, SchoolFacts, Situation, Statut,
    },
    reference::Filiere,
};
use uuid::Uuid;

use super::*;
use crate::testing::{applied, day};

const ID: JourneyId = JourneyId(Uuid::from_u128(1));

fn fold(events: impl IntoIterator<Item = E>) -> Option<JourneyRow> {
    let events = events.into_iter().map(Event::Journey);
    events
        .enumerate()
        .fold(None, |row, (n, event)| Journeys::apply(row, &ID, &applied(n, ID.0, event)))
}

fn registered() -> E {
    E::BeneficiaryRegistered {
        identity: Pii::Known(Identity {
            first_name: "Ada".to_owned(),
            last_name: "Lovelace".to_owned(),
            email: "ada@example.org".to_owned(),
        }),
        birth_date: Pii::Known(day(2009, 12, 10)),
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

fn started(school_year: i32, niveau: Niveau, academie: Option<&str>) -> E {
    let formation = (!niveau.is_lycee()).then_some(FormationFacts {
        id: Pii::Erased,
        filiere: Filiere::But,
        numerique: Numerique::Digital,
        selective: true,
        apprenticeship: false,
        recognition: None,
    });
    let territory = |code| Academie::parse(code).unwrap().into();
    E::SchoolYearStarted {
        school_year: SchoolYear(school_year),
        year: YearStart {
            niveau,
            specialites: Vec::new(),
            school: academie
                .map(|code| SchoolFacts { uai: Pii::Erased, territory: territory(code) }),
            formation,
            statut: Statut::Scolaire,
            enrolment: Enrolment::Main,
            atypical: None,
        },
        reference_version: "2026".to_owned(),
    }
}

fn declared(school_year: i32, bourse: Bourse) -> E {
    let unknown = Declared::Unknown;
    let evidence = Evidence::Declared;
    let situation = Situation { bourse, qpv: unknown, qpv_list: None, rural: unknown, evidence };
    E::SituationDeclared { school_year: SchoolYear(school_year), situation }
}

#[test]
fn a_registered_beneficiary_is_a_candidate_with_a_name() {
    let row = fold([registered()]).unwrap();
    assert_eq!(row.identity.known().map(|who| who.first_name.as_str()), Some("Ada"));
    assert_eq!((row.standing, row.age_years), (Standing::Candidate, 16));
    assert_eq!((row.registered_on, row.registered_position), (day(2026, 9, 1), 1));
    assert!(!format!("{row:?}").contains("Lovelace"), "a row prints no name");
}

#[test]
fn nothing_happens_to_somebody_who_never_registered() {
    assert_eq!(fold([admitted(2026)]), None);
}

#[test]
fn she_becomes_a_laureate_and_her_support_ends() {
    let row = fold([registered(), admitted(2026)]).unwrap();
    assert_eq!((row.standing, row.cohort), (Standing::Admitted, Some(SchoolYear(2026))));
    assert_eq!(row.admitted_on, Some(day(2026, 9, 2)));
    let reason = EndReason::Completed;
    let row =
        fold([registered(), admitted(2026), E::SupportEnded { reason, obstacles: Vec::new() }])
            .unwrap();
    assert_eq!((row.standing, row.cohort), (Standing::Ended, Some(SchoolYear(2026))));
    assert_eq!((row.end_reason, row.revision, row.position), (Some(reason), 2, 3));
}

#[test]
fn a_refused_or_withdrawn_registration_is_closed() {
    let refused = fold([registered(), E::AdmissionRefused { reasons: vec![] }]);
    assert_eq!(refused.map(|row| row.standing), Some(Standing::Closed));
    let withdrawn = fold([registered(), E::RegistrationWithdrawn {}]);
    assert_eq!(withdrawn.map(|row| row.standing), Some(Standing::Closed));
}

#[test]
fn the_latest_year_counts_whatever_the_order_they_are_recorded_in() {
    let row = fold([
        registered(),
        started(2027, Niveau::But1, None),
        started(2025, Niveau::PremiereGenerale, Some("10")),
        started(2026, Niveau::TerminaleGenerale, Some("01")),
    ])
    .unwrap();
    assert_eq!((row.school_year, row.niveau), (Some(SchoolYear(2027)), Some(Niveau::But1)));
    assert_eq!(row.numerique, Some(Numerique::Digital));
    assert_eq!(row.academie.map(|academie| academie.code()), Some("01"));
    assert_eq!(row.region.map(|region| region.code()), Some("11"));
}

#[test]
fn a_second_enrolment_changes_nothing() {
    let E::SchoolYearStarted { school_year, mut year, reference_version } =
        started(2027, Niveau::Licence1, Some("10"))
    else {
        panic!("a year starts");
    };
    year.enrolment = Enrolment::Secondary;
    let second = E::SchoolYearStarted { school_year, year, reference_version };
    let row = fold([registered(), started(2026, Niveau::But1, None), second]).unwrap();
    assert_eq!((row.niveau, row.academie), (Some(Niveau::But1), None));
}

#[test]
fn her_bourse_is_that_of_her_admission_or_else_the_latest() {
    let [lycee, none] = [declared(2025, Bourse::Lycee2), declared(2026, Bourse::None)];
    let row = fold([registered(), none.clone(), lycee.clone()]).unwrap();
    assert_eq!(row.boursiere, Declared::No, "the latest declared");
    let row = fold([registered(), none, lycee, admitted(2025)]).unwrap();
    assert_eq!(row.boursiere, Declared::Yes, "the year of her admission");
    assert_eq!(fold([registered()]).unwrap().boursiere, Declared::Unknown);
}

#[test]
fn wishes_and_proposals_are_counted() {
    let wish = WishId(Uuid::from_u128(3));
    let formation = FormationFacts {
        id: Pii::Erased,
        filiere: Filiere::But,
        numerique: Numerique::Digital,
        selective: true,
        apprenticeship: false,
        recognition: None,
    };
    let answered = |answer| E::WishAnswered { wish, answer, rank: None };
    let platform = Platform::Parcoursup;
    let row = fold([
        registered(),
        E::WishSubmitted { wish, platform, session: 2027, formation },
        E::WishConfirmed { wish },
        answered(Answer::Waitlisted),
        answered(Answer::ProposedOuiSi),
        E::ProposalAccepted { wish, firm: true, released: None, keeps: None },
    ])
    .unwrap();
    assert_eq!((row.wishes_submitted, row.wishes_confirmed), (1, 1));
    assert_eq!((row.proposals, row.proposals_accepted), (1, 1));
}

#[test]
fn the_highest_diploma_is_kept() {
    let obtained = |diploma| E::DiplomaObtained { diploma, session: 2027, mention: None };
    let row = fold([registered(), obtained(Diploma::But), obtained(Diploma::Dut)]).unwrap();
    assert_eq!(row.highest_diploma, Some(Diploma::But));
}

#[test]
fn her_tutorat_and_her_mentorat_are_apart() {
    let id = |n| MentorshipId(Uuid::from_u128(n));
    let reserved = |n, kind| E::SupportReserved {
        mentorship: id(n),
        supporter: Uuid::from_u128(5).into(),
        kind,
    };
    let row = fold([
        registered(),
        reserved(6, RelationKind::Tutorat),
        reserved(7, RelationKind::Mentorat),
        E::SupportReleased { mentorship: id(6), kind: RelationKind::Tutorat },
    ])
    .unwrap();
    assert_eq!((row.tutorat_id, row.mentorat_id), (None, Some(id(7))));
}
