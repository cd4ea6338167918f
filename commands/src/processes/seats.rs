//! An offered seat that nobody takes in time goes down the line, at an activity that nobody touches.
//!
//! Any other decision on its seats takes lapsed offers back by itself. An offer that was answered is
//! refused here, as is one at an activity that is over.

use domain::{
    ActivityId, Event,
    activity::{Command, Event as E},
};

use super::{
    act::Act,
    process::{Happened, Reaction},
    store::Timer,
};

pub(super) const TYPES: &[&str] = &["activity.v1.SeatOffered"];

pub(super) fn react(happened: &Happened) -> Vec<Reaction> {
    match &happened.event {
        Event::Activity(E::SeatOffered { attendee, until }) => {
            // The last day belongs to her.
            let due = until.succ_opt().unwrap_or(*until);
            vec![Reaction::wait(happened, attendee.journey.to_string(), "", due)]
        }
        _ => Vec::new(),
    }
}

pub(super) fn due(timer: &Timer) -> Act {
    Act::Activity(ActivityId(timer.subject), Command::LapseOffers)
}
