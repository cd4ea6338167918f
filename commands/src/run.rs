use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::NaiveDate;
use domain::{
    Context, Decider, codec,
    correction::{self, Entry},
    policy::Policy,
    programme::{self, Programme, Rules},
};
use eventstore::{
    Append, AppendError, Appended, CommandId, Direction, ExpectedRevision, Fingerprint, Log,
    NewEvent, Position, Recorded, Revision, StreamId, StreamWrite, Vault,
};
use serde::Serialize;
use tokio::time::Instant;
use uuid::Uuid;

use crate::{Actor, Failure, cache::States, policy::Guarded};

/// How often a command is decided again because somebody else was faster.
pub(crate) const ATTEMPTS: usize = 8;
/// Events read at once while folding a stream.
const PAGE: usize = 1_000;
/// How long what is in force may be remembered before it is looked up again.
const POLICY_AGE: Duration = Duration::from_secs(1);

/// What the programme has published last.
#[derive(Clone)]
pub(crate) struct InForce {
    policy: Policy,
    rules: Arc<Rules>,
}

/// The write side.
#[derive(Clone)]
pub struct Commands {
    pub(crate) log: Log,
    pub(crate) vault: Vault,
    pub(crate) states: States,
    in_force: Arc<Mutex<Option<(InForce, Instant)>>>,
}

/// Settings of the write side.
#[derive(Clone, Copy, Debug)]
pub struct CommandsOptions {
    /// States kept in memory; some kilobytes each.
    pub cached_states: usize,
}

impl Default for CommandsOptions {
    fn default() -> Self {
        Self { cached_states: 50_000 }
    }
}

/// What comes with every command, whatever it asks.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who asks.
    pub actor: Actor,
    /// Names this command: sent again, it has no second effect and gets the first answer.
    pub command_id: CommandId,
    /// When it was true.
    pub occurred_on: NaiveDate,
    /// The day of the decision, Europe/Paris.
    pub today: NaiveDate,
    /// The revision the caller had seen, if it wants to be refused after a change.
    pub expected: Option<Revision>,
    /// What this command belongs to; by default itself.
    pub correlation: Option<Uuid>,
    /// What it rests on: `declared`, `documented` or `certified`.
    pub evidence: domain::journey::facts::Evidence,
}

impl Request {
    /// A request of today, declared, without expectations.
    #[must_use]
    pub fn new(actor: Actor, command_id: Uuid, today: NaiveDate) -> Self {
        Self {
            actor,
            command_id: CommandId(command_id),
            occurred_on: today,
            today,
            expected: None,
            correlation: None,
            evidence: domain::journey::facts::Evidence::Declared,
        }
    }

    /// The same, about a day in the past.
    #[must_use]
    pub fn about(self, occurred_on: NaiveDate) -> Self {
        Self { occurred_on, ..self }
    }
}

/// A command that took effect, now or the first time it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Wait for this position before reading.
    pub position: Position,
    /// Revision of the aggregate's stream; `None` when the command changed another stream only.
    pub revision: Option<Revision>,
    /// The command had been run before; nothing was appended now.
    pub replayed: bool,
}

/// The stream of an aggregate: `journey-<uuid>`; the programme has one, named `programme`.
///
/// # Panics
/// Never: a category of ours and a UUID always make a valid name.
#[must_use]
pub fn stream_id<D: Decider>(id: Uuid) -> StreamId {
    let name = if D::CATEGORY == Programme::CATEGORY {
        StreamId::parse(D::CATEGORY)
    } else {
        StreamId::new(D::CATEGORY, id)
    };
    #[expect(clippy::expect_used, reason = "categories are constants of lower-case letters")]
    name.expect("a category and a UUID make a stream name")
}

/// A stream as it was recorded, from its first event on.
pub type History<D> = Vec<(Recorded, Entry<<D as Decider>::Event>)>;

/// The days and entries of a history.
pub(crate) fn dated<D: Decider>(history: &History<D>) -> Vec<(NaiveDate, Entry<D::Event>)> {
    history.iter().map(|(recorded, entry)| (recorded.occurred_on, entry.clone())).collect()
}

/// The state that its effective events lead to.
#[must_use]
pub fn fold<D: Decider>(history: &History<D>) -> D::State {
    let standing = correction::effective(dated::<D>(history));
    standing.iter().fold(D::State::default(), |state, standing| D::evolve(state, &standing.event))
}

/// A state with the revision it was folded to.
pub(crate) struct Loaded<S> {
    pub(crate) state: S,
    pub(crate) revision: Option<Revision>,
    /// From the cache: possibly behind.
    pub(crate) cached: bool,
}

impl Commands {
    /// Writes to this log, personal data sealed by this vault.
    #[must_use]
    pub fn new(log: Log, vault: Vault, options: CommandsOptions) -> Self {
        let states = States::new(options.cached_states, log.epoch());
        Self { log, vault, states, in_force: Arc::default() }
    }

    /// The log written to.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// What seals and opens personal data.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Authorise, load, decide, append; decided again on conflict, a bounded number of times.
    ///
    /// # Errors
    /// See [`Failure`]. Whatever the error, nothing was appended, save for a failure of the
    /// database at the moment of the commit: then the same command id gives the true answer.
    pub async fn run<D: Decider>(
        &self,
        request: &Request,
        id: Uuid,
        command: D::Command,
    ) -> Result<Done, Failure<D::Rejection>>
    where
        D::Command: Guarded<D>,
    {
        let context = self.context(request).await?;
        self.run_in::<D>(&context, request, id, command).await
    }

    /// The same, under a given policy.
    pub(crate) async fn run_in<D: Decider>(
        &self,
        context: &Context,
        request: &Request,
        id: Uuid,
        command: D::Command,
    ) -> Result<Done, Failure<D::Rejection>>
    where
        D::Command: Guarded<D>,
    {
        let stream = stream_id::<D>(id);
        let fingerprint = self.fingerprint(request, stream.as_str(), &command)?;
        let mut fresh = false;
        for _ in 0..ATTEMPTS {
            let loaded = self.load::<D, D::Rejection>(&stream, fresh).await?;
            if !command.permitted(&request.actor, id, &loaded.state) {
                if loaded.cached {
                    fresh = true;
                    continue;
                }
                return Err(Failure::Forbidden);
            }
            let stale = request.expected.filter(|expected| Some(*expected) != loaded.revision);
            let decided = match stale {
                Some(expected) => Err(Failure::Stale { expected, actual: loaded.revision }),
                None => {
                    D::decide(&loaded.state, command.clone(), context).map_err(Failure::Rejected)
                }
            };
            let events = match decided {
                Ok(events) => events,
                Err(_) if loaded.cached => {
                    fresh = true;
                    continue;
                }
                // Sent again after it took effect, a command is refused by its own effect.
                Err(failure) => {
                    return self.first_answer(request, fingerprint, &stream).await?.ok_or(failure);
                }
            };
            if events.is_empty() {
                let position = self.log.head().await?.position;
                return Ok(Done { position, revision: loaded.revision, replayed: false });
            }
            let named = command.names(&loaded.state, &events);
            let claim = match self.claim(named, &request.actor, &stream).await {
                Ok(claim) => claim,
                // Sent again after somebody else became who it made her.
                Err(failure @ Failure::Rejected(_)) => {
                    return self.first_answer(request, fingerprint, &stream).await?.ok_or(failure);
                }
                Err(failure) => return Err(failure),
            };
            let write = write::<D, _>(stream.clone(), loaded.revision, &events, request)?;
            match self.append(request, context, fingerprint, vec![write]).await? {
                Some(appended) => {
                    if let Some(claim) = claim.filter(|_| !appended.replayed) {
                        self.claimed(claim).await;
                    }
                    self.remember::<D>(&stream, loaded, &events, &appended);
                    return Ok(done(&appended, &stream));
                }
                None => fresh = true,
            }
        }
        Err(Failure::Contended)
    }

    /// The dates, and what is in force.
    pub(crate) async fn context<R: domain::Reason>(
        &self,
        request: &Request,
    ) -> Result<Context, Failure<R>> {
        let InForce { policy, rules } = self.in_force().await?.ok_or(Failure::NoPolicy)?;
        Ok(Context { occurred_on: request.occurred_on, today: request.today, policy, rules })
    }

    async fn in_force<R: domain::Reason>(&self) -> Result<Option<InForce>, Failure<R>> {
        let known = self.in_force.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((in_force, at)) = known
            && at.elapsed() < POLICY_AGE
        {
            return Ok(Some(in_force));
        }
        let stream = stream_id::<Programme>(Uuid::nil());
        let loaded = self.load::<Programme, R>(&stream, true).await?;
        let programme::State { policy, rules, .. } = loaded.state;
        let in_force = policy.map(|policy| InForce { policy, rules });
        *self.in_force.lock().unwrap_or_else(PoisonError::into_inner) =
            in_force.clone().map(|in_force| (in_force, Instant::now()));
        Ok(in_force)
    }

    /// Forgets what is in force: the next command looks it up.
    pub(crate) fn look_again(&self) {
        *self.in_force.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// All that is in force in the programme, as the log has it now.
    ///
    /// # Errors
    /// When the log fails.
    pub async fn programme(&self) -> Result<programme::State, Failure<programme::Rejection>> {
        let stream = stream_id::<Programme>(Uuid::nil());
        Ok(self.load::<Programme, _>(&stream, true).await?.state)
    }

    /// The state of a stream: from the cache, brought up to date when `fresh`.
    pub(crate) async fn load<D: Decider, R: domain::Reason>(
        &self,
        stream: &StreamId,
        fresh: bool,
    ) -> Result<Loaded<D::State>, Failure<R>> {
        let (mut state, mut revision) = match self.states.get::<D::State>(stream) {
            Some((state, revision)) if !fresh => {
                return Ok(Loaded { state, revision: Some(revision), cached: true });
            }
            Some((state, revision)) => (state, Some(revision)),
            None => (D::State::default(), None),
        };
        let mut corrected = false;
        loop {
            let from = revision.map_or(Revision::START, Revision::next);
            let page = self.log.read_stream(stream, from, Direction::Forward, PAGE).await?;
            let last = page.len() < PAGE;
            for (recorded, entry) in self.open::<D, R>(page).await? {
                match entry {
                    Entry::Event(event) => state = D::evolve(state, &event),
                    Entry::Correction(_) => corrected = true,
                }
                revision = Some(recorded.revision);
            }
            if last {
                break;
            }
        }
        if corrected {
            // An earlier event is not what it was: from the beginning, once.
            let history = self.read::<D, R>(stream).await?;
            revision = history.last().map(|(recorded, _)| recorded.revision);
            state = fold::<D>(&history);
        }
        if let Some(revision) = revision {
            self.states.put(stream, state.clone(), revision);
        }
        Ok(Loaded { state, revision, cached: false })
    }

    /// Everything that was recorded of an aggregate, corrections as they lie there, personal data
    /// opened.
    ///
    /// # Errors
    /// When the log or the vault fails, or an event can not be read.
    pub async fn history<D: Decider>(&self, id: Uuid) -> Result<History<D>, Failure<D::Rejection>> {
        self.read::<D, _>(&stream_id::<D>(id)).await
    }

    pub(crate) async fn read<D: Decider, R: domain::Reason>(
        &self,
        stream: &StreamId,
    ) -> Result<History<D>, Failure<R>> {
        let mut all: History<D> = Vec::new();
        loop {
            let from = all.last().map_or(Revision::START, |(last, _)| last.revision.next());
            let page = self.log.read_stream(stream, from, Direction::Forward, PAGE).await?;
            let last = page.len() < PAGE;
            all.extend(self.open::<D, R>(page).await?);
            if last {
                return Ok(all);
            }
        }
    }

    async fn open<D: Decider, R: domain::Reason>(
        &self,
        page: Vec<Recorded>,
    ) -> Result<History<D>, Failure<R>> {
        let opened = self.vault.open_events(&page).await?;
        let entries = page.iter().zip(&opened).map(|(recorded, data)| {
            codec::decode_entry(&recorded.kind, data)
                .map_err(|source| Failure::Unreadable { stream: recorded.stream.clone(), source })
        });
        let entries = entries.collect::<Result<Vec<Entry<D::Event>>, _>>()?;
        drop(opened);
        Ok(page.into_iter().zip(entries).collect())
    }

    /// Appends; `None` is a conflict, to be decided again.
    pub(crate) async fn append<R: domain::Reason>(
        &self,
        request: &Request,
        context: &Context,
        fingerprint: Fingerprint,
        mut writes: Vec<StreamWrite>,
    ) -> Result<Option<Appended>, Failure<R>> {
        self.vault.seal(&mut writes).await?;
        let metadata = metadata(request, context)?;
        let command_id = request.command_id;
        match self.log.append(Append { command_id, fingerprint, metadata, writes }).await {
            Ok(appended) => Ok(Some(appended)),
            Err(AppendError::Conflict { stream, actual, .. }) => {
                self.states.moved(&stream, actual);
                Ok(None)
            }
            Err(AppendError::CommandIdReused { command_id }) => {
                Err(Failure::CommandIdReused(command_id))
            }
            Err(AppendError::Overloaded) => Err(Failure::Overloaded),
            Err(error) => Err(Failure::Append(error)),
        }
    }

    /// Of what is asked, of whom and about which day: a retry has the same one. Keyed, because
    /// commands hold personal data.
    pub(crate) fn fingerprint<R: domain::Reason>(
        &self,
        request: &Request,
        target: &str,
        command: &impl Serialize,
    ) -> Result<Fingerprint, Failure<R>> {
        let command = json(command)?;
        let day = request.occurred_on.to_string();
        Ok(self.vault.fingerprint(&[target.as_bytes(), day.as_bytes(), command.as_bytes()]))
    }

    /// The answer this command got the first time, if it was run before.
    pub(crate) async fn first_answer<R: domain::Reason>(
        &self,
        request: &Request,
        fingerprint: Fingerprint,
        stream: &StreamId,
    ) -> Result<Option<Done>, Failure<R>> {
        match self.log.find_command(request.command_id).await? {
            Some(known) if known.fingerprint == fingerprint => {
                Ok(Some(Done { replayed: true, ..done(&known.appended, stream) }))
            }
            Some(_) => Err(Failure::CommandIdReused(request.command_id)),
            None => Ok(None),
        }
    }

    /// Keeps the state after an append of ours, so that the next command need not read.
    pub(crate) fn remember<D: Decider>(
        &self,
        stream: &StreamId,
        loaded: Loaded<D::State>,
        events: &[D::Event],
        appended: &Appended,
    ) {
        if D::CATEGORY == Programme::CATEGORY {
            // What was just published is in force at once, here at least.
            *self.in_force.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        let revision = appended.revisions.iter().find(|(written, _)| written == stream);
        match revision {
            Some((_, revision)) if !appended.replayed => {
                self.states.put(stream, events.iter().fold(loaded.state, D::evolve), *revision);
            }
            _ => self.states.forget(stream),
        }
    }
}

impl Commands {
    /// Nothing remembered of a stream holds any more.
    pub(crate) fn forget<D: Decider>(&self, stream: &StreamId) {
        if D::CATEGORY == Programme::CATEGORY {
            *self.in_force.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        self.states.forget(stream);
    }
}

pub(crate) fn done(appended: &Appended, stream: &StreamId) -> Done {
    let revision =
        appended.revisions.iter().find(|(written, _)| written == stream).map(|(_, at)| *at);
    Done { position: appended.last, revision, replayed: appended.replayed }
}

pub(crate) fn write<D: Decider, R: domain::Reason>(
    stream: StreamId,
    revision: Option<Revision>,
    events: &[D::Event],
    request: &Request,
) -> Result<StreamWrite, Failure<R>> {
    let expected = revision.map_or(ExpectedRevision::NoStream, ExpectedRevision::Exactly);
    let events = events.iter().map(|event| {
        let (kind, data) = codec::encode(event).map_err(Failure::Unwritable)?;
        Ok(NewEvent { kind, data, occurred_on: request.occurred_on })
    });
    Ok(StreamWrite { stream, expected, events: events.collect::<Result<_, Failure<_>>>()? })
}

/// Who, why and under which rules: stored with every event of the command.
fn metadata<R: domain::Reason>(request: &Request, context: &Context) -> Result<String, Failure<R>> {
    #[derive(Serialize)]
    struct By<'a> {
        kind: crate::Role,
        id: &'a str,
    }
    #[derive(Serialize)]
    struct Metadata<'a> {
        actor: By<'a>,
        evidence: domain::journey::facts::Evidence,
        policy_version: u32,
        #[serde(rename = "$correlationId")]
        correlation: Uuid,
        #[serde(rename = "$causationId")]
        causation: Uuid,
    }
    json(&Metadata {
        actor: By { kind: request.actor.role, id: &request.actor.id },
        evidence: request.evidence,
        policy_version: context.policy.version,
        correlation: request.correlation.unwrap_or(request.command_id.0),
        causation: request.command_id.0,
    })
}

fn json<R: domain::Reason>(value: &impl Serialize) -> Result<String, Failure<R>> {
    serde_json::to_string(value)
        .map_err(|error| Failure::Unwritable(codec::CodecError::Unwritable(error)))
}
