//! What concerns both sides of a pair at once: the beneficiary's journey, the supporter's slots
//! and the relation itself change together, in one atomic append, or not at all.
//!
//! This is where the rules across streams live: one live relation of each kind per beneficiary, no
//! supporter over capacity, no pair with a minor without a check of honorabilité valid on that day.

mod parting;
#[cfg(test)]
mod tests;

pub use parting::{Parted, WithSide, end_support, pause_unchecked, suspend};

use serde::Serialize;

use crate::{
    Context, Decider, MentorshipId, Reason,
    journey::{self, Journey, Standing},
    matching::Basis,
    mentorship::{
        self, ConcernBy, DeclineReason, Mentorship, MentorshipEnd, Pair, Party, RelationKind,
        Severity,
    },
    supporter::{self, Activity, Supporter},
};

/// What can be asked of a pair.
#[derive(Clone, Debug, Serialize)]
pub enum Command {
    /// Reserve a slot on both sides and propose.
    Propose {
        /// Both sides.
        pair: Pair,
        /// Tutorat or Mentorat.
        kind: RelationKind,
        /// Why the two were suggested; nothing for a pair that people thought of.
        basis: Option<Basis>,
    },
    /// Decline, and free both sides.
    Decline {
        /// Who.
        party: Party,
        /// Why.
        reason: DeclineReason,
    },
    /// Give up a proposal that was not answered in time, and free both sides.
    Expire,
    /// Start, once both accepted; the check of honorabilité must still hold.
    Start,
    /// Go on after a pause, under the same conditions as a start.
    Resume,
    /// Raise a concern: what was said is sealed on the beneficiary's journey.
    RaiseConcern {
        /// Who.
        by: ConcernBy,
        /// How serious it is; a high one suspends the relation at once.
        severity: Severity,
        /// What was said, 1 to 2,000 characters.
        note: String,
    },
    /// End, and free both sides.
    End {
        /// Why.
        reason: MentorshipEnd,
    },
}

/// The three states a decision on a pair looks at.
#[derive(Clone, Copy, Debug)]
pub struct States<'a> {
    /// The beneficiary.
    pub journey: &'a journey::State,
    /// The tutor or mentor.
    pub supporter: &'a supporter::State,
    /// The relation.
    pub mentorship: &'a mentorship::State,
}

/// What happens on each of the three streams; some may be empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// On the beneficiary's.
    pub journey: Vec<journey::Event>,
    /// On the supporter's.
    pub supporter: Vec<supporter::Event>,
    /// On the relation's.
    pub mentorship: Vec<mentorship::Event>,
}

/// Why a command on a pair is refused, by whichever side refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The beneficiary's side.
    #[error(transparent)]
    Journey(#[from] journey::Rejection),
    /// The supporter's side.
    #[error(transparent)]
    Supporter(#[from] supporter::Rejection),
    /// The relation.
    #[error(transparent)]
    Mentorship(#[from] mentorship::Rejection),
}

impl Reason for Rejection {
    fn code(&self) -> &'static str {
        match self {
            Self::Journey(reason) => reason.code(),
            Self::Supporter(reason) => reason.code(),
            Self::Mentorship(reason) => reason.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Journey(reason) => reason.field(),
            Self::Supporter(reason) => reason.field(),
            Self::Mentorship(reason) => reason.field(),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::Journey(reason) => reason.french(),
            Self::Supporter(reason) => reason.french(),
            Self::Mentorship(reason) => reason.french(),
        }
    }
}

/// Decides for the three streams together.
///
/// # Errors
/// The rule that is broken, on whichever side.
pub fn decide(
    states: States<'_>,
    id: MentorshipId,
    command: Command,
    context: &Context,
) -> Result<Decision, Rejection> {
    match command {
        Command::Propose { pair, kind, basis } => propose(states, id, (pair, kind, basis), context),
        Command::Start => start(states, mentorship::Command::Start, context),
        Command::Resume => start(states, mentorship::Command::Resume, context),
        Command::RaiseConcern { by, severity, note } => {
            let raise = mentorship::Command::RaiseConcern { by, severity };
            concern(states, id, raise, note, context)
        }
        Command::Decline { party, reason } => {
            release(states, id, mentorship::Command::Decline { party, reason }, context)
        }
        Command::Expire => release(states, id, mentorship::Command::Expire, context),
        Command::End { reason } => {
            release(states, id, mentorship::Command::End { reason }, context)
        }
    }
}

fn propose(
    states: States<'_>,
    id: MentorshipId,
    (pair, kind, basis): (Pair, RelationKind, Option<Basis>),
    context: &Context,
) -> Result<Decision, Rejection> {
    let reserve =
        journey::Command::ReserveSupport { mentorship: id, supporter: pair.supporter, kind };
    let journey = Journey::decide(states.journey, reserve, context)?;
    let minor = is_minor(states.journey, context)?;
    let supporter = states.supporter.registered()?;
    if supporter.kind != kind.supporter() {
        return Err(mentorship::Rejection::WrongSupporterKind.into());
    }
    let reserve = supporter::Command::ReserveSlot { mentorship: id, journey: pair.journey, minor };
    let supporter = Supporter::decide(states.supporter, reserve, context)?;
    let propose = mentorship::Command::Propose { pair, kind, basis };
    let mentorship = Mentorship::decide(states.mentorship, propose, context)?;
    Ok(Decision { journey, supporter, mentorship })
}

/// The relation starts, or goes on: both sides must be able to.
fn start(
    states: States<'_>,
    command: mentorship::Command,
    context: &Context,
) -> Result<Decision, Rejection> {
    let mentorship = Mentorship::decide(states.mentorship, command, context)?;
    match states.journey.registered()?.standing {
        Standing::Admitted { .. } => {}
        Standing::Suspended { .. } => return Err(journey::Rejection::SupportIsSuspended.into()),
        Standing::Ended { .. } => return Err(journey::Rejection::SupportIsOver.into()),
        Standing::Candidate | Standing::Closed => {
            return Err(journey::Rejection::NotAdmitted.into());
        }
    }
    let supporter = states.supporter.record().ok_or(supporter::Rejection::NotRegistered)?;
    match supporter.activity {
        Activity::Active => {}
        Activity::Suspended => return Err(supporter::Rejection::Suspended.into()),
        Activity::Retired => return Err(supporter::Rejection::Retired.into()),
    }
    if is_minor(states.journey, context)? && !supporter.is_checked_on(context.occurred_on) {
        return Err(supporter::Rejection::NoValidCheck.into());
    }
    Ok(Decision { mentorship, ..Decision::default() })
}

/// What was said is kept where it dies with her key; of somebody erased, nothing more is kept.
fn concern(
    states: States<'_>,
    id: MentorshipId,
    raise: mentorship::Command,
    note: String,
    context: &Context,
) -> Result<Decision, Rejection> {
    let mentorship = Mentorship::decide(states.mentorship, raise, context)?;
    let note = journey::Command::NoteConcern { mentorship: id, note };
    let journey = match states.journey {
        journey::State::Erased => Vec::new(),
        state => Journey::decide(state, note, context)?,
    };
    Ok(Decision { journey, mentorship, ..Decision::default() })
}

fn release(
    states: States<'_>,
    id: MentorshipId,
    command: mentorship::Command,
    context: &Context,
) -> Result<Decision, Rejection> {
    let mentorship = Mentorship::decide(states.mentorship, command, context)?;
    let release = journey::Command::ReleaseSupport { mentorship: id };
    let journey = match states.journey {
        // Nothing is left to release on the side of whoever is erased; the other becomes free.
        journey::State::Erased => Vec::new(),
        state => Journey::decide(state, release, context)?,
    };
    let release = supporter::Command::ReleaseSlot { mentorship: id };
    let supporter = match states.supporter {
        supporter::State::Erased => Vec::new(),
        state => Supporter::decide(state, release, context)?,
    };
    Ok(Decision { journey, supporter, mentorship })
}

fn is_minor(state: &journey::State, context: &Context) -> Result<bool, Rejection> {
    let record = state.registered()?;
    let birth = record.birth_date.known().ok_or(mentorship::Rejection::AgeUnknown)?;
    Ok(context.policy.is_minor(*birth, context.occurred_on))
}
