//! Erasure: restrict, end pairs, close what is open elsewhere, decide, destroy the key, record it.
//! Each step looks at what is recorded and does the next, so that it can be interrupted anywhere and
//! simply be run again.

use std::{collections::HashSet, time::Duration};

use chrono::NaiveDate;
use domain::{
    Context, Decider, MentorshipId, Vocabulary as _,
    correction::Entry,
    journey::{Journey, facts::ErasureReason},
    mentorship::{self, DeclineReason, Mentorship},
    pairing,
    supporter::Supporter,
};
use eventstore::{CommandId, Filter, Position, Recorded, StreamId, clock, tree};
use futures::StreamExt as _;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::{
    Actor, Certificate, Commands, Failure, Processes, Request,
    policy::{Group, Reach, reach},
    processes::ProcessError,
    run::{Loaded, stream_id, write},
    subject::{Said, Stage, Subject},
};

/// Steps of one erasure, those that others delay included.
const STEPS: usize = 64;
/// Erasures looked at together.
const BATCH: usize = 500;

/// What starting on older copies had to do again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reapplied {
    /// Keys that an older copy of the key store had brought back.
    pub keys: usize,
    /// Subjects that an older copy of the log knew nothing of the erasure of, or whose erasure was
    /// interrupted between its last two steps.
    pub recorded: usize,
}

impl Commands {
    /// Erases somebody for ever, and certifies it. Interrupted, it is completed when it is run
    /// again; run after it was completed, it gives the same certificate.
    ///
    /// # Errors
    /// When the actor may not, nobody is registered there, or the log or the key store fails.
    pub async fn erase<D: Subject>(
        &self,
        request: &Request,
        id: Uuid,
        reason: ErasureReason,
    ) -> Result<Certificate, Failure<D::Rejection>> {
        if reach(request.actor.role, Group::Erasure) != Reach::Anyone {
            return Err(Failure::Forbidden);
        }
        // Whatever day it is about, it is done today.
        let request = Request { occurred_on: request.today, expected: None, ..request.clone() };
        let context = self.context(&request).await?;
        let stream = stream_id::<D>(id);
        for _ in 0..STEPS {
            let loaded = self.load::<D, D::Rejection>(&stream, true).await?;
            let command = match D::stage(&loaded.state) {
                // Refused, as every command is.
                Stage::Nobody | Stage::Open => D::restrict(),
                Stage::Restricted(pairs) => {
                    if self.leave::<D>(&request, id, pairs).await? {
                        // The stream has changed: look again.
                        continue;
                    }
                    D::request(reason)
                }
                // Decided by somebody else: what that takes may not be done yet.
                Stage::Requested(pairs) => {
                    if self.leave::<D>(&request, id, pairs).await? {
                        continue;
                    }
                    let now = clock::now();
                    D::record(self.vault.destroy(&stream, reason.code(), now).await?)
                }
                Stage::Erased => {
                    // Done, unless an older key store has come back since.
                    self.vault.destroy(&stream, reason.code(), clock::now()).await?;
                    return self.certificate::<D>(&stream, id).await;
                }
            };
            self.system::<D>(&request, &context, &stream, loaded, command).await?;
        }
        Err(Failure::Contended)
    }

    /// Ends their pairs and, once that is done, closes what they have open elsewhere: since their
    /// data may not be used, nothing new is opened. Says whether their stream has changed.
    async fn leave<D: Subject>(
        &self,
        request: &Request,
        id: Uuid,
        pairs: Vec<MentorshipId>,
    ) -> Result<bool, Failure<D::Rejection>> {
        let mut changed = false;
        for pair in pairs {
            changed |= self.end_pair::<D>(request, pair).await?;
        }
        if let (false, Some(journey)) = (changed, D::journey(id)) {
            let before = self.load::<D, D::Rejection>(&stream_id::<D>(id), true).await?.revision;
            // Boxed: it runs commands, and is nested deeply.
            let departed = Processes::new(self.clone());
            let departed = Box::pin(departed.depart(journey, request.today)).await;
            departed.map_err(ProcessError::into_failure)?;
            let after = self.load::<D, D::Rejection>(&stream_id::<D>(id), true).await?.revision;
            changed = before != after;
        }
        Ok(changed)
    }

    /// Frees both sides of a pair. A pair that cannot end as things stand does not hold an erasure
    /// up: this side goes with whoever is erased, and the other can be freed later.
    async fn end_pair<D: Subject>(
        &self,
        request: &Request,
        id: MentorshipId,
    ) -> Result<bool, Failure<D::Rejection>> {
        let relation = stream_id::<Mentorship>(id.0);
        let loaded = self.load::<Mentorship, D::Rejection>(&relation, true).await?;
        let command = match loaded.state {
            mentorship::State::Live { .. } => pairing::Command::End { reason: D::LEFT },
            _ => pairing::Command::Decline { party: D::PARTY, reason: DeclineReason::Other },
        };
        let request = derived(request, &relation, loaded.revision);
        match self.run_pair(&request, id, command).await {
            Ok(_) => Ok(true),
            Err(failure) => match failure.without_rejection() {
                Ok(failure) => Err(failure),
                Err(reason) => {
                    tracing::warn!(pair = %id.0, %reason, "a pair of somebody erased is not ended");
                    Ok(false)
                }
            },
        }
    }

    /// Appends what a command of ours decides on this very state, or nothing when it has changed.
    async fn system<D: Subject>(
        &self,
        request: &Request,
        context: &Context,
        stream: &StreamId,
        loaded: Loaded<D::State>,
        command: D::Command,
    ) -> Result<(), Failure<D::Rejection>> {
        let events = D::decide(&loaded.state, command.clone(), context);
        let events = events.map_err(Failure::Rejected)?;
        let request = derived(request, stream, loaded.revision);
        let fingerprint = self.fingerprint(&request, stream.as_str(), &command)?;
        let write = write::<D, _>(stream.clone(), loaded.revision, &events, &request)?;
        self.append(&request, context, fingerprint, vec![write]).await?;
        Ok(())
    }

    /// What the log says of an erasure.
    async fn certificate<D: Subject>(
        &self,
        stream: &StreamId,
        id: Uuid,
    ) -> Result<Certificate, Failure<D::Rejection>> {
        let history = self.history::<D>(id).await?;
        let requested_on = history.iter().rev().find_map(|(recorded, event)| {
            let Entry::Event(event) = event else { return None };
            matches!(D::said(event), Said::Requested).then_some(recorded.occurred_on)
        });
        let sealed = |recorded: &Recorded| recorded.data.contains("\"$sealed\"");
        let sealed_events = history.iter().filter(|(recorded, _)| sealed(recorded)).count();
        let log_id = self.log.head().await?.log_id;
        let erased = history.into_iter().find_map(|(recorded, entry)| match entry {
            Entry::Event(event) => match D::said(&event) {
                Said::Erased { reason, key } => Some((recorded, reason, key)),
                Said::Requested | Said::Nothing => None,
            },
            Entry::Correction(_) => None,
        });
        // Gone only from a log that was replaced meanwhile.
        let (recorded, reason, key_id) = erased.ok_or(Failure::Contended)?;
        let checkpoint = tree::checkpoint_over(self.log.db(), recorded.position).await;
        Ok(Certificate {
            log_id,
            subject: stream.clone(),
            key_id,
            identity_digest: D::DIGEST,
            reason,
            sealed_events,
            requested_on,
            erased_at: recorded.recorded_at,
            position: recorded.position,
            leaf_hash: hex::encode(recorded.leaf_hash),
            checkpoint: checkpoint.map_err(eventstore::Error::from)?,
        })
    }

    /// Makes log and key store agree on who is erased, after an older copy of either was restored:
    /// destroys again every key that has come back, and records again every erasure whose key is
    /// destroyed and that the log does not know. To be called before anything is served.
    ///
    /// # Errors
    /// When the log or the key store fails.
    pub async fn reapply_erasures(
        &self,
        today: NaiveDate,
    ) -> Result<Reapplied, Failure<pairing::Rejection>> {
        let mut done = Reapplied::default();
        let mut erased = self.log.scan(Position::START, erasures());
        let (mut known, mut batch) = (HashSet::new(), Vec::new());
        while let Some(recorded) = erased.next().await {
            let recorded = recorded?;
            known.insert(recorded.stream.clone());
            batch.push(recorded.stream);
            if batch.len() == BATCH {
                done.keys += self.destroy_again(std::mem::take(&mut batch)).await?;
            }
        }
        done.keys += self.destroy_again(batch).await?;
        for (subject, reason) in self.vault.destroyed().await? {
            if !known.contains(&subject) && self.record_again(&subject, &reason, today).await? {
                done.recorded += 1;
            }
        }
        Ok(done)
    }

    async fn destroy_again(
        &self,
        subjects: Vec<StreamId>,
    ) -> Result<usize, Failure<pairing::Rejection>> {
        let left = self.vault.not_destroyed(subjects).await?;
        // The reason is in the log.
        let left: Vec<_> = left.into_iter().map(|subject| (subject, String::new())).collect();
        Ok(self.vault.destroy_all(&left, clock::now()).await?.len())
    }

    async fn record_again(
        &self,
        subject: &StreamId,
        reason: &str,
        today: NaiveDate,
    ) -> Result<bool, Failure<pairing::Rejection>> {
        let reason = ErasureReason::from_code(reason).unwrap_or(ErasureReason::Request);
        let Ok(id) = Uuid::try_parse(subject.id()) else { return Ok(false) };
        match subject.category() {
            Journey::CATEGORY => self.record_again_as::<Journey>(subject, id, reason, today).await,
            Supporter::CATEGORY => {
                self.record_again_as::<Supporter>(subject, id, reason, today).await
            }
            _ => Ok(false),
        }
    }

    async fn record_again_as<D: Subject>(
        &self,
        subject: &StreamId,
        id: Uuid,
        reason: ErasureReason,
        today: NaiveDate,
    ) -> Result<bool, Failure<pairing::Rejection>>
    where
        pairing::Rejection: From<D::Rejection>,
    {
        let loaded = self.load::<D, pairing::Rejection>(subject, true).await?;
        // The log may be older than she is.
        if matches!(D::stage(&loaded.state), Stage::Nobody) {
            return Ok(false);
        }
        let log_id = self.log.head().await?.log_id;
        let command_id = Uuid::new_v5(&log_id.0, subject.as_str().as_bytes());
        let request = Request::new(Actor::service("erasure"), command_id, today);
        let certificate = self.erase::<D>(&request, id, reason).await;
        certificate.map_err(|failure| failure.map(Into::into))?;
        Ok(true)
    }

    /// Lets go of the states and keys of those whom another process erases, as soon as the log says
    /// so: at once with notifications, within the log's polling interval without. Ends with the
    /// log; abort it to end it before.
    #[must_use]
    pub fn forget_the_erased(&self) -> JoinHandle<()> {
        let commands = self.clone();
        let after = *commands.log.watch().borrow();
        tokio::spawn(async move {
            let mut erased = commands.log.subscribe(after, erasures());
            loop {
                match erased.next().await {
                    Some(Ok(recorded)) => commands.forget_erased(&recorded),
                    Some(Err(eventstore::Error::Rewritten)) => {
                        // Positions are handed out again: whatever is known may be of before.
                        let after = *commands.log.watch().borrow();
                        erased = commands.log.subscribe(after, erasures());
                        commands.vault.forget_all();
                    }
                    Some(Err(_)) => tokio::time::sleep(Duration::from_secs(1)).await,
                    None => return,
                }
            }
        })
    }

    fn forget_erased(&self, Recorded { stream, revision, .. }: &Recorded) {
        self.vault.forget(stream);
        // A reader that was on its way can not put an older state back.
        if stream.category() == Journey::CATEGORY {
            self.states.put(stream, domain::journey::State::Erased, *revision);
        } else {
            self.states.put(stream, domain::supporter::State::Erased, *revision);
        }
    }
}

fn erasures() -> Filter {
    Filter::Types(vec![Journey::ERASED.to_owned(), Supporter::ERASED.to_owned()])
}

/// The request of a step: the same step of the same request has the same command id.
fn derived(
    request: &Request,
    stream: &StreamId,
    revision: Option<eventstore::Revision>,
) -> Request {
    let step = format!("{stream}@{}", revision.map_or(-1, eventstore::Revision::get));
    Request {
        command_id: CommandId(Uuid::new_v5(&request.command_id.0, step.as_bytes())),
        correlation: request.correlation.or(Some(request.command_id.0)),
        ..request.clone()
    }
}
