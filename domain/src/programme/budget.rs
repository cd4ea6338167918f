//! Money promised, reserved and spent: whole cents, per line.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::BudgetLine;
use crate::{AidId, Cents, vocabulary};

vocabulary! {
    /// What money was spent on.
    pub enum CostCategory {
        Personnel => "personnel", "Personnel";
        Prestations => "prestations", "Prestations";
        Evenements => "evenements", "Ateliers et événements";
        Deplacements => "deplacements", "Déplacements et learning expeditions";
        Aides => "aides", "Aides matérielles et financières";
        Communication => "communication", "Communication";
        Plateforme => "plateforme", "Plateforme et outils";
        Autre => "autre", "Autre";
    }
}

vocabulary! {
    /// How a cost is told of in the cost per journey: direct, structure and in-kind apart.
    pub enum Allocation {
        Direct => "direct", "Coût direct de l'accompagnement";
        Structure => "structure", "Coût de structure";
        InKind => "in_kind", "Contribution en nature";
    }
}

/// The days a cost is for; both belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Period {
    /// First day.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
    pub from: NaiveDate,
    /// Last day.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
    pub to: NaiveDate,
}

/// One line of the budget.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Allocated, by calendar year.
    pub allocated: BTreeMap<i32, Cents>,
    /// Reserved for aid, and not released. Shared, because it grows with every award.
    reserved: Arc<BTreeMap<AidId, Cents>>,
    /// The sum of the above.
    total: Cents,
}

impl Line {
    /// All that was allocated to it.
    #[must_use]
    pub fn allocated(&self) -> Cents {
        self.allocated.values().copied().sum()
    }

    /// All that is reserved on it.
    #[must_use]
    pub fn reserved(&self) -> Cents {
        self.total
    }

    /// What can still be reserved.
    #[must_use]
    pub fn free(&self) -> Cents {
        self.allocated().minus(self.total)
    }

    /// What is reserved for this aid.
    #[must_use]
    pub fn held(&self, aid: AidId) -> Cents {
        self.reserved.get(&aid).copied().unwrap_or_default()
    }

    /// What would be allocated if the year's amount were this one.
    pub(super) fn allocated_with(&self, year: i32, cents: Cents) -> Cents {
        let now = self.allocated.get(&year).copied().unwrap_or_default();
        self.allocated().minus(now).plus(cents)
    }

    pub(super) fn reserve(&mut self, aid: AidId, cents: Cents) {
        let held = Arc::make_mut(&mut self.reserved).entry(aid).or_default();
        *held = held.plus(cents);
        self.total = self.total.plus(cents);
    }

    pub(super) fn release(&mut self, aid: AidId, cents: Cents) {
        let left = self.held(aid).minus(cents);
        let reserved = Arc::make_mut(&mut self.reserved);
        if left == Cents::ZERO {
            reserved.remove(&aid);
        } else {
            reserved.insert(aid, left);
        }
        self.total = self.total.minus(cents);
    }
}

/// Every line of the budget.
pub type Budget = BTreeMap<BudgetLine, Line>;
