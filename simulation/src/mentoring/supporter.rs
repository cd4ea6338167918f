//! One tutor or mentor: what they can take on, and their own steps.

use chrono::{Days, NaiveDate};
use domain::{
    MentorshipId, SupporterId,
    codes::Academie,
    supporter::{Command, SupporterKind},
};

use crate::{
    calibration::mentoring::{CHECK_DAYS, CHECKED_ON_JOINING, MEANS, capacity},
    dice::Dice,
    names,
    step::{Action, Step},
};

/// Days between joining and the first proposal, at least: charter, capacity and check come before.
pub(super) const SETTLING: u64 = 14;

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
    /// Checks: day issued, last day valid.
    checks: Vec<(NaiveDate, NaiveDate)>,
}

impl Supporter {
    pub(super) fn join(
        dice: &mut Dice,
        kind: SupporterKind,
        home: Academie,
        joined: NaiveDate,
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
        };
        let identity = names::supporter(dice, kind == SupporterKind::Etudiant);
        let register = Command::Register { identity, kind, territory: home.into(), partner: None };
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
        supporter
    }

    fn on(&mut self, day: NaiveDate, command: Command) {
        self.steps.push(Step::on(day, Action::Supporter(self.id, command)));
    }

    /// A check of honorabilité is recorded.
    fn check(&mut self, dice: &mut Dice, day: NaiveDate) {
        let issued_on = day - Days::new(dice.between(0, 20).into());
        let valid_until = issued_on + Days::new(CHECK_DAYS);
        let means = dice.weighted(&MEANS);
        self.checks.push((issued_on, valid_until));
        self.on(day, Command::RecordCheck { means, issued_on, valid_until });
    }

    /// Has a slot that is free all of this day, and has settled in.
    pub(super) fn is_free(&self, day: NaiveDate) -> bool {
        let taken = self.slots.iter().filter(|(_, until)| *until >= day).count();
        day >= self.joined + Days::new(SETTLING) && taken < usize::from(self.capacity)
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
}
