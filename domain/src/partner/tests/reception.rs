//! What establishments commit to and how they are assessed.

use super::*;
use crate::{
    Vocabulary as _,
    partner::{ReceptionDimension as Dimension, ReceptionMeasure, Score},
};

const MEASURE: ReceptionMeasure = ReceptionMeasure::Ecoute;

fn commit() -> C {
    C::Commit { measure: MEASURE }
}

fn implement() -> C {
    C::Implement { measure: MEASURE }
}

fn committed() -> E {
    E::CommitmentMade { measure: MEASURE }
}

fn implemented() -> E {
    E::MeasureImplemented { measure: MEASURE }
}

fn score(dimension: Dimension, score: u8) -> Score {
    Score { dimension, score }
}

fn assess(instrument: &str, scores: &[Score]) -> C {
    C::AssessReception { instrument_version: instrument.into(), scores: scores.to_vec() }
}

/// A school, and then this.
fn school(history: impl IntoIterator<Item = E>) -> Given<Partner> {
    of_kind(PartnerKind::Ecole, history)
}

#[test]
fn only_those_who_receive_students_commit_to_how_they_do() {
    use PartnerKind as K;
    let scores = [score(Dimension::Accueil, 60)];
    for kind in K::ALL {
        let establishment = matches!(
            kind,
            K::EtablissementScolaire | K::OrganismeFormation | K::Universite | K::Ecole
        );
        for command in [commit(), implement(), assess("2026-1", &scores)] {
            let outcome = of_kind(*kind, [committed()]).when(command.clone(), &today());
            match command {
                _ if !establishment => outcome.then_rejected(&R::ReceivesNobody),
                C::Commit { .. } => outcome.then_rejected(&R::AlreadyCommitted),
                C::Implement { .. } => outcome.then([implemented()]),
                _ => outcome.then([E::ReceptionAssessed {
                    instrument_version: "2026-1".into(),
                    scores: scores.to_vec(),
                }]),
            }
        }
    }
}

#[test]
fn a_measure_is_put_in_place_once_after_the_commitment() {
    school([]).when(commit(), &today()).then([committed()]);
    school([]).when(implement(), &today()).then_rejected(&R::NotCommitted);
    school([committed()]).when(commit(), &today()).then_rejected(&R::AlreadyCommitted);
    school([committed()]).when(implement(), &today()).then([implemented()]);
    school([committed(), implemented()])
        .when(implement(), &today())
        .then_rejected(&R::AlreadyImplemented);
    school([committed(), implemented()])
        .when(commit(), &today())
        .then_rejected(&R::AlreadyCommitted);
}

#[test]
fn an_assessment_gives_one_score_a_dimension_from_0_to_100() {
    let extremes = [score(Dimension::Accueil, 0), score(Dimension::Securite, 100)];
    school([]).when(assess("2026-1", &extremes), &today()).then([E::ReceptionAssessed {
        instrument_version: "2026-1".into(),
        scores: extremes.to_vec(),
    }]);
    school([]).when(assess("2026-1", &[]), &today()).then_rejected(&R::EmptyList);
    for wrong in [
        vec![score(Dimension::Accueil, 101)],
        vec![score(Dimension::Accueil, 10), score(Dimension::Accueil, 20)],
    ] {
        school([]).when(assess("2026-1", &wrong), &today()).then_rejected(&R::InvalidScores);
    }
    for instrument in ["", "a b", &"a".repeat(41)] {
        school([])
            .when(assess(instrument, &extremes), &today())
            .then_rejected(&R::InvalidInstrument);
    }
}
