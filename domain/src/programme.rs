//! The rules in force: policies and targets, as versions in one stream.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Context, Decider, policy::Policy, rejections, vocabulary};

vocabulary! {
    /// What a target measures.
    pub enum Metric {
        /// Distinct beneficiaries ever admitted.
        Laureates => "laureates", "Lauréates cumulées";
    }
}

/// What has happened. The names are stored for ever: never edit one, add the next version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// A version of the rules came into force.
    #[serde(rename = "programme.v1.PolicyPublished")]
    PolicyPublished {
        /// The rules.
        policy: Policy,
    },
    /// A target was set; the last one for a metric and a day stands.
    #[serde(rename = "programme.v1.TargetSet")]
    TargetSet {
        /// What is counted.
        metric: Metric,
        /// How many.
        value: u32,
        /// By the end of this day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        due: NaiveDate,
    },
}

/// What can be asked.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub enum Command {
    /// Publish the next version of the rules.
    PublishPolicy {
        /// The rules; `version` is the one in force plus one.
        policy: Policy,
    },
    /// Set a target.
    SetTarget {
        /// What is counted.
        metric: Metric,
        /// How many.
        value: u32,
        /// By the end of this day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        due: NaiveDate,
    },
}

rejections! {
    /// Why a command on the programme is refused.
    pub enum Rejection {
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened",
            "cette date est postérieure à aujourd'hui ; un fait s'inscrit une fois qu'il a eu lieu";
        /// Not the next version.
        VersionMustGrow {
            /// The one expected.
            next: u32,
        } => "policy_version_must_grow", Some("version"),
            "the next version is {next}",
            "la prochaine version est {next}";
        /// Ages that admit nobody.
        InvalidAges => "invalid_ages", Some("ageMin"),
            "ages are between 0 and 120, the minimum not above the maximum",
            "les âges sont compris entre 0 et 120, le minimum n'excédant pas le maximum";
        /// Zero.
        InvalidTarget => "invalid_target", Some("value"),
            "a target is at least 1",
            "une cible est d'au moins 1";
    }
}

/// The rules in force.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The last policy; `None` before the founding one.
    pub policy: Option<Policy>,
    /// Targets by metric and day.
    pub targets: BTreeMap<(Metric, NaiveDate), u32>,
}

/// The aggregate. There is one, in the stream `programme`.
pub struct Programme;

impl Decider for Programme {
    const CATEGORY: &'static str = "programme";
    type State = State;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, command: Command, context: &Context) -> Result<Vec<Event>, Rejection> {
        if context.occurred_on > context.today {
            return Err(Rejection::InTheFuture);
        }
        match command {
            Command::PublishPolicy { policy } => {
                let next = state.policy.map_or(1, |policy| policy.version + 1);
                let ages =
                    [policy.age_min, policy.age_max_inclusive, policy.consent_age, policy.majority];
                if policy.version != next {
                    Err(Rejection::VersionMustGrow { next })
                } else if policy.age_min > policy.age_max_inclusive
                    || !ages.iter().all(|age| (0..=120).contains(age))
                {
                    Err(Rejection::InvalidAges)
                } else {
                    Ok(vec![Event::PolicyPublished { policy }])
                }
            }
            Command::SetTarget { value: 0, .. } => Err(Rejection::InvalidTarget),
            Command::SetTarget { metric, value, due } => {
                Ok(vec![Event::TargetSet { metric, value, due }])
            }
        }
    }

    fn evolve(mut state: State, event: &Event) -> State {
        match event {
            Event::PolicyPublished { policy } => state.policy = Some(*policy),
            Event::TargetSet { metric, value, due } => {
                state.targets.insert((*metric, *due), *value);
            }
        }
        state
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{laws, testing::given};

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 1).unwrap()
    }

    fn published(version: u32) -> Event {
        Event::PolicyPublished { policy: Policy { version, ..Policy::FOUNDING } }
    }

    #[test]
    fn the_founding_policy_is_version_1() {
        given::<Programme>([])
            .when(Command::PublishPolicy { policy: Policy::FOUNDING }, &Context::on(day()))
            .then([Event::PolicyPublished { policy: Policy::FOUNDING }]);
    }

    #[test]
    fn each_policy_is_the_next_version() {
        let policy = Policy { version: 3, parcoursup_max_wishes: 12, ..Policy::FOUNDING };
        given::<Programme>([published(1), published(2)])
            .when(Command::PublishPolicy { policy }, &Context::on(day()))
            .then([Event::PolicyPublished { policy }]);
        for version in [0, 1, 2, 4] {
            let policy = Policy { version, ..Policy::FOUNDING };
            given::<Programme>([published(1), published(2)])
                .when(Command::PublishPolicy { policy }, &Context::on(day()))
                .then_rejected(&Rejection::VersionMustGrow { next: 3 });
        }
    }

    #[test]
    fn a_policy_that_admits_nobody_or_has_no_human_ages_is_refused() {
        for policy in [
            Policy { age_min: 26, ..Policy::FOUNDING },
            Policy { age_min: -1, ..Policy::FOUNDING },
            Policy { age_max_inclusive: 121, ..Policy::FOUNDING },
            Policy { consent_age: 121, ..Policy::FOUNDING },
            Policy { majority: -1, ..Policy::FOUNDING },
        ] {
            given::<Programme>([])
                .when(Command::PublishPolicy { policy }, &Context::on(day()))
                .then_rejected(&Rejection::InvalidAges);
        }
    }

    fn target(value: u32) -> Command {
        Command::SetTarget { metric: Metric::Laureates, value, due: day() }
    }

    #[test]
    fn a_target_is_at_least_1_and_the_last_one_for_a_day_stands() {
        let set = |value| Event::TargetSet { metric: Metric::Laureates, value, due: day() };
        let context = Context::on(day());
        given::<Programme>([]).when(target(1), &context).then([set(1)]);
        given::<Programme>([]).when(target(0), &context).then_rejected(&Rejection::InvalidTarget);
        given::<Programme>([set(10_000)]).when(target(20_000), &context).then([set(20_000)]);
        let state = crate::testing::replay::<Programme>(&[set(10_000), set(20_000)]);
        assert_eq!(state.targets[&(Metric::Laureates, day())], 20_000);
    }

    #[test]
    fn no_fact_is_recorded_before_it_happens() {
        let context = Context { today: day().pred_opt().unwrap(), ..Context::on(day()) };
        given::<Programme>([]).when(target(1), &context).then_rejected(&Rejection::InTheFuture);
    }

    fn commands() -> impl Strategy<Value = Vec<(Command, Context)>> {
        let policy = (any::<Policy>(), 0u32..6, -10i32..130, -10i32..130).prop_map(
            |(policy, version, age_min, age_max_inclusive)| Policy {
                version,
                age_min,
                age_max_inclusive,
                consent_age: 15,
                majority: 18,
                ..policy
            },
        );
        let publish = policy.prop_map(|policy| Command::PublishPolicy { policy });
        laws::on_some_days(prop_oneof![1 => any::<Command>(), 1 => publish, 1 => Just(target(0))])
    }

    proptest! {
        #[test]
        fn whatever_is_asked_versions_of_the_policy_follow_each_other(commands in commands()) {
            laws::run::<Programme>(commands, Rejection::CODES, |run, _| {
                let versions = run.history.iter().filter_map(|event| match event {
                    Event::PolicyPublished { policy } => Some(policy.version),
                    Event::TargetSet { .. } => None,
                });
                let versions: Vec<_> = versions.collect();
                let expected: Vec<_> = (1..).take(versions.len()).collect();
                assert_eq!(versions, expected);
                assert_eq!(run.state.policy.map(|policy| policy.version), versions.last().copied());
            });
        }
    }

    #[test]
    fn every_rule_of_the_programme_can_be_broken() {
        laws::every_rule_can_be_broken::<Programme>(commands(), Rejection::CODES, &[]);
    }
}
