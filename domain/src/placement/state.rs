use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{ApplicationAnswer, Event, Offer, Signatory};
use crate::JourneyId;

/// What deciding needs to remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    /// Nothing offered.
    #[default]
    Unknown,
    /// Something is, or was.
    Offered(Box<Record>),
}

/// A place.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// What is offered.
    pub offer: Offer,
    /// Who applied, and what was answered.
    pub applications: BTreeMap<JourneyId, Option<ApplicationAnswer>>,
    /// How far it is.
    pub step: Step,
}

/// How far a placement is.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Anyone may apply.
    Open,
    /// Offered no more.
    Withdrawn,
    /// Somebody takes it.
    Secured {
        /// Who.
        journey: JourneyId,
        /// Who signed, and when.
        signed: BTreeMap<Signatory, NaiveDate>,
    },
    /// Under way.
    Started {
        /// Who.
        journey: JourneyId,
        /// First day.
        on: NaiveDate,
    },
    /// Interrupted or completed.
    Over {
        /// Who.
        journey: JourneyId,
    },
}

impl State {
    /// The place, once it is offered.
    #[must_use]
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Unknown => None,
            Self::Offered(record) => Some(record),
        }
    }
}

impl Record {
    /// Who takes, has or had the place.
    #[must_use]
    pub fn journey(&self) -> Option<JourneyId> {
        match self.step {
            Step::Open | Step::Withdrawn => None,
            Step::Secured { journey, .. }
            | Step::Started { journey, .. }
            | Step::Over { journey } => Some(journey),
        }
    }
}

/// Applies one event.
pub(super) fn evolve(state: State, event: &Event) -> State {
    let mut record = match (state, event) {
        (_, Event::OfferPublished { offer }) => {
            let (offer, applications) = (*offer, BTreeMap::new());
            return State::Offered(Box::new(Record { offer, applications, step: Step::Open }));
        }
        (State::Offered(record), _) => record,
        (State::Unknown, _) => return State::Unknown,
    };
    match event {
        Event::OfferPublished { .. } => {}
        Event::ApplicationSent { journey } => {
            record.applications.insert(*journey, None);
        }
        Event::ApplicationAnswered { journey, answer } => {
            record.applications.insert(*journey, Some(*answer));
        }
        Event::ApplicationWithdrawn { journey, .. } => {
            record.applications.remove(journey);
            if matches!(&record.step, Step::Secured { journey: taken, .. } if taken == journey) {
                record.step = Step::Open;
            }
        }
        Event::PlacementSecured { journey } => {
            record.step = Step::Secured { journey: *journey, signed: BTreeMap::new() };
        }
        Event::ConventionSigned { by, on, .. } => {
            if let Step::Secured { signed, .. } = &mut record.step {
                signed.insert(*by, *on);
            }
        }
        Event::PlacementStarted { journey, on } => {
            record.step = Step::Started { journey: *journey, on: *on };
        }
        Event::PlacementInterrupted { journey, .. } | Event::PlacementCompleted { journey, .. } => {
            record.step = Step::Over { journey: *journey };
        }
        Event::OfferWithdrawn {} => record.step = Step::Withdrawn,
    }
    State::Offered(record)
}
