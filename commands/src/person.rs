//! One journey per person. Who somebody is lies sealed in the log; a keyed digest of it lies in the
//! key store, which two databases cannot commit together: the digest is claimed first, the event
//! appended after it, and whoever finds a claim of another asks the log whether it is true.

use std::{collections::HashMap, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    JourneyId, Reason, codec,
    journey::{self, Event, FoldedName, Journey, OtherJourney, Person, Rejection},
};
use eventstore::{
    Claim, ClaimDigest, Claimed, Filter, NewClaim, Position, Recorded, StreamId, clock,
};
use futures::StreamExt as _;

use crate::{Actor, Commands, Failure, policy::reads_journey, run::stream_id};

/// How long after a claim the event it is made for may still be on its way. Later, whoever made the
/// claim is taken to have died in between.
const ON_ITS_WAY: TimeDelta = TimeDelta::seconds(30);
/// How often a claim on its way is looked at, and how long after each other.
const LOOKS: usize = 40;
const PAUSE: Duration = Duration::from_millis(25);
/// Claims filled in together.
const BATCH: usize = 500;

/// Whom the events of a command say an aggregate is about: somebody who may have only one.
pub struct Named<R> {
    /// Who it was about so far, if anybody.
    pub was: Option<Person>,
    /// Who it is about.
    pub is: Person,
    /// Somebody who may say so says that this is another person of the same name.
    pub homonym: bool,
    /// The refusal, when she has one already.
    pub refusal: fn(OtherJourney) -> R,
}

/// A claim that stands, and waits for its event.
pub(crate) struct Standing {
    subject: StreamId,
    digest: ClaimDigest,
    /// Of who it was about so far.
    before: Option<ClaimDigest>,
    at: DateTime<Utc>,
}

/// What the log says of a claim.
enum Holder {
    /// It is true.
    Holds(Box<journey::State>),
    /// Nothing yet.
    OnItsWay,
    /// It is not true, or not any more.
    Gone,
}

impl Commands {
    /// Claims for an aggregate who it is about from now on.
    pub(crate) async fn claim<R: Reason>(
        &self,
        named: Option<Named<R>>,
        actor: &Actor,
        stream: &StreamId,
    ) -> Result<Option<Standing>, Failure<R>> {
        let Some(Named { was, is, homonym, refusal }) = named else { return Ok(None) };
        if was.as_ref() == Some(&is) {
            return Ok(None);
        }
        let digest = self.vault.claim_digest(stream, &is.to_bytes())?;
        let before = was.map(|was| self.vault.claim_digest(stream, &was.to_bytes())).transpose()?;
        let mut gone = Vec::new();
        for _ in 0..LOOKS {
            let at = clock::now();
            let claim = NewClaim { digest: &digest, subject: stream, shared: homonym, at };
            if self.vault.claim(claim, &gone).await? == Claimed::Held {
                return Ok(Some(Standing { subject: stream.clone(), digest, before, at }));
            }
            gone.clear();
            let mut waits = false;
            for claim in self.others::<R>(stream, &digest).await? {
                match self.holder::<R>(&claim, &digest).await? {
                    Holder::Holds(state) => {
                        return Err(Failure::Rejected(refusal(told(actor, &claim, &state))));
                    }
                    Holder::OnItsWay => waits = true,
                    Holder::Gone => gone.push(claim),
                }
            }
            if waits {
                tokio::time::sleep(PAUSE).await;
            }
        }
        Err(Failure::Contended)
    }

    /// After the append: who it was about before is free. What fails here has no effect on what was
    /// appended, and is put right by whoever claims the same next.
    pub(crate) async fn claimed(&self, Standing { subject, digest, before, at }: Standing) {
        if let Some(before) = before
            && let Err(error) = self.vault.release(&subject, &before, at).await
        {
            tracing::warn!(%subject, %error, "an earlier name of somebody is still claimed");
        }
        match self.vault.claims(&subject, &digest).await {
            Ok(claims) if claims.iter().any(|claim| claim.subject == subject) => {}
            // Between claim and append more than `ON_ITS_WAY` has passed.
            Ok(_) => {
                tracing::error!(%subject, "somebody may have two journeys: this one and another");
            }
            Err(error) => {
                tracing::warn!(%subject, %error, "a claim can not be looked at again");
            }
        }
    }

    /// Why somebody could not be registered on a journey: she has another. Looks, and claims
    /// nothing.
    ///
    /// # Errors
    /// When the log or the vault fails.
    pub async fn has_another(
        &self,
        actor: &Actor,
        journey: JourneyId,
        person: &Person,
    ) -> Result<Option<Rejection>, Failure<Rejection>> {
        let stream = stream_id::<Journey>(journey.0);
        let digest = self.vault.claim_digest(&stream, &person.to_bytes())?;
        for claim in self.others::<Rejection>(&stream, &digest).await? {
            if let Holder::Holds(state) = self.holder::<Rejection>(&claim, &digest).await? {
                let journey = told(actor, &claim, &state);
                return Ok(Some(Rejection::PersonAlreadyRegistered { journey }));
            }
        }
        Ok(None)
    }

    async fn others<R: Reason>(
        &self,
        subject: &StreamId,
        digest: &ClaimDigest,
    ) -> Result<Vec<Claim>, Failure<R>> {
        let mut claims = self.vault.claims(subject, digest).await?;
        claims.retain(|claim| claim.subject != *subject);
        Ok(claims)
    }

    async fn holder<R: Reason>(
        &self,
        claim: &Claim,
        digest: &ClaimDigest,
    ) -> Result<Holder, Failure<R>> {
        let state = self.load::<Journey, R>(&claim.subject, true).await?.state;
        let is = match &state {
            journey::State::Unregistered => None,
            journey::State::Erased => return Ok(Holder::Gone),
            journey::State::Registered(record) if record.is_hers() => record.person(),
            journey::State::Registered(_) => return Ok(Holder::Gone),
        };
        if let Some(is) = is
            && self.vault.claim_digest(&claim.subject, &is.to_bytes())? == *digest
        {
            return Ok(Holder::Holds(Box::new(state)));
        }
        let young = clock::now() - claim.claimed_at < ON_ITS_WAY;
        Ok(if young { Holder::OnItsWay } else { Holder::Gone })
    }

    /// Makes the claims that are missing of what the log holds: of before there were any, or of
    /// after an older copy of the key store was made. To be called before anything is registered.
    /// Gives how many were missing.
    ///
    /// # Errors
    /// When the log or the key store fails; the next time it goes on where it was.
    pub async fn fill_claims(&self) -> Result<u64, Failure<Rejection>> {
        let read = match self.vault.claims_read().await? {
            // Positions of a log that was rewritten say nothing.
            Some(read) => self.log.renew(&read).await.ok().map(|read| read.position),
            None => None,
        };
        let head = self.log.head().await?.position;
        let after = read.unwrap_or(Position::START);
        let mut made = 0;
        if after < head {
            let mut events = self.log.scan(after, named()).chunks(BATCH);
            while let Some(events) = events.next().await {
                let events = events.into_iter().collect::<Result<Vec<_>, _>>()?;
                if let Some(last) = events.last() {
                    let read = last.position;
                    made += self.fill(&events, read).await?;
                }
            }
            made += self.fill(&[], head).await?;
        }
        Ok(made)
    }

    async fn fill(&self, events: &[Recorded], read: Position) -> Result<u64, Failure<Rejection>> {
        let subjects: Vec<&StreamId> = events.iter().map(|recorded| &recorded.stream).collect();
        self.vault.prepare(&subjects).await?;
        let mut people: HashMap<&StreamId, (Person, DateTime<Utc>)> = HashMap::new();
        for recorded in events {
            let subject = &recorded.stream;
            match self.who(recorded).await {
                Ok(Some(person)) => {
                    people.insert(subject, (person, recorded.recorded_at));
                }
                // Nothing is left of the erased.
                Ok(None) => {}
                Err(failure) if failure.is_retryable() => return Err(failure),
                // A key that is lost, say: the service goes on without what it opened.
                Err(error) => tracing::warn!(%subject, %error, "nobody can tell who this is"),
            }
        }
        let mut missing = Vec::with_capacity(people.len());
        for (subject, (person, claimed_at)) in people {
            let digest = self.vault.claim_digest(subject, &person.to_bytes())?;
            missing.push((digest, Claim { subject: subject.clone(), claimed_at }));
        }
        // In one order, whoever else does the same; of homonyms the first comes first.
        missing.sort_by(|(one, a), (other, b)| {
            (one, a.claimed_at, a.subject.as_str()).cmp(&(other, b.claimed_at, b.subject.as_str()))
        });
        let cursor = self.log.cursor(read).await.map_err(|error| match error {
            eventstore::CursorError::Log(error) => Failure::Log(error),
            _ => Failure::Contended,
        })?;
        Ok(self.vault.fill_claims(&missing, &cursor).await?)
    }

    /// Who somebody is by an event that says so.
    async fn who(&self, recorded: &Recorded) -> Result<Option<Person>, Failure<Rejection>> {
        let opened = self.vault.open_events(std::slice::from_ref(recorded)).await?;
        let stream = &recorded.stream;
        let unreadable = |source| Failure::Unreadable { stream: stream.clone(), source };
        let data = opened.first().map_or(recorded.data.as_str(), |data| data);
        let event: Event = codec::decode(&recorded.kind, data).map_err(unreadable)?;
        if let Event::BeneficiaryRegistered { identity, birth_date, .. } = event {
            let name = identity.known().map(FoldedName::of);
            return Ok(name.zip(birth_date.known()).map(|(name, born)| Person::new(name, *born)));
        }
        // Corrected in part: the whole stream tells who she is.
        let state = self.load::<Journey, Rejection>(stream, true).await?.state;
        Ok(state.record().and_then(journey::Record::person))
    }
}

/// The id of a journey, for those who may read it.
fn told(actor: &Actor, claim: &Claim, state: &journey::State) -> OtherJourney {
    let id = claim.subject.id().parse().ok().map(JourneyId);
    OtherJourney(id.filter(|_| reads_journey(actor, state)))
}

/// The events that say who somebody is.
fn named() -> Filter {
    let types = ["journey.v1.BeneficiaryRegistered", "journey.v1.RectificationApplied"];
    Filter::Types(types.map(str::to_owned).to_vec())
}

#[cfg(test)]
mod tests {
    use domain::journey::facts::{EntryStage, Identity};

    use super::*;

    #[test]
    fn the_events_that_say_who_she_is_have_these_types() {
        let identity = Identity {
            first_name: "Ada".to_owned(),
            last_name: "Lovelace".to_owned(),
            email: "ada@example.org".to_owned(),
        };
        let registered = Event::BeneficiaryRegistered {
            identity: identity.into(),
            birth_date: chrono::NaiveDate::default().into(),
            age_years: 16,
            entry_stage: EntryStage::Lycee,
            campaign: None,
            sourced_by: None,
            homonym: false,
        };
        let corrected =
            Event::RectificationApplied { identity: None, birth_date: None, homonym: false };
        let types = [registered, corrected].map(|event| codec::encode(&event).unwrap().0);
        assert_eq!(named(), Filter::Types(types.to_vec()));
    }
}
