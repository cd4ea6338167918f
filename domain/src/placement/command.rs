use serde::Serialize;

use super::{ApplicationAnswer, Offer, PlacementInterruption, Signatory, Withdrawal};
use crate::JourneyId;

/// What can be asked. All of it goes through [`placing`](crate::placing), which looks at the partner
/// and at her journey too.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub enum Command {
    /// Offer a place.
    Publish {
        /// What is offered.
        offer: Offer,
    },
    /// Apply.
    Apply {
        /// Who.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
    },
    /// Answer an application.
    Answer {
        /// Whose.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// What.
        answer: ApplicationAnswer,
    },
    /// Apply no more, or give up the place that was taken.
    Renounce {
        /// Who.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// Why.
        reason: Withdrawal,
    },
    /// Take the place.
    Secure {
        /// Who.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
    },
    /// Sign the convention or the contract.
    Sign {
        /// Who signs.
        by: Signatory,
    },
    /// Start.
    Start,
    /// Stop before the end.
    Interrupt {
        /// Why.
        reason: PlacementInterruption,
    },
    /// Come to the end.
    Complete {
        /// What she thinks of it, 1 to 5.
        #[cfg_attr(test, proptest(strategy = "0u8..8"))]
        rating: u8,
    },
    /// Offer the place no more.
    Withdraw,
}
