use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApplicationAnswer, Offer, PlacementInterruption, Signatory, Withdrawal};
use crate::JourneyId;

/// What has happened. The names are stored for ever: never edit one, add the next version.
/// Whatever happens to a beneficiary names her journey, so that a reader needs no other event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// A partner offers a place.
    #[serde(rename = "placement.v1.OfferPublished")]
    OfferPublished {
        /// What is offered.
        #[serde(flatten)]
        offer: Offer,
    },
    /// She applied.
    #[serde(rename = "placement.v1.ApplicationSent")]
    ApplicationSent {
        /// Who.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
    },
    /// The employer answered.
    #[serde(rename = "placement.v1.ApplicationAnswered")]
    ApplicationAnswered {
        /// Whose application.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// What.
        answer: ApplicationAnswer,
    },
    /// She applies no more; if she had taken the place, it is open again.
    #[serde(rename = "placement.v1.ApplicationWithdrawn")]
    ApplicationWithdrawn {
        /// Whose application.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// Why.
        reason: Withdrawal,
    },
    /// She takes the place; it is offered to nobody else.
    #[serde(rename = "placement.v1.PlacementSecured")]
    PlacementSecured {
        /// Who.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
    },
    /// One of those concerned signed the convention or the contract.
    #[serde(rename = "placement.v1.ConventionSigned")]
    ConventionSigned {
        /// Whose placement.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// Who signed.
        by: Signatory,
        /// When.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        on: NaiveDate,
    },
    /// It started.
    #[serde(rename = "placement.v1.PlacementStarted")]
    PlacementStarted {
        /// Whose.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// First day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        on: NaiveDate,
    },
    /// It stopped before its end.
    #[serde(rename = "placement.v1.PlacementInterrupted")]
    PlacementInterrupted {
        /// Whose.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// Why.
        reason: PlacementInterruption,
    },
    /// It came to its end.
    #[serde(rename = "placement.v1.PlacementCompleted")]
    PlacementCompleted {
        /// Whose.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// What she thinks of it, 1 to 5.
        rating: u8,
    },
    /// The place is offered no more.
    #[serde(rename = "placement.v1.OfferWithdrawn")]
    OfferWithdrawn {},
}

impl Event {
    /// The journey it belongs to; none for what concerns the offer only.
    #[must_use]
    pub fn journey(&self) -> Option<JourneyId> {
        match self {
            Self::OfferPublished { .. } | Self::OfferWithdrawn {} => None,
            Self::ApplicationSent { journey }
            | Self::ApplicationAnswered { journey, .. }
            | Self::ApplicationWithdrawn { journey, .. }
            | Self::PlacementSecured { journey }
            | Self::ConventionSigned { journey, .. }
            | Self::PlacementStarted { journey, .. }
            | Self::PlacementInterrupted { journey, .. }
            | Self::PlacementCompleted { journey, .. } => Some(*journey),
        }
    }
}
