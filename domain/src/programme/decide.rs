//! The decision table.

use std::collections::BTreeSet;

use chrono::Datelike as _;

use super::{Calendar, Command, Event, PhaseKind, Rejection, State, catalogue};
use crate::{Cents, Context, journey::facts::Platform, policy::Policy};

type Decision = Result<Vec<Event>, Rejection>;

pub(super) fn decide(state: &State, command: Command, context: &Context) -> Decision {
    use {Command as C, Rejection as R};
    if context.occurred_on > context.today {
        return Err(R::InTheFuture);
    }
    match command {
        C::PublishPolicy { policy } => {
            next_version(policy.version, state.policy.map(|known| known.version), context)?;
            may_apply(&policy)?;
            Ok(vec![Event::PolicyPublished { policy }])
        }
        C::PublishSocle { socle } => {
            let known = state.rules.socle.as_ref().map(|known| known.version);
            next_version(socle.version, known, context)?;
            entries(socle.steps.iter().map(|step| (step.code.as_str(), step.title.as_str())))?;
            Ok(vec![Event::SoclePublished { socle }])
        }
        C::PublishOptions { catalogue } => {
            let known = state.rules.options.as_ref().map(|known| known.version);
            next_version(catalogue.version, known, context)?;
            let options = catalogue.options.iter();
            entries(options.map(|option| (option.code.as_str(), option.title.as_str())))?;
            Ok(vec![Event::OptionCataloguePublished { catalogue }])
        }
        C::PublishCalendar { calendar } => {
            publish(state, &calendar, context)?;
            Ok(vec![Event::CalendarPublished { calendar }])
        }
        C::PublishDisclosurePolicy { policy } => {
            let known = state.rules.disclosure.map(|known| known.version);
            next_version(policy.version, known, context)?;
            if !policy.protects() {
                return Err(R::InvalidDisclosure);
            }
            Ok(vec![Event::DisclosurePolicyPublished { policy }])
        }

        C::SetTarget { value: 0, .. } => Err(R::InvalidTarget),
        C::SetTarget { metric, value, due } => Ok(vec![Event::TargetSet { metric, value, due }]),

        C::AllocateBudget { cents, .. }
        | C::ReserveBudget { cents, .. }
        | C::ReleaseBudget { cents, .. }
        | C::RecordCost { cents, .. }
            if !cents.is_plausible() =>
        {
            Err(R::InvalidAmount)
        }
        C::AllocateBudget { line, cents, year } => {
            if !(2020..=context.today.year() + 10).contains(&year) {
                return Err(R::InvalidBudgetYear);
            }
            let known = state.budget.get(&line);
            let reserved = known.map_or(Cents::ZERO, super::Line::reserved);
            if known.is_some_and(|known| known.allocated_with(year, cents) < reserved) {
                return Err(R::AllocatedBelowReserved { reserved });
            }
            Ok(vec![Event::BudgetAllocated { line, cents, year }])
        }
        C::ReserveBudget { line, aid, cents } => {
            let free = state.budget.get(&line).ok_or(R::UnknownLine)?.free();
            if cents > free {
                return Err(R::BudgetExceeded { free });
            }
            Ok(vec![Event::BudgetReserved { line, aid, cents }])
        }
        C::ReleaseBudget { line, aid, cents } => {
            let held = state.budget.get(&line).ok_or(R::UnknownLine)?.held(aid);
            if cents > held {
                return Err(R::NotReserved { held });
            }
            Ok(vec![Event::BudgetReleased { line, aid, cents }])
        }
        C::RecordCost { period, .. } if period.to < period.from || period.to > context.today => {
            Err(R::InvalidPeriod)
        }
        C::RecordCost { category, cents, period, allocation } => {
            Ok(vec![Event::CostRecorded { category, cents, period, allocation }])
        }

        C::RecordReferenceImport { dataset, millesime, sha256, rows } => {
            let known = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
            if !(1..=40).contains(&millesime.len()) || !millesime.bytes().all(known) {
                Err(R::InvalidMillesime)
            } else if state.datasets.get(&(dataset.clone(), millesime.clone())) == Some(&sha256) {
                Err(R::AlreadyImported)
            } else {
                Ok(vec![Event::ReferenceImported { dataset, millesime, sha256, rows }])
            }
        }
        C::IssueReport { as_of, position, .. } if as_of > context.today || position == 0 => {
            Err(R::InvalidReport)
        }
        C::IssueReport { report, as_of, position, sha256 } => {
            let policy = state.rules.disclosure.ok_or(R::NoDisclosurePolicy)?.version;
            if state.reports.contains_key(&(report.clone(), as_of)) {
                return Err(R::ReportAlreadyIssued);
            }
            Ok(vec![Event::ReportIssued { report, as_of, position, policy, sha256 }])
        }
    }
}

/// Versions follow each other, and none applies to a day before it was published.
fn next_version(version: u32, known: Option<u32>, context: &Context) -> Result<(), Rejection> {
    let next = known.map_or(1, |known| known.saturating_add(1));
    if version != next {
        Err(Rejection::VersionMustGrow { next })
    } else if context.occurred_on < context.today {
        Err(Rejection::AppliesBackwards)
    } else {
        Ok(())
    }
}

fn may_apply(policy: &Policy) -> Result<(), Rejection> {
    let ages = [policy.age_min, policy.age_max_inclusive, policy.consent_age, policy.majority];
    if policy.age_min > policy.age_max_inclusive || !ages.iter().all(|age| (0..=120).contains(age))
    {
        Err(Rejection::InvalidAges)
    } else if !(1..=365).contains(&policy.proposal_days) {
        Err(Rejection::InvalidDelay)
    } else if !(1..=36).contains(&policy.check_months) {
        Err(Rejection::InvalidCheckMonths)
    } else {
        Ok(())
    }
}

/// Names and titles of a catalogue.
fn entries<'a>(entries: impl Iterator<Item = (&'a str, &'a str)>) -> Result<(), Rejection> {
    let mut names = BTreeSet::new();
    for (name, title) in entries {
        if !names.insert(name) {
            return Err(Rejection::NamedTwice);
        }
        if !catalogue::is_title(title) {
            return Err(Rejection::InvalidTitle);
        }
    }
    if names.is_empty() { Err(Rejection::EmptyCatalogue) } else { Ok(()) }
}

fn publish(state: &State, calendar: &Calendar, context: &Context) -> Result<(), Rejection> {
    if calendar.platform == Platform::Direct {
        return Err(Rejection::NoCalendar);
    }
    let kinds: BTreeSet<_> = calendar.phases.iter().map(|phase| phase.kind).collect();
    let year = |year: i32| year.abs_diff(calendar.session) <= 2;
    let fit = calendar.phases.iter().all(|phase| {
        phase.opens <= phase.closes && year(phase.opens.year()) && year(phase.closes.year())
    });
    let complete = kinds.contains(&PhaseKind::Wishes) && kinds.contains(&PhaseKind::Admission);
    if !fit || !complete || kinds.len() != calendar.phases.len() {
        return Err(Rejection::InvalidPhases);
    }
    let known = state.rules.calendar(calendar.platform, calendar.session);
    for phase in known.iter().flat_map(|known| &known.phases) {
        let over = phase.closes < context.today;
        if over && calendar.phase(phase.kind) != Some(phase) {
            return Err(Rejection::PhaseClosed { closed: phase.closes });
        }
    }
    Ok(())
}
