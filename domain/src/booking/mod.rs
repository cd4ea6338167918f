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
    rights::Asked,
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
    use journey::Rejection as R;
    let record = match journey {
        journey::State::Unregistered => return Err(R::NotRegistered.into()),
        journey::State::Erased => return Err(R::Erased.into()),
        journey::State::Registered(record) => record,
    };
    record.rights.permit(Asked::Use).map_err(R::from)?;
    match record.standing {
        Standing::Admitted { .. } => {}
        Standing::Candidate if plan.kind.is_open_to_candidates() => {}
        Standing::Candidate => return Err(R::NotAdmitted.into()),
        Standing::Closed => return Err(R::RegistrationClosed.into()),
        Standing::Suspended { .. } => return Err(R::SupportIsSuspended.into()),
        Standing::Ended { .. } => return Err(R::SupportIsOver.into()),
    }
    let birth = record.birth_date.known().ok_or(activity::Rejection::AgeUnknown)?;
    let minor = context.policy.is_minor(*birth, plan.starts);
    if minor && plan.kind.is_trip() {
        let authorised = record.authorised.get(&GuardianScope::Trip);
        // Without a last day it holds until majority, and she is a minor on that day.
        let holds = authorised.is_some_and(|until| until.is_none_or(|until| until >= plan.starts));
        if !holds {
            return Err(activity::Rejection::TripNotAuthorised.into());
        }
    }
    Ok(minor)
}
