use super::{AidRequest, Event, For, NeedLevel};
use crate::{Cents, JourneyId, programme::BudgetLine};

/// What deciding needs to remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    /// Nothing asked for.
    #[default]
    Unknown,
    /// Waiting for a decision.
    Requested {
        /// What she asks for.
        request: AidRequest,
        /// The last assessment.
        need: Option<NeedLevel>,
    },
    /// Granted.
    Awarded(Award),
    /// Refused or given up.
    Over {
        /// What she asked for.
        request: AidRequest,
        /// What she received before, if she did.
        award: Option<Award>,
    },
}

/// A granted aid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
    /// What she asked for.
    pub request: AidRequest,
    /// Granted.
    pub awarded: Cents,
    /// Received so far.
    pub delivered: Cents,
    /// Who pays.
    pub line: BudgetLine,
    /// What was lent has come back.
    pub returned: bool,
}

impl Award {
    /// What is left to deliver.
    #[must_use]
    pub fn left(&self) -> Cents {
        self.awarded.minus(self.delivered)
    }
}

impl State {
    /// What she asked for, whatever became of it.
    #[must_use]
    pub fn request(&self) -> Option<&AidRequest> {
        match self {
            Self::Unknown => None,
            Self::Requested { request, .. } | Self::Over { request, .. } => Some(request),
            Self::Awarded(award) => Some(&award.request),
        }
    }

    /// Who asked for it.
    #[must_use]
    pub fn journey(&self) -> Option<JourneyId> {
        self.request().map(|request| request.journey)
    }
}

impl AidRequest {
    /// Whose aid it is.
    #[must_use]
    pub fn whose(&self) -> For {
        For { journey: self.journey, kind: self.kind }
    }
}

/// Applies one event.
pub(super) fn evolve(state: State, event: &Event) -> State {
    match (state, event) {
        (_, Event::AidRequested { request }) => State::Requested { request: *request, need: None },
        (State::Requested { request, .. }, Event::AidAssessed { need, .. }) => {
            State::Requested { request, need: Some(*need) }
        }
        (State::Requested { request, .. }, Event::AidAwarded { amount_cents, budget_line, .. }) => {
            State::Awarded(Award {
                request,
                awarded: *amount_cents,
                delivered: Cents::ZERO,
                line: budget_line.clone(),
                returned: false,
            })
        }
        (
            State::Requested { request, .. },
            Event::AidRefused { .. } | Event::AidCancelled { .. },
        ) => State::Over { request, award: None },
        (State::Awarded(mut award), Event::AidDelivered { amount_cents, .. }) => {
            award.delivered = award.delivered.plus(*amount_cents);
            State::Awarded(award)
        }
        (State::Awarded(award), Event::AidCancelled { .. }) => {
            State::Over { request: award.request, award: Some(award) }
        }
        (State::Awarded(mut award), Event::AidReturned { .. }) => {
            award.returned = true;
            State::Awarded(award)
        }
        (State::Over { request, award: Some(mut award) }, Event::AidReturned { .. }) => {
            award.returned = true;
            State::Over { request, award: Some(award) }
        }
        // What does not fit where the aid stands changes nothing.
        (
            state,
            Event::AidAssessed { .. }
            | Event::AidAwarded { .. }
            | Event::AidDelivered { .. }
            | Event::AidReturned { .. }
            | Event::AidRefused { .. }
            | Event::AidCancelled { .. },
        ) => state,
    }
}
