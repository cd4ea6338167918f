//! Activities of a block, month after month: planned where its people live or online, booked by
//! those whom the programme supports, held or called off.

mod seats;

use std::collections::BTreeMap;

use chrono::{Datelike as _, Days, Months, NaiveDate};
use domain::{
    ActivityId, JourneyId, SchoolYear,
    activity::{ActivityKind, ActivityMode, ActivityPlan, Component},
    journey::facts::GuardianScope,
};

use crate::{
    calendar::{opening, workday},
    calibration::activities::{
        A_MONTH, GUARDIAN_AGREES, HOSTED, INTEREST, MODES, PLANNED_BEFORE, THEMES, USUAL, Usual,
    },
    dice::Dice,
    journey::Plan,
    partners::Partner,
    step::Step,
};
use seats::Seats;

/// Days beyond the last one that are planned for, so that the agenda is not empty.
const AHEAD: u64 = 60;
/// Days between the planning and the start, at least.
const SETTLED: u64 = 10;

/// Guardians who authorised trips when asked: since a day, until a day.
type Trips = BTreeMap<JourneyId, Vec<(NaiveDate, NaiveDate)>>;

/// The steps of all activities.
pub(crate) fn plan(
    dice: &mut Dice,
    journeys: &[Plan],
    partners: &[Partner],
    until: NaiveDate,
) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut trips = Trips::new();
    let mut month = opening();
    while month <= until + Days::new(AHEAD) {
        let middle = month + Days::new(14);
        let there: Vec<&Plan> =
            journeys.iter().filter(|plan| plan.is_supported((middle, middle))).collect();
        let rate = A_MONTH[month.month0() as usize];
        let expected = rate * f64::from(u16::try_from(there.len()).unwrap_or(0));
        // As many on average.
        let mut left = expected + dice.unit();
        while left >= 1.0 {
            left -= 1.0;
            let starts = workday(dice.after(month, 0, 27));
            one(dice, journeys, partners, (&there, starts), &mut trips, &mut steps);
        }
        month = month + Months::new(1);
    }
    steps
}

/// One activity, for those who are there.
fn one(
    dice: &mut Dice,
    journeys: &[Plan],
    partners: &[Partner],
    (there, starts): (&[&Plan], NaiveDate),
    trips: &mut Trips,
    steps: &mut Vec<Step>,
) {
    let before = dice.between(PLANNED_BEFORE.0, PLANNED_BEFORE.1);
    let planned = (starts - Days::new(before.into())).max(opening());
    if starts < planned + Days::new(SETTLED) {
        return;
    }
    let usual: Usual = dice.weighted(&USUAL);
    let online = dice.chance(usual.online);
    let home = dice.pick(there).map(|plan| plan.person.home).filter(|_| !online);
    let hosts: Vec<&Partner> =
        partners.iter().filter(|partner| partner.is_with_us(planned)).collect();
    let host = dice.pick(&hosts).filter(|_| dice.chance(HOSTED));
    let plan = ActivityPlan {
        kind: usual.kind,
        mode: if online { ActivityMode::Online } else { dice.weighted(&MODES) },
        territory: home.map(Into::into),
        starts,
        minutes: dice.between(usual.minutes.0 / 30, usual.minutes.1 / 30) * 30,
        seats: dice.between(usual.seats.0, usual.seats.1),
        host_partner: host.map(|partner| partner.id),
        component: if dice.chance(usual.socle) { Component::Socle } else { Component::Option },
        theme: dice.weighted(&THEMES),
    };
    let id = ActivityId(dice.id(planned));
    let mut seats = Seats::new(id, planned, plan);
    for journey in journeys {
        let interest = match home {
            Some(home) => INTEREST[usize::from(journey.person.home != home)],
            None => INTEREST[2],
        };
        if !dice.chance(interest) {
            continue;
        }
        let wants = dice.day(planned + Days::new(2), starts - Days::new(1));
        if !may_come(journey, usual.kind, (wants, starts)) {
            continue;
        }
        if usual.kind.is_trip() && !may_travel(dice, journey, (wants, starts), trips, steps) {
            continue;
        }
        seats.wants(dice, journey, wants);
    }
    seats.run(dice, steps);
}

/// Is she there from the day she asks to the day it starts? Some leave in between, and those who
/// are only registered come to what is open to them.
fn may_come(journey: &Plan, kind: ActivityKind, (wants, starts): (NaiveDate, NaiveDate)) -> bool {
    let candidate = kind.is_open_to_candidates() && journey.is_candidate(wants);
    let paused = journey.pause.is_some_and(|(from, to)| from <= starts && wants <= to);
    (candidate || journey.is_supported((wants, wants))) && !paused
}

/// A minor travels when a guardian authorised it; who has not is asked.
fn may_travel(
    dice: &mut Dice,
    journey: &Plan,
    (wants, starts): (NaiveDate, NaiveDate),
    trips: &mut Trips,
    steps: &mut Vec<Step>,
) -> bool {
    if !journey.is_minor_on(starts) || journey.is_authorised(GuardianScope::Trip, wants) {
        return true;
    }
    let given = trips.entry(journey.id).or_default();
    if given.iter().any(|(since, until)| *since < wants && starts <= *until) {
        return true;
    }
    if !dice.chance(GUARDIAN_AGREES) {
        return false;
    }
    let day = wants - Days::new(1);
    let until = SchoolYear::of(starts).last_day();
    given.push((day, until));
    steps.push(Step::on(day, journey.authorised(dice, GuardianScope::Trip, Some(until))));
    true
}
