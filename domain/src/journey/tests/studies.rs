//! School years, the ladder, spécialités.

use super::*;
use crate::journey::facts::{Atypical, Obstacle, YearResult};
use Niveau as N;

#[test]
fn a_school_year_starts_at_a_level() {
    she([]).when(start(2026, year(N::SecondeGt)), &today()).then([started(2026, N::SecondeGt)]);
}

#[test]
fn a_school_year_starts_once() {
    she([started(2026, N::Licence1)])
        .when(start(2026, year(N::But1)), &today())
        .then_rejected(&R::YearAlreadyStarted { year: SchoolYear(2026) });
}

#[test]
fn a_double_enrolment_is_a_main_one_and_a_secondary_one() {
    let secondary = || YearStart { enrolment: Enrolment::Secondary, ..year(N::Licence1) };
    she([started(2026, N::Cpge1)])
        .when(start(2026, secondary()), &today())
        .then([started_as(2026, secondary())]);
    she([started(2025, N::Cpge1)])
        .when(start(2026, secondary()), &today())
        .then_rejected(&R::MainEnrolmentMissing { year: SchoolYear(2026) });
}

#[test]
fn a_secondary_enrolment_leaves_the_main_one_as_it_was() {
    let secondary = YearStart { enrolment: Enrolment::Secondary, ..year(N::Licence1) };
    she([started(2025, N::Cpge1), started_as(2025, secondary)])
        .when(start(2026, year(N::Cpge2)), &today())
        .then([started(2026, N::Cpge2)]);
}

#[test]
fn a_secondary_enrolment_is_not_on_the_ladder() {
    let secondary = || YearStart { enrolment: Enrolment::Secondary, ..year(N::Licence3) };
    she([started(2025, N::Cpge1), started(2026, N::Cpge2)])
        .when(start(2026, secondary()), &today())
        .then([started_as(2026, secondary())]);
}

#[test]
fn a_school_year_is_recorded_from_its_first_day() {
    let seconde = || start(2026, year(N::SecondeGt));
    she([])
        .when(seconde(), &on("2026-08-31"))
        .then_rejected(&R::YearInTheFuture { year: SchoolYear(2026) });
    she([]).when(seconde(), &on("2026-09-01")).then([started(2026, N::SecondeGt)]);
}

#[test]
fn a_year_nobody_can_mean_is_refused() {
    for year_given in [i32::MIN, 0, 202, 1999] {
        she([])
            .when(start(year_given, year(N::SecondeGt)), &today())
            .then_rejected(&R::YearOutOfRange { year: year_given, from: 2000, to: 2026 });
    }
}

#[test]
fn a_level_follows_the_one_before() {
    she([started(2025, N::SecondeGt)])
        .when(start(2026, year(N::PremiereGenerale)), &today())
        .then([started(2026, N::PremiereGenerale)]);
    she([started(2025, N::SecondeGt)])
        .when(start(2026, year(N::TerminaleTechno)), &today())
        .then_rejected(&R::LevelJump { from: N::SecondeGt, to: N::TerminaleTechno });
}

#[test]
fn a_level_jump_is_recorded_with_its_reason() {
    let abroad = || YearStart { atypical: Some(Atypical::Abroad), ..year(N::TerminaleTechno) };
    she([started(2025, N::SecondeGt)])
        .when(start(2026, abroad()), &today())
        .then([started_as(2026, abroad())]);
}

#[test]
fn an_earlier_year_recorded_late_must_lead_to_the_years_already_known() {
    she([started(2026, N::Licence1)])
        .when(start(2025, year(N::TerminaleGenerale)), &today())
        .then([started(2025, N::TerminaleGenerale)]);
    she([started(2026, N::Licence2)])
        .when(start(2025, year(N::TerminaleGenerale)), &today())
        .then_rejected(&R::LevelJumpAfter { from: N::TerminaleGenerale, to: N::Licence2 });
}

#[test]
fn a_later_year_that_already_says_why_it_leaves_the_ladder_asks_nothing_of_an_earlier_one() {
    let validated = YearStart { atypical: Some(Atypical::Validation), ..year(N::Master1) };
    she([started(2024, N::Licence1), started_as(2026, validated)])
        .when(start(2025, year(N::Licence2)), &today())
        .then([started(2025, N::Licence2)]);
}

#[test]
fn a_year_of_cesure_stands_between_two_levels() {
    she([started(2024, N::Licence2)])
        .when(start(2025, year(N::Cesure)), &today())
        .then([started(2025, N::Cesure)]);
    she([started(2024, N::Licence2), started(2025, N::Cesure)])
        .when(start(2026, year(N::Licence3)), &today())
        .then([started(2026, N::Licence3)]);
}

#[test]
fn a_year_of_cesure_climbs_nothing() {
    let jump = || R::LevelJump { from: N::Licence1, to: N::Licence3 };
    she([started(2024, N::Licence1), started(2025, N::Cesure)])
        .when(start(2026, year(N::Licence3)), &today())
        .then_rejected(&jump());
    she([started(2026, N::Licence3), started(2025, N::Cesure)])
        .when(start(2024, year(N::Licence1)), &today())
        .then_rejected(&R::LevelJumpAfter { from: N::Licence1, to: N::Licence3 });
    she([started(2024, N::Licence1), started(2026, N::Licence3)])
        .when(start(2025, year(N::Cesure)), &today())
        .then_rejected(&jump());
}

#[test]
fn a_year_that_is_not_recorded_may_have_climbed() {
    she([started(2024, N::Licence1)])
        .when(start(2026, year(N::Licence3)), &today())
        .then([started(2026, N::Licence3)]);
}

#[test]
fn a_pupil_is_no_student_and_a_student_no_pupil() {
    use Statut::{Apprenti, Etudiant, Scolaire};
    for (niveau, statut, accepted) in [
        (N::SecondeGt, Etudiant, false),
        (N::SecondeGt, Apprenti, false),
        (N::TerminalePro, Apprenti, true),
        (N::Licence1, Scolaire, false),
        (N::Licence1, Apprenti, true),
        (N::Bts1, Scolaire, true),
        (N::Bts2, Etudiant, true),
        (N::Cesure, Etudiant, true),
        (N::Cesure, Apprenti, false),
        (N::Cesure, Scolaire, false),
    ] {
        let start_as = || YearStart { statut, ..year(niveau) };
        let outcome = she([]).when(start(2026, start_as()), &today());
        if accepted {
            outcome.then([started_as(2026, start_as())]);
        } else {
            outcome.then_rejected(&R::WrongStatut);
        }
    }
}

fn with(niveau: Niveau, specialites: &[Specialite]) -> YearStart {
    YearStart { specialites: specialites.to_vec(), ..year(niveau) }
}

#[test]
fn three_specialites_are_followed_in_premiere_generale_and_two_in_terminale() {
    use Specialite::{Maths, Nsi, Ses, Svt};
    for (niveau, chosen, expected) in [
        (N::PremiereGenerale, &[Nsi, Maths][..], 3),
        (N::PremiereGenerale, &[Nsi, Maths, Maths], 3),
        (N::PremiereGenerale, &[Nsi, Maths, Ses, Svt], 3),
        (N::TerminaleGenerale, &[Nsi, Maths, Ses], 2),
        (N::TerminaleGenerale, &[Nsi, Nsi], 2),
        (N::TerminaleGenerale, &[Nsi, Maths, Nsi], 2),
        (N::TerminaleTechno, &[Nsi], 0),
        (N::Licence1, &[Maths], 0),
    ] {
        she([])
            .when(start(2026, with(niveau, chosen)), &today())
            .then_rejected(&R::WrongSpecialites { expected });
    }
}

#[test]
fn a_past_year_may_be_known_without_its_specialites() {
    she([])
        .when(start(2024, with(N::PremiereGenerale, &[])), &today())
        .then([started_as(2024, with(N::PremiereGenerale, &[]))]);
    she([started_as(2024, with(N::PremiereGenerale, &[]))])
        .when(start(2025, year(N::TerminaleGenerale)), &today())
        .then([started(2025, N::TerminaleGenerale)]);
}

#[test]
fn terminale_keeps_two_of_the_three_specialites_of_premiere() {
    use Specialite::{Maths, Nsi, Ses};
    let terminale = |chosen: &[Specialite]| start(2026, with(N::TerminaleGenerale, chosen));
    she([started(2025, N::PremiereGenerale)])
        .when(terminale(&[Nsi, Maths]), &today())
        .then([started(2026, N::TerminaleGenerale)]);
    she([started(2025, N::PremiereGenerale)])
        .when(terminale(&[Nsi, Ses]), &today())
        .then_rejected(&R::SpecialiteNotFollowed);
}

#[test]
fn premiere_recorded_after_terminale_holds_the_two_she_kept() {
    use Specialite::{Maths, Nsi, Ses, Svt};
    let premiere = |chosen: &[Specialite]| with(N::PremiereGenerale, chosen);
    she([started(2026, N::TerminaleGenerale)])
        .when(start(2025, premiere(&[Nsi, Maths, Svt])), &today())
        .then([started_as(2025, premiere(&[Nsi, Maths, Svt]))]);
    she([started(2026, N::TerminaleGenerale)])
        .when(start(2025, premiere(&[Nsi, Ses, Svt])), &today())
        .then_rejected(&R::SpecialiteNotFollowed);
}

fn drop(school_year: i32, dropped: Specialite) -> C {
    C::DropSpecialite { school_year: SchoolYear(school_year), dropped }
}

fn dropped_nsi() -> E {
    E::SpecialiteDropped {
        school_year: SchoolYear(2025),
        kept: vec![Specialite::Maths, Specialite::PhysiqueChimie],
        dropped: Specialite::Nsi,
    }
}

#[test]
fn dropping_a_specialite_keeps_the_other_two() {
    she([started(2025, N::PremiereGenerale)])
        .when(drop(2025, Specialite::Nsi), &today())
        .then([dropped_nsi()]);
}

#[test]
fn a_dropped_specialite_is_not_followed_in_terminale() {
    she([started(2025, N::PremiereGenerale), dropped_nsi()])
        .when(start(2026, year(N::TerminaleGenerale)), &today())
        .then_rejected(&R::SpecialiteNotFollowed);
}

#[test]
fn one_specialite_is_dropped_once_and_one_she_follows() {
    let premiere = || started(2025, N::PremiereGenerale);
    she([])
        .when(drop(2025, Specialite::Nsi), &today())
        .then_rejected(&R::YearNotStarted { year: SchoolYear(2025) });
    she([started(2025, N::PremiereTechno)])
        .when(drop(2025, Specialite::Nsi), &today())
        .then_rejected(&R::NotPremiereGenerale);
    she([premiere()])
        .when(drop(2025, Specialite::Ses), &today())
        .then_rejected(&R::SpecialiteNotFollowed);
    she([premiere(), dropped_nsi()])
        .when(drop(2025, Specialite::Maths), &today())
        .then_rejected(&R::SpecialiteAlreadyDropped);
}

#[test]
fn a_specialite_her_recorded_terminale_holds_is_not_dropped() {
    let years = || [started(2025, N::PremiereGenerale), started(2026, N::TerminaleGenerale)];
    she(years())
        .when(drop(2025, Specialite::Nsi), &today())
        .then_rejected(&R::SpecialiteStillFollowed);
    let kept = vec![Specialite::Nsi, Specialite::Maths];
    let (school_year, dropped) = (SchoolYear(2025), Specialite::PhysiqueChimie);
    she(years()).when(drop(2025, dropped), &today()).then([E::SpecialiteDropped {
        school_year,
        kept,
        dropped,
    }]);
}

#[test]
fn a_school_year_is_concluded_once() {
    let school_year = SchoolYear(2025);
    let conclude = |result| C::ConcludeSchoolYear { school_year, result };
    let concluded = |result| E::SchoolYearConcluded { school_year, result };
    she([started(2025, N::Licence1)])
        .when(conclude(YearResult::Promoted), &today())
        .then([concluded(YearResult::Promoted)]);
    she([started(2025, N::Licence1), concluded(YearResult::Unknown)])
        .when(conclude(YearResult::Promoted), &today())
        .then_rejected(&R::YearAlreadyConcluded { year: school_year });
    she([started(2026, N::Licence1)])
        .when(conclude(YearResult::Promoted), &today())
        .then_rejected(&R::YearNotStarted { year: school_year });
}

fn another() -> FormationFacts {
    FormationFacts {
        id: FormationId::parse("psup-0750652b-9c0c22ab").unwrap().into(),
        filiere: Filiere::Licence,
        ..formation()
    }
}

#[test]
fn a_reorientation_says_by_the_formation_table_whether_she_stays_in_digital_studies() {
    for (numerique, still_digital) in
        [(Numerique::Digital, true), (Numerique::Towards, true), (Numerique::Other, false)]
    {
        let to = || FormationFacts { numerique, ..another() };
        let obstacles = || vec![Obstacle::ChoixImposes];
        she([started(2026, N::But1)])
            .when(C::Reorient { to: to(), obstacles: obstacles() }, &today())
            .then([E::Reoriented {
                from: formation(),
                to: to(),
                still_digital,
                obstacles: obstacles(),
            }]);
    }
}

#[test]
fn she_leaves_the_formation_of_her_current_year_for_another_one() {
    let reorient = |to| C::Reorient { to, obstacles: Vec::new() };
    for history in [vec![], vec![started(2026, N::SecondeGt)], vec![started(2025, N::But1)]] {
        she(history).when(reorient(another()), &today()).then_rejected(&R::NoFormationToLeave);
    }
    she([started(2026, N::But1)])
        .when(reorient(formation()), &today())
        .then_rejected(&R::SameFormation);
}

#[test]
fn one_apprenticeship_at_a_time_is_under_way_within_an_open_year_and_ends_once() {
    let placement = Uuid::from_u128(5).into();
    let (reserve, release) =
        (C::ReserveApprenticeship { placement }, C::ReleaseApprenticeship { placement });
    let reserved = || E::ApprenticeshipReserved { placement };
    let history = || admitted().into_iter().chain([started(2026, N::But1)]);
    let statut = Statut::Apprenti;
    let changed = || E::StatutChanged { school_year: SchoolYear(2026), statut };
    given(history()).when(reserve.clone(), &today()).then([reserved(), changed()]);
    laureate([])
        .when(reserve.clone(), &today())
        .then_rejected(&R::NoOpenSchoolYear { year: SchoolYear(2026) });
    let under_way = || given(history().chain([reserved(), changed()]));
    under_way().when(reserve, &today()).then_rejected(&R::ApprenticeshipUnderWay);
    let released = || E::ApprenticeshipReleased { placement };
    under_way().when(release.clone(), &today()).then([released()]);
    given(history()).when(release.clone(), &today()).then_rejected(&R::ApprenticeshipNotReserved);
    given(history().chain([reserved(), changed(), released()]))
        .when(release, &today())
        .then_rejected(&R::ApprenticeshipNotReserved);
}
