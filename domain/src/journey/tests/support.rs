//! Her side of each pair, the end of support, what became of her.

use super::*;
use crate::journey::facts::{EndReason, OutcomeKind};
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
    she([])
        .when(C::EndSupport { reason: EndReason::Withdrew }, &today())
        .then_rejected(&R::NotAdmitted);
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

fn end(reason: EndReason) -> C {
    C::EndSupport { reason }
}

#[test]
fn support_ends_once_her_relations_are_over() {
    for reason in [EndReason::Completed, EndReason::Withdrew, EndReason::LeftDigital] {
        laureate([]).when(end(reason), &today()).then([E::SupportEnded { reason }]);
        laureate([reserved(pair(1), Tutorat)])
            .when(end(reason), &today())
            .then_rejected(&R::SupportStillLive);
    }
}

#[test]
fn death_and_exclusion_do_not_wait_for_the_relations_to_be_ended() {
    for reason in [EndReason::Deceased, EndReason::Excluded] {
        laureate([reserved(pair(1), Tutorat)])
            .when(end(reason), &today())
            .then([E::SupportEnded { reason }]);
        laureate([reserved(pair(1), Tutorat), E::SupportEnded { reason }])
            .when(C::ReleaseSupport { mentorship: pair(1) }, &today())
            .then([E::SupportReleased { mentorship: pair(1), kind: Tutorat }]);
    }
}

#[test]
fn support_ends_once() {
    laureate([E::SupportEnded { reason: EndReason::Completed }])
        .when(end(EndReason::Withdrew), &today())
        .then_rejected(&R::SupportIsOver);
}

#[test]
fn what_became_of_her_is_recorded_during_support_and_for_years_after() {
    let (kind, digital, months_after) = (OutcomeKind::Emploi, true, 30);
    let record = || C::RecordOutcome { kind, digital, months_after };
    let recorded = || E::OutcomeRecorded { kind, digital, months_after };
    laureate([]).when(record(), &today()).then([recorded()]);
    laureate([E::SupportEnded { reason: EndReason::Completed }, recorded()])
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
