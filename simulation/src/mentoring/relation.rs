//! One relation: proposed, declined or live, its sessions and its end.

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, Weekday};
use domain::{
    MentorshipId, SchoolYear, SupporterId,
    journey::facts::EndReason,
    mentorship::{Command, MentorshipEnd, Pair, Party, RelationKind, Theme},
    pairing,
};

use super::{
    during::{self, Course},
    goals,
    supporter::Supporter,
};
use crate::{
    calendar::months_after,
    calibration::mentoring::{
        BETWEEN_SESSIONS, DECLINE_REASONS, DECLINED, EARLY_ENDS, IN_SUMMER, MINUTES, MISSED,
        MISSED_BY_HER, MONTHS, modes,
    },
    dice::Dice,
    journey::Plan,
    step::{Action, Step},
};

/// Days from the proposal to the start, at most.
pub(super) const ANSWERED_WITHIN: u64 = 18;
/// Days of support that must be left for a proposal.
pub(super) const WORTH_STARTING: u64 = 45;

/// A relation proposed on a day.
#[derive(Debug)]
pub(crate) struct Relation {
    pub(crate) steps: Vec<Step>,
    pub(super) id: MentorshipId,
    pub(super) supporter: SupporterId,
    /// The day it starts, unless one side declined.
    pub(super) start: Option<NaiveDate>,
    /// Ended before its time: somebody else may take over.
    pub(super) broken_off: bool,
    /// Last day both sides are bound.
    pub(super) over: NaiveDate,
}

/// Months of a life until majority.
const ADULT_MONTHS: u16 = 216;

/// What is asked: of the relation alone, or of both sides.
#[derive(Debug)]
pub(super) enum Asked {
    Relation(Command),
    Both(pairing::Command),
}

impl Relation {
    /// Another one takes over.
    pub(super) fn replaced_by(&mut self, next: MentorshipId, day: NaiveDate) {
        self.steps.push(Step::on(day, Action::Mentorship(self.id, Command::Replace { next })));
    }
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
        let (supporter, start, broken_off) = (supporter.id, None, false);
        return Relation { steps, id, supporter, start, broken_off, over };
    }
    let (mentor, she) = (dice.after(day, 1, 7), dice.after(day, 1, 10));
    let start = dice.after(mentor.max(she), 1, 8);
    let end = end(dice, journey, last, start);
    let mut course = during::plan(dice, journey, supporter, start, end);
    let of_age = months_after(journey.person.birth, ADULT_MONTHS);
    supporter.stay_checked(dice, day, course.over.min(of_age));
    both(start, pairing::Command::Start);
    both(course.over, pairing::Command::End { reason: course.reason });
    for (day, party) in [(mentor, Party::Supporter), (she, Party::Beneficiary)] {
        steps.push(Step::on(day, Action::Mentorship(id, Command::Accept { party })));
    }
    for (day, asked) in std::mem::take(&mut course.steps) {
        let action = match asked {
            Asked::Relation(command) => Action::Mentorship(id, command),
            Asked::Both(command) => Action::Pair(id, command),
        };
        steps.push(Step::on(day, action));
    }
    let near = supporter.home == journey.person.home;
    let mut put = |day, command| steps.push(Step::on(day, Action::Mentorship(id, command)));
    sessions(dice, journey, near, start, last, &course, &mut put);
    goals::plan(dice, journey, &course, start, &mut put);
    goals::ratings(dice, &course, &mut put);
    // Stable: what happens on one day stays as written.
    steps.sort_by_key(|step| step.day);
    let Course { over, reason, .. } = course;
    supporter.take(id, over);
    let broken_off = reason != MentorshipEnd::Completed;
    Relation { steps, id, supporter: supporter.id, start: Some(start), broken_off, over }
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
    last: NaiveDate,
    course: &Course,
    mut hold: impl FnMut(NaiveDate, Command),
) {
    let mut day = dice.after(start, 3, 15);
    while day < course.over.min(last) {
        let idle = !course.goes_on(day);
        if idle || (matches!(day.month(), 7 | 8) && !dice.chance(IN_SUMMER)) {
            day = dice.after(day, 15, 30);
            continue;
        }
        if dice.chance(MISSED) {
            let hers = dice.chance(MISSED_BY_HER);
            let by = if hers { Party::Beneficiary } else { Party::Supporter };
            hold(day, Command::MissSession { by });
            day = dice.after(day, BETWEEN_SESSIONS.0, BETWEEN_SESSIONS.1);
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
pub(super) fn themes(dice: &mut Dice, journey: &Plan, day: NaiveDate) -> Vec<Theme> {
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
