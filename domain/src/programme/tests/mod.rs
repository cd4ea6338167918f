mod budget;
mod laws;
mod records;
mod versions;

use chrono::NaiveDate;

use super::{
    Allocation, BudgetLine, Calendar, CalendarPhase, Command as C, CostCategory, Dataset,
    DisclosurePolicy, Event as E, Metric, OptionCatalogue, Period, PhaseKind, Programme,
    Rejection as R, ReportCode, Sha256, Socle, State,
};
use crate::{
    Cents, Context,
    journey::facts::Platform,
    policy::Policy,
    testing::{Given, given},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> Context {
    Context::on(day("2026-09-01"))
}

/// Recorded today about the day before.
fn yesterday() -> Context {
    Context { occurred_on: day("2026-08-31"), ..today() }
}

fn programme(history: impl IntoIterator<Item = E>) -> Given<Programme> {
    given(history)
}

fn published(version: u32) -> E {
    E::PolicyPublished { policy: Policy { version, ..Policy::FOUNDING } }
}

fn protected() -> E {
    E::DisclosurePolicyPublished { policy: DisclosurePolicy::FOUNDING }
}
