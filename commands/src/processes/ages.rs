//! Minor guard: that she reached the age of consent, or majority, is recorded; her birth date never.
//!
//! It is looked at on the first day of each month of the year in which she may reach it, so that
//! neither the day an event bears nor the day that is waited for tells her birthday. Rules that need
//! her very age compute it from the vault when they are applied.

use chrono::{Datelike as _, Months, NaiveDate};
use domain::{
    Context, Event,
    journey::{Command, Event as E},
};

use super::{
    act::{Act, Outcome},
    process::{Due, Happened, Reaction},
    store::Timer,
};

pub(super) const TYPES: &[&str] = &["journey.v1.BeneficiaryRegistered"];

pub(super) fn react(context: &Context, happened: &Happened) -> Vec<Reaction> {
    let Event::Journey(E::BeneficiaryRegistered { age_years, .. }) = &happened.event else {
        return Vec::new();
    };
    let mut reactions = Vec::new();
    for age in [context.policy.consent_age, context.policy.majority] {
        let years = age - i32::from(*age_years);
        if let (true, Ok(before)) = (years > 0, u32::try_from(years - 1)) {
            let from = happened.occurred_on + Months::new(12 * before);
            reactions.push(Reaction::wait(happened, age.to_string(), "", next_month(from)));
        }
    }
    reactions
}

pub(super) fn due(timer: &Timer) -> Due {
    match timer.step.parse() {
        Ok(age) => Due::Act(Act::Journey(timer.subject.into(), Command::ReachAge { age })),
        Err(_) => Due::Never,
    }
}

pub(super) fn after(timer: &Timer, outcome: Outcome) -> Option<NaiveDate> {
    let again = outcome == Outcome::Refused("age_not_reached") || outcome.is_restricted();
    again.then(|| next_month(timer.due))
}

/// The first day of the next month.
fn next_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day) + Months::new(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_month_begins_on_its_first_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(next_month(day("2026-01-31")), day("2026-02-01"));
        assert_eq!(next_month(day("2026-12-01")), day("2027-01-01"));
    }
}
