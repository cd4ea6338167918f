//! Runs blocks: each in order, many at once.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use commands::{Actor, Commands, Done, Failure, Request};
use domain::{
    JourneyId, MentorshipId, Reason,
    activity::Activity,
    aid::Aid,
    booking::Booking,
    granting::{Granting, Helping},
    journey::{self, Journey, Rejection},
    mentorship::{Mentorship, Severity},
    pairing::Command as Pairing,
    partner::Partner,
    supporter::Supporter,
};
use reference::Directory;
use tokio::{task::JoinSet, time};
use uuid::Uuid;

use crate::{
    Options, Progress, Report, SimulationError,
    atlas::Atlas,
    block::{self, Block},
    calendar,
    calibration::budget::LOT,
    programme,
    step::{Action, Step},
};

/// How often a command is sent before its failure stands, and the first pause; each one doubles it.
const TRIES: u32 = 12;
const PAUSE: Duration = Duration::from_millis(5);
/// How often progress is told.
const TICK: Duration = Duration::from_millis(250);

/// What running blocks count together.
#[derive(Default)]
struct Counters {
    commands: AtomicU64,
    replayed: AtomicU64,
    events: AtomicU64,
}

/// Simulates journeys through `commands`, on the schools and formations of `directory`.
///
/// The programme must have what it is founded with ([`Commands::found`]); the calendars and budgets
/// that it lacks are published first. The same options on the same
/// reference data give every stream the same events, whatever the concurrency and the database; only
/// on the programme's own stream, where all meet, reservations come in the order they are made.
/// Run again on the same log they append nothing: an interrupted simulation is resumed so.
///
/// `progress` is told from the calling task, several times a second and at the end.
///
/// # Errors
/// [`SimulationError`]; what was appended before it stays.
pub async fn simulate(
    commands: &Commands,
    directory: &Directory,
    options: &Options,
    progress: impl Fn(Progress) + Send + Sync,
) -> Result<Report, SimulationError> {
    let Options { journeys, seed, until, concurrency } = *options;
    let first = calendar::opening();
    if until < first {
        return Err(SimulationError::TooEarly { until, first });
    }
    let atlas = Arc::new(Atlas::new(directory)?);
    let counters = Arc::new(Counters::default());
    if journeys > 0 {
        let lots = journeys.div_ceil(LOT).into();
        let events = programme::publish(commands, until, lots).await?;
        counters.events.fetch_add(events, Ordering::Relaxed);
    }
    let mut report = Report::default();
    let mut waiting = (0..journeys.div_ceil(block::SIZE))
        .map(|number| (number, (journeys - number * block::SIZE).min(block::SIZE)));
    let mut running = JoinSet::new();
    let mut tick = time::interval(TICK);
    loop {
        while running.len() < concurrency.max(1) {
            let Some((number, size)) = waiting.next() else { break };
            let (commands, atlas) = (commands.clone(), Arc::clone(&atlas));
            let counters = Arc::clone(&counters);
            // Planned when its turn comes: memory holds the running blocks only.
            running.spawn(async move {
                let block = block::plan(seed, number, size, &atlas, until);
                let counts = block.counts;
                run(&commands, block, &counters).await.map(|()| counts)
            });
        }
        tokio::select! {
            done = running.join_next() => {
                let Some(done) = done else { break };
                report.add(done.map_err(SimulationError::Task)??);
            }
            _ = tick.tick() => progress(counters.so_far(report.journeys)),
        }
    }
    let Progress { commands, events, .. } = counters.so_far(report.journeys);
    let replayed = counters.replayed.load(Ordering::Relaxed);
    progress(counters.so_far(report.journeys));
    Ok(Report { commands, replayed, events, ..report })
}

impl Counters {
    fn so_far(&self, journeys_done: u32) -> Progress {
        Progress {
            journeys_done,
            commands: self.commands.load(Ordering::Relaxed),
            events: self.events.load(Ordering::Relaxed),
        }
    }
}

/// Events of each stream so far, to tell how many a command appended.
#[derive(Default)]
struct Revisions {
    events: HashMap<Uuid, i64>,
    /// The journey and the supporter of each relation.
    sides: HashMap<Uuid, (Uuid, Uuid)>,
}

impl Revisions {
    /// A command of one stream: what is new on it.
    fn single(&mut self, stream: Uuid, done: &Done) -> i64 {
        let Some(revision) = done.revision else { return 0 };
        let events = self.events.entry(stream).or_default();
        let new = revision.get() + 1 - *events;
        *events += new;
        new
    }

    /// A command on both sides of a pair: one event on the relation, and one on each side unless it
    /// only starts or goes on; a concern is noted on hers, and a high one pauses the relation.
    fn pair(&mut self, relation: Uuid, command: &Pairing) -> i64 {
        if let Pairing::Propose { pair, .. } = command {
            self.sides.insert(relation, (pair.journey.0, pair.supporter.0));
        }
        let both = match (command, self.sides.get(&relation)) {
            (Pairing::Start | Pairing::Resume, _) | (_, None) => vec![relation],
            // A high one suspends the relation, which was live.
            (Pairing::RaiseConcern { severity: Severity::High, .. }, Some((journey, _))) => {
                vec![relation, relation, *journey]
            }
            (Pairing::RaiseConcern { .. }, Some((journey, _))) => vec![relation, *journey],
            (_, Some((journey, supporter))) => vec![relation, *journey, *supporter],
        };
        for stream in &both {
            *self.events.entry(*stream).or_default() += 1;
        }
        i64::try_from(both.len()).unwrap_or(0)
    }

    /// A command of a placement: what is new on it, and one event or two on hers.
    fn place(&mut self, placement: Uuid, done: &Done, hers: Option<JourneyId>) -> i64 {
        let new = self.single(placement, done);
        let Some(JourneyId(journey)) = hers else { return new };
        *self.events.entry(journey).or_default() += 1;
        new + 1
    }

    /// One event on the supporter's stream and one on each relation that pauses with it.
    fn suspend(&mut self, supporter: Uuid, paused: &[MentorshipId]) -> i64 {
        *self.events.entry(supporter).or_default() += 1;
        for relation in paused {
            *self.events.entry(relation.0).or_default() += 1;
        }
        1 + i64::try_from(paused.len()).unwrap_or(0)
    }
}

async fn run(
    commands: &Commands,
    block: Block,
    counters: &Counters,
) -> Result<(), SimulationError> {
    let mut revisions = Revisions::default();
    for step in &block.steps {
        let done = patiently(commands, block.number, step).await?;
        let events = match &step.action {
            Action::Journey(id, _) => revisions.single(id.0, &done),
            Action::Supporter(id, _) => revisions.single(id.0, &done),
            Action::Mentorship(id, _) => revisions.single(id.0, &done),
            Action::Pair(id, command) => revisions.pair(id.0, command),
            Action::Suspend(id, _, paused) => revisions.suspend(id.0, paused),
            Action::Activity(id, _) => revisions.single(id.0, &done),
            Action::Seat(id, _) => revisions.single(id.0, &done),
            Action::Aid(id, _) => revisions.single(id.0, &done),
            Action::Help(id, _) => revisions.single(id.0, &done),
            Action::Grant(id, _, budget) => revisions.single(id.0, &done) + i64::from(*budget),
            Action::Placement(id, _, hers) => revisions.place(id.0, &done, *hers),
            Action::Partner(id, _) => revisions.single(id.0, &done),
        };
        counters.commands.fetch_add(1, Ordering::Relaxed);
        if done.replayed {
            counters.replayed.fetch_add(1, Ordering::Relaxed);
        } else {
            counters.events.fetch_add(events.unsigned_abs(), Ordering::Relaxed);
        }
    }
    Ok(())
}

/// Sends a command, again when that can help: the command id makes sure that it has one effect.
async fn patiently(commands: &Commands, block: u32, step: &Step) -> Result<Done, SimulationError> {
    let mut pause = PAUSE;
    let mut tries = 1..TRIES;
    loop {
        let refusal = match send(commands, step).await {
            Ok(done) => return Ok(done),
            Err(refusal) => refusal,
        };
        if tries.next().is_none() || !refusal.retryable {
            return Err(refusal.named(block, step));
        }
        tracing::debug!(block, command = step.action.name(), "sent again");
        time::sleep(pause).await;
        pause *= 2;
    }
}

async fn send(commands: &Commands, step: &Step) -> Result<Done, Refusal> {
    let actor = Actor::service("simulation");
    let request = Request::new(actor, step.command_id, step.day).about(step.occurred_on);
    match &step.action {
        Action::Journey(id, command) => {
            match commands.run::<Journey>(&request, id.0, command.clone()).await {
                Err(Failure::Rejected(rejection)) => match homonym(command, &rejection) {
                    Some(command) => {
                        let again = Uuid::new_v5(&step.command_id, b"homonym");
                        let request =
                            Request::new(request.actor, again, step.day).about(step.occurred_on);
                        Ok(commands.run::<Journey>(&request, id.0, command).await?)
                    }
                    None => Err(Failure::Rejected(rejection).into()),
                },
                done => Ok(done?),
            }
        }
        Action::Supporter(id, command) => {
            Ok(commands.run::<Supporter>(&request, id.0, command.clone()).await?)
        }
        Action::Mentorship(id, command) => {
            Ok(commands.run::<Mentorship>(&request, id.0, command.clone()).await?)
        }
        Action::Pair(id, command) => Ok(commands.run_pair(&request, *id, command.clone()).await?),
        Action::Suspend(id, reason, _) => {
            Ok(commands.suspend_supporter(&request, *id, *reason).await?)
        }
        Action::Activity(id, command) => {
            Ok(commands.run::<Activity>(&request, id.0, command.clone()).await?)
        }
        Action::Seat(id, command) => {
            Ok(commands.run_joint::<Booking>(&request, id.0, command.clone()).await?)
        }
        Action::Aid(id, command) => {
            Ok(commands.run::<Aid>(&request, id.0, command.clone()).await?)
        }
        Action::Help(id, command) => {
            Ok(commands.run_joint::<Helping>(&request, id.0, command.clone()).await?)
        }
        Action::Grant(id, command, _) => {
            Ok(commands.run_joint::<Granting>(&request, id.0, command.clone()).await?)
        }
        Action::Placement(id, command, _) => {
            Ok(commands.run_placement(&request, *id, command.clone()).await?)
        }
        Action::Partner(id, command) => {
            Ok(commands.run::<Partner>(&request, id.0, command.clone()).await?)
        }
    }
}

/// What registers her when somebody of another simulation on the same log, or of the real world,
/// has her name and birth date, or has registered her so before.
fn homonym(command: &journey::Command, rejection: &Rejection) -> Option<journey::Command> {
    let (Rejection::PersonAlreadyRegistered { .. } | Rejection::AlreadyRegistered) = rejection
    else {
        return None;
    };
    let mut command = command.clone();
    let journey::Command::Register { homonym, .. } = &mut command else { return None };
    *homonym = true;
    Some(command)
}

/// A failure of any aggregate.
struct Refusal {
    retryable: bool,
    /// Code and sentence of the rule, when it is one.
    rule: Option<(&'static str, String)>,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl<R: Reason> From<Failure<R>> for Refusal {
    fn from(failure: Failure<R>) -> Self {
        let rule = match &failure {
            Failure::Rejected(reason) => Some((reason.code(), reason.to_string())),
            _ => None,
        };
        Self { retryable: failure.is_retryable(), rule, source: Box::new(failure) }
    }
}

impl Refusal {
    fn named(self, block: u32, step: &Step) -> SimulationError {
        let (command, day) = (step.action.name(), step.day);
        match self.rule {
            Some((code, reason)) => SimulationError::Rejected { block, command, day, code, reason },
            None => SimulationError::Failed { block, command, day, source: self.source },
        }
    }
}
