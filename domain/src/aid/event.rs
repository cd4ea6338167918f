use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AidCancellation, AidRefusal, AidRequest, For, ItemCondition, NeedLevel};
use crate::{Cents, JourneyId, journey::facts::Evidence, programme::BudgetLine};

/// What has happened. The names are stored for ever: never edit one, add the next version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// She asked for it.
    #[serde(rename = "aid.v1.AidRequested")]
    AidRequested {
        /// What.
        #[serde(flatten)]
        request: AidRequest,
    },
    /// Her need was assessed; the last assessment stands.
    #[serde(rename = "aid.v1.AidAssessed")]
    AidAssessed {
        /// Whose.
        #[serde(flatten)]
        whose: For,
        /// How much she needs it.
        need: NeedLevel,
        /// What that rests on.
        evidence: Evidence,
    },
    /// It is granted; the same amount is reserved in the budget.
    #[serde(rename = "aid.v1.AidAwarded")]
    AidAwarded {
        /// Whose.
        #[serde(flatten)]
        whose: For,
        /// How much; of a thing, what it is worth.
        amount_cents: Cents,
        /// Who pays.
        budget_line: BudgetLine,
    },
    /// She received all of it, or a part.
    #[serde(rename = "aid.v1.AidDelivered")]
    AidDelivered {
        /// Whose.
        #[serde(flatten)]
        whose: For,
        /// The day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        on: NaiveDate,
        /// How much; of a thing, what it is worth.
        amount_cents: Cents,
    },
    /// A thing came back.
    #[serde(rename = "aid.v1.AidReturned")]
    AidReturned {
        /// Whose.
        #[serde(flatten)]
        whose: For,
        /// In what state.
        condition: ItemCondition,
    },
    /// It is not granted.
    #[serde(rename = "aid.v1.AidRefused")]
    AidRefused {
        /// Whose.
        #[serde(flatten)]
        whose: For,
        /// Why.
        reason: AidRefusal,
        /// The day it is looked at again.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        review_on: NaiveDate,
    },
    /// It is given up; what was reserved and not delivered is free again.
    #[serde(rename = "aid.v1.AidCancelled")]
    AidCancelled {
        /// Whose.
        #[serde(flatten)]
        whose: For,
        /// Why.
        reason: AidCancellation,
        /// What is free again.
        freed_cents: Cents,
    },
}

impl Event {
    /// Whom it is about.
    #[must_use]
    pub fn journey(&self) -> JourneyId {
        match self {
            Self::AidRequested { request } => request.journey,
            Self::AidAssessed { whose, .. }
            | Self::AidAwarded { whose, .. }
            | Self::AidDelivered { whose, .. }
            | Self::AidReturned { whose, .. }
            | Self::AidRefused { whose, .. }
            | Self::AidCancelled { whose, .. } => whose.journey,
        }
    }
}
