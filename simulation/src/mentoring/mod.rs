//! The relations of a block: beneficiaries ask, in the order of the days, and get whoever has a
//! slot; new supporters join while there may be more.

mod during;
mod goals;
mod relation;
mod supporter;

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use domain::{codes::Academie, mentorship::RelationKind};

use self::{
    relation::{ANSWERED_WITHIN, Relation, WORTH_STARTING},
    supporter::{SETTLING, Supporter},
};
use crate::{
    calendar,
    calibration::mentoring::{ASKS_AGAIN, NEAR, asks, supporters},
    dice::Dice,
    journey::Plan,
    partners::{self, Partner},
};

/// How often somebody asks for the same relation before giving up.
const ROUNDS: u8 = 6;

/// All relations of a block.
#[derive(Debug, Default)]
pub(crate) struct Mentoring {
    pub(crate) supporters: Vec<Supporter>,
    pub(crate) relations: Vec<Relation>,
}

/// Somebody asks for a relation; ordered by day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ask {
    day: NaiveDate,
    journey: usize,
    kind: RelationKind,
    round: u8,
    /// The relation broken off that this one may take over from.
    replaces: Option<usize>,
}

/// Plans them.
pub(crate) fn plan(
    dice: &mut Dice,
    journeys: &[Plan],
    partners: &[Partner],
    homes: &[Academie],
    until: NaiveDate,
) -> Mentoring {
    let mut mentoring = Mentoring::default();
    let mut asked = BTreeSet::new();
    for (journey, plan) in journeys.iter().enumerate() {
        let Some((admitted, _)) = plan.supported else { continue };
        for kind in [RelationKind::Tutorat, RelationKind::Mentorat] {
            if dice.chance(asks(kind)) {
                let day = dice.after(admitted, 8, 110);
                asked.insert(Ask { day, journey, kind, round: 0, replaces: None });
            }
        }
    }
    while let Some(ask) = asked.pop_first() {
        let plan = &journeys[ask.journey];
        let last = plan.supported.map_or(ask.day, |(_, last)| last);
        if ask.day > until || ask.day + Days::new(WORTH_STARTING) > last {
            continue;
        }
        // Nothing is proposed while her support is suspended, nor shortly before.
        if let Some((from, to)) = plan.pause
            && (from - Days::new(ANSWERED_WITHIN + 1)..=to).contains(&ask.day)
        {
            let day = dice.after(to, 3, 30);
            asked.insert(Ask { day, ..ask });
            continue;
        }
        let Some(found) = mentoring.find(dice, plan, (partners, homes), ask) else {
            if ask.round < ROUNDS {
                let day = dice.after(ask.day, 21, 45);
                asked.insert(Ask { day, round: ask.round + 1, ..ask });
            }
            continue;
        };
        let supporter = &mut mentoring.supporters[found];
        let relation = relation::plan(dice, plan, last, supporter, ask.kind, ask.day);
        let declined = relation.start.is_none();
        if declined || dice.chance(ASKS_AGAIN) {
            let pause = if declined { (8, 35) } else { (15, 120) };
            let day = dice.after(relation.over, pause.0, pause.1);
            let lived = relation.broken_off.then_some(mentoring.relations.len());
            let replaces = if declined { ask.replaces } else { lived };
            asked.insert(Ask { day, round: 0, replaces, ..ask });
        }
        if let (Some(start), Some(before)) = (relation.start, ask.replaces) {
            mentoring.relations[before].replaced_by(relation.id, start);
        }
        mentoring.relations.push(relation);
    }
    mentoring.suspend(dice);
    mentoring
}

impl Mentoring {
    /// Suspensions, once it is known which relations pause with them.
    fn suspend(&mut self, dice: &mut Dice) {
        for supporter in &mut self.supporters {
            let Some((from, _)) = supporter.suspended else { continue };
            let live = self.relations.iter().filter(|relation| {
                let started = relation.start.is_some_and(|start| start < from);
                relation.supporter == supporter.id && started && from <= relation.over
            });
            supporter.suspend(dice, live.map(|relation| relation.id).collect());
        }
    }

    /// Somebody of the right kind with a free slot, of the same académie if possible; or somebody
    /// new.
    fn find(
        &mut self,
        dice: &mut Dice,
        plan: &Plan,
        (partners, homes): (&[Partner], &[Academie]),
        ask: Ask,
    ) -> Option<usize> {
        let kind = ask.kind.supporter();
        let free: Vec<usize> = (0..self.supporters.len())
            .filter(|index| {
                let supporter = &self.supporters[*index];
                let away = plan.pause.is_some_and(|pause| supporter.is_suspended_near(pause));
                supporter.kind == kind && supporter.is_free(ask.day) && !away
            })
            .collect();
        let home = plan.person.home;
        let near: Vec<usize> =
            free.iter().copied().filter(|index| self.supporters[*index].home == home).collect();
        if let Some(found) = dice.pick(&near).or_else(|| dice.pick(&free)) {
            return Some(*found);
        }
        let known = self.supporters.iter().filter(|supporter| supporter.kind == kind).count();
        let latest = ask.day - Days::new(SETTLING);
        if known >= supporters(kind) || latest < calendar::opening() {
            return None;
        }
        let joined = (latest - Days::new(dice.between(0, 60).into())).max(calendar::opening());
        let home = if dice.chance(NEAR) { home } else { dice.pick(homes).copied().unwrap_or(home) };
        let partner = partners::sends(dice, partners, kind, joined);
        let mut supporter = Supporter::join(dice, kind, home, joined, partner);
        // Whoever joins for somebody is there for her.
        let near = |days| supporter.is_suspended_near(days);
        if near((ask.day, ask.day)) || plan.pause.is_some_and(near) {
            supporter.suspended = None;
        }
        self.supporters.push(supporter);
        Some(self.supporters.len() - 1)
    }
}
