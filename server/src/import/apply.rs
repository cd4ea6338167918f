//! The lines of one beneficiary, against what is recorded of her: through the commands, or, in a
//! dry run, through the same rules in memory.

use std::{
    collections::{HashMap, VecDeque},
    sync::Mutex,
    sync::PoisonError,
    time::Duration,
};

use chrono::NaiveDate;
use commands::{Actor, Commands, Failure, Request};
use domain::{
    Context, Decider, Reason as _,
    correction::Entry,
    journey::{self, Journey, Rejection},
    policy::Policy,
    programme::Programme,
};
use uuid::Uuid;

use super::{
    column::Column,
    known::Known,
    plan::{self, Draft, Kind, Namespace, Step},
    reason::{About, LineReason, Reason, Remark},
    report::Verdict,
};

/// How often a command is sent again when the log cannot take it.
const ATTEMPTS: u32 = 6;
/// Before the second attempt; twice as long before each further one.
const PAUSE: Duration = Duration::from_millis(50);
/// Beneficiaries a dry run remembers: what it would have written for them.
const REMEMBERED: usize = 50_000;

/// Why an import stops. What was written stays, and running it again goes on from there.
pub(super) type Stopped = Failure<Rejection>;

/// Where the lines go.
pub(super) struct Target<'c> {
    commands: &'c Commands,
    today: NaiveDate,
    namespace: Namespace,
    actor: Actor,
    dry: Option<Dry>,
}

/// What a dry run decides with.
struct Dry {
    policy: Policy,
    memory: Mutex<Memory>,
}

/// Beneficiaries with what would have been written for them; the oldest are forgotten first.
#[derive(Default)]
struct Memory {
    beneficiaries: HashMap<Uuid, Past>,
    order: VecDeque<Uuid>,
}

/// What is recorded of a beneficiary.
#[derive(Default)]
struct Past {
    /// By command id.
    known: HashMap<Uuid, Known>,
    /// Folded in a dry run only.
    state: journey::State,
}

/// What became of a line.
pub(super) struct Applied {
    pub(super) verdict: Verdict,
    pub(super) problem: Option<About<Reason>>,
    pub(super) remarks: Vec<About<Remark>>,
    /// Commands that took effect, or would.
    pub(super) written: usize,
}

impl<'c> Target<'c> {
    /// Through the commands, or beside them in a dry run.
    ///
    /// # Errors
    /// When the log fails, or no policy is published.
    pub(super) async fn new(
        commands: &'c Commands,
        source: &str,
        today: NaiveDate,
        dry_run: bool,
    ) -> Result<Self, Stopped> {
        let policy = policy(commands).await?.ok_or(Failure::NoPolicy)?;
        let dry = dry_run.then(|| Dry { policy, memory: Mutex::default() });
        let actor = Actor::service(&format!("import-{source}"));
        Ok(Self { commands, today, namespace: Namespace::of(source), actor, dry })
    }

    /// Lines of one beneficiary, in their order.
    ///
    /// # Errors
    /// When the log fails.
    pub(super) async fn beneficiary(&self, drafts: Vec<Draft>) -> Result<Vec<Applied>, Stopped> {
        let Some(first) = drafts.first() else { return Ok(Vec::new()) };
        let journey = self.namespace.journey(&first.beneficiary.external_id);
        let mut past = self.past(journey).await?;
        let latest = drafts.iter().filter_map(|draft| draft.latest).max_by_key(|(start, _)| *start);
        let latest = latest.map(|(_, level)| level);
        let was_registered = past.known.contains_key(&Kind::Registration.command_id(journey));
        let mut applied = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let (registration, assumed) = plan::registration(&draft, latest, self.today);
            let authorisation = plan::authorisation(&draft);
            let only_remarks = draft.years.is_empty();
            let mut remarks = draft.remarks;
            let (mut written, mut problem) = (0, None);
            for step in [registration].into_iter().chain(authorisation).chain(draft.years) {
                let kind = step.kind;
                match self.step(journey, step, &mut past).await? {
                    Ok(false) => {}
                    Ok(true) => {
                        written += 1;
                        if kind == Kind::Registration {
                            remarks.extend(assumed.clone());
                        }
                    }
                    Err(refused) => {
                        problem = Some(refused);
                        break;
                    }
                }
            }
            let new = written > 0 || (only_remarks && !was_registered);
            let verdict = match &problem {
                Some(_) => Verdict::Refused,
                None if !remarks.is_empty() && new => Verdict::Flagged,
                None if written > 0 => Verdict::Taken,
                None => Verdict::Unchanged,
            };
            // A remark is about what is recorded now.
            if verdict != Verdict::Flagged {
                remarks.clear();
            }
            applied.push(Applied { verdict, problem, remarks, written });
        }
        self.remember(journey, past);
        Ok(applied)
    }

    /// One command: `true` when it took effect now, `false` when it had before.
    async fn step(
        &self,
        journey: Uuid,
        step: Step,
        past: &mut Past,
    ) -> Result<Result<bool, About<Reason>>, Stopped> {
        let command_id = step.kind.command_id(journey);
        if let Some(known) = past.known.get(&command_id) {
            return Ok(match known.difference(&step) {
                None => Ok(false),
                Some(column) => Err(conflict(&step, Some(column))),
            });
        }
        let registered = past.known.get(&Kind::Registration.command_id(journey));
        let day = match step.kind {
            Kind::Registration | Kind::Year(..) => step.occurred_on,
            // Interrupted and run again another day, it is still of the day of the registration.
            Kind::Guardian => step.occurred_on.or(registered.map(|known| known.on)),
        };
        let day = day.unwrap_or(self.today);
        let outcome = match &self.dry {
            Some(dry) => dry.decide(&step, day, self.today, past),
            None => self.send(journey, command_id, &step, day).await?,
        };
        match outcome {
            Ok(new) => {
                let known = Known::from_command(step.command, day);
                past.known.extend(known.map(|known| (command_id, known)));
                Ok(Ok(new))
            }
            Err(refused) => Ok(Err(refused)),
        }
    }

    /// Runs a command, again and again while the log cannot take it.
    async fn send(
        &self,
        journey: Uuid,
        command_id: Uuid,
        step: &Step,
        day: NaiveDate,
    ) -> Result<Result<bool, About<Reason>>, Stopped> {
        let mut request = Request::new(self.actor.clone(), command_id, self.today).about(day);
        request.correlation = Some(self.namespace.id());
        let mut pause = PAUSE;
        for attempt in 1.. {
            match self.commands.run::<Journey>(&request, journey, step.command.clone()).await {
                Ok(done) => return Ok(Ok(!done.replayed)),
                Err(Failure::Rejected(rejection)) => return Ok(Err(rejected(step, rejection))),
                // Another import wrote it in the meantime, and said another thing.
                Err(Failure::CommandIdReused(_)) => return Ok(Err(conflict(step, None))),
                Err(failure) if failure.is_retryable() && attempt < ATTEMPTS => {
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                Err(failure) => return Err(failure),
            }
        }
        Err(Failure::Contended)
    }

    /// What is recorded of a journey, by this source.
    async fn past(&self, journey: Uuid) -> Result<Past, Stopped> {
        if let Some(dry) = &self.dry
            && let Some(past) = dry.memory().beneficiaries.remove(&journey)
        {
            return Ok(past);
        }
        let mut past = Past::default();
        let history = self.commands.history::<Journey>(journey).await?;
        if self.dry.is_some() {
            past.state = commands::fold::<Journey>(&history);
        }
        for (recorded, entry) in history {
            // What the source said is known, whatever was corrected here since.
            let Entry::Event(event) = entry else { continue };
            let known = Known::from_event(event, recorded.occurred_on);
            past.known.extend(known.map(|known| (recorded.command_id.0, known)));
        }
        Ok(past)
    }

    fn remember(&self, journey: Uuid, past: Past) {
        let Some(dry) = &self.dry else { return };
        let mut memory = dry.memory();
        memory.beneficiaries.insert(journey, past);
        memory.order.push_back(journey);
        while memory.order.len() > REMEMBERED {
            if let Some(oldest) = memory.order.pop_front() {
                memory.beneficiaries.remove(&oldest);
            }
        }
    }
}

impl Dry {
    fn memory(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn decide(
        &self,
        step: &Step,
        occurred_on: NaiveDate,
        today: NaiveDate,
        past: &mut Past,
    ) -> Result<bool, About<Reason>> {
        let context = Context { today, policy: self.policy, ..Context::on(occurred_on) };
        let events = Journey::decide(&past.state, step.command.clone(), &context);
        let events = events.map_err(|rejection| rejected(step, rejection))?;
        past.state = events.iter().fold(std::mem::take(&mut past.state), Journey::evolve);
        Ok(true)
    }
}

async fn policy(commands: &Commands) -> Result<Option<Policy>, Stopped> {
    let history = commands.history::<Programme>(Uuid::nil()).await;
    let history = history.map_err(|failure| match failure {
        Failure::Log(error) => Failure::Log(error),
        Failure::Unreadable { stream, source } => Failure::Unreadable { stream, source },
        _ => Failure::NoPolicy,
    })?;
    Ok(commands::fold::<Programme>(&history).policy)
}

/// The same key says another thing than before.
fn conflict(step: &Step, column: Option<Column>) -> About<Reason> {
    let reason = match step.kind {
        Kind::Year(year, domain::journey::facts::Enrolment::Main) => LineReason::YearTwice { year },
        _ => LineReason::Conflict,
    };
    let place = column.map(|column| step.place(column));
    About { place, what: reason.into() }
}

/// A rule of the domain, with the column it is about.
fn rejected(step: &Step, rejection: Rejection) -> About<Reason> {
    let column = match rejection.field() {
        Some("birthDate") => Some(Column::BirthDate),
        Some("occurredOn") if matches!(step.kind, Kind::Year(..)) => Some(Column::StartDate),
        Some("occurredOn") => Some(Column::DateJoined),
        Some("niveau" | "statut") => Some(Column::Level),
        Some("schoolYear") => Some(Column::StartDate),
        Some("enrolment") => Some(Column::Enrolment),
        _ => None,
    };
    let place = column.map(|column| match step.kind {
        Kind::Year(..) => step.place(column),
        Kind::Registration | Kind::Guardian => step.form.place(column),
    });
    About { place, what: Reason::Rule(rejection) }
}
