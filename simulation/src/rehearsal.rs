//! Plans carried out in memory by the rules themselves, without a log: what the tests look at.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use chrono::NaiveDate;
use domain::{
    Context, Decider, Reason,
    journey::{self, Journey},
    mentorship::{self, Mentorship, Pair},
    pairing,
    programme::{OptionCatalogue, Rules, Socle},
    supporter::{self, Supporter},
};
use eventstore::{Db, DbOptions};
use reference::Directory;
use uuid::Uuid;

use crate::{
    atlas::Atlas,
    block::{self, Block},
    calendar::date,
    step::{Action, Step},
};

/// An event with the day it was sent and the day it is about.
pub(crate) struct Dated<E> {
    pub(crate) day: NaiveDate,
    pub(crate) occurred_on: NaiveDate,
    pub(crate) event: E,
}

/// What is left once blocks have been carried out.
#[derive(Default)]
pub(crate) struct Rehearsal {
    pub(crate) journeys: BTreeMap<Uuid, (journey::State, Vec<Dated<journey::Event>>)>,
    pub(crate) supporters: BTreeMap<Uuid, (supporter::State, Vec<Dated<supporter::Event>>)>,
    pub(crate) mentorships: BTreeMap<Uuid, (mentorship::State, Vec<Dated<mentorship::Event>>)>,
}

pub(crate) const SEED: u64 = 2026;
pub(crate) const BLOCKS: u32 = 80;

pub(crate) fn until() -> NaiveDate {
    date(2026, 11, 24)
}

/// The starter set of the reference data.
pub(crate) fn atlas() -> &'static Atlas {
    static ATLAS: OnceLock<Atlas> = OnceLock::new();
    ATLAS.get_or_init(|| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let directory = runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let url = format!("sqlite://{}", folder.path().join("reference.db").display());
            let db = Db::connect(&url, DbOptions::default()).await.unwrap();
            db.migrate().await.unwrap();
            reference::seed(&db, "2026-11-01T08:00:00Z".parse().unwrap()).await.unwrap();
            Directory::load(&db).await.unwrap()
        });
        Atlas::new(&directory).unwrap()
    })
}

/// 2,000 journeys, carried out.
pub(crate) fn rehearsal() -> &'static Rehearsal {
    static DONE: OnceLock<Rehearsal> = OnceLock::new();
    DONE.get_or_init(|| {
        let mut rehearsal = Rehearsal::default();
        for number in 0..BLOCKS {
            rehearsal.run(block::plan(SEED, number, block::SIZE, atlas(), until()));
        }
        rehearsal
    })
}

/// What is in force: the founding catalogues, and the calendars of all sessions.
fn rules() -> &'static Arc<Rules> {
    static RULES: OnceLock<Arc<Rules>> = OnceLock::new();
    RULES.get_or_init(|| {
        let calendars = crate::programme::calendars(date(2035, 1, 1));
        let calendars = calendars.into_iter().map(|known| ((known.platform, known.session), known));
        Arc::new(Rules {
            socle: Some(Socle::founding().unwrap()),
            options: Some(OptionCatalogue::founding().unwrap()),
            calendars: calendars.collect(),
            disclosure: None,
        })
    })
}

impl Rehearsal {
    /// Carries a block out.
    ///
    /// # Panics
    /// When the rules refuse a command.
    pub(crate) fn run(&mut self, block: Block) {
        for step in block.steps {
            self.step(step);
        }
    }

    fn step(&mut self, step: Step) {
        let name = step.action.name();
        let (occurred_on, rules) = (step.occurred_on, Arc::clone(rules()));
        let context = Context { occurred_on, rules, ..Context::on(step.day) };
        match step.action {
            Action::Journey(id, command) => {
                let stream = self.journeys.entry(id.0).or_default();
                let decided = Journey::decide(&stream.0, command, &context);
                record::<Journey>(stream, allowed(decided, &name, &context), &context);
            }
            Action::Supporter(id, command) => {
                let stream = self.supporters.entry(id.0).or_default();
                let decided = Supporter::decide(&stream.0, command, &context);
                record::<Supporter>(stream, allowed(decided, &name, &context), &context);
            }
            Action::Mentorship(id, command) => {
                let stream = self.mentorships.entry(id.0).or_default();
                let decided = Mentorship::decide(&stream.0, command, &context);
                record::<Mentorship>(stream, allowed(decided, &name, &context), &context);
            }
            Action::Suspend(id, reason, paused) => {
                let stream = self.supporters.entry(id.0).or_default();
                let held: Vec<_> = stream.0.record().unwrap().slots.keys().copied().collect();
                let nobody = journey::State::default();
                let pairs: Vec<_> = held
                    .iter()
                    .map(|held| pairing::WithSide {
                        id: *held,
                        relation: &self.mentorships[&held.0].0,
                        side: &nobody,
                    })
                    .collect();
                let decided = pairing::suspend(&stream.0, &pairs, reason, &context);
                let parted = allowed(decided, &name, &context);
                record::<Supporter>(stream, parted.own, &context);
                let mut touched = Vec::new();
                for (id, (events, _)) in held.into_iter().zip(parted.pairs) {
                    if !events.is_empty() {
                        touched.push(id);
                    }
                    let relation = self.mentorships.entry(id.0).or_default();
                    record::<Mentorship>(relation, events, &context);
                }
                let paused: BTreeSet<_> = paused.into_iter().collect();
                assert_eq!(touched.into_iter().collect::<BTreeSet<_>>(), paused);
            }
            Action::Pair(id, command) => {
                let relation = self.mentorships.entry(id.0).or_default();
                let Pair { journey, supporter } = match (&command, relation.0.pair()) {
                    (pairing::Command::Propose { pair, .. }, _) => *pair,
                    (_, pair) => pair.unwrap(),
                };
                let journey = self.journeys.entry(journey.0).or_default();
                let supporter = self.supporters.entry(supporter.0).or_default();
                let states = pairing::States {
                    journey: &journey.0,
                    supporter: &supporter.0,
                    mentorship: &relation.0,
                };
                let decided = pairing::decide(states, id, command, &context);
                let decision = allowed(decided, &name, &context);
                record::<Journey>(journey, decision.journey, &context);
                record::<Supporter>(supporter, decision.supporter, &context);
                record::<Mentorship>(relation, decision.mentorship, &context);
            }
        }
    }
}

fn allowed<T, R: Reason>(decided: Result<T, R>, name: &str, context: &Context) -> T {
    decided.unwrap_or_else(|refused| panic!("{name} of {}: {refused}", context.today))
}

fn record<D: Decider>(
    stream: &mut (D::State, Vec<Dated<D::Event>>),
    events: Vec<D::Event>,
    context: &Context,
) {
    for event in events {
        stream.0 = D::evolve(std::mem::take(&mut stream.0), &event);
        let (day, occurred_on) = (context.today, context.occurred_on);
        stream.1.push(Dated { day, occurred_on, event });
    }
}
