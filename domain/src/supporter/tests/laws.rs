//! What holds for every supporter, whatever is asked.

use proptest::prelude::*;

use super::*;
use crate::laws;

/// A supporter may begin with nothing, or ready for one more.
fn commands() -> impl Strategy<Value = Vec<(C, Context)>> {
    let ready = [
        (register(identity()), on("2025-09-01")),
        (C::SignCharter { version: 1 }, on("2025-09-01")),
        (C::DeclareCapacity { max_live: 2 }, on("2025-09-01")),
        (check("2025-09-01", "2026-03-01"), on("2025-09-01")),
    ];
    let beginning = (0..=ready.len()).prop_map(move |length| ready[..length].to_vec());
    let capacity = (0u8..4).prop_map(|max_live| C::DeclareCapacity { max_live });
    // What ends everything is asked seldom.
    let any = (any::<C>(), 0u8..4).prop_map(|(command, chance)| match command {
        C::RequestErasure { .. } if chance > 0 => C::RecordAccessExport,
        C::RestrictProcessing if chance > 1 => C::LiftRestriction,
        C::Retire if chance > 0 => C::Reinstate,
        command => command,
    });
    // Of the check that a supporter begins with.
    let announce = Just(C::AnnounceExpiry { valid_until: day("2026-03-01") });
    let command = prop_oneof![12 => any, 4 => capacity, 1 => announce];
    (beginning, laws::on_some_days(command))
        .prop_map(|(beginning, then)| [beginning, then].concat())
}

proptest! {
    #[test]
    fn whatever_is_asked_the_rules_of_a_supporter_hold(commands in commands()) {
        laws::run::<Supporter>(commands, R::CODES, |run, context| {
            let Some(record) = run.state.record() else {
                assert!(matches!(run.history.last(), Some(E::SubjectErased { .. })));
                return;
            };
            assert!(record.slots.len() <= usize::from(record.max_live));
            assert!(record.max_live <= 20);
            assert!(record.slots.is_empty() || record.charter.is_some());
            if let Some(E::SlotReserved { minor: true, .. }) = run.history.last() {
                assert!(record.is_checked_on(context.occurred_on));
            }
        });
    }
}

#[test]
fn every_rule_of_a_supporter_can_be_broken() {
    // The two that `pairing` applies, which alone sees the other sides.
    let elsewhere = ["check_still_valid", "supports_no_minor"];
    laws::every_rule_can_be_broken::<Supporter>(commands(), R::CODES, &elsewhere);
}
