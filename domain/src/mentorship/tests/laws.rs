//! What holds for every pair, whatever is asked.

use proptest::prelude::*;

use super::*;
use crate::{laws, mentorship::State};

/// A pair may begin with nothing, or be on its way to a live relation.
fn commands() -> impl Strategy<Value = Vec<(C, Context)>> {
    let live = [
        propose(),
        C::Accept { party: Party::Supporter },
        C::Accept { party: Party::Beneficiary },
        C::Start,
    ];
    let live = live.map(|command| (command, on("2025-09-15")));
    let beginning = (0..=live.len()).prop_map(move |length| live[..length].to_vec());
    let session = (0u32..24, 1u16..601)
        .prop_map(|(hour, minutes)| session(&format!("{hour:02}:00:00"), minutes));
    let command = prop_oneof![2 => any::<C>(), 1 => session];
    (beginning, laws::on_some_days(command))
        .prop_map(|(beginning, then)| [beginning, then].concat())
}

proptest! {
    #[test]
    fn whatever_is_asked_the_rules_of_a_pair_hold(commands in commands()) {
        laws::run::<Mentorship>(commands, R::CODES, |run, _| {
            assert!(run.history.iter().all(|event| Some(event.pair()) == run.state.pair()));
            if let State::Live { since, sessions, .. } = &run.state {
                let mut sessions = sessions.clone();
                sessions.sort_unstable();
                assert!(sessions.iter().all(|(start, _)| start.date() >= *since));
                for (before, after) in sessions.iter().zip(sessions.iter().skip(1)) {
                    let minutes = (after.0 - before.0).num_minutes();
                    assert!(minutes >= before.1.into(), "{before:?} and {after:?} overlap");
                }
            }
        });
    }
}

#[test]
fn every_rule_of_a_pair_can_be_broken() {
    // The two that `pairing` applies, which alone sees both sides.
    laws::every_rule_can_be_broken::<Mentorship>(
        commands(),
        R::CODES,
        &["age_unknown", "wrong_supporter_kind"],
    );
}
