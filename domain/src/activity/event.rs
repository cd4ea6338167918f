use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ActivityPlan, Attendee, CancelReason, Presence, ReleaseReason, SeatSource};
use crate::JourneyId;

/// What has happened. The names are stored for ever: never edit one, add the next version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// It was planned.
    #[serde(rename = "activity.v1.ActivityPlanned")]
    ActivityPlanned {
        /// What, where and when.
        #[serde(flatten)]
        plan: ActivityPlan,
    },
    /// A seat is hers.
    #[serde(rename = "activity.v1.SeatBooked")]
    SeatBooked {
        /// Who.
        #[serde(flatten)]
        attendee: Attendee,
        /// How she came to it.
        from: SeatSource,
        /// Is she a minor on the day it starts?
        minor: bool,
    },
    /// Her seat is free again.
    #[serde(rename = "activity.v1.SeatReleased")]
    SeatReleased {
        /// Who.
        #[serde(flatten)]
        attendee: Attendee,
        /// Why.
        reason: ReleaseReason,
    },
    /// She waits for a seat, behind those who waited before.
    #[serde(rename = "activity.v1.WaitlistJoined")]
    WaitlistJoined {
        /// Who.
        #[serde(flatten)]
        attendee: Attendee,
    },
    /// She does not wait any more, or does not want the seat she was offered.
    #[serde(rename = "activity.v1.WaitlistLeft")]
    WaitlistLeft {
        /// Who.
        #[serde(flatten)]
        attendee: Attendee,
        /// Was a seat kept for her?
        offered: bool,
        /// Why.
        reason: ReleaseReason,
    },
    /// She was first in line: a seat that became free is kept for her until the end of a day.
    #[serde(rename = "activity.v1.SeatOffered")]
    SeatOffered {
        /// Who.
        #[serde(flatten)]
        attendee: Attendee,
        /// Last day to take it.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        until: NaiveDate,
    },
    /// She did not take the seat in time, and is not in line any more.
    #[serde(rename = "activity.v1.OfferLapsed")]
    OfferLapsed {
        /// Who.
        #[serde(flatten)]
        attendee: Attendee,
    },
    /// It took place.
    #[serde(rename = "activity.v1.ActivityHeld")]
    ActivityHeld {
        /// How long it was, in minutes.
        minutes: u16,
    },
    /// Whether she came.
    #[serde(rename = "activity.v1.AttendanceRecorded")]
    AttendanceRecorded {
        /// Who.
        #[serde(flatten)]
        attendee: Attendee,
        /// Present, absent or excused.
        presence: Presence,
        /// How long she stayed, in minutes; 0 unless present.
        minutes: u16,
    },
    /// What she thought of it.
    #[serde(rename = "activity.v1.FeedbackGiven")]
    FeedbackGiven {
        /// Who.
        #[serde(flatten)]
        attendee: Attendee,
        /// 1 to 5.
        rating: u8,
    },
    /// It will not take place.
    #[serde(rename = "activity.v1.ActivityCancelled")]
    ActivityCancelled {
        /// Why.
        reason: CancelReason,
    },
}

impl Event {
    /// Whom it concerns, if it concerns one beneficiary.
    #[must_use]
    pub fn journey(&self) -> Option<JourneyId> {
        match self {
            Self::ActivityPlanned { .. }
            | Self::ActivityHeld { .. }
            | Self::ActivityCancelled { .. } => None,
            Self::SeatBooked { attendee, .. }
            | Self::SeatReleased { attendee, .. }
            | Self::WaitlistJoined { attendee }
            | Self::WaitlistLeft { attendee, .. }
            | Self::SeatOffered { attendee, .. }
            | Self::OfferLapsed { attendee }
            | Self::AttendanceRecorded { attendee, .. }
            | Self::FeedbackGiven { attendee, .. } => Some(attendee.journey),
        }
    }
}
