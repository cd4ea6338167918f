//! What holds for every aid, whatever is asked.

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::{aid::State, laws};

fn commands() -> impl Strategy<Value = Vec<(C, Context)>> {
    let beginning = proptest::option::weighted(0.9, any::<bool>()).prop_map(|material| {
        let request = if material == Some(true) { computer() } else { transport() };
        let asked = (C::Request { request }, Context::on(day("2025-09-01")));
        material.map(|_| asked).into_iter().collect::<Vec<_>>()
    });
    // What ends everything is asked seldom, and refusals are reviewed some days later.
    let some = (any::<C>(), 0u8..6).prop_map(|(command, chance)| match command {
        C::Cancel { .. } | C::Refuse { .. } if chance > 0 => {
            C::Assess { need: NeedLevel::High, evidence: Evidence::Declared }
        }
        // Few amounts, so that an award is sometimes delivered to the last cent.
        C::Award { amount_cents, budget_line } => {
            C::Award { amount_cents: Cents(amount_cents.0 % 4), budget_line }
        }
        C::Deliver { amount_cents } => C::Deliver { amount_cents: Cents(amount_cents.0 % 4) },
        command => command,
    });
    let refuse = any::<AidRefusal>();
    let days = laws::on_some_days(some).prop_map(|mut commands| {
        for (command, context) in &mut commands {
            if let C::Refuse { review_on, .. } = command {
                *review_on = context.occurred_on + TimeDelta::days(40);
            }
        }
        commands
    });
    let late = refuse.prop_map(|reason| {
        let context = Context::on(day("2026-01-05"));
        (C::Refuse { reason, review_on: day("2025-12-01") }, context)
    });
    (beginning, proptest::option::of(late), days)
        .prop_map(|(beginning, late, then)| beginning.into_iter().chain(late).chain(then).collect())
}

proptest! {
    #[test]
    fn whatever_is_asked_no_more_is_delivered_than_awarded(commands in commands()) {
        laws::run::<Aid>(commands, R::CODES, |run, _| {
            let award = match &run.state {
                State::Awarded(award) | State::Over { award: Some(award), .. } => award,
                State::Unknown | State::Requested { .. } | State::Over { award: None, .. } => return,
            };
            assert!(award.delivered <= award.awarded);
            assert!(award.awarded > Cents::ZERO && award.awarded <= crate::aid::MOST);
            assert!(!award.returned || award.delivered > Cents::ZERO);
            assert!(!award.returned || award.request.kind == AidKind::Materiel);
            let sum = run.history.iter().map(|event| match event {
                E::AidDelivered { amount_cents, .. } => *amount_cents,
                E::AidRequested { .. }
                | E::AidAssessed { .. }
                | E::AidAwarded { .. }
                | E::AidReturned { .. }
                | E::AidRefused { .. }
                | E::AidCancelled { .. } => Cents::ZERO,
            });
            assert_eq!(sum.sum::<Cents>(), award.delivered);
        });
    }
}

#[test]
fn every_rule_of_an_aid_can_be_broken() {
    let elsewhere = ["equipment_not_authorised", "aid_age_unknown"];
    laws::every_rule_can_be_broken::<Aid>(commands(), R::CODES, &elsewhere);
}
