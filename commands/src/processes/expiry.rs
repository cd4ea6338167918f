//! A proposed pair that is not answered within the policy's delay expires, and both sides are free.

use chrono::Days;
use domain::{Context, Event, mentorship::Event as E, pairing};

use super::{
    act::Act,
    process::{Happened, Reaction},
    store::{Change, Timer},
};

pub(super) const TYPES: &[&str] = &[
    "mentorship.v1.MatchProposed",
    "mentorship.v1.MatchDeclined",
    "mentorship.v1.MatchExpired",
    "mentorship.v1.MentorshipStarted",
];

pub(super) fn react(context: &Context, happened: &Happened) -> Vec<Reaction> {
    let Event::Mentorship(event) = &happened.event else { return Vec::new() };
    if matches!(event, E::MatchProposed { .. }) {
        // The last day of the delay belongs to those who answer.
        let delay = Days::new(u64::from(context.policy.proposal_days) + 1);
        let due = happened.occurred_on + delay;
        vec![Reaction::wait(happened, "expiry", "", due)]
    } else {
        vec![Reaction::Note(Change::Forget { subject: happened.subject, step: None })]
    }
}

pub(super) fn due(timer: &Timer) -> Act {
    Act::Pair(timer.subject.into(), pairing::Command::Expire)
}
