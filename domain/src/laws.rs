//! What holds for every aggregate, whatever is asked of it.

use std::{collections::BTreeSet, fmt::Debug, sync::Arc};

use chrono::{NaiveDate, TimeDelta};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};

use crate::{
    Context, Decider, Reason, codec,
    journey::facts::Platform,
    policy::Policy,
    programme::{
        Calendar, CalendarPhase, DisclosurePolicy, OptionCatalogue, PhaseKind, Rules, Socle,
    },
    reason::Documented,
    testing::replay,
};

/// What happened when commands were run one after the other.
pub struct Run<D: Decider> {
    /// Every event, in order.
    pub history: Vec<D::Event>,
    /// Where that led.
    pub state: D::State,
    /// The rules that were broken on the way.
    pub broken: BTreeSet<&'static str>,
}

/// Runs the commands. Deciding never panics and never accepts without a trace, every refusal can be
/// shown to a program and to a person, and the stored events give back the state that decided.
pub fn run<D>(
    commands: Vec<(D::Command, Context)>,
    codes: &[Documented],
    mut after: impl FnMut(&Run<D>, &Context),
) -> Run<D>
where
    D: Decider<State: PartialEq + Debug, Event: PartialEq + Debug>,
{
    let mut run =
        Run::<D> { history: Vec::new(), state: D::State::default(), broken: BTreeSet::new() };
    for (command, context) in commands {
        match D::decide(&run.state, command, &context) {
            Ok(events) => {
                assert!(!events.is_empty(), "accepted, and nothing happened");
                is_recorded_by_its_command::<D>(&run.state, &events, &context);
                run.state = events.iter().fold(run.state, D::evolve);
                run.history.extend(events);
                after(&run, &context);
            }
            Err(rejection) => {
                is_presentable(&rejection, codes);
                run.broken.insert(rejection.code());
            }
        }
    }
    let stored = run.history.iter().map(|event| {
        let (kind, data) = codec::encode(event).unwrap();
        codec::decode(&kind, &data).unwrap()
    });
    let stored: Vec<D::Event> = stored.collect();
    assert_eq!(stored, run.history);
    assert_eq!(replay::<D>(&stored), run.state);
    run
}

/// What [`Decider::correctable`] says of an event that was recorded alone is true: the command it
/// names records this event.
fn is_recorded_by_its_command<D>(before: &D::State, events: &[D::Event], context: &Context)
where
    D: Decider<Event: PartialEq + Debug>,
{
    let [event] = events else { return };
    if let Some(command) = D::correctable(event).command {
        let again = D::decide(before, command, context).map_err(|refused| refused.code());
        assert_eq!(again.as_deref(), Ok(events));
    }
}

fn is_presentable(rejection: &impl Reason, codes: &[Documented]) {
    let code = rejection.code();
    assert!(codes.iter().any(|(known, _, _)| *known == code), "{code} is not documented");
    assert!(!rejection.to_string().is_empty(), "{code} says nothing");
    assert!(!rejection.french().is_empty(), "{code} ne dit rien");
    let camel = |field: &str| field.bytes().all(|b| b.is_ascii_alphabetic());
    assert!(rejection.field().is_none_or(camel), "{code} names a field as the API does not");
}

/// Each rule is broken by some of these commands: no rule is dead, and the laws above meet them all.
///
/// `elsewhere` names the rules that another module applies.
#[track_caller]
pub fn every_rule_can_be_broken<D>(
    commands: impl Strategy<Value = Vec<(D::Command, Context)>>,
    codes: &'static [Documented],
    elsewhere: &[&str],
) where
    D: Decider<State: PartialEq + Debug, Event: PartialEq + Debug>,
{
    let mut runner = TestRunner::deterministic();
    let mut never: BTreeSet<_> = codes.iter().map(|(code, _, _)| *code).collect();
    never.retain(|code| !elsewhere.contains(code));
    for _ in 0..10_000 {
        if never.is_empty() {
            return;
        }
        let commands = commands.new_tree(&mut runner).unwrap().current();
        let broken = run::<D>(commands, codes, |_, _| ()).broken;
        never.retain(|code| !broken.contains(code));
    }
    panic!("no command breaks {never:?}");
}

/// What is published besides the second policy: the founding catalogues, and a calendar of Parcoursup
/// that is closed on most days.
fn rules() -> Arc<Rules> {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    let phases = [
        (PhaseKind::Wishes, day(1, 19), day(3, 12)),
        (PhaseKind::Confirmation, day(3, 13), day(4, 1)),
        (PhaseKind::Admission, day(6, 2), day(7, 11)),
    ];
    let phases = phases.map(|(kind, opens, closes)| CalendarPhase { kind, opens, closes });
    let (platform, session) = (Platform::Parcoursup, 2026);
    let calendar = Calendar { platform, session, phases: phases.into() };
    Arc::new(Rules {
        socle: Some(Socle::founding().unwrap()),
        options: Some(OptionCatalogue::founding().unwrap()),
        calendars: [((platform, session), calendar)].into(),
        disclosure: Some(DisclosurePolicy::FOUNDING),
    })
}

/// Days of two school years, most facts recorded soon after, some before they happen; one of two
/// policies, which take few wishes so that the limit is met.
pub fn context() -> impl Strategy<Value = Context> {
    let start = NaiveDate::from_ymd_opt(2025, 9, 1).unwrap();
    (0i64..700, -1i64..30, 1u32..3).prop_map(move |(day, delay, version)| {
        let occurred_on = start + TimeDelta::days(day);
        let policy = Policy {
            version,
            parcoursup_max_wishes: 3,
            lycee_needs_project: version == 2,
            ..Policy::FOUNDING
        };
        Context {
            today: occurred_on + TimeDelta::days(delay),
            policy,
            rules: if version == 2 { rules() } else { Arc::default() },
            ..Context::on(occurred_on)
        }
    })
}

/// Commands of a strategy, each on some day.
pub fn on_some_days<C: Debug>(
    command: impl Strategy<Value = C>,
) -> impl Strategy<Value = Vec<(C, Context)>> {
    proptest::collection::vec((command, context()), 0..120)
}
