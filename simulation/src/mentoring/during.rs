//! What interrupts a relation: her pause, the supporter's suspension, a pause of its own, a concern.

use chrono::{Days, NaiveDate};
use domain::{
    mentorship::{Command, MentorshipEnd, PauseReason, Severity},
    pairing,
    policy::Policy,
};

use super::{relation::Asked, supporter::Supporter};
use crate::{
    calibration::mentoring::{
        CONCERN, CONCERN_BY, GOES_ON, PAUSE_REASONS, PAUSED, PAUSED_DAYS, SEVERITIES,
    },
    dice::Dice,
    journey::Plan,
};

/// Text of a concern: the simulation invents no story.
const NOTE: &str = "Signalement simulé.";

/// How a relation goes: when it ends, and the days between which it stands still.
pub(super) struct Course {
    pub(super) over: NaiveDate,
    pub(super) reason: MentorshipEnd,
    /// First day and last day, at most one at a time.
    pub(super) pauses: Vec<(NaiveDate, NaiveDate)>,
    pub(super) steps: Vec<(NaiveDate, Asked)>,
}

impl Course {
    /// Does the relation go on all of this day?
    pub(super) fn goes_on(&self, day: NaiveDate) -> bool {
        day < self.over && !self.pauses.iter().any(|(from, to)| (*from..=*to).contains(&day))
    }
}

/// What happens to a live relation between its start and its end as it was meant to be.
pub(super) fn plan(
    dice: &mut Dice,
    journey: &Plan,
    supporter: &mut Supporter,
    start: NaiveDate,
    (over, reason): (NaiveDate, MentorshipEnd),
) -> Course {
    let mut course = Course { over, reason, pauses: Vec::new(), steps: Vec::new() };
    let within = |from: NaiveDate| start < from && from <= over;
    if let Some((from, to)) = journey.pause.filter(|(from, _)| within(*from) && *from < over) {
        let reason = PauseReason::Asked;
        course.steps.push((from, Asked::Relation(Command::Pause { reason })));
        let back = dice.after(to, 1, 8);
        resume(dice, journey, supporter, &mut course, (from, back));
    }
    // It pauses by the suspension itself.
    if let Some((from, to)) = supporter.suspended.filter(|(from, _)| within(*from)) {
        let back = dice.after(to, 1, 8);
        resume(dice, journey, supporter, &mut course, (from, back));
    }
    let day = dice.day(start + Days::new(5), over);
    let (raised, paused) = (dice.chance(CONCERN), dice.chance(PAUSED));
    if day >= over || day <= start {
        return course;
    }
    if raised {
        concern(dice, journey, supporter, &mut course, day);
    } else if paused && course.pauses.is_empty() {
        let reason = dice.weighted(&PAUSE_REASONS);
        course.steps.push((day, Asked::Relation(Command::Pause { reason })));
        let back = dice.after(day, PAUSED_DAYS.0, PAUSED_DAYS.1);
        resume(dice, journey, supporter, &mut course, (day, back));
    }
    course
}

/// A concern. A high one suspends the relation, which goes on later or ends for safety; it is raised
/// where nothing else interrupts.
fn concern(
    dice: &mut Dice,
    journey: &Plan,
    supporter: &mut Supporter,
    course: &mut Course,
    day: NaiveDate,
) {
    let (by, severity) = (dice.weighted(&CONCERN_BY), dice.weighted(&SEVERITIES));
    let severity = if course.pauses.is_empty() { severity } else { Severity::Low };
    let note = NOTE.to_owned();
    course.steps.push((day, Asked::Both(pairing::Command::RaiseConcern { by, severity, note })));
    if severity != Severity::High {
        return;
    }
    let later = dice.after(day, 5, 40);
    if dice.chance(GOES_ON) {
        resume(dice, journey, supporter, course, (day, later));
    } else {
        course.pauses.push((day, later));
        if later < course.over {
            (course.over, course.reason) = (later, MentorshipEnd::Safety);
        }
    }
}

/// The relation stands still from a day on, and goes on when that is before its end; for a minor the
/// check must hold again.
fn resume(
    dice: &mut Dice,
    journey: &Plan,
    supporter: &mut Supporter,
    course: &mut Course,
    (from, back): (NaiveDate, NaiveDate),
) {
    course.pauses.push((from, back));
    if back < course.over {
        if journey.person.age_on(back) < Policy::FOUNDING.majority {
            supporter.be_checked(dice, back, back);
        }
        course.steps.push((back, Asked::Both(pairing::Command::Resume)));
    }
}
