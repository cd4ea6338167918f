//! What holds for every placement, whatever is asked.

use proptest::prelude::*;

use super::*;
use crate::{
    laws,
    placement::{State, Step},
};

/// A placement may begin with nothing, or be on its way to its first day.
fn commands() -> impl Strategy<Value = Vec<(C, Context)>> {
    let kinds = vec![PlacementKind::Stage, PlacementKind::Emploi];
    let beginning = (proptest::sample::select(kinds), 0usize..9).prop_map(|(kind, length)| {
        let answer = ApplicationAnswer::Accepted;
        let sign = |by| C::Sign { by };
        let way = [
            C::Publish { offer: offer(kind, Some(26)) },
            C::Apply { journey: she(1) },
            C::Answer { journey: she(1), answer },
            C::Secure { journey: she(1) },
            sign(Signatory::Student),
            sign(Signatory::Employer),
            sign(Signatory::School),
            C::Start,
        ];
        let way = way.into_iter().take(length);
        way.map(|command| (command, on("2025-09-15"))).collect::<Vec<_>>()
    });
    // What ends everything is asked seldom.
    let any = (any::<C>(), 0u8..8).prop_map(|(command, chance)| match command {
        C::Withdraw if chance > 0 => C::Apply { journey: she(2) },
        command => command,
    });
    (beginning, laws::on_some_days(any)).prop_map(|(beginning, then)| [beginning, then].concat())
}

proptest! {
    #[test]
    fn whatever_is_asked_the_rules_of_a_placement_hold(commands in commands()) {
        laws::run::<Placement>(commands, R::CODES, |run, _| {
            let record = run.state.record().unwrap();
            assert!(record.offer.kind.lasts(record.offer.weeks));
            if let Some(journey) = record.journey() {
                assert_eq!(record.applications[&journey], Some(ApplicationAnswer::Accepted));
            }
            if let Step::Started { on, .. } = &record.step {
                let all = record.offer.kind.signatories().iter();
                assert!(all.clone().count() >= 2);
                for by in all {
                    let signed = |event: &E| {
                        matches!(event, E::ConventionSigned { by: who, on: day, .. }
                            if who == by && day <= on)
                    };
                    assert!(run.history.iter().any(signed), "{by} has not signed");
                }
            }
            // The place is taken again only after it was given up.
            let mut taken = None;
            for event in &run.history {
                match event {
                    E::PlacementSecured { journey } => assert_eq!(taken.replace(*journey), None),
                    E::ApplicationWithdrawn { journey, .. } if taken == Some(*journey) => taken = None,
                    _ => {}
                }
            }
            assert_ne!(run.state, State::Unknown);
        });
    }
}

#[test]
fn every_rule_of_a_placement_can_be_broken() {
    // The one that `placing` applies, which alone sees the partner.
    laws::every_rule_can_be_broken::<Placement>(commands(), R::CODES, &["offer_by_no_partner"]);
}
