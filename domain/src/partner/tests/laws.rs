//! What holds for every partner, whatever is asked.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{laws, partner::State};

/// An organisation may begin unknown, waiting, or as a partner with a convention.
fn commands() -> impl Strategy<Value = Vec<(C, Context)>> {
    let kinds = vec![PartnerKind::Ecole, PartnerKind::Entreprise];
    let beginning =
        (proptest::sample::select(kinds), proptest::sample::select(vec![0, 1, 2, 3, 3, 3]))
            .prop_map(|(kind, length)| {
                let convention = C::SignConvention {
                    from: day("2025-09-01"),
                    to: day("2026-12-31"),
                    clauses: vec![ConventionClause::Bilan],
                };
                let joining = [C::RequestToJoin { profile: profile(kind) }, C::Accept, convention];
                let joining = joining.into_iter().take(length);
                joining.map(|command| (command, on("2025-09-15"))).collect::<Vec<_>>()
            });
    let unit = |kind| match kind {
        ContributionKind::Financement => ContributionUnit::Cents,
        _ => ContributionUnit::Actions,
    };
    let pledges = (crate::arbitrary::id(), any::<ContributionKind>(), 1u64..30).prop_map(
        move |(contribution, kind, quantity)| {
            let unit = unit(kind);
            C::Pledge { contribution, kind, quantity, unit, value_cents: None }
        },
    );
    // What ends everything is asked seldom.
    let any = (any::<C>(), 0u8..8).prop_map(|(command, chance)| match command {
        C::Leave { .. } if chance > 0 => C::Accept,
        command => command,
    });
    (beginning, laws::on_some_days(prop_oneof![3 => any, 1 => pledges]))
        .prop_map(|(beginning, then)| [beginning, then].concat())
}

proptest! {
    #[test]
    fn whatever_is_asked_the_rules_of_a_partner_hold(commands in commands()) {
        laws::run::<Partner>(commands, R::CODES, |run, context| {
            if let Some(record) = run.state.record() {
                for pledge in record.contributions.values() {
                    assert!(pledge.delivered <= pledge.pledged);
                }
                assert!(record.measures.is_empty() || record.profile.kind.receives_students());
                assert!(record.joined_on <= context.occurred_on);
            } else {
                let joined = run.history.iter().any(|e| matches!(e, E::PartnerJoined { .. }));
                assert!(!joined && run.state != State::Unknown);
            }
            history_holds(&run.history);
        });
    }
}

/// Pledged is delivered, written off or left; nothing new follows a departure.
fn history_holds(history: &[E]) {
    let mut pledges: BTreeMap<ContributionId, (u64, u64)> = BTreeMap::new();
    let mut gone = false;
    for event in history {
        match event {
            E::ContributionDelivered { contribution, quantity, .. }
            | E::ContributionWrittenOff { contribution, quantity, .. } => {
                pledges.get_mut(contribution).unwrap().1 += quantity;
            }
            _ => assert!(!gone, "{event:?} follows the departure"),
        }
        match event {
            E::ContributionPledged { contribution, quantity, .. } => {
                assert_eq!(pledges.insert(*contribution, (*quantity, 0)), None);
            }
            E::PledgeRaised { contribution, quantity, .. } => {
                let pledge = pledges.get_mut(contribution).unwrap();
                assert!(*quantity > pledge.0);
                pledge.0 = *quantity;
            }
            E::PartnerLeft { .. } => gone = true,
            _ => {}
        }
    }
    assert!(pledges.values().all(|(pledged, settled)| settled <= pledged));
}

#[test]
fn every_rule_of_a_partner_can_be_broken() {
    laws::every_rule_can_be_broken::<Partner>(commands(), R::CODES, &[]);
}
