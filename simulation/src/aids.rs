//! Aid for the needs that were found: asked for, assessed, awarded within the block's share of the
//! budget or refused, handed over, and sometimes back.
//!
//! A block takes no more than its share of each line, so that what it is awarded does not depend on
//! what other blocks, which run at the same time, are awarded.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Days, NaiveDate};
use domain::{
    AidId, Cents,
    aid::{AidCancellation, AidItem, AidKind, AidRefusal, AidRequest, Command, NeedLevel},
    codes::CodeError,
    granting::{AidCommand, BudgetCommand},
    journey::facts::{EndReason, GuardianScope},
    programme::BudgetLine,
};

use crate::{
    calendar::opening,
    calibration::{
        aid::{
            ASKS_AFTER, ASSESSED_AFTER, BETWEEN_PARTS, CONDITIONS, DECIDED_AFTER, DELIVERED_AFTER,
            EVIDENCE, FOUND, GUARDIAN_AGREES, PARTS, PURPOSES, REFUSALS, REFUSED, RETURNED,
            RETURNED_AFTER, REVIEWED_AFTER, SAYS_HOW_MUCH, SETTLED, THINGS, WITHDRAWN,
            WITHDRAWN_LATER, asks,
        },
        budget::{LINES, LOT},
    },
    dice::Dice,
    journey::Plan,
    step::{Action, Step},
};

/// A request that will be decided on.
struct Asked<'a> {
    journey: &'a Plan,
    id: AidId,
    kind: AidKind,
    item: AidItem,
    cents: Cents,
    need: NeedLevel,
    decided: NaiveDate,
}

/// The steps of all aids of a block of so many beneficiaries.
///
/// # Errors
/// Never: the names of the lines are constants.
pub(crate) fn plan(dice: &mut Dice, journeys: &[Plan], size: u32) -> Result<Vec<Step>, CodeError> {
    let mut steps = Vec::new();
    let mut asked: Vec<Asked<'_>> = Vec::new();
    for journey in journeys {
        let needs: Vec<_> = journey.needs().collect();
        for (day, need) in needs {
            let Some((kind, share)) = asks(need) else { continue };
            if dice.chance(share) {
                asked.extend(ask(dice, journey, day, kind, &mut steps));
            }
        }
    }
    // The first to be decided on are the first to be paid.
    asked.sort_by_key(|asked| asked.decided);
    let mut taken: BTreeMap<AidKind, Cents> = BTreeMap::new();
    for asked in asked {
        let before = taken.entry(asked.kind).or_default();
        let (name, left) = share(asked.kind, asked.decided, size, *before);
        let line = BudgetLine::parse(name)?;
        if asked.decide(dice, line, left, &mut steps) {
            *before = before.plus(asked.cents);
        }
    }
    Ok(steps)
}

/// The line that pays, and what is left on a day of the block's share of it.
fn share(kind: AidKind, day: NaiveDate, size: u32, taken: Cents) -> (&'static str, Cents) {
    let (name, euros) = LINES[usize::from(kind == AidKind::Financier)];
    let years = u64::try_from(day.year() - opening().year() + 1).unwrap_or(0);
    let share = euros * 100 * years * u64::from(size) / u64::from(LOT);
    (name, Cents(share).minus(taken))
}

fn on(steps: &mut Vec<Step>, day: NaiveDate, action: Action) {
    steps.push(Step::on(day, action));
}

/// She asks, and her need is assessed; `None` when nothing is left to decide.
fn ask<'a>(
    dice: &mut Dice,
    journey: &'a Plan,
    need_found: NaiveDate,
    kind: AidKind,
    steps: &mut Vec<Step>,
) -> Option<Asked<'a>> {
    let day = dice.after(need_found, ASKS_AFTER.0, ASKS_AFTER.1);
    if !journey.is_supported((day, day)) {
        return None;
    }
    let id = AidId(dice.id(day));
    let (item, (from, to)) = match kind {
        AidKind::Materiel => dice.weighted(&THINGS),
        AidKind::Financier => dice.weighted(&PURPOSES),
    };
    let cents = Cents(u64::from(dice.between(from / 10, to / 10)) * 1_000);
    let (item_asked, amount) = (Some(item), dice.chance(SAYS_HOW_MUCH).then_some(cents));
    let (journey_id, amount_cents, territory) = (journey.id, amount, None);
    let request =
        AidRequest { journey: journey_id, kind, item: item_asked, amount_cents, territory };
    on(steps, day, Action::Help(id, AidCommand::Request { request }));
    let assessed = dice.after(day, ASSESSED_AFTER.0, ASSESSED_AFTER.1);
    if dice.chance(WITHDRAWN) {
        let reason = AidCancellation::Withdrawn;
        on(steps, assessed, Action::Grant(id, BudgetCommand::Cancel { reason }, false));
        return None;
    }
    let (need, evidence) = (dice.weighted(&FOUND), dice.weighted(&EVIDENCE));
    on(steps, assessed, Action::Aid(id, Command::Assess { need, evidence }));
    let decided = dice.after(assessed, DECIDED_AFTER.0, DECIDED_AFTER.1);
    Some(Asked { journey, id, kind, item, cents, need, decided })
}

impl Asked<'_> {
    /// Decided on; is it awarded?
    fn decide(
        &self,
        dice: &mut Dice,
        budget_line: BudgetLine,
        left: Cents,
        steps: &mut Vec<Step>,
    ) -> bool {
        let reason = if self.need == NeedLevel::None {
            Some(AidRefusal::NoNeed)
        } else if dice.chance(REFUSED) {
            Some(dice.weighted(&REFUSALS))
        } else if self.cents > left {
            Some(AidRefusal::NoBudget)
        } else {
            None
        };
        if let Some(reason) = reason {
            let review_on = dice.after(self.decided, REVIEWED_AFTER.0, REVIEWED_AFTER.1);
            on(steps, self.decided, Action::Aid(self.id, Command::Refuse { reason, review_on }));
            return false;
        }
        let amount_cents = self.cents;
        let award = BudgetCommand::Award { amount_cents, budget_line };
        on(steps, self.decided, Action::Grant(self.id, award, true));
        self.deliver(dice, steps);
        true
    }

    fn cancel(&self, day: NaiveDate, reason: AidCancellation, steps: &mut Vec<Step>) {
        on(steps, day, Action::Grant(self.id, BudgetCommand::Cancel { reason }, true));
    }

    /// All of it, or the parts that come before she leaves.
    fn deliver(&self, dice: &mut Dice, steps: &mut Vec<Step>) {
        let mut day = dice.after(self.decided, DELIVERED_AFTER.0, DELIVERED_AFTER.1);
        if dice.chance(WITHDRAWN_LATER) {
            return self.cancel(day, AidCancellation::Withdrawn, steps);
        }
        let money = self.kind == AidKind::Financier;
        let parts = if money { dice.weighted(&PARTS) } else { 1 };
        let last = self.journey.supported.map_or(day, |(_, last)| last);
        let mut left = self.cents;
        for part in 1..=parts {
            // Nobody gives to somebody who is gone.
            if day >= last {
                let gone = day.max(self.decided + Days::new(1));
                let silent = self.journey.ends == Some(EndReason::LostContact);
                let noticed = if silent { gone + Days::new(120) } else { gone };
                return self.cancel(noticed, AidCancellation::Departure, steps);
            }
            if part == parts && parts > 1 && dice.chance(SETTLED) {
                return self.cancel(day, AidCancellation::Settled, steps);
            }
            if !money && !self.may_receive(dice, day, steps) {
                let waited = dice.after(day, 30, 90);
                return self.cancel(waited, AidCancellation::Withdrawn, steps);
            }
            let all = part == parts;
            let amount_cents = if all { left } else { Cents(self.cents.0 / u64::from(parts)) };
            left = left.minus(amount_cents);
            on(steps, day, Action::Help(self.id, AidCommand::Deliver { amount_cents }));
            if all {
                break;
            }
            day = dice.after(day, BETWEEN_PARTS.0, BETWEEN_PARTS.1);
        }
        let on_loan =
            matches!(self.item, AidItem::Ordinateur | AidItem::Ecran | AidItem::Telephone);
        if !money && on_loan && dice.chance(RETURNED) {
            let back = dice.after(day, RETURNED_AFTER.0, RETURNED_AFTER.1);
            let condition = dice.weighted(&CONDITIONS);
            on(steps, back, Action::Aid(self.id, Command::Return { condition }));
        }
    }

    /// A minor receives equipment when a guardian agreed; who has not is asked.
    fn may_receive(&self, dice: &mut Dice, day: NaiveDate, steps: &mut Vec<Step>) -> bool {
        let journey = self.journey;
        if !journey.is_minor_on(day) || journey.is_authorised(GuardianScope::Equipment, day) {
            return true;
        }
        if !dice.chance(GUARDIAN_AGREES) {
            return false;
        }
        let authorise = journey.authorised(dice, GuardianScope::Equipment, None);
        on(steps, day - Days::new(1), authorise);
        true
    }
}
