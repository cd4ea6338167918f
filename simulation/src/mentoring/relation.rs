//! One relation: proposed, declined or live, its sessions and its end.

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, Weekday};
use domain::{
    MentorshipId, SchoolYear,
    journey::facts::EndReason,
    mentorship::{Command, MentorshipEnd, Pair, Party, RelationKind, Theme},
    pairing,
};

use super::supporter::Supporter;
use crate::{
    calendar::months_after,
    calibration::mentoring::{
        BETWEEN_SESSIONS, DECLINE_REASONS, DECLINED, EARLY_ENDS, IN_SUMMER, MINUTES, MONTHS, modes,
    },
    dice::Dice,
    journey::Plan,
    step::{Action, Step},
};

/// Days from the proposal to the start, at most.
const ANSWERED_WITHIN: u64 = 18;
/// Days of support that must be left for a proposal.
pub(super) const WORTH_STARTING: u64 = 45;

/// A relation proposed on a day.
#[derive(Debug)]
pub(crate) struct Relation {
    pub(crate) steps: Vec<Step>,
    /// Last day both sides are bound.
    pub(super) over: NaiveDate,
    /// One side declined.
    pub(super) declined: bool,
}

/// Writes a relation down, between somebody supported for [`WORTH_STARTING`] days at least and
/// somebody with a free slot.
pub(super) fn plan(
    dice: &mut Dice,
    journey: &Plan,
    last: NaiveDate,
    supporter: &mut Supporter,
    kind: RelationKind,
    day: NaiveDate,
) -> Relation {
    let id = MentorshipId(dice.id(day));
    let pair = Pair { journey: journey.id, supporter: supporter.id };
    if journey.person.age_on(day) < domain::policy::Policy::FOUNDING.majority {
        supporter.be_checked(dice, day, day + Days::new(ANSWERED_WITHIN));
    }
    let mut steps = Vec::new();
    let mut both = |day, command| steps.push(Step::on(day, Action::Pair(id, command)));
    both(day, pairing::Command::Propose { pair, kind, basis: None });
    if dice.chance(DECLINED) {
        let party = if dice.chance(0.5) { Party::Beneficiary } else { Party::Supporter };
        let over = dice.after(day, 1, 9);
        let reason = dice.weighted(&DECLINE_REASONS);
        both(over, pairing::Command::Decline { party, reason });
        supporter.take(id, over);
        return Relation { steps, over, declined: true };
    }
    let (mentor, she) = (dice.after(day, 1, 7), dice.after(day, 1, 10));
    let start = dice.after(mentor.max(she), 1, 8);
    let (over, reason) = end(dice, journey, last, start);
    both(start, pairing::Command::Start);
    both(over, pairing::Command::End { reason });
    for (day, party) in [(mentor, Party::Supporter), (she, Party::Beneficiary)] {
        steps.push(Step::on(day, Action::Mentorship(id, Command::Accept { party })));
    }
    let near = supporter.home == journey.person.home;
    sessions(dice, journey, near, start, over.min(last), |day, command| {
        steps.push(Step::on(day, Action::Mentorship(id, command)));
    });
    // Stable: what happens on one day stays as written.
    steps.sort_by_key(|step| step.day);
    supporter.take(id, over);
    Relation { steps, over, declined: false }
}

/// The day it ends, and why: in its time, too early, or with her support.
fn end(
    dice: &mut Dice,
    journey: &Plan,
    last: NaiveDate,
    start: NaiveDate,
) -> (NaiveDate, MentorshipEnd) {
    let (from, to) = dice.weighted(&MONTHS);
    let months = dice.between(from, to);
    let natural = dice.after(months_after(start, months), 0, 25);
    if natural < last {
        let early = months < 6;
        let reason = if early { dice.weighted(&EARLY_ENDS) } else { MentorshipEnd::Completed };
        return (natural, reason);
    }
    if journey.ends == Some(EndReason::LostContact) {
        // It takes a while to see that she does not answer any more.
        return (dice.after(last, 30, 60), MentorshipEnd::LostContact);
    }
    let before = Days::new(dice.between(1, 12).into());
    (last - before, MentorshipEnd::BeneficiaryLeft)
}

fn sessions(
    dice: &mut Dice,
    journey: &Plan,
    near: bool,
    start: NaiveDate,
    end: NaiveDate,
    mut hold: impl FnMut(NaiveDate, Command),
) {
    let mut day = dice.after(start, 3, 15);
    while day < end {
        if matches!(day.month(), 7 | 8) && !dice.chance(IN_SUMMER) {
            day = dice.after(day, 15, 30);
            continue;
        }
        let starts_at = hour(dice, day);
        let minutes = dice.between(MINUTES.0 / 5, MINUTES.1 / 5) * 5;
        let mode = dice.weighted(modes(near));
        let themes = themes(dice, journey, day);
        hold(day, Command::RecordSession { starts_at, minutes, mode, themes });
        day = dice.after(day, BETWEEN_SESSIONS.0, BETWEEN_SESSIONS.1);
    }
}

/// After school on weekdays, in the day at weekends.
fn hour(dice: &mut Dice, day: NaiveDate) -> NaiveTime {
    let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let first = if weekend { 10 } else { 17 };
    let quarters = dice.between(0, if weekend { 24 } else { 12 });
    NaiveTime::from_hms_opt(first, 0, 0).unwrap_or_default()
        + chrono::TimeDelta::minutes(i64::from(quarters) * 15)
}

/// What they talk about: by her level, and by the season of applications.
fn themes(dice: &mut Dice, journey: &Plan, day: NaiveDate) -> Vec<Theme> {
    use Theme::{Candidature, Confiance, Emploi, Methode, Orientation, Reseau, Stage, Technique};
    let level = journey.levels.range(..=SchoolYear::of(day)).next_back();
    let rank = level.and_then(|(_, niveau)| niveau.rank()).unwrap_or(1);
    let applying = matches!(day.month(), 1..=6) && (rank == -1 || rank == 3);
    let weights = match rank {
        -1 if applying => [0.3, 0.4, 0.1, 0.05, 0.0, 0.15, 0.0, 0.0],
        ..=-1 => [0.4, 0.05, 0.2, 0.1, 0.02, 0.2, 0.03, 0.0],
        1 | 2 => [0.1, 0.1, 0.25, 0.2, 0.15, 0.15, 0.05, 0.0],
        3 if applying => [0.15, 0.3, 0.1, 0.1, 0.15, 0.1, 0.1, 0.0],
        _ => [0.05, 0.05, 0.1, 0.15, 0.2, 0.1, 0.15, 0.2],
    };
    let mut weights = weights.into_iter();
    let among = [Orientation, Candidature, Methode, Technique, Stage, Confiance, Reseau, Emploi]
        .map(|theme| (theme, weights.next().unwrap_or(0.0)));
    let mut themes = vec![dice.weighted(&among)];
    if dice.chance(0.45) {
        let second = dice.weighted(&among);
        if !themes.contains(&second) {
            themes.push(second);
        }
    }
    themes
}
