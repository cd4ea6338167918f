//! Corrections of what is recorded, on any stream.

use chrono::NaiveDate;
use domain::{
    Decider,
    activity::Activity,
    aid::Aid,
    codec,
    codes::Academie,
    correction::{self, Asked, CorrectionReason, Entry, Refusal, Rejection, Target},
    journey::{Journey, facts::Territory},
    mentorship::Mentorship,
    partner::Partner,
    placement::Placement,
    programme::Programme,
    supporter::Supporter,
};
use eventstore::{ExpectedRevision, NewEvent, StreamWrite};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Actor, Commands, Done, Failure, Request, Role,
    policy::{self, Group},
    run::{ATTEMPTS, dated, done, fold, stream_id},
};

/// What somebody wants to be corrected.
#[derive(Clone, Debug, Serialize)]
pub struct Amendment {
    /// Which event of the stream.
    pub target: Target,
    /// What it should have said, and the day if that was wrong; without it, the event is voided.
    pub replacement: Option<Replacement>,
    /// Why.
    pub reason: CorrectionReason,
}

/// What an event should have said.
#[derive(Clone, Debug, Serialize)]
pub struct Replacement {
    /// The data of an event of the same type.
    pub data: Value,
    /// The day it was true, if that was wrong.
    pub occurred_on: Option<NaiveDate>,
}

/// Where an aggregate is, for those whose reach is a territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locality {
    /// In an académie.
    Academie(Academie),
    /// Nobody knows yet, or it is known to both sides of a pair.
    Open,
    /// In all of France: for those who run the programme.
    National,
}

impl Locality {
    /// Of what has a territory, or acts in the whole country.
    fn of(territory: Option<Territory>) -> Self {
        territory.map_or(Self::National, |territory| Self::Academie(territory.academie))
    }
}

impl From<Option<Academie>> for Locality {
    fn from(academie: Option<Academie>) -> Self {
        academie.map_or(Self::Open, Self::Academie)
    }
}

/// An aggregate whose events can be corrected by those who are responsible for where it is.
pub trait Located: Decider {
    /// Where it is.
    fn locality(state: &Self::State) -> Locality;
}

impl Located for Journey {
    fn locality(state: &Self::State) -> Locality {
        policy::journey_academie(state).into()
    }
}

impl Located for Supporter {
    fn locality(state: &Self::State) -> Locality {
        state.record().map(|record| record.territory.academie).into()
    }
}

impl Located for Mentorship {
    fn locality(_: &Self::State) -> Locality {
        Locality::Open
    }
}

impl Located for Activity {
    fn locality(state: &Self::State) -> Locality {
        state.plan().map_or(Locality::Open, |plan| Locality::of(plan.territory))
    }
}

impl Located for Aid {
    fn locality(state: &Self::State) -> Locality {
        policy::aid_academie(state).into()
    }
}

impl Located for Placement {
    fn locality(state: &Self::State) -> Locality {
        state.record().map(|record| record.offer.place.academie).into()
    }
}

impl Located for Partner {
    fn locality(state: &Self::State) -> Locality {
        state.profile().map_or(Locality::Open, |profile| Locality::of(profile.territory))
    }
}

impl Located for Programme {
    fn locality(_: &Self::State) -> Locality {
        Locality::National
    }
}

/// May this actor correct what is recorded of an aggregate, as it stands?
#[must_use]
pub fn permits_amendment<D: Located>(actor: &Actor, state: &D::State) -> bool {
    permits(actor, D::locality(state))
}

fn permits(actor: &Actor, at: Locality) -> bool {
    let academie = match at {
        // What concerns the whole country is in nobody's territory.
        Locality::National if actor.role == Role::Coordinator => return false,
        Locality::National | Locality::Open => None,
        Locality::Academie(academie) => Some(academie),
    };
    policy::reaches(actor, Group::Amendments, &[], academie)
}

impl Commands {
    /// Corrects or voids an event of an aggregate. States and read models follow.
    ///
    /// # Errors
    /// As [`Commands::run`].
    pub async fn correct<D: Located>(
        &self,
        request: &Request,
        id: Uuid,
        amendment: &Amendment,
    ) -> Result<Done, Failure<Refusal<D::Rejection>>> {
        let stream = stream_id::<D>(id);
        let context = self.context(request).await?;
        let fingerprint = self.fingerprint(request, stream.as_str(), amendment)?;
        let Amendment { target, replacement, reason } = amendment;
        for _ in 0..ATTEMPTS {
            let history = self.read::<D, Refusal<D::Rejection>>(&stream).await?;
            if !permits_amendment::<D>(&request.actor, &fold::<D>(&history)) {
                return Err(Failure::Forbidden);
            }
            let revision = history.last().map(|(recorded, _)| recorded.revision);
            let stale = request.expected.filter(|expected| Some(*expected) != revision);
            let asked = match replacement {
                None => Ok(Asked::Void),
                Some(Replacement { data, occurred_on }) => {
                    replaced::<D>(history.get(target.0 as usize), data, *target).map(
                        |replacement| Asked::Correct { replacement, occurred_on: *occurred_on },
                    )
                }
            };
            let decided = match (stale, asked) {
                (Some(expected), _) => Err(Failure::Stale { expected, actual: revision }),
                (None, Err(rejection)) => Err(Failure::Rejected(Refusal::Correction(rejection))),
                (None, Ok(asked)) => {
                    let raw = dated::<D>(&history);
                    correction::decide::<D>(&raw, *target, asked, *reason, &context)
                        .map_err(Failure::Rejected)
                }
            };
            let correction = match decided {
                Ok(correction) => correction,
                // Sent again after it took effect, a command is refused by its own effect.
                Err(failure) => {
                    return self.first_answer(request, fingerprint, &stream).await?.ok_or(failure);
                }
            };
            let (kind, data) =
                codec::encode_correction(D::CATEGORY, &correction).map_err(Failure::Unwritable)?;
            let event = NewEvent { kind, data, occurred_on: request.occurred_on };
            let expected = revision.map_or(ExpectedRevision::NoStream, ExpectedRevision::Exactly);
            let write = StreamWrite { stream: stream.clone(), expected, events: vec![event] };
            if let Some(appended) = self.append(request, &context, fingerprint, vec![write]).await?
            {
                self.forget::<D>(&stream);
                return Ok(done(&appended, &stream));
            }
        }
        Err(Failure::Contended)
    }
}

/// The replacement as an event of the type of its target.
fn replaced<D: Decider>(
    target: Option<&(eventstore::Recorded, Entry<D::Event>)>,
    data: &Value,
    revision: Target,
) -> Result<D::Event, Rejection> {
    match target {
        Some((recorded, Entry::Event(_))) => codec::decode(&recorded.kind, &data.to_string())
            .map_err(|_| Rejection::UnreadableReplacement),
        Some((_, Entry::Correction(_))) => Err(Rejection::IsACorrection { target: revision }),
        None => Err(Rejection::NoSuchEvent { target: revision }),
    }
}
