//! One tutor or mentor: what they can take on, and their own steps.

use chrono::{Days, NaiveDate};
use domain::{
    MentorshipId, PartnerId, SupporterId,
    codes::Academie,
    supporter::{Command, Langue, SupporterKind},
};

use crate::{
    calibration::{
        mentoring::{
            CHECK_DAYS, CHECKED_ON_JOINING, DECLARES_PROFILE, LANGUAGES, MEANS, SUSPENDED,
            SUSPENDED_DAYS, SUSPENDED_WITHIN, SUSPENSIONS, TRAINING, TUTOR_LEVELS, capacity,
        },
        persons::TARGETS,
    },
    dice::Dice,
    names,
    step::{Action, Step},
};

/// Days between joining and the first proposal, at least: charter, capacity and check come before.
pub(super) const SETTLING: u64 = 14;

/// Days before and after a suspension without new relations: none is proposed when it begins.
const NEAR_A_SUSPENSION: u64 = 30;

/// A tutor or mentor.
#[derive(Debug)]
pub(crate) struct Supporter {
    pub(crate) id: SupporterId,
    pub(crate) kind: SupporterKind,
    pub(crate) home: Academie,
    pub(crate) steps: Vec<Step>,
    joined: NaiveDate,
    capacity: u8,
    /// Slots taken, each until this day.
    slots: Vec<(MentorshipId, NaiveDate)>,
    /// Checks: day recorded, last day valid.
    checks: Vec<(NaiveDate, NaiveDate)>,
    /// The day of a suspension, and the day it ends.
    pub(super) suspended: Option<(NaiveDate, NaiveDate)>,
}

impl Supporter {
    pub(super) fn join(
        dice: &mut Dice,
        kind: SupporterKind,
        home: Academie,
        joined: NaiveDate,
        partner: Option<PartnerId>,
    ) -> Self {
        let mut supporter = Self {
            id: SupporterId(dice.id(joined)),
            kind,
            home,
            steps: Vec::new(),
            joined,
            capacity: dice.weighted(capacity(kind)),
            slots: Vec::new(),
            checks: Vec::new(),
            suspended: suspension(dice, joined),
        };
        let identity = names::supporter(dice, kind == SupporterKind::Etudiant);
        let register = Command::Register { identity, kind, territory: home.into(), partner };
        supporter.on(joined, register);
        let version = if joined < crate::calendar::date(2025, 9, 1) { 1 } else { 2 };
        let signed = dice.after(joined, 0, 6);
        supporter.on(signed, Command::SignCharter { version });
        let max_live = supporter.capacity;
        supporter.on(dice.after(signed, 0, 5), Command::DeclareCapacity { max_live });
        if dice.chance(CHECKED_ON_JOINING) {
            let day = dice.after(joined, 1, 12);
            supporter.check(dice, day);
        }
        supporter.prepare(dice);
        supporter
    }

    /// Training, and what helps to find the right person for them.
    fn prepare(&mut self, dice: &mut Dice) {
        for (module, hours, share) in TRAINING {
            let day = dice.after(self.joined, 1, 60);
            if dice.chance(share) {
                self.on(day, Command::RecordTraining { module, hours });
            }
        }
        let mut fields = Vec::new();
        for _ in 0..dice.between(1, 3) {
            let field = dice.weighted(&TARGETS);
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        let mut languages = vec![Langue::Francais];
        languages.extend(
            LANGUAGES.iter().filter(|(_, share)| dice.chance(*share)).map(|(langue, _)| *langue),
        );
        let student = self.kind == SupporterKind::Etudiant;
        let niveau = student.then(|| dice.weighted(&TUTOR_LEVELS));
        let day = dice.after(self.joined, 0, 13);
        if dice.chance(DECLARES_PROFILE) {
            self.on(day, Command::DeclareProfile { fields, languages, niveau });
        }
    }

    /// The steps of a suspension, once all relations are known: those live pause with it.
    pub(super) fn suspend(&mut self, dice: &mut Dice, live: Vec<MentorshipId>) {
        let Some((from, to)) = self.suspended else { return };
        let reason = dice.weighted(&SUSPENSIONS);
        self.steps.push(Step::on(from, Action::Suspend(self.id, reason, live)));
        self.on(to, Command::Reinstate);
    }

    /// Does a suspension meet these days, or nearly?
    pub(super) fn is_suspended_near(&self, (from, to): (NaiveDate, NaiveDate)) -> bool {
        let margin = Days::new(NEAR_A_SUSPENSION);
        self.suspended.is_some_and(|(off, back)| off <= to + margin && from <= back + margin)
    }

    fn on(&mut self, day: NaiveDate, command: Command) {
        self.steps.push(Step::on(day, Action::Supporter(self.id, command)));
    }

    /// A check of honorabilité is recorded.
    fn check(&mut self, dice: &mut Dice, day: NaiveDate) {
        let issued_on = day - Days::new(dice.between(0, 20).into());
        let valid_until = issued_on + Days::new(CHECK_DAYS);
        let means = dice.weighted(&MEANS);
        // Nobody knows of it before it is recorded, whenever it was issued.
        self.checks.push((day, valid_until));
        self.on(day, Command::RecordCheck { means, issued_on, valid_until });
    }

    /// Has a slot that is free all of this day, and has settled in.
    pub(super) fn is_free(&self, day: NaiveDate) -> bool {
        let taken = self.slots.iter().filter(|(_, until)| *until >= day).count();
        day >= self.joined + Days::new(SETTLING)
            && taken < usize::from(self.capacity)
            && !self.is_suspended_near((day, day))
    }

    /// Takes a slot until a day, included.
    pub(super) fn take(&mut self, mentorship: MentorshipId, until: NaiveDate) {
        self.slots.push((mentorship, until));
    }

    /// Is checked from the eve of a day on, should no check be valid from then until `to`.
    pub(super) fn be_checked(&mut self, dice: &mut Dice, day: NaiveDate, to: NaiveDate) {
        let valid = |(from, until): &(NaiveDate, NaiveDate)| *from <= day && to <= *until;
        if !self.checks.iter().any(valid) {
            self.check(dice, day - Days::new(1));
        }
    }

    /// Is checked again in time, so that a check is valid every day from one to another.
    pub(super) fn stay_checked(&mut self, dice: &mut Dice, from: NaiveDate, to: NaiveDate) {
        let mut day = from;
        while day <= to {
            let valid = self.checks.iter().filter(|(from, until)| (*from..=*until).contains(&day));
            match valid.map(|(_, until)| *until).max() {
                Some(until) => day = until + Days::new(1),
                // Asked for before the last one is over.
                None => {
                    let asked = day - Days::new(dice.between(1, 30).into());
                    self.check(dice, asked.max(self.joined));
                }
            }
        }
    }
}

/// Few are suspended, once.
fn suspension(dice: &mut Dice, joined: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let from = dice.after(joined, SUSPENDED_WITHIN.0, SUSPENDED_WITHIN.1);
    let to = dice.after(from, SUSPENDED_DAYS.0, SUSPENDED_DAYS.1);
    dice.chance(SUSPENDED).then_some((from, to))
}
