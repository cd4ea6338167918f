//! Rentrée roll-over: whoever is in the programme and has told of no school year by 15 November has
//! to be contacted.

use chrono::NaiveDate;
use domain::{
    Event, SchoolYear,
    journey::{Command, Event as E, rollover_day},
};

use super::{
    act::{Act, Outcome},
    process::{Happened, Reaction},
    store::{Change, Timer},
};

pub(super) const TYPES: &[&str] = &["journey.v1.AdmittedToProgramme", "journey.v1.SupportEnded"];

pub(super) fn react(happened: &Happened) -> Vec<Reaction> {
    match &happened.event {
        Event::Journey(E::AdmittedToProgramme { .. }) => {
            let due = next_after(happened.occurred_on);
            vec![Reaction::wait(happened, "rentree", "", due)]
        }
        Event::Journey(E::SupportEnded { .. }) => {
            vec![Reaction::Note(Change::Forget { subject: happened.subject, step: None })]
        }
        _ => Vec::new(),
    }
}

pub(super) fn due(timer: &Timer) -> Act {
    let school_year = SchoolYear::of(timer.due);
    Act::Journey(timer.subject.into(), Command::MarkToContact { school_year })
}

/// Every year, as long as she is in the programme.
pub(super) fn after(timer: &Timer, outcome: Outcome) -> Option<NaiveDate> {
    let goes_on = match outcome {
        Outcome::Done => true,
        Outcome::Refused(code) => {
            matches!(code, "rentree_known" | "already_to_contact" | "rollover_too_early")
        }
    };
    goes_on.then(|| next_after(timer.due))
}

/// The first roll-over after a day.
fn next_after(day: NaiveDate) -> NaiveDate {
    let this = rollover_day(SchoolYear(SchoolYear::of(day).0));
    if day < this { this } else { rollover_day(SchoolYear::of(day).next()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_roll_over_is_on_16_november() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(next_after(day("2026-09-10")), day("2026-11-16"));
        assert_eq!(next_after(day("2026-11-16")), day("2027-11-16"));
        assert_eq!(next_after(day("2027-03-01")), day("2027-11-16"));
    }
}
