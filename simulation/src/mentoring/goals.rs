//! The goals a relation sets itself, and what both sides say of it at its end.

use chrono::NaiveDate;
use domain::mentorship::{Command, GoalProgress, MentorshipEnd, Party};

use super::{during::Course, relation};
use crate::{
    calibration::mentoring::{GOAL_DAYS, PROGRESS, RATES, RATINGS, SETS_A_GOAL},
    dice::Dice,
    journey::Plan,
};

/// One goal at a time, looked at until it is closed.
pub(super) fn plan(
    dice: &mut Dice,
    journey: &Plan,
    course: &Course,
    start: NaiveDate,
    mut put: impl FnMut(NaiveDate, Command),
) {
    let mut day = next(dice, course, start, (5, 40));
    while day < course.over && dice.chance(SETS_A_GOAL) {
        let Some(theme) = relation::themes(dice, journey, day).first().copied() else { return };
        put(day, Command::SetGoal { theme });
        let mut progress = GoalProgress::UnderWay;
        while progress == GoalProgress::UnderWay {
            day = next(dice, course, day, GOAL_DAYS);
            if day >= course.over {
                return;
            }
            progress = dice.weighted(&PROGRESS);
            put(day, Command::ReviewGoal { theme, progress });
        }
        day = next(dice, course, day, (1, 30));
    }
}

/// A later day on which the relation goes on, or one after its end.
fn next(dice: &mut Dice, course: &Course, day: NaiveDate, (from, to): (u16, u16)) -> NaiveDate {
    let mut day = dice.after(day, from, to);
    while day < course.over && !course.goes_on(day) {
        day = dice.after(day, 1, 14);
    }
    day
}

/// What both sides say on the last day; whoever gives no news any more says nothing.
pub(super) fn ratings(dice: &mut Dice, course: &Course, mut put: impl FnMut(NaiveDate, Command)) {
    let table = usize::from(course.reason != MentorshipEnd::Completed);
    for (by, share) in RATES {
        let silent = by == Party::Beneficiary && course.reason == MentorshipEnd::LostContact;
        if dice.chance(share) && !silent {
            let rating = dice.weighted(&RATINGS[table]);
            put(course.over, Command::Rate { by, rating });
        }
    }
}
