//! Taking a seat: the activity says whether one is free, her journey whether she may come. The
//! seat is written on the activity's stream, and only if her journey has not changed meanwhile.

#[cfg(test)]
mod tests;

use serde::Serialize;
use uuid::Uuid;

use crate::{
    Both, Context, Decider, Joint, JointDecision, JourneyId, Reason,
    activity::{self, Activity, ActivityPlan},
    journey::{self, Journey, Standing, facts::GuardianScope},
};

/// What can be asked.
#[derive(Clone, Debug, Serialize)]
pub enum Command {
    /// Take a free seat, or the one offered to her.
    Book {
        /// Who.
        journey: JourneyId,
    },
    /// Wait for a seat.
    Join {
        /// Who.
        journey: JourneyId,
    },
}

impl Command {
    /// Who comes.
    #[must_use]
    pub fn journey(&self) -> JourneyId {
        match self {
            Self::Book { journey } | Self::Join { journey } => *journey,
        }
    }
}

/// Why she gets no seat, by whichever side refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The activity.
    #[error(transparent)]
    Activity(#[from] activity::Rejection),
    /// Her journey.
    #[error(transparent)]
    Journey(#[from] journey::Rejection),
}

impl Reason for Rejection {
    fn code(&self) -> &'static str {
        match self {
            Self::Activity(reason) => reason.code(),
            Self::Journey(reason) => reason.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Activity(reason) => reason.field(),
            Self::Journey(reason) => reason.field(),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::Activity(reason) => reason.french(),
            Self::Journey(reason) => reason.french(),
        }
    }
}

/// The decision on an activity and a journey.
pub struct Booking;

impl Joint for Booking {
    type Main = Activity;
    type Other = Journey;
    type Command = Command;
    type Rejection = Rejection;

    fn other(_: &activity::State, command: &Command) -> Result<Uuid, Rejection> {
        Ok(command.journey().0)
    }

    fn decide(
        _: Uuid,
        states: Both<'_, Self>,
        command: Command,
        context: &Context,
    ) -> Result<JointDecision<Self>, Rejection> {
        let plan = states.main.plan().ok_or(activity::Rejection::Unknown)?;
        let minor = may_come(states.other, plan, context)?;
        let command = match command {
            Command::Book { journey } => activity::Command::Book { journey, minor },
            Command::Join { journey } => activity::Command::Join { journey },
        };
        let main = Activity::decide(states.main, command, context)?;
        Ok(JointDecision { main, other: Vec::new() })
    }
}

/// May she come to this activity? Says whether she is a minor on the day it starts.
fn may_come(
    journey: &journey::State,
    plan: &ActivityPlan,
    context: &Context,
) -> Result<bool, Rejection> {
    let record = journey.usable()?;
    if !(record.standing == Standing::Candidate && plan.kind.is_open_to_candidates()) {
        record.standing.going_on()?;
    }
    let birth = record.birth_date.known().ok_or(activity::Rejection::AgeUnknown)?;
    let minor = context.policy.is_minor(*birth, plan.starts);
    let authorised = record.is_authorised(GuardianScope::Trip, plan.starts);
    if minor && plan.kind.is_trip() && !authorised {
        return Err(activity::Rejection::TripNotAuthorised.into());
    }
    Ok(minor)
}
