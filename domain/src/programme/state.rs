use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;

use super::{Allocation, Budget, CostCategory, Dataset, Event, Metric, ReportCode, Rules, Sha256};
use crate::{Cents, policy::Policy};

/// The rules in force, and the money.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The last policy; `None` before the founding one.
    pub policy: Option<Policy>,
    /// The other rules, shared with every decision.
    pub rules: Arc<Rules>,
    /// Targets by metric and day.
    pub targets: BTreeMap<(Metric, NaiveDate), u32>,
    /// The lines of the budget.
    pub budget: Budget,
    /// The file in use for each dataset and millésime.
    pub datasets: BTreeMap<(Dataset, String), Sha256>,
    /// All that was spent, by what and how it counts.
    pub costs: BTreeMap<(CostCategory, Allocation), Cents>,
    /// Reports issued, by the day they are about.
    pub reports: BTreeMap<(ReportCode, NaiveDate), Issued>,
}

/// What is needed to compute a report again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Knowing the log up to this position.
    pub position: u64,
    /// Version of the protection of small groups.
    pub policy: u32,
    /// Of the report.
    pub sha256: Sha256,
}

/// Applies one event.
pub(super) fn evolve(mut state: State, event: &Event) -> State {
    match event {
        Event::PolicyPublished { policy } => state.policy = Some(*policy),
        Event::SoclePublished { socle } => {
            Arc::make_mut(&mut state.rules).socle = Some(socle.clone());
        }
        Event::OptionCataloguePublished { catalogue } => {
            Arc::make_mut(&mut state.rules).options = Some(catalogue.clone());
        }
        Event::CalendarPublished { calendar } => {
            let key = (calendar.platform, calendar.session);
            Arc::make_mut(&mut state.rules).calendars.insert(key, calendar.clone());
        }
        Event::DisclosurePolicyPublished { policy } => {
            Arc::make_mut(&mut state.rules).disclosure = Some(*policy);
        }
        Event::TargetSet { metric, value, due } => {
            state.targets.insert((*metric, *due), *value);
        }
        Event::BudgetAllocated { line, cents, year } => {
            state.budget.entry(line.clone()).or_default().allocated.insert(*year, *cents);
        }
        Event::BudgetReserved { line, aid, cents } => {
            state.budget.entry(line.clone()).or_default().reserve(*aid, *cents);
        }
        Event::BudgetReleased { line, aid, cents } => {
            state.budget.entry(line.clone()).or_default().release(*aid, *cents);
        }
        Event::CostRecorded { category, cents, allocation, .. } => {
            let spent = state.costs.entry((*category, *allocation)).or_default();
            *spent = spent.plus(*cents);
        }
        Event::ReferenceImported { dataset, millesime, sha256, .. } => {
            state.datasets.insert((dataset.clone(), millesime.clone()), sha256.clone());
        }
        Event::ReportIssued { report, as_of, position, policy, sha256 } => {
            let issued = Issued { position: *position, policy: *policy, sha256: sha256.clone() };
            state.reports.insert((report.clone(), *as_of), issued);
        }
    }
    state
}
