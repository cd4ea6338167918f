//! 6, 12, 18, 24 and 30 months after the end of support she is asked what has become of her.

use chrono::Months;
use domain::{
    Event,
    journey::{Command, Event as E, SURVEYS, facts::EndReason},
};

use super::{
    act::Act,
    process::{Due, Happened, Reaction},
    store::Timer,
};

pub(super) const TYPES: &[&str] = &["journey.v1.SupportEnded"];

pub(super) fn react(happened: &Happened) -> Vec<Reaction> {
    match &happened.event {
        Event::Journey(E::SupportEnded { reason }) if *reason != EndReason::Deceased => SURVEYS
            .iter()
            .map(|months| {
                let due = happened.occurred_on + Months::new(u32::from(*months));
                Reaction::wait(happened, months.to_string(), "", due)
            })
            .collect(),
        _ => Vec::new(),
    }
}

pub(super) fn due(timer: &Timer) -> Due {
    match timer.step.parse() {
        Ok(months_after) => {
            Due::Act(Act::Journey(timer.subject.into(), Command::CallForSurvey { months_after }))
        }
        Err(_) => Due::Never,
    }
}
