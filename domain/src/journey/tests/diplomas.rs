//! Diplomas, interruptions, the orientation project.

use super::*;
use crate::{
    journey::facts::{Interruption, Mention, Target},
    levels::Diploma,
};

fn record(diploma: Diploma, session: i32) -> C {
    C::RecordDiploma { diploma, session, obtained: true, mention: None }
}

fn obtained(diploma: Diploma, session: i32) -> E {
    E::DiplomaObtained { diploma, session, mention: None }
}

#[test]
fn a_diploma_is_obtained_at_the_session_that_closes_a_year_leading_to_it() {
    let mention = Some(Mention::Bien);
    let (diploma, session) = (Diploma::BacTechno, 2026);
    she([started(2025, Niveau::TerminaleTechno)])
        .when(C::RecordDiploma { diploma, session, obtained: true, mention }, &today())
        .then([E::DiplomaObtained { diploma, session, mention }]);
}

#[test]
fn a_diploma_can_be_missed_and_obtained_at_a_later_session() {
    let (diploma, session) = (Diploma::BacTechno, 2025);
    let missed = || E::DiplomaMissed { diploma, session };
    she([started(2024, Niveau::TerminaleTechno)])
        .when(C::RecordDiploma { diploma, session, obtained: false, mention: None }, &today())
        .then([missed()]);
    she([started(2024, Niveau::TerminaleTechno), missed()])
        .when(record(diploma, 2026), &today())
        .then([obtained(diploma, 2026)]);
}

#[test]
fn a_diploma_is_out_of_reach_before_a_year_that_leads_to_it_has_ended() {
    let master2 = || started(2026, Niveau::Master2);
    she([]).when(record(Diploma::Bts, 2026), &today()).then_rejected(&R::DiplomaOutOfReach);
    she([started(2025, Niveau::Master1)])
        .when(record(Diploma::Master, 2026), &today())
        .then_rejected(&R::DiplomaOutOfReach);
    she([master2()])
        .when(record(Diploma::Master, 2026), &on("2027-07-01"))
        .then_rejected(&R::DiplomaOutOfReach);
    she([master2()])
        .when(record(Diploma::Master, 2027), &on("2027-07-01"))
        .then([obtained(Diploma::Master, 2027)]);
}

#[test]
fn a_session_lies_neither_in_the_future_nor_in_another_century() {
    let year = || started(2025, Niveau::TerminaleTechno);
    she([year()]).when(record(Diploma::BacTechno, 2027), &today()).then_rejected(&R::InTheFuture);
    for session in [i32::MIN, 26, 1999] {
        she([year()])
            .when(record(Diploma::BacTechno, session), &today())
            .then_rejected(&R::YearOutOfRange { year: session, from: 2000, to: 2026 });
    }
}

#[test]
fn a_diploma_is_recorded_once() {
    she([started(2024, Niveau::TerminaleTechno), obtained(Diploma::BacTechno, 2025)])
        .when(record(Diploma::BacTechno, 2026), &today())
        .then_rejected(&R::DiplomaAlreadyObtained);
}

#[test]
fn the_dut_inside_the_but_does_not_end_the_but() {
    let but2 = || started(2025, Niveau::But2);
    she([but2()]).when(record(Diploma::Dut, 2026), &today()).then([obtained(Diploma::Dut, 2026)]);
    she([but2(), obtained(Diploma::Dut, 2026)])
        .when(start(2026, year(Niveau::But3)), &today())
        .then([started(2026, Niveau::But3)]);
    she([but2(), obtained(Diploma::Dut, 2026), started(2026, Niveau::But3)])
        .when(record(Diploma::But, 2027), &on("2027-07-01"))
        .then([obtained(Diploma::But, 2027)]);
}

#[test]
fn a_year_that_gives_no_diploma_leads_to_none() {
    for niveau in [Niveau::Cpge2, Niveau::Prepa2, Niveau::Licence2] {
        for diploma in [Diploma::Bts, Diploma::Dut] {
            she([started(2025, niveau)])
                .when(record(diploma, 2026), &today())
                .then_rejected(&R::DiplomaOutOfReach);
        }
    }
}

/// Pupils of CPGE are enrolled at a university too, and may graduate there.
#[test]
fn a_secondary_enrolment_leads_to_its_diploma() {
    let enrolment = Enrolment::Secondary;
    let second = E::SchoolYearStarted {
        school_year: SchoolYear(2025),
        year: YearStart { enrolment, ..year(Niveau::Licence3) },
        reference_version: REFERENCE.into(),
    };
    let history = || [started(2025, Niveau::Cpge2), second.clone()];
    she(history())
        .when(record(Diploma::Licence, 2026), &today())
        .then([obtained(Diploma::Licence, 2026)]);
    she(history())
        .when(record(Diploma::Licence, 2025), &today())
        .then_rejected(&R::DiplomaOutOfReach);
}

#[test]
fn studies_are_interrupted_and_go_on() {
    let interrupted = || E::StudyInterrupted { kind: Interruption::Cesure };
    she([]).when(C::InterruptStudy { kind: Interruption::Cesure }, &today()).then([interrupted()]);
    she([interrupted()]).when(C::ResumeStudy, &today()).then([E::StudyResumed {}]);
    she([interrupted(), E::StudyResumed {}])
        .when(C::InterruptStudy { kind: Interruption::Cesure }, &today())
        .then([interrupted()]);
}

#[test]
fn studies_stop_once_and_only_stopped_ones_go_on() {
    she([E::StudyInterrupted { kind: Interruption::Sante }])
        .when(C::InterruptStudy { kind: Interruption::Decrochage }, &today())
        .then_rejected(&R::AlreadyInterrupted);
    she([]).when(C::ResumeStudy, &today()).then_rejected(&R::NotInterrupted);
}

fn project(targets: &[Target], confidence: u8) -> C {
    C::StateProject { targets: targets.to_vec(), confidence }
}

#[test]
fn each_project_is_the_next_version() {
    let stated = |version, confidence| E::OrientationProjectStated {
        version,
        targets: vec![Target::Donnees],
        confidence,
    };
    she([]).when(project(&[Target::Donnees], 1), &today()).then([stated(1, 1)]);
    she([stated(1, 1)]).when(project(&[Target::Donnees], 5), &today()).then([stated(2, 5)]);
}

#[test]
fn a_project_aims_at_something_with_a_confidence_of_1_to_5() {
    she([]).when(project(&[], 3), &today()).then_rejected(&R::EmptyList);
    for confidence in [0, 6] {
        she([])
            .when(project(&[Target::Exploration], confidence), &today())
            .then_rejected(&R::ConfidenceOutOfRange);
    }
}
