use chrono::NaiveDate;
use serde::Serialize;

use super::{AidCancellation, AidRefusal, AidRequest, ItemCondition, NeedLevel};
use crate::{Cents, journey::facts::Evidence, programme::BudgetLine};

/// What can be asked. All but `Assess`, `Refuse` and `Return` go through
/// [`granting`](crate::granting), which looks at her journey or the budget too.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub enum Command {
    /// Ask for it.
    Request {
        /// What.
        request: AidRequest,
    },
    /// Assess her need.
    Assess {
        /// How much she needs it.
        need: NeedLevel,
        /// What that rests on.
        evidence: Evidence,
    },
    /// Grant it.
    Award {
        /// How much.
        amount_cents: Cents,
        /// Who pays.
        budget_line: BudgetLine,
    },
    /// Record that she received it, or a part.
    Deliver {
        /// How much.
        amount_cents: Cents,
    },
    /// Record that a thing came back.
    Return {
        /// In what state.
        condition: ItemCondition,
    },
    /// Refuse it.
    Refuse {
        /// Why.
        reason: AidRefusal,
        /// The day it is looked at again.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        review_on: NaiveDate,
    },
    /// Give it up.
    Cancel {
        /// Why.
        reason: AidCancellation,
    },
}
