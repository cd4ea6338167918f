//! What holds whatever is asked.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{AidId, laws, programme::Command};

/// Random commands, with versions and phases that fit often enough.
fn commands() -> impl Strategy<Value = Vec<(Command, Context)>> {
    let policy = (any::<Policy>(), 0u32..6, -10i32..130, -10i32..130, 0u32..40).prop_map(
        |(policy, version, age_min, age_max_inclusive, delay)| Policy {
            version,
            age_min,
            age_max_inclusive,
            consent_age: 15,
            majority: 18,
            proposal_days: delay,
            check_months: 39 - delay,
            ..policy
        },
    );
    let socle = (any::<Socle>(), 0u32..5).prop_map(|(socle, version)| Socle { version, ..socle });
    let options = (any::<OptionCatalogue>(), 0u32..5)
        .prop_map(|(known, version)| OptionCatalogue { version, ..known });
    let protection = (0u32..5, 0u32..20, 0u32..20).prop_map(|(version, k_public, k_partner)| {
        DisclosurePolicy { version, k_public, k_partner, ..DisclosurePolicy::FOUNDING }
    });
    let calendar = (any::<Platform>(), 2025i32..2027, 0i64..300, 0i64..300).prop_map(
        |(platform, session, wishes, admission)| {
            let phase = |kind, start: i64| {
                let opens = day("2025-11-01") + chrono::TimeDelta::days(start);
                CalendarPhase { kind, opens, closes: opens + chrono::TimeDelta::days(30) }
            };
            let phases =
                vec![phase(PhaseKind::Wishes, wishes), phase(PhaseKind::Admission, admission)];
            Calendar { platform, session, phases }
        },
    );
    laws::on_some_days(prop_oneof![
        6 => any::<Command>(),
        2 => policy.prop_map(|policy| C::PublishPolicy { policy }),
        1 => socle.prop_map(|socle| C::PublishSocle { socle }),
        1 => options.prop_map(|catalogue| C::PublishOptions { catalogue }),
        1 => protection.prop_map(|policy| C::PublishDisclosurePolicy { policy }),
        1 => (any::<ReportCode>(), any::<Sha256>()).prop_map(|(report, sha256)| C::IssueReport {
            report,
            as_of: day("2025-08-31"),
            position: 1,
            sha256,
        }),
        1 => Just(C::SetTarget { metric: Metric::Laureates, value: 0, due: day("2027-12-31") }),
        1 => calendar.prop_map(|calendar| C::PublishCalendar { calendar }),
    ])
    // Versions are published on the day they are for, most of the time.
    .prop_map(|commands| {
        let dated = |(n, (command, context)): (usize, (Command, Context))| {
            let today = if n % 4 == 0 { context.today } else { context.occurred_on };
            (command, Context { today, ..context })
        };
        commands.into_iter().enumerate().map(dated).collect()
    })
}

proptest! {
    #[test]
    fn whatever_is_asked_versions_follow_each_other(commands in commands()) {
        laws::run::<Programme>(commands, R::CODES, |run, _| {
            let of = |version: fn(&E) -> Option<u32>| -> Vec<u32> {
                run.history.iter().filter_map(version).collect()
            };
            for versions in [
                of(|e| if let E::PolicyPublished { policy } = e { Some(policy.version) } else { None }),
                of(|e| if let E::SoclePublished { socle } = e { Some(socle.version) } else { None }),
                of(|e| match e {
                    E::OptionCataloguePublished { catalogue } => Some(catalogue.version),
                    _ => None,
                }),
                of(|e| match e {
                    E::DisclosurePolicyPublished { policy } => Some(policy.version),
                    _ => None,
                }),
            ] {
                let expected: Vec<_> = (1..).take(versions.len()).collect();
                assert_eq!(versions, expected);
            }
        });
    }

    #[test]
    fn whatever_is_asked_no_line_is_reserved_beyond_what_is_allocated(commands in commands()) {
        laws::run::<Programme>(commands, R::CODES, |run, _| {
            let mut held: BTreeMap<(&BudgetLine, AidId), u64> = BTreeMap::new();
            for event in &run.history {
                if let E::BudgetReserved { line, aid, cents } = event {
                    *held.entry((line, *aid)).or_default() += cents.0;
                }
                if let E::BudgetReleased { line, aid, cents } = event {
                    *held.entry((line, *aid)).or_default() -= cents.0;
                }
            }
            for (name, line) in &run.state.budget {
                let reserved = held.iter().filter(|((of, _), _)| *of == name).map(|(_, n)| n).sum();
                assert_eq!(line.reserved(), Cents(reserved));
                assert!(line.reserved() <= line.allocated());
            }
        });
    }
}

#[test]
fn every_rule_of_the_programme_can_be_broken() {
    laws::every_rule_can_be_broken::<Programme>(commands(), R::CODES, &[]);
}
