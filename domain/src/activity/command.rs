use serde::Serialize;

use super::{ActivityPlan, CancelReason, Presence, ReleaseReason};
use crate::JourneyId;

/// What can be asked. `Book` and `Join` go through [`booking`](crate::booking), which looks at her
/// journey too.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub enum Command {
    /// Plan it.
    Plan {
        /// What, where and when.
        plan: ActivityPlan,
    },
    /// Take a free seat, or the one offered to her.
    Book {
        /// Who.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// Is she a minor on the day it starts?
        minor: bool,
    },
    /// Wait for a seat.
    Join {
        /// Who.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
    },
    /// Give a booked seat back.
    Release {
        /// Who.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// Why.
        reason: ReleaseReason,
    },
    /// Stop waiting, or decline the seat offered.
    Leave {
        /// Who.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// Why.
        reason: ReleaseReason,
    },
    /// Take the offers back that were not taken in time, and offer the seats to the next in line.
    LapseOffers,
    /// Record that it took place.
    Hold {
        /// How long it was, in minutes.
        #[cfg_attr(test, proptest(strategy = "0u16..15_000"))]
        minutes: u16,
    },
    /// Record whether she came.
    RecordAttendance {
        /// Who.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// Present, absent or excused.
        presence: Presence,
        /// How long she stayed, in minutes.
        #[cfg_attr(test, proptest(strategy = "0u16..2"))]
        minutes: u16,
    },
    /// Say what she thought of it.
    GiveFeedback {
        /// Who.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// 1 to 5.
        #[cfg_attr(test, proptest(strategy = "0u8..7"))]
        rating: u8,
    },
    /// Call it off.
    Cancel {
        /// Why.
        reason: CancelReason,
    },
}
