//! Erasure: restrict, end pairs, decide, destroy the key, record it. Each step looks at what is
//! recorded and does the next, so that it can be interrupted anywhere and simply be run again.

use std::time::Duration;

use domain::{
    Context, Decider as _, MentorshipId,
    journey::{Command, Event, Journey, Record, Rejection, Rights, State, facts::ErasureReason},
    mentorship::{self, DeclineReason, Mentorship, MentorshipEnd, Party},
    pairing,
};
use eventstore::{CommandId, Filter, Position, Recorded, StreamId};
use futures::StreamExt as _;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::{
    Certificate, Commands, Failure, Request,
    policy::{Group, Reach, reach},
    run::{Loaded, stream_id, write},
};

type Failed = Failure<Rejection>;

/// Steps of one erasure, those that others delay included.
const STEPS: usize = 32;
/// Erasures looked at together.
const BATCH: usize = 500;
/// The type of the event that ends an erasure.
const ERASED: &str = "journey.v1.SubjectErased";

impl Commands {
    /// Erases a beneficiary for ever, and certifies it. Interrupted, it is completed when it is run
    /// again; run after it was completed, it gives the same certificate.
    ///
    /// # Errors
    /// When the actor may not, nobody is registered there, or the log or the key store fails.
    pub async fn erase(
        &self,
        request: &Request,
        id: Uuid,
        reason: ErasureReason,
    ) -> Result<Certificate, Failed> {
        if reach(request.actor.role, Group::Erasure) != Reach::Anyone {
            return Err(Failure::Forbidden);
        }
        // Whatever day it is about, it is done today.
        let request = Request { occurred_on: request.today, expected: None, ..request.clone() };
        let context = self.context(&request).await?;
        let stream = stream_id::<Journey>(id);
        for _ in 0..STEPS {
            let loaded = self.load::<Journey, Rejection>(&stream, true).await?;
            match &loaded.state {
                State::Unregistered => return Err(Failure::Rejected(Rejection::NotRegistered)),
                State::Registered(record) => {
                    let next = self.next(&request, &stream, record, reason).await?;
                    // Ended pairs have changed her stream: look again.
                    if let Some(command) = next {
                        self.system(&request, &context, &stream, loaded, command).await?;
                    }
                }
                State::Erased => {
                    // Done, unless an older key store has come back since.
                    self.vault.destroy(&stream, eventstore::clock::now()).await?;
                    self.states.forget(&stream);
                    return self.certificate(&stream, id).await;
                }
            }
        }
        Err(Failure::Contended)
    }

    /// Does what comes before the next event of an erasure, and gives the command that records it;
    /// none when her stream has changed on the way.
    async fn next(
        &self,
        request: &Request,
        stream: &StreamId,
        record: &Record,
        reason: ErasureReason,
    ) -> Result<Option<Command>, Failed> {
        match record.rights {
            Rights::Open => Ok(Some(Command::RestrictProcessing)),
            Rights::Restricted => {
                let mut ended = false;
                for pair in record.support.values() {
                    ended |= self.end_pair(request, *pair).await?;
                }
                Ok((!ended).then_some(Command::RequestErasure { reason }))
            }
            Rights::ErasureRequested { .. } => {
                let key = self.vault.destroy(stream, eventstore::clock::now()).await?;
                Ok(Some(Command::RecordErasure { key }))
            }
        }
    }

    /// Frees both sides of a pair. A pair that cannot end as things stand does not hold her erasure
    /// up: her side goes with her, and the supporter's can be freed later.
    async fn end_pair(&self, request: &Request, id: MentorshipId) -> Result<bool, Failed> {
        let relation = stream_id::<Mentorship>(id.0);
        let loaded = self.load::<Mentorship, Rejection>(&relation, true).await?;
        let command = match loaded.state {
            mentorship::State::Live { .. } => {
                pairing::Command::End { reason: MentorshipEnd::BeneficiaryLeft }
            }
            _ => pairing::Command::Decline {
                party: Party::Beneficiary,
                reason: DeclineReason::Other,
            },
        };
        let request = derived(request, &relation, loaded.revision);
        match self.run_pair(&request, id, command).await {
            Ok(_) => Ok(true),
            Err(Failure::Rejected(reason)) => {
                tracing::warn!(pair = %id.0, %reason, "a pair of an erased beneficiary is not ended");
                Ok(false)
            }
            // Only rejections are of another kind, and they are dealt with above.
            Err(failure) => Err(failure.map(|_| Rejection::SupportNotReserved)),
        }
    }

    /// Appends what a command of ours decides on this very state, or nothing when it has changed.
    async fn system(
        &self,
        request: &Request,
        context: &Context,
        stream: &StreamId,
        loaded: Loaded<State>,
        command: Command,
    ) -> Result<(), Failed> {
        let events = Journey::decide(&loaded.state, command.clone(), context);
        let events = events.map_err(Failure::Rejected)?;
        let request = derived(request, stream, loaded.revision);
        let fingerprint = self.fingerprint(&request, stream.as_str(), &command)?;
        let write = write::<Journey, _>(stream.clone(), loaded.revision, &events, &request)?;
        self.append(&request, context, fingerprint, vec![write]).await?;
        self.states.forget(stream);
        Ok(())
    }

    /// What the log says of an erasure.
    async fn certificate(&self, stream: &StreamId, id: Uuid) -> Result<Certificate, Failed> {
        let history = self.history::<Journey>(id).await?;
        let requested_on = history.iter().rev().find_map(|(recorded, event)| {
            matches!(event, Event::ErasureRequested { .. }).then_some(recorded.occurred_on)
        });
        let sealed = |recorded: &Recorded| recorded.data.contains("\"$sealed\"");
        let sealed_events = history.iter().filter(|(recorded, _)| sealed(recorded)).count();
        let log_id = self.log.head().await?.log_id;
        let erased = history.into_iter().find_map(|(recorded, event)| match event {
            Event::SubjectErased { reason, key } => Some((recorded, reason, key)),
            _ => None,
        });
        let (recorded, reason, key_id) =
            erased.ok_or(Failure::Rejected(Rejection::ErasureNotRequested))?;
        Ok(Certificate {
            log_id,
            subject: stream.clone(),
            key_id,
            reason,
            sealed_events,
            requested_on,
            erased_at: recorded.recorded_at,
            position: recorded.position,
            leaf_hash: hex::encode(recorded.leaf_hash),
            checkpoint: None,
        })
    }

    /// Destroys again every key of an erased beneficiary that an older copy of the key store has
    /// brought back. Gives how many there were.
    ///
    /// # Errors
    /// When the log or the key store fails.
    pub async fn reapply_erasures(&self) -> Result<usize, Failed> {
        let mut erased = self.log.scan(Position::START, erasures());
        let (mut found, mut again) = (Vec::new(), 0);
        while let Some(recorded) = erased.next().await {
            found.push(recorded?.stream);
            if found.len() == BATCH {
                again += self.destroy_again(std::mem::take(&mut found)).await?;
            }
        }
        Ok(again + self.destroy_again(found).await?)
    }

    async fn destroy_again(&self, subjects: Vec<StreamId>) -> Result<usize, Failed> {
        let left = self.vault.not_destroyed(subjects).await?;
        self.vault.destroy_all(&left, eventstore::clock::now()).await?;
        Ok(left.len())
    }

    /// Lets go of the states and keys of those whom another process erases, as soon as the log says
    /// so. Ends with the log; abort it to end it before.
    #[must_use]
    pub fn forget_the_erased(&self) -> JoinHandle<()> {
        let (states, vault) = (self.states.clone(), self.vault.clone());
        let after = *self.log.watch().borrow();
        let mut erased = self.log.subscribe(after, erasures());
        tokio::spawn(async move {
            while let Some(recorded) = erased.next().await {
                match recorded {
                    Ok(recorded) => {
                        states.forget(&recorded.stream);
                        vault.forget(&recorded.stream);
                    }
                    Err(_) => tokio::time::sleep(Duration::from_secs(1)).await,
                }
            }
        })
    }
}

fn erasures() -> Filter {
    Filter::Types(vec![ERASED.to_owned()])
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_an_erasure_has_this_type() {
        let event = Event::SubjectErased { reason: ErasureReason::Request, key: Uuid::nil() };
        assert_eq!(domain::codec::encode(&event).unwrap().0, ERASED);
    }
}
