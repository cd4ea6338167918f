//! Their rights over their data: access, restriction, erasure.

use super::*;
use crate::{
    journey::facts::ErasureReason,
    supporter::{Event, State},
};

const KEY: Uuid = Uuid::from_u128(9);
const PAIR: MentorshipId = MentorshipId(Uuid::from_u128(1));

fn requested() -> E {
    E::ErasureRequested { reason: ErasureReason::Request }
}

fn erased() -> E {
    E::SubjectErased { reason: ErasureReason::Request, key: KEY }
}

fn request() -> C {
    C::RequestErasure { reason: ErasureReason::Request }
}

fn they(then: impl IntoIterator<Item = E>) -> Given<Supporter> {
    given([registered()].into_iter().chain(then))
}

#[test]
fn restricted_data_of_a_supporter_is_used_for_nothing() {
    they([]).when(C::RestrictProcessing, &today()).then([E::ProcessingRestricted {}]);
    let restricted = || they([E::ProcessingRestricted {}]);
    let sign = C::SignCharter { version: 1 };
    restricted().when(sign, &today()).then_rejected(&R::ProcessingRestricted);
    restricted().when(C::RestrictProcessing, &today()).then_rejected(&R::AlreadyRestricted);
    restricted().when(C::LiftRestriction, &today()).then([E::RestrictionLifted {}]);
    they([]).when(C::LiftRestriction, &today()).then_rejected(&R::NotRestricted);
}

#[test]
fn they_can_be_given_what_is_held_until_it_is_destroyed() {
    for history in [vec![], vec![E::ProcessingRestricted {}], vec![requested()]] {
        they(history).when(C::RecordAccessExport, &today()).then([E::AccessExportProduced {}]);
    }
    they([requested(), erased()]).when(C::RecordAccessExport, &today()).then_rejected(&R::Erased);
}

#[test]
fn the_erasure_of_a_supporter_is_decided_once_then_recorded() {
    they([]).when(request(), &today()).then([requested()]);
    they([]).when(C::RecordErasure { key: KEY }, &today()).then_rejected(&R::ErasureNotRequested);
    let under_way = || they([E::ProcessingRestricted {}, requested()]);
    under_way().when(request(), &today()).then_rejected(&R::ErasureUnderWay);
    under_way().when(C::RecordErasure { key: KEY }, &today()).then([erased()]);
}

#[test]
fn a_slot_is_released_while_an_erasure_is_under_way() {
    let reserved =
        E::SlotReserved { mentorship: PAIR, journey: JourneyId(Uuid::nil()), minor: false };
    they([reserved, requested()])
        .when(C::ReleaseSlot { mentorship: PAIR }, &today())
        .then([E::SlotReleased { mentorship: PAIR }]);
}

#[test]
fn nothing_is_recorded_of_an_erased_supporter_and_nothing_brings_them_back() {
    for command in [register(identity()), C::RestrictProcessing, request()] {
        they([requested(), erased()]).when(command, &today()).then_rejected(&R::Erased);
    }
    let history: [Event; 4] = [registered(), requested(), erased(), registered()];
    assert_eq!(crate::testing::replay::<Supporter>(&history), State::Erased);
}
