//! Plans carried out in memory by the rules themselves, without a log: what the tests look at.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use chrono::NaiveDate;
use domain::{
    Both, Context, Decider, Joint, JointDecision, JourneyId, PlacementId, Reason,
    activity::{self, Activity},
    aid::{self, Aid},
    booking::Booking,
    granting::{Granting, Helping},
    journey::{self, Journey},
    mentorship::{self, Mentorship, Pair},
    pairing,
    partner::{self, Partner},
    placement::{self, Placement},
    placing,
    programme::{self, Command as Rule, OptionCatalogue, Programme, Rules, Socle},
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

/// The state of a stream, and its events.
type Stream<S, E> = (S, Vec<Dated<E>>);
type StreamOf<D> = Stream<<D as Decider>::State, <D as Decider>::Event>;

/// What is left once blocks have been carried out.
#[derive(Default)]
pub(crate) struct Rehearsal {
    pub(crate) journeys: BTreeMap<Uuid, Stream<journey::State, journey::Event>>,
    pub(crate) supporters: BTreeMap<Uuid, Stream<supporter::State, supporter::Event>>,
    pub(crate) mentorships: BTreeMap<Uuid, Stream<mentorship::State, mentorship::Event>>,
    pub(crate) activities: BTreeMap<Uuid, Stream<activity::State, activity::Event>>,
    pub(crate) aids: BTreeMap<Uuid, Stream<aid::State, aid::Event>>,
    pub(crate) placements: BTreeMap<Uuid, Stream<placement::State, placement::Event>>,
    pub(crate) partners: BTreeMap<Uuid, Stream<partner::State, partner::Event>>,
    /// The budgets that were published, and what is reserved.
    pub(crate) programme: Stream<programme::State, programme::Event>,
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
        let mut rehearsal = Rehearsal::funded(until());
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
            Action::Activity(id, command) => {
                let stream = self.activities.entry(id.0).or_default();
                let decided = Activity::decide(&stream.0, command, &context);
                record::<Activity>(stream, allowed(decided, &name, &context), &context);
            }
            Action::Seat(id, command) => {
                let main = self.activities.entry(id.0).or_default();
                let other = self.journeys.entry(command.journey().0).or_default();
                joint::<Booking>(id.0, main, other, command, &name, &context);
            }
            Action::Aid(id, command) => {
                let stream = self.aids.entry(id.0).or_default();
                let decided = Aid::decide(&stream.0, command, &context);
                record::<Aid>(stream, allowed(decided, &name, &context), &context);
            }
            Action::Help(id, command) => {
                let main = self.aids.entry(id.0).or_default();
                let hers = allowed(Helping::other(&main.0, &command), &name, &context);
                let other = self.journeys.entry(hers).or_default();
                joint::<Helping>(id.0, main, other, command, &name, &context);
            }
            Action::Grant(id, command, changes) => {
                let main = self.aids.entry(id.0).or_default();
                let before = self.programme.1.len();
                joint::<Granting>(id.0, main, &mut self.programme, command, &name, &context);
                assert_eq!(self.programme.1.len(), before + usize::from(changes), "{name}");
            }
            Action::Placement(id, command, changes) => self.place(id, &command, changes, &context),
            Action::Partner(id, command) => {
                let stream = self.partners.entry(id.0).or_default();
                let decided = Partner::decide(&stream.0, command, &context);
                record::<Partner>(stream, allowed(decided, &name, &context), &context);
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

impl Rehearsal {
    fn place(
        &mut self,
        id: PlacementId,
        command: &placement::Command,
        changes: Option<JourneyId>,
        context: &Context,
    ) {
        use placement::Command as C;
        let place = self.placements.entry(id.0).or_default();
        let hers = match command {
            C::Apply { journey } | C::Answer { journey, .. } | C::Secure { journey } => {
                Some(*journey)
            }
            _ => place.0.record().and_then(placement::Record::journey),
        };
        let unknown = partner::State::Unknown;
        let partner = match command {
            C::Publish { offer } => &self.partners[&offer.partner.0].0,
            _ => &unknown,
        };
        let journey = self.journeys.entry(hers.map_or(Uuid::nil(), |id| id.0)).or_default();
        let states = placing::States { partner, journey: &journey.0, placement: &place.0 };
        let decided = placing::decide(states, id, command, context);
        let decision = allowed(decided, "placement", context);
        // What is told to change does, by one event or by two.
        assert_eq!(decision.journey.len(), usize::from(changes.is_some()));
        assert!(changes.is_none() || changes == hers);
        record::<Placement>(place, decision.placement, context);
        record::<Journey>(journey, decision.journey, context);
        if hers.is_none() {
            self.journeys.remove(&Uuid::nil());
        }
    }

    /// With the budgets of all years.
    pub(crate) fn funded(until: NaiveDate) -> Self {
        let mut rehearsal = Self::default();
        for (_, (day, command)) in crate::programme::announced(until, 1).unwrap() {
            if matches!(command, Rule::AllocateBudget { .. }) {
                let context = Context::on(day);
                let decided = Programme::decide(&rehearsal.programme.0, command, &context);
                let events = allowed(decided, "programme", &context);
                record::<Programme>(&mut rehearsal.programme, events, &context);
            }
        }
        rehearsal
    }
}

/// Carries out what is decided on two streams.
fn joint<J: Joint>(
    id: Uuid,
    main: &mut StreamOf<J::Main>,
    other: &mut StreamOf<J::Other>,
    command: J::Command,
    name: &str,
    context: &Context,
) {
    let states = Both { main: &main.0, other: &other.0 };
    let decided = J::decide(id, states, command, context);
    let JointDecision { main: events, other: others } = allowed(decided, name, context);
    record::<J::Main>(main, events, context);
    record::<J::Other>(other, others, context);
}

fn allowed<T, R: Reason>(decided: Result<T, R>, name: &str, context: &Context) -> T {
    decided.unwrap_or_else(|refused| panic!("{name} of {}: {refused}", context.today))
}

fn record<D: Decider>(stream: &mut StreamOf<D>, events: Vec<D::Event>, context: &Context) {
    for event in events {
        stream.0 = D::evolve(std::mem::take(&mut stream.0), &event);
        let (day, occurred_on) = (context.today, context.occurred_on);
        stream.1.push(Dated { day, occurred_on, event });
    }
}
