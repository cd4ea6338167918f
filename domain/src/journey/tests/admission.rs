//! Situation, eligibility, admission.

use super::*;
use crate::{
    journey::facts::{
        Bourse, Declared, EndReason, Evidence, QpvList, RefusalReason, Situation, Target,
    },
    policy::Policy,
};

fn situation(bourse: Bourse) -> Situation {
    let (qpv, rural) = (Declared::Yes, Declared::Unknown);
    let qpv_list = Some(QpvList::Qp2024);
    Situation { bourse, qpv, qpv_list, rural, evidence: Evidence::Declared }
}

fn declare(school_year: i32, bourse: Bourse) -> C {
    let school_year = SchoolYear(school_year);
    C::DeclareSituation { school_year, situation: situation(bourse) }
}

fn declared(school_year: i32, bourse: Bourse) -> E {
    let school_year = SchoolYear(school_year);
    E::SituationDeclared { school_year, situation: situation(bourse) }
}

#[test]
fn a_situation_is_declared_for_each_school_year_and_may_be_declared_again() {
    she([declared(2025, Bourse::Lycee3), declared(2026, Bourse::Undisclosed)])
        .when(declare(2026, Bourse::Lycee4), &today())
        .then([declared(2026, Bourse::Lycee4)]);
}

#[test]
fn a_quartier_prioritaire_is_of_a_list_and_an_unknown_one_of_none() {
    let declaring = |qpv, qpv_list, date| {
        let situation = Situation { qpv, qpv_list, ..situation(Bourse::None) };
        let decided = move |qpv_list| E::SituationDeclared {
            school_year: SchoolYear(2023),
            situation: Situation { qpv_list, ..situation },
        };
        let command = C::DeclareSituation { school_year: SchoolYear(2023), situation };
        (she([]).when(command, &on(date)), decided)
    };
    for (qpv, stated, date, kept) in [
        (Declared::Yes, None, "2023-12-31", Some(QpvList::Qp2015)),
        (Declared::No, None, "2024-01-01", Some(QpvList::Qp2024)),
        (Declared::Yes, Some(QpvList::Qp2015), "2024-10-01", Some(QpvList::Qp2015)),
        (Declared::Unknown, Some(QpvList::Qp2024), "2024-10-01", None),
    ] {
        let (outcome, decided) = declaring(qpv, stated, date);
        outcome.then([decided(kept)]);
    }
}

#[test]
fn a_scholarship_is_on_the_scale_of_that_years_level() {
    let lycee = || started(2025, Niveau::TerminaleTechno);
    let superieur = || started(2026, Niveau::But1);
    for (year, bourse, accepted) in [
        (2025, Bourse::Lycee6, true),
        (2025, Bourse::Sup0bis, false),
        (2026, Bourse::Sup7, true),
        (2026, Bourse::Lycee1, false),
        (2026, Bourse::None, true),
        (2025, Bourse::Undisclosed, true),
        (2024, Bourse::Sup1, true),
    ] {
        let outcome = she([lycee(), superieur()]).when(declare(year, bourse), &today());
        if accepted {
            outcome.then([declared(year, bourse)]);
        } else {
            outcome.then_rejected(&R::WrongScale);
        }
    }
}

/// Whichever of the two is recorded first.
#[test]
fn a_year_is_of_the_cycle_whose_scholarship_was_declared_for_it() {
    for (bourse, niveau, accepted) in [
        (Bourse::Lycee1, Niveau::SecondeGt, true),
        (Bourse::Lycee1, Niveau::But1, false),
        (Bourse::Sup0bis, Niveau::But1, true),
        (Bourse::Sup0bis, Niveau::SecondeGt, false),
        (Bourse::None, Niveau::But1, true),
        (Bourse::Undisclosed, Niveau::SecondeGt, true),
    ] {
        let outcome = she([declared(2026, bourse)]).when(start(2026, year(niveau)), &today());
        if accepted {
            outcome.then([started(2026, niveau)]);
        } else {
            outcome.then_rejected(&R::DeclaredOnOtherScale { year: SchoolYear(2026) });
        }
    }
    let again = [declared(2026, Bourse::Lycee1), declared(2026, Bourse::Sup1)];
    she(again).when(start(2026, year(Niveau::But1)), &today()).then([started(2026, Niveau::But1)]);
}

#[test]
fn a_situation_belongs_to_a_year_that_has_started() {
    she([])
        .when(declare(2027, Bourse::None), &today())
        .then_rejected(&R::YearInTheFuture { year: SchoolYear(2027) });
    she([]).when(declare(202, Bourse::None), &today()).then_rejected(&R::YearOutOfRange {
        year: 202,
        from: 2000,
        to: 2026,
    });
}

/// The assessment after this history, as findings and verdict.
#[track_caller]
fn assessing(
    history: &[E],
    context: &Context,
    findings: &[(Criterion, Finding)],
    verdict: Verdict,
) {
    let criteria = findings.iter().map(|&(criterion, finding)| Assessed { criterion, finding });
    let policy_version = context.policy.version;
    she(history.iter().cloned())
        .when(C::AssessEligibility, context)
        .then([E::EligibilityAssessed { policy_version, criteria: criteria.collect(), verdict }]);
}

const AGE: (Criterion, Finding) = (Criterion::Age, Finding::Met);
const CONSENT: (Criterion, Finding) = (Criterion::Consent, Finding::Met);
const ENROLLED: (Criterion, Finding) = (Criterion::Enrolled, Finding::Met);
const DIGITAL: (Criterion, Finding) = (Criterion::Digital, Finding::Met);
const RECOGNISED: (Criterion, Finding) = (Criterion::Recognised, Finding::Met);

#[test]
fn a_consenting_pupil_of_a_lycee_is_eligible() {
    let history = [consented(), started(2026, Niveau::SecondeGt)];
    assessing(&history, &today(), &[AGE, CONSENT, ENROLLED], Verdict::Eligible);
}

#[test]
fn a_student_is_eligible_in_a_digital_and_recognised_formation() {
    let history = [consented(), started(2026, Niveau::But1)];
    let findings = [AGE, CONSENT, ENROLLED, DIGITAL, RECOGNISED];
    assessing(&history, &today(), &findings, Verdict::Eligible);
}

fn student_in(formation: FormationFacts) -> [E; 2] {
    let year = YearStart { formation: Some(formation), ..year(Niveau::Licence1) };
    [consented(), started_as(2026, year)]
}

#[test]
fn a_formation_on_the_way_to_digital_studies_counts() {
    let cpge = FormationFacts { numerique: Numerique::Towards, ..formation() };
    let findings = [AGE, CONSENT, ENROLLED, DIGITAL, RECOGNISED];
    assessing(&student_in(cpge), &today(), &findings, Verdict::Eligible);
}

#[test]
fn a_formation_of_another_field_does_not() {
    let law = FormationFacts { numerique: Numerique::Other, ..formation() };
    let findings = [AGE, CONSENT, ENROLLED, (Criterion::Digital, Finding::NotMet), RECOGNISED];
    assessing(&student_in(law), &today(), &findings, Verdict::NotEligible);
}

#[test]
fn a_cpge_gives_no_diploma_and_counts_all_the_same() {
    let mp2i = FormationFacts { filiere: Filiere::Cpge, recognition: None, ..formation() };
    let findings = [AGE, CONSENT, ENROLLED, DIGITAL, RECOGNISED];
    assessing(&student_in(mp2i), &today(), &findings, Verdict::Eligible);
}

#[test]
fn a_school_nobody_recognises_does_not() {
    let private = FormationFacts { recognition: None, ..formation() };
    let findings = [AGE, CONSENT, ENROLLED, DIGITAL, (Criterion::Recognised, Finding::NotMet)];
    assessing(&student_in(private), &today(), &findings, Verdict::NotEligible);
}

#[test]
fn what_is_not_known_waits_and_does_not_refuse() {
    let unknown = |criterion| (criterion, Finding::Unknown);
    let nothing = [AGE, unknown(Criterion::Consent), unknown(Criterion::Enrolled)];
    assessing(&[], &today(), &nothing, Verdict::Pending);
    let year = YearStart { formation: None, ..year(Niveau::Licence1) };
    let no_formation = [consented(), started_as(2026, year)];
    let findings =
        [AGE, CONSENT, ENROLLED, unknown(Criterion::Digital), unknown(Criterion::Recognised)];
    assessing(&no_formation, &today(), &findings, Verdict::Pending);
}

#[test]
fn a_withdrawn_consent_is_not_a_consent() {
    let withdrawn = E::ConsentWithdrawn { purpose: Purpose::Account };
    let history = [consented(), withdrawn, started(2026, Niveau::SecondeGt)];
    let findings = [AGE, (Criterion::Consent, Finding::Unknown), ENROLLED];
    assessing(&history, &today(), &findings, Verdict::Pending);
}

#[test]
fn the_enrolment_of_an_earlier_year_is_not_one_of_this_year() {
    let history = [consented(), started(2024, Niveau::TerminaleTechno)];
    let findings = [AGE, CONSENT, (Criterion::Enrolled, Finding::Unknown)];
    assessing(&history, &today(), &findings, Verdict::Pending);
}

#[test]
fn a_policy_may_ask_pupils_of_a_lycee_for_a_project() {
    let policy = Policy { version: 2, lycee_needs_project: true, ..Policy::FOUNDING };
    let context = Context { policy, ..today() };
    let project = E::OrientationProjectStated {
        version: 1,
        targets: vec![Target::Cybersecurite],
        confidence: 3,
    };
    let without = [consented(), started(2026, Niveau::SecondeGt)];
    let findings = [AGE, CONSENT, ENROLLED, (Criterion::Project, Finding::Unknown)];
    assessing(&without, &context, &findings, Verdict::Pending);
    let with = [consented(), started(2026, Niveau::SecondeGt), project];
    let findings = [AGE, CONSENT, ENROLLED, (Criterion::Project, Finding::Met)];
    assessing(&with, &context, &findings, Verdict::Eligible);
}

#[test]
fn and_asks_nothing_of_one_who_enters_as_a_student() {
    let policy = Policy { version: 2, lycee_needs_project: true, ..Policy::FOUNDING };
    let mut student = registered();
    if let E::BeneficiaryRegistered { entry_stage, .. } = &mut student {
        *entry_stage = EntryStage::Superieur;
    }
    let findings = [AGE, CONSENT, ENROLLED, DIGITAL, RECOGNISED];
    let criteria = findings.map(|(criterion, finding)| Assessed { criterion, finding }).into();
    given([student, consented(), started(2026, Niveau::But1)])
        .when(C::AssessEligibility, &Context { policy, ..today() })
        .then([E::EligibilityAssessed { policy_version: 2, criteria, verdict: Verdict::Eligible }]);
}

#[test]
fn a_stricter_age_of_a_later_policy_is_applied_to_her_age_at_registration() {
    let policy = Policy { version: 2, age_min: 18, ..Policy::FOUNDING };
    let context = Context { policy, ..today() };
    let history = [consented(), started(2026, Niveau::SecondeGt)];
    let findings = [(Criterion::Age, Finding::NotMet), CONSENT, ENROLLED];
    assessing(&history, &context, &findings, Verdict::NotEligible);
}

fn eligible() -> E {
    assessed(1, Verdict::Eligible)
}

fn admission(phase: Phase) -> E {
    E::AdmittedToProgramme { cohort: SchoolYear(2026), phase }
}

#[test]
fn a_pupil_of_a_lycee_is_admitted_to_the_pre_integration() {
    she([consented(), started(2026, Niveau::SecondeGt), eligible()])
        .when(C::Admit, &today())
        .then([admission(Phase::PreIntegration)]);
}

#[test]
fn a_student_is_admitted_to_the_accompagnement() {
    she([consented(), started(2026, Niveau::But1), eligible()])
        .when(C::Admit, &today())
        .then([admission(Phase::Accompagnement)]);
}

#[test]
fn her_cohort_and_phase_are_those_of_the_day_of_the_admission() {
    let (cohort, phase) = (SchoolYear(2025), Phase::PreIntegration);
    let late = Context { today: day("2026-10-05"), ..on("2026-08-31") };
    let years = [started(2025, Niveau::TerminaleTechno), started(2026, Niveau::But1)];
    she([consented(), eligible()].into_iter().chain(years))
        .when(C::Admit, &late)
        .then([E::AdmittedToProgramme { cohort, phase }]);
}

#[test]
fn under_newer_rules_a_candidate_is_assessed_again_and_what_changes_is_recorded() {
    let newer = |lycee_needs_project| {
        let policy = Policy { version: 2, lycee_needs_project, ..Policy::FOUNDING };
        Context { policy, ..today() }
    };
    let pupil = |then: E| {
        let history = [consented(), started(2026, Niveau::SecondeGt), then];
        she(history).when(C::Reassess, &newer(true))
    };
    let verdict_of = |findings: &[(Criterion, Finding)], verdict| {
        let found = findings.iter();
        let found = found.map(|&(criterion, finding)| Assessed { criterion, finding });
        E::EligibilityAssessed { policy_version: 2, criteria: found.collect(), verdict }
    };
    let unknown = [AGE, CONSENT, ENROLLED, (Criterion::Project, Finding::Unknown)];
    let pending = verdict_of(&unknown, Verdict::Pending);
    pupil(eligible()).then([pending]);
    pupil(assessed(1, Verdict::Pending)).then_rejected(&R::VerdictStands);
    pupil(assessed(2, Verdict::Eligible)).then_rejected(&R::VerdictStands);
    // Still eligible: the admission asks for a verdict under the rules in force.
    let history = [consented(), started(2026, Niveau::SecondeGt), eligible()];
    let again = verdict_of(&unknown[..3], Verdict::Eligible);
    she(history).when(C::Reassess, &newer(false)).then([again]);
}

#[test]
fn nobody_is_assessed_again_before_the_first_time_or_after_the_decision() {
    let policy = Policy { version: 2, ..Policy::FOUNDING };
    let newer = Context { policy, ..today() };
    she([]).when(C::Reassess, &newer).then_rejected(&R::NotAssessed);
    laureate([]).when(C::Reassess, &newer).then_rejected(&R::AlreadyAdmitted);
    let refused = E::AdmissionRefused { reasons: vec![RefusalReason::NotEligible] };
    she([eligible(), refused]).when(C::Reassess, &newer).then_rejected(&R::RegistrationClosed);
}

#[test]
fn only_an_assessment_as_eligible_under_the_policy_in_force_admits() {
    for history in [
        vec![consented()],
        vec![consented(), assessed(1, Verdict::Pending)],
        vec![consented(), eligible(), assessed(1, Verdict::NotEligible)],
    ] {
        she(history).when(C::Admit, &today()).then_rejected(&R::NotEligible);
    }
    let policy = Policy { version: 2, ..Policy::FOUNDING };
    let renewed = Context { policy, ..today() };
    she([consented(), eligible()]).when(C::Admit, &renewed).then_rejected(&R::NotEligible);
    she([consented(), assessed(2, Verdict::Eligible)])
        .when(C::Admit, &renewed)
        .then([admission(Phase::Accompagnement)]);
}

#[test]
fn nobody_is_admitted_after_withdrawing_her_consent() {
    let withdrawn = E::ConsentWithdrawn { purpose: Purpose::Account };
    she([consented(), eligible(), withdrawn])
        .when(C::Admit, &today())
        .then_rejected(&R::ConsentMissing);
}

#[test]
fn an_admission_is_refused_for_a_reason() {
    let reasons = vec![RefusalReason::Incomplete, RefusalReason::Duplicate];
    she([])
        .when(C::Refuse { reasons: reasons.clone() }, &today())
        .then([E::AdmissionRefused { reasons }]);
    she([]).when(C::Refuse { reasons: Vec::new() }, &today()).then_rejected(&R::EmptyList);
}

#[test]
fn a_registration_can_be_withdrawn_before_admission() {
    she([]).when(C::WithdrawRegistration, &today()).then([E::RegistrationWithdrawn {}]);
}

#[test]
fn nobody_is_admitted_twice_and_an_admission_is_not_taken_back() {
    let refuse = C::Refuse { reasons: vec![RefusalReason::NotEligible] };
    for command in [C::Admit, refuse, C::WithdrawRegistration] {
        laureate([]).when(command, &today()).then_rejected(&R::AlreadyAdmitted);
    }
}

#[test]
fn nothing_more_happens_on_a_refused_or_withdrawn_registration() {
    let refused = E::AdmissionRefused { reasons: vec![RefusalReason::NotEligible] };
    for closed in [refused, E::RegistrationWithdrawn {}] {
        for command in [C::Admit, C::AssessEligibility, start(2026, year(Niveau::SecondeGt))] {
            she([closed.clone()]).when(command, &today()).then_rejected(&R::RegistrationClosed);
        }
    }
}

#[test]
fn nothing_more_happens_after_support_but_what_became_of_her() {
    let ended = E::SupportEnded { reason: EndReason::Completed, obstacles: Vec::new() };
    for command in [C::Admit, C::AssessEligibility, start(2026, year(Niveau::SecondeGt))] {
        laureate([ended.clone()]).when(command, &today()).then_rejected(&R::SupportIsOver);
    }
}
