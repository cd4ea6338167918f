//! One journey, planned from Seconde to the last day: dated commands, and no I/O.

mod diary;
mod end;
mod entry;
mod later;
mod lycee;
mod parcoursup;
mod superieur;
mod support;
mod walk;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::{
    JourneyId, SchoolYear,
    journey::{
        Command,
        facts::{Authorisation, EndReason, EntryStage, GuardianScope, NeedKind},
    },
    levels::Niveau,
    policy::Policy,
};

use diary::Diary;
pub(crate) use support::Pause;
use walk::Walk;

use crate::{
    atlas::Atlas,
    dice::Dice,
    names,
    partners::Partner,
    person::Person,
    step::{Action, Step},
};

/// A journey to come.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) id: JourneyId,
    pub(crate) person: Person,
    /// In the order of their days.
    pub(crate) steps: Vec<Step>,
    /// While the programme supports her: the first and the last day.
    pub(crate) supported: Option<(NaiveDate, NaiveDate)>,
    /// While it is suspended: the first day, and the day she comes back.
    pub(crate) pause: Option<Pause>,
    /// Why support ends, if it does.
    pub(crate) ends: Option<EndReason>,
    /// Her level in each school year.
    pub(crate) levels: BTreeMap<SchoolYear, Niveau>,
}

impl Plan {
    /// Does the programme support her all the days from one to another?
    pub(crate) fn is_supported(&self, (from, to): (NaiveDate, NaiveDate)) -> bool {
        let within = self.supported.is_some_and(|(admitted, last)| admitted < from && to < last);
        within && self.pause.is_none_or(|(off, back)| to < off || back < from)
    }

    /// Is she registered on a day, and not answered yet?
    pub(crate) fn is_candidate(&self, day: NaiveDate) -> bool {
        let admitted = self.supported.is_some_and(|(admitted, _)| day < admitted);
        admitted && self.person.registers < day
    }

    /// The needs that are found, each with its day.
    pub(crate) fn needs(&self) -> impl Iterator<Item = (NaiveDate, NeedKind)> {
        self.steps.iter().filter_map(|step| match &step.action {
            Action::Journey(_, Command::IdentifyNeed { kind }) => Some((step.day, *kind)),
            _ => None,
        })
    }

    pub(crate) fn is_minor_on(&self, day: NaiveDate) -> bool {
        Policy::FOUNDING.is_minor(self.person.birth, day)
    }

    /// Has a guardian authorised this before a day, when she registered?
    pub(crate) fn is_authorised(&self, scope: GuardianScope, day: NaiveDate) -> bool {
        self.steps.iter().take_while(|step| step.day < day).any(|step| match &step.action {
            Action::Journey(_, Command::AuthoriseAsGuardian { authorisation, .. }) => {
                authorisation.scopes.contains(&scope)
            }
            _ => false,
        })
    }

    /// A guardian authorises one more thing, until a day or until majority.
    pub(crate) fn authorised(
        &self,
        dice: &mut Dice,
        scope: GuardianScope,
        until: Option<NaiveDate>,
    ) -> Action {
        let guardian = names::guardian(dice, &self.person.identity);
        let authorisation = Authorisation { scopes: vec![scope], until };
        Action::Journey(self.id, Command::AuthoriseAsGuardian { guardian, authorisation })
    }
}

/// Days beyond the last one that support is planned for, so that some of it is under way.
const PAST: u64 = 240;

/// Plans a journey.
pub(crate) fn plan(
    dice: &mut Dice,
    atlas: &Atlas,
    person: Person,
    partners: &[Partner],
    until: NaiveDate,
) -> Plan {
    let id = JourneyId(dice.id(person.registers));
    let new_diary = || Diary::new(id, person.registers, person.known_from);

    let mut walk = Walk::new(dice, atlas, &person, new_diary());
    walk.run(SchoolYear::of(until));
    let Walk { diary: studies, levels, leaving, .. } = walk;

    let entry = levels.get(&SchoolYear::of(person.registers));
    let lycee = entry.is_some_and(|niveau| niveau.is_lycee());
    let stage = if lycee { EntryStage::Lycee } else { EntryStage::Superieur };
    let mut diary = new_diary();
    let course = entry::open(dice, &person, stage, partners, &mut diary);
    // What is known of her schooling is declared on the day of the registration, after it.
    let mut steps = diary.and(studies).in_order();
    let admitted = entry::decide(dice, id, &mut steps, course);

    let mut plan = Plan { id, steps, supported: None, pause: None, ends: None, levels, person };
    if let Some(admitted) = admitted {
        let end = end::draw(dice, admitted, until, leaving);
        if let Some(end) = end {
            end::apply(dice, id, &mut plan.steps, end);
            plan.ends = Some(end.reason);
            if let Some(leaving) = leaving.filter(|leaving| leaving.reason == end.reason) {
                let last = plan.levels.values().next_back().copied();
                end::outcomes(dice, id, &mut plan.steps, end, leaving, last);
            }
        }
        let last = end.map_or(NaiveDate::MAX, |end| end.silent_from);
        plan.supported = Some((admitted, last));
        let in_lycee = |day| {
            let niveau = plan.levels.range(..=SchoolYear::of(day)).next_back();
            niveau.is_some_and(|(_, niveau)| niveau.is_lycee())
        };
        let span = (admitted, last.min(until + Days::new(PAST)));
        plan.pause = support::write(dice, id, &mut plan.steps, span, in_lycee);
    }
    plan.steps.retain(|step| step.day <= until);
    plan
}
