//! The end of a check of honorabilité is announced 60 days before, once for each check.

use chrono::NaiveDate;
use domain::{
    Event,
    supporter::{Command, Event as E, expiry_announced_on},
};

use super::{
    act::Act,
    process::{Due, Happened, Reaction},
    store::Timer,
};

pub(super) const TYPES: &[&str] = &["supporter.v1.HonorabiliteChecked"];

pub(super) fn react(happened: &Happened) -> Vec<Reaction> {
    match &happened.event {
        Event::Supporter(E::HonorabiliteChecked { valid_until, .. }) => {
            let due = expiry_announced_on(*valid_until).max(happened.occurred_on);
            vec![Reaction::wait(happened, valid_until.to_string(), "", due)]
        }
        _ => Vec::new(),
    }
}

pub(super) fn due(timer: &Timer) -> Due {
    match timer.step.parse::<NaiveDate>() {
        Ok(valid_until) => {
            Due::Act(Act::Supporter(timer.subject.into(), Command::AnnounceExpiry { valid_until }))
        }
        Err(_) => Due::Never,
    }
}
