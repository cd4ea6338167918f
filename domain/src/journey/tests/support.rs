//! Her side of each pair, the end of support, what became of her.

use super::*;
use crate::journey::facts::{
    Channel, EndReason, FollowUpBy, Obstacle, OutcomeKind, SuspensionReason,
};
use RelationKind::{Mentorat, Tutorat};

fn reserve(mentorship: MentorshipId, kind: RelationKind) -> C {
    C::ReserveSupport { mentorship, supporter: supporter(), kind }
}

#[test]
fn an_admitted_beneficiary_has_one_relation_of_each_kind() {
    laureate([]).when(reserve(pair(1), Tutorat), &today()).then([reserved(pair(1), Tutorat)]);
    laureate([reserved(pair(1), Tutorat)])
        .when(reserve(pair(2), Mentorat), &today())
        .then([reserved(pair(2), Mentorat)]);
    laureate([reserved(pair(1), Tutorat)])
        .when(reserve(pair(2), Tutorat), &today())
        .then_rejected(&R::SupportAlreadyReserved);
}

#[test]
fn nobody_is_supported_before_admission() {
    she([]).when(reserve(pair(1), Mentorat), &today()).then_rejected(&R::NotAdmitted);
    she([]).when(end(EndReason::Withdrew), &today()).then_rejected(&R::NotAdmitted);
}

#[test]
fn a_released_relation_makes_room_for_another() {
    let released = || E::SupportReleased { mentorship: pair(1), kind: Mentorat };
    laureate([reserved(pair(1), Mentorat)])
        .when(C::ReleaseSupport { mentorship: pair(1) }, &today())
        .then([released()]);
    laureate([reserved(pair(1), Mentorat), released()])
        .when(reserve(pair(2), Mentorat), &today())
        .then([reserved(pair(2), Mentorat)]);
}

#[test]
fn a_relation_that_is_not_hers_is_not_released() {
    laureate([reserved(pair(1), Mentorat)])
        .when(C::ReleaseSupport { mentorship: pair(2) }, &today())
        .then_rejected(&R::SupportNotReserved);
}

fn ended(reason: EndReason) -> E {
    E::SupportEnded { reason, obstacles: Vec::new() }
}

fn end(reason: EndReason) -> C {
    C::EndSupport { reason, obstacles: Vec::new() }
}

#[test]
fn support_ends_once_her_relations_are_over() {
    use EndReason::{Completed, Deceased, Excluded, LeftDigital, Withdrew};
    for reason in [Completed, Withdrew, LeftDigital, Deceased, Excluded] {
        laureate([]).when(end(reason), &today()).then([ended(reason)]);
        laureate([reserved(pair(1), Tutorat)])
            .when(end(reason), &today())
            .then_rejected(&R::SupportStillLive);
    }
}

#[test]
fn what_made_her_leave_is_kept_if_it_is_an_obstacle_the_programme_is_about() {
    let (reason, obstacles) = (EndReason::LeftDigital, vec![Obstacle::Stereotypes]);
    laureate([])
        .when(C::EndSupport { reason, obstacles: obstacles.clone() }, &today())
        .then([E::SupportEnded { reason, obstacles }]);
}

fn tried(date: &str) -> E {
    E::ContactAttempted { on: day(date), channel: Channel::Phone }
}

#[test]
fn an_attempt_to_reach_her_is_dated() {
    laureate([])
        .when(C::RecordContactAttempt { channel: Channel::Phone }, &today())
        .then([tried("2026-10-05")]);
    she([])
        .when(C::RecordContactAttempt { channel: Channel::Phone }, &today())
        .then_rejected(&R::NotAdmitted);
}

#[test]
fn contact_is_lost_after_the_delay_of_the_policy() {
    // The last news is the first day of her cohort's school year.
    let tries = || [tried("2026-12-01"), tried("2027-03-01"), tried("2027-06-01")];
    let lost = || end(EndReason::LostContact);
    laureate(tries())
        .when(lost(), &on("2027-08-31"))
        .then_rejected(&R::LostContactTooSoon { days: 365 });
    laureate(tries()).when(lost(), &on("2027-09-01")).then([ended(EndReason::LostContact)]);
}

#[test]
fn contact_is_lost_after_attempts_on_three_different_days() {
    let lost = || end(EndReason::LostContact);
    let twice = [tried("2026-12-01"), tried("2027-03-01"), tried("2027-03-01")];
    laureate(twice)
        .when(lost(), &on("2027-09-01"))
        .then_rejected(&R::TooFewAttempts { attempts: 2 });
}

#[test]
fn news_of_her_begins_the_delay_anew() {
    let heard = E::FollowUpHeld {
        on: day("2027-03-02"),
        by: FollowUpBy::Coordination,
        channel: Channel::Phone,
        minutes: 20,
        signals: Vec::new(),
    };
    let history = [tried("2026-12-01"), tried("2027-03-01"), heard, tried("2027-06-01")];
    laureate(history.clone())
        .when(end(EndReason::LostContact), &on("2027-09-01"))
        .then_rejected(&R::LostContactTooSoon { days: 365 });
    laureate(history)
        .when(end(EndReason::LostContact), &on("2028-03-02"))
        .then_rejected(&R::TooFewAttempts { attempts: 1 });
}

fn suspended() -> E {
    E::SupportSuspended { reason: SuspensionReason::Sante }
}

fn resumed(date: &str) -> E {
    E::SupportResumed { on: day(date), phase: Phase::Accompagnement }
}

#[test]
fn support_pauses_and_goes_on() {
    let suspend = || C::SuspendSupport { reason: SuspensionReason::Sante };
    laureate([]).when(suspend(), &today()).then([suspended()]);
    laureate([suspended()]).when(suspend(), &today()).then_rejected(&R::SupportIsSuspended);
    laureate([suspended()]).when(C::ResumeSupport, &today()).then([resumed("2026-10-05")]);
    laureate([]).when(C::ResumeSupport, &today()).then_rejected(&R::SupportIsGoingOn);
    she([]).when(C::ResumeSupport, &today()).then_rejected(&R::NotAdmitted);
}

#[test]
fn while_support_pauses_nothing_new_begins_and_it_may_end() {
    let history = || [suspended()];
    laureate(history())
        .when(reserve(pair(1), Tutorat), &today())
        .then_rejected(&R::SupportIsSuspended);
    laureate(history()).when(end(EndReason::Withdrew), &today()).then([ended(EndReason::Withdrew)]);
}

#[test]
fn she_comes_back_after_the_end_on_the_same_journey_and_in_the_same_cohort() {
    let gone = || ended(EndReason::LeftDigital);
    laureate([gone()]).when(C::ResumeSupport, &on("2030-11-02")).then([resumed("2030-11-02")]);
    let history = admitted().into_iter().chain([gone(), resumed("2030-11-02")]);
    let state = testing::replay::<Journey>(&history.collect::<Vec<_>>());
    assert_eq!(state.record().unwrap().standing.cohort(), Some(SchoolYear(2026)));
    laureate([gone(), resumed("2030-11-02")])
        .when(reserve(pair(1), Tutorat), &on("2030-11-03"))
        .then([reserved(pair(1), Tutorat)]);
}

#[test]
fn she_comes_back_with_her_consent_and_nobody_comes_back_from_death() {
    let withdrawn = || E::ConsentWithdrawn { purpose: Purpose::Account };
    laureate([ended(EndReason::Withdrew), withdrawn()])
        .when(C::ResumeSupport, &today())
        .then_rejected(&R::ConsentMissing);
    let consent = C::Consent {
        purpose: Purpose::Account,
        text_version: "2026-1".into(),
        given_by: GivenBy::Herself,
    };
    laureate([ended(EndReason::Withdrew), withdrawn()]).when(consent, &today()).then([consented()]);
    laureate([ended(EndReason::Deceased)])
        .when(C::ResumeSupport, &today())
        .then_rejected(&R::IsDeceased);
}

#[test]
fn what_was_said_of_a_pair_of_hers_is_kept_even_after_its_end() {
    let note = |note: &str| C::NoteConcern { mentorship: pair(1), note: note.into() };
    let noted = || E::ConcernNoted { mentorship: pair(1), note: Pii::Known("peur".into()) };
    let released = || E::SupportReleased { mentorship: pair(1), kind: Tutorat };
    laureate([reserved(pair(1), Tutorat)]).when(note("peur"), &today()).then([noted()]);
    laureate([reserved(pair(1), Tutorat), released(), E::ProcessingRestricted {}])
        .when(note("peur"), &today())
        .then([noted()]);
    for text in ["", "  ", &"x".repeat(2_001)] {
        laureate([reserved(pair(1), Tutorat)])
            .when(note(text), &today())
            .then_rejected(&R::InvalidNote);
    }
    laureate([]).when(note("peur"), &today()).then_rejected(&R::SupportNotReserved);
}

#[test]
fn support_ends_once() {
    laureate([ended(EndReason::Completed)])
        .when(end(EndReason::Withdrew), &today())
        .then_rejected(&R::SupportIsOver);
}

#[test]
fn what_became_of_her_is_recorded_during_support_and_for_years_after() {
    let (kind, digital, months_after) = (OutcomeKind::Emploi, true, 30);
    let record = || C::RecordOutcome { kind, digital, months_after };
    let recorded = || E::OutcomeRecorded { kind, digital, months_after };
    laureate([]).when(record(), &today()).then([recorded()]);
    laureate([ended(EndReason::Completed), recorded()])
        .when(record(), &on("2031-01-01"))
        .then([recorded()]);
}

#[test]
fn there_is_no_outcome_without_an_admission() {
    let (kind, digital, months_after) = (OutcomeKind::Inconnu, false, 6);
    for history in [vec![], vec![E::RegistrationWithdrawn {}]] {
        she(history)
            .when(C::RecordOutcome { kind, digital, months_after }, &today())
            .then_rejected(&R::NotAdmitted);
    }
}

#[test]
fn who_left_the_digital_field_is_not_in_it() {
    for kind in [OutcomeKind::HorsNumerique, OutcomeKind::Inconnu] {
        let record = |digital| C::RecordOutcome { kind, digital, months_after: 6 };
        laureate([]).when(record(true), &today()).then_rejected(&R::OutcomeNotDigital);
        let recorded = E::OutcomeRecorded { kind, digital: false, months_after: 6 };
        laureate([]).when(record(false), &today()).then([recorded]);
    }
}
