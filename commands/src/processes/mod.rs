//! Process managers: what has to happen later, or on another stream, because of what happened.
//!
//! A process reads the log from its own checkpoint, waits for days, and acts by running commands.
//! Each command id is made of the process, the event that caused it and the step, so that whatever
//! is done again after a crash, or by another process of the service at the same time, has no second
//! effect: the command is run first, what was read and what is waited for is committed after it.
//! The day is an argument: tests turn it.

mod act;
mod ages;
mod departures;
mod eligibility;
mod endings;
mod expiry;
mod honorabilite;
mod process;
mod proposals;
mod rentree;
mod running;
mod seats;
mod store;
mod surveys;

pub use process::Process;
pub use running::Running;
pub use store::Timer;

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicI64, Ordering},
};

use chrono::{Days, NaiveDate};
use domain::{
    Context, Decider, JourneyId, Reason, Vocabulary as _, codec,
    correction::{Correction, Entry},
    departure::Left,
    pairing,
};
use eventstore::{Direction, Filter, LogId, Position, Recorded, StreamId};
use uuid::Uuid;

use crate::{Actor, Commands, Failure, Request, stream_id};
use act::{Act, Outcome};
use process::{Due, Happened, NEVER, Reaction, Voided};
use store::Change;

/// The tables they keep.
pub const TABLES: [&str; 2] = ["process_checkpoints", "process_timers"];

/// Events read, and timers fired, between two commits.
const PAGE: usize = 200;

/// Positions without news for a process after which it notes that it has read them.
const QUIET: i64 = 10_000;

/// Why a process could not go on. It goes on from the same place when it is tried again.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// A command could not be run now.
    #[error("a command of a process could not be run: {0}")]
    Command(#[source] Failure<pairing::Rejection>),
    /// The log can not be read.
    #[error("the log can not be read")]
    Log(#[from] eventstore::Error),
    /// The database refuses.
    #[error("the database refuses what a process notes")]
    Db(#[from] sqlx::Error),
    /// An event of this program's types can not be read.
    #[error("the event of {stream} at position {position} can not be read by {process}")]
    Unreadable {
        /// Which process.
        process: &'static str,
        /// Of which stream.
        stream: StreamId,
        /// Where.
        position: Position,
        /// Why.
        #[source]
        source: codec::CodecError,
    },
    /// A test wanted it to stop here, as a crash would.
    #[error("interrupted")]
    Interrupted,
}

impl ProcessError {
    /// Of a failure that is no refusal; a refusal is told by a process where it is one.
    fn of<R: Reason>(failure: Failure<R>) -> Self {
        // Loading refuses nothing: asked again, it would not either.
        Self::Command(failure.without_rejection().unwrap_or(Failure::Contended))
    }

    /// The same, as the failure of a command that waited for processes.
    pub(crate) fn into_failure<R: Reason>(self) -> Failure<R> {
        match self {
            Self::Command(failure) => failure.without_rejection().unwrap_or(Failure::Contended),
            Self::Log(error) => Failure::Log(error),
            Self::Db(error) => Failure::Log(error.into()),
            Self::Unreadable { stream, source, .. } => Failure::Unreadable { stream, source },
            Self::Interrupted => Failure::Contended,
        }
    }

    /// Would trying the same again help?
    fn is_retryable(&self) -> bool {
        match self {
            Self::Command(failure) => failure.is_retryable(),
            Self::Log(_) | Self::Db(_) | Self::Interrupted => true,
            Self::Unreadable { .. } => false,
        }
    }
}

/// All processes of a log.
pub struct Processes {
    commands: Commands,
    /// Steps left before a crash; endless in service.
    left: Option<AtomicI64>,
}

impl Processes {
    /// Acts through these commands.
    #[must_use]
    pub fn new(commands: Commands) -> Self {
        Self { commands, left: None }
    }

    /// Stops after so many steps, as a crash would: a step is a command run or a commit. For tests.
    #[must_use]
    pub fn interrupted_after(commands: Commands, steps: i64) -> Self {
        Self { commands, left: Some(AtomicI64::new(steps)) }
    }

    /// Lets every process read what has happened since it last did, and react. Gives how many
    /// events were read. One that fails holds up no other.
    ///
    /// # Errors
    /// The first failure.
    pub async fn follow(&self, today: NaiveDate) -> Result<usize, ProcessError> {
        let mut read = Ok(0);
        for process in Process::ALL {
            let done = self.follow_one(*process, today).await;
            note(*process, &mut read, done);
        }
        read
    }

    /// Fires what is due on this day. Gives how many timers were fired.
    ///
    /// # Errors
    /// The first failure.
    pub async fn turn(&self, today: NaiveDate) -> Result<usize, ProcessError> {
        let mut fired = Ok(0);
        for process in Process::ALL {
            let done = self.turn_one(*process, today).await;
            note(*process, &mut fired, done);
        }
        fired
    }

    /// What a process waits for, the next first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting(&self, process: Process) -> Result<Vec<Timer>, ProcessError> {
        Ok(store::due(self.commands.log.db(), process, NEVER, i64::MAX).await?)
    }

    /// Closes at once what somebody who is about to be erased has open elsewhere. Whoever calls has
    /// seen to it that nothing new is opened. What can not be closed as things stand does not hold
    /// an erasure up.
    ///
    /// # Errors
    /// When the log or the database fails.
    pub(crate) async fn depart(
        &self,
        journey: JourneyId,
        today: NaiveDate,
    ) -> Result<(), ProcessError> {
        let (process, db) = (Process::Departures, self.commands.log.db());
        self.follow_one(process, today).await?;
        let log_id = self.commands.log.head().await?.log_id;
        for noted in store::of_topic(db, process, &journey.to_string()).await? {
            let now = Timer { due: today, ..noted.clone() };
            if let Due::Act(act) = departures::leave(&self.commands, &now, Left::Erasure).await? {
                let key = (now.cause, now.subject, now.step.as_str());
                let days = (today, today);
                if let Outcome::Refused(code) = self.act(process, log_id, key, days, act).await? {
                    let Timer { subject, step, .. } = &now;
                    tracing::warn!(%subject, step, code, "of somebody erased, this is not closed");
                }
            }
            store::commit(db, process, None, &[Change::Done { timer: noted, next: None }]).await?;
            self.step()?;
        }
        Ok(())
    }

    async fn follow_one(&self, process: Process, today: NaiveDate) -> Result<usize, ProcessError> {
        let db = self.commands.log.db();
        let log_id = self.commands.log.head().await?.log_id;
        let filter = Filter::Types(types(process));
        let mut at = store::position(db, process).await?;
        let mut read = 0;
        loop {
            let head = self.commands.log.head().await?.position;
            let page = self.commands.log.read_all(at, Direction::Forward, PAGE, &filter).await?;
            let to = match page.last() {
                Some(last) if page.len() == PAGE => last.position,
                Some(last) => head.max(last.position),
                None => head,
            };
            let quiet = page.is_empty() && to.get() - at.get() < QUIET;
            if to <= at || quiet {
                return Ok(read);
            }
            let mut changes = Vec::new();
            for recorded in &page {
                self.react(process, log_id, recorded, today, &mut changes).await?;
            }
            if !store::commit(db, process, Some((at, to)), &changes).await? {
                // Another process of the service was faster: it has noted the same.
                at = store::position(db, process).await?;
                continue;
            }
            self.step()?;
            (at, read) = (to, read + page.len());
        }
    }

    async fn react(
        &self,
        process: Process,
        log_id: LogId,
        recorded: &Recorded,
        today: NaiveDate,
        changes: &mut Vec<Change>,
    ) -> Result<(), ProcessError> {
        let (position, subject) = (recorded.position, subject(recorded));
        let reactions = match read(process, recorded)? {
            Read::Nothing => return Ok(()),
            Read::Voided(voided) => process.voided(&voided),
            Read::Happened(happened) => {
                let context = self.context(happened.occurred_on, today).await?;
                process.react(&self.commands, &context, &happened).await?
            }
        };
        for reaction in reactions {
            match reaction {
                Reaction::Note(change) => changes.push(change),
                Reaction::Act { step, on, act } => {
                    let key = (position, subject, step.as_str());
                    let on = on.min(today);
                    if let Outcome::Refused(code) =
                        self.act(process, log_id, key, (on, today), act).await?
                    {
                        tracing::info!(process = process.code(), code, "a reaction is refused");
                    }
                }
            }
        }
        Ok(())
    }

    async fn turn_one(&self, process: Process, today: NaiveDate) -> Result<usize, ProcessError> {
        let db = self.commands.log.db();
        let log_id = self.commands.log.head().await?.log_id;
        let mut fired = 0;
        loop {
            let page = i64::try_from(PAGE).unwrap_or(i64::MAX);
            let due = store::due(db, process, today, page).await?;
            if due.is_empty() {
                return Ok(fired);
            }
            let mut changes = Vec::new();
            for timer in &due {
                let next = match self.fire(process, log_id, timer, today).await {
                    Ok(next) => next,
                    Err(error) if error.is_retryable() => return Err(error),
                    Err(error) => {
                        let subject = timer.subject;
                        tracing::error!(process = process.code(), %subject, %error, "a timer failed");
                        Some(today)
                    }
                };
                // Never twice on one day for ever.
                let next = next.map(|next| next.max(timer.due + Days::new(1)));
                changes.push(Change::Done { timer: timer.clone(), next });
            }
            store::commit(db, process, None, &changes).await?;
            self.step()?;
            fired += due.len();
        }
    }

    /// Fires a timer; gives the day on which to fire it again.
    async fn fire(
        &self,
        process: Process,
        log_id: LogId,
        timer: &Timer,
        today: NaiveDate,
    ) -> Result<Option<NaiveDate>, ProcessError> {
        let context = self.context(timer.due, today).await?;
        let act = match process.due(&self.commands, &context, timer).await? {
            Due::Later(day) => return Ok(Some(day)),
            Due::Never => return Ok(None),
            Due::Act(act) => act,
        };
        let key = (timer.cause, timer.subject, timer.step.as_str());
        let outcome = self.act(process, log_id, key, (timer.due, today), act).await?;
        Ok(process.after(timer, outcome))
    }

    /// Runs a command with the id of its cause and step.
    async fn act(
        &self,
        process: Process,
        log_id: LogId,
        (cause, subject, step): (Position, Uuid, &str),
        (on, today): (NaiveDate, NaiveDate),
        act: Act,
    ) -> Result<Outcome, ProcessError> {
        let name = process.code();
        let id = format!("process {name} {cause} {subject} {step} {on}");
        let id = Uuid::new_v5(&log_id.0, id.as_bytes());
        let request = Request::new(Actor::service(name), id, today).about(on);
        let outcome = act.run(&self.commands, &request).await.map_err(ProcessError::Command)?;
        self.step()?;
        Ok(outcome)
    }

    async fn context(&self, on: NaiveDate, today: NaiveDate) -> Result<Context, ProcessError> {
        let request = Request::new(Actor::service("process"), Uuid::nil(), today).about(on);
        self.commands.context(&request).await.map_err(ProcessError::Command)
    }

    /// Counts a step, and stops where a test wants it.
    fn step(&self) -> Result<(), ProcessError> {
        match &self.left {
            Some(left) if left.fetch_sub(1, Ordering::Relaxed) <= 1 => {
                Err(ProcessError::Interrupted)
            }
            _ => Ok(()),
        }
    }
}

/// What a process reads: its own types, what they are corrected to, and voids where it says so.
fn types(process: Process) -> Vec<String> {
    let own = process.types().iter().map(|kind| (*kind).to_owned());
    let categories: BTreeSet<_> =
        process.types().iter().filter_map(|kind| kind.split('.').next()).collect();
    let voids = process.voids().iter().map(|category| codec::voided_type(category));
    own.chain(categories.into_iter().map(codec::corrected_type)).chain(voids).collect()
}

/// What an event is to a process.
enum Read {
    Happened(Happened),
    Voided(Voided),
    Nothing,
}

/// What a process reacts to. What an event is corrected to happens now, as far as it is concerned.
fn read(process: Process, recorded: &Recorded) -> Result<Read, ProcessError> {
    let unreadable = |source| {
        let (position, stream) = (recorded.position, recorded.stream.clone());
        ProcessError::Unreadable { process: process.code(), stream, position, source }
    };
    let entry = codec::decode_any_entry(&recorded.kind, &recorded.data).map_err(unreadable)?;
    let (position, subject) = (recorded.position, subject(recorded));
    let (event, occurred_on) = match entry {
        Entry::Event(event) => (event, None),
        Entry::Correction(Correction::Voided { .. }) => {
            let occurred_on = recorded.occurred_on;
            return Ok(Read::Voided(Voided { subject, occurred_on }));
        }
        Entry::Correction(Correction::Corrected { replacement, occurred_on, .. }) => {
            let (kind, _) = codec::encode_any(&replacement).map_err(unreadable)?;
            if !process.types().contains(&kind.as_str()) {
                return Ok(Read::Nothing);
            }
            (replacement, occurred_on)
        }
    };
    let occurred_on = occurred_on.unwrap_or(recorded.occurred_on);
    Ok(Read::Happened(Happened { position, subject, occurred_on, event }))
}

/// The aggregate an event is of.
fn subject(recorded: &Recorded) -> Uuid {
    Uuid::try_parse(recorded.stream.id()).unwrap_or_default()
}

/// An aggregate as the log has it now.
async fn load<D: Decider>(commands: &Commands, id: Uuid) -> Result<D::State, ProcessError> {
    let loaded = commands.load::<D, pairing::Rejection>(&stream_id::<D>(id), true).await;
    Ok(loaded.map_err(ProcessError::Command)?.state)
}

/// Adds what a process has done; the first failure is kept, and each is told.
fn note(
    process: Process,
    sum: &mut Result<usize, ProcessError>,
    done: Result<usize, ProcessError>,
) {
    match (sum, done) {
        (Ok(sum), Ok(done)) => *sum += done,
        (sum @ Ok(_), Err(error)) => {
            tracing::warn!(process = process.code(), %error, "a process waits");
            *sum = Err(error);
        }
        (Err(_), Err(error)) => {
            tracing::warn!(process = process.code(), %error, "a process waits");
        }
        (Err(_), Ok(_)) => {}
    }
}
