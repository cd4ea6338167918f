//! Her rights over her data: access, restriction, erasure.

use super::*;
use crate::journey::{State, facts::ErasureReason};

const KEY: Uuid = Uuid::from_u128(9);

fn requested() -> E {
    E::ErasureRequested { reason: ErasureReason::Request }
}

fn erased() -> E {
    E::SubjectErased { reason: ErasureReason::Request, key: KEY }
}

fn request() -> C {
    C::RequestErasure { reason: ErasureReason::Request }
}

#[test]
fn restricted_data_is_used_for_nothing() {
    she([]).when(C::RestrictProcessing, &today()).then([E::ProcessingRestricted {}]);
    let restricted = || she([consented(), E::ProcessingRestricted {}]);
    restricted().when(C::AssessEligibility, &today()).then_rejected(&R::ProcessingRestricted);
    restricted().when(C::RestrictProcessing, &today()).then_rejected(&R::AlreadyRestricted);
    restricted()
        .when(C::WithdrawConsent { purpose: Purpose::Account }, &today())
        .then([E::ConsentWithdrawn { purpose: Purpose::Account }]);
}

#[test]
fn a_restriction_can_be_lifted() {
    she([]).when(C::LiftRestriction, &today()).then_rejected(&R::NotRestricted);
    let restricted = she([E::ProcessingRestricted {}]);
    restricted.when(C::LiftRestriction, &today()).then([E::RestrictionLifted {}]);
    let open = she([E::ProcessingRestricted {}, E::RestrictionLifted {}]);
    open.when(C::LiftRestriction, &today()).then_rejected(&R::NotRestricted);
}

#[test]
fn she_can_be_given_what_is_held_until_it_is_destroyed() {
    let export = || E::AccessExportProduced {};
    for history in [vec![], vec![E::ProcessingRestricted {}], vec![requested()]] {
        she(history).when(C::RecordAccessExport, &today()).then([export()]);
    }
    she([requested(), erased()]).when(C::RecordAccessExport, &today()).then_rejected(&R::Erased);
}

#[test]
fn an_erasure_is_decided_once_then_recorded_for_that_reason() {
    she([]).when(request(), &today()).then([requested()]);
    she([]).when(C::RecordErasure { key: KEY }, &today()).then_rejected(&R::ErasureNotRequested);
    let under_way = || she([E::ProcessingRestricted {}, requested()]);
    under_way().when(request(), &today()).then_rejected(&R::ErasureUnderWay);
    under_way().when(C::LiftRestriction, &today()).then_rejected(&R::ErasureUnderWay);
    under_way().when(C::RecordErasure { key: KEY }, &today()).then([erased()]);
}

#[test]
fn a_pair_can_end_while_an_erasure_is_under_way() {
    let kind = RelationKind::Tutorat;
    let pair = MentorshipId(Uuid::from_u128(1));
    let supporter = SupporterId(Uuid::from_u128(2));
    let reserved = E::SupportReserved { mentorship: pair, supporter, kind };
    laureate([reserved, requested()])
        .when(C::ReleaseSupport { mentorship: pair }, &today())
        .then([E::SupportReleased { mentorship: pair, kind }]);
}

#[test]
fn nothing_is_recorded_of_an_erased_beneficiary() {
    let tomorrow = Context { today: today().today - chrono::TimeDelta::days(1), ..today() };
    for context in [today(), tomorrow] {
        for command in [
            register("2010-03-15"),
            C::AssessEligibility,
            C::RestrictProcessing,
            request(),
            C::RecordErasure { key: KEY },
            C::WithdrawConsent { purpose: Purpose::Account },
        ] {
            she([requested(), erased()]).when(command, &context).then_rejected(&R::Erased);
        }
    }
}

#[test]
fn nothing_brings_an_erased_beneficiary_back() {
    let history = [registered(), requested(), erased(), registered()];
    assert_eq!(crate::testing::replay::<Journey>(&history), State::Erased);
}

#[test]
fn what_is_wrong_about_her_is_corrected_even_while_her_data_is_restricted() {
    let correct = || C::ApplyRectification {
        identity: Some(Identity { last_name: "Byron".into(), ..identity() }),
        birth_date: Some(day("2010-03-16")),
        homonym: false,
    };
    let corrected = || E::RectificationApplied {
        identity: Some(Identity { last_name: "Byron".into(), ..identity() }.into()),
        birth_date: Some(day("2010-03-16").into()),
        homonym: false,
    };
    she([]).when(correct(), &today()).then([corrected()]);
    she([E::ProcessingRestricted {}]).when(correct(), &today()).then([corrected()]);
    she([requested()]).when(correct(), &today()).then_rejected(&R::ErasureUnderWay);
    let history = [registered(), corrected()];
    let state = testing::replay::<Journey>(&history);
    assert_eq!(state.record().unwrap().birth_date, Pii::Known(day("2010-03-16")));
}

#[test]
fn a_correction_corrects_something_and_keeps_a_name_and_an_address() {
    let nothing = C::ApplyRectification { identity: None, birth_date: None, homonym: false };
    she([]).when(nothing, &today()).then_rejected(&R::EmptyList);
    let nameless = Identity { first_name: " ".into(), ..identity() };
    let identity = Some(nameless);
    she([])
        .when(C::ApplyRectification { identity, birth_date: None, homonym: false }, &today())
        .then_rejected(&R::InvalidIdentity);
}
