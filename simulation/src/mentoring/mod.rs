//! The relations of a block: beneficiaries ask, in the order of the days, and get whoever has a
//! slot; new supporters join while there may be more.

mod relation;
mod supporter;

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use domain::{codes::Academie, mentorship::RelationKind};

use self::{
    relation::{Relation, WORTH_STARTING},
    supporter::{SETTLING, Supporter},
};
use crate::{
    calendar,
    calibration::mentoring::{ASKS_AGAIN, NEAR, asks, supporters},
    dice::Dice,
    journey::Plan,
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
}

/// Plans them.
pub(crate) fn plan(
    dice: &mut Dice,
    journeys: &[Plan],
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
                asked.insert(Ask { day, journey, kind, round: 0 });
            }
        }
    }
    while let Some(ask) = asked.pop_first() {
        let plan = &journeys[ask.journey];
        let last = plan.supported.map_or(ask.day, |(_, last)| last);
        if ask.day > until || ask.day + Days::new(WORTH_STARTING) > last {
            continue;
        }
        let Some(found) = mentoring.find(dice, plan, homes, ask) else {
            if ask.round < ROUNDS {
                let day = dice.after(ask.day, 21, 45);
                asked.insert(Ask { day, round: ask.round + 1, ..ask });
            }
            continue;
        };
        let supporter = &mut mentoring.supporters[found];
        let relation = relation::plan(dice, plan, last, supporter, ask.kind, ask.day);
        if relation.declined || dice.chance(ASKS_AGAIN) {
            let pause = if relation.declined { (8, 35) } else { (15, 120) };
            let day = dice.after(relation.over, pause.0, pause.1);
            asked.insert(Ask { day, round: 0, ..ask });
        }
        mentoring.relations.push(relation);
    }
    mentoring
}

impl Mentoring {
    /// Somebody of the right kind with a free slot, of the same académie if possible; or somebody
    /// new.
    fn find(
        &mut self,
        dice: &mut Dice,
        plan: &Plan,
        homes: &[Academie],
        ask: Ask,
    ) -> Option<usize> {
        let kind = ask.kind.supporter();
        let free: Vec<usize> = (0..self.supporters.len())
            .filter(|index| {
                let supporter = &self.supporters[*index];
                supporter.kind == kind && supporter.is_free(ask.day)
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
        self.supporters.push(Supporter::join(dice, kind, home, joined));
        Some(self.supporters.len() - 1)
    }
}
