//! A placement concerns the partner who offers it and the journey of whoever takes it: what is
//! decided of it looks at both, and changes her journey in the same atomic append.
//!
//! This is where the rules across streams live: offers by partners only, applications of those in
//! the programme, a guardian's authorisation for the signature of a minor, a stage within an open
//! school year, and one apprenticeship at a time, which makes her an apprentice from its first day.

#[cfg(test)]
mod tests;

use crate::{
    Context, Decider, PlacementId, Reason, SchoolYear,
    journey::{
        self, Journey, Standing,
        facts::{EndReason, GuardianScope},
    },
    partner,
    placement::{self, Command, Placement, PlacementKind, Signatory},
};

/// The three states a decision on a placement looks at.
#[derive(Clone, Copy, Debug)]
pub struct States<'a> {
    /// Who offers.
    pub partner: &'a partner::State,
    /// Whose application or placement it is, if it is somebody's.
    pub journey: &'a journey::State,
    /// The place.
    pub placement: &'a placement::State,
}

/// What happens on each stream; her journey may stay as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// On the place's.
    pub placement: Vec<placement::Event>,
    /// On hers.
    pub journey: Vec<journey::Event>,
}

/// Why a command on a placement is refused, by whichever side refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Her side.
    #[error(transparent)]
    Journey(#[from] journey::Rejection),
    /// The placement's.
    #[error(transparent)]
    Placement(#[from] placement::Rejection),
}

impl Reason for Rejection {
    fn code(&self) -> &'static str {
        match self {
            Self::Journey(reason) => reason.code(),
            Self::Placement(reason) => reason.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Journey(reason) => reason.field(),
            Self::Placement(reason) => reason.field(),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::Journey(reason) => reason.french(),
            Self::Placement(reason) => reason.french(),
        }
    }
}

/// Decides for both streams together.
///
/// # Errors
/// The rule that is broken, on whichever side.
pub fn decide(
    states: States<'_>,
    id: PlacementId,
    command: &Command,
    context: &Context,
) -> Result<Decision, Rejection> {
    let placement = Placement::decide(states.placement, command.clone(), context)?;
    let journey = match command {
        Command::Publish { .. } => {
            let offers = states.partner.record().is_some_and(|partner| !partner.left);
            if !offers {
                return Err(placement::Rejection::NotAPartner.into());
            }
            Vec::new()
        }
        Command::Apply { .. } | Command::Secure { .. } => {
            in_the_programme(states.journey)?;
            Vec::new()
        }
        Command::Sign { by: Signatory::Student } => {
            may_sign(on_her_way(states)?, context)?;
            Vec::new()
        }
        Command::Start => start(states, id, context)?,
        Command::Interrupt { .. } | Command::Complete { .. } => release(states, id, context)?,
        Command::Sign { by: Signatory::Employer | Signatory::School }
        | Command::Answer { .. }
        | Command::Renounce { .. }
        | Command::Withdraw => Vec::new(),
    };
    Ok(Decision { placement, journey })
}

/// Her record, if the programme supports her and may use her data.
fn in_the_programme(state: &journey::State) -> Result<&journey::Record, Rejection> {
    let record = state.usable()?;
    record.standing.going_on()?;
    Ok(record)
}

/// The same; the first job that her support has led to (S14) is signed and started after it too.
fn on_her_way(states: States<'_>) -> Result<&journey::Record, Rejection> {
    let job = states.placement.record().is_some_and(|place| place.offer.kind.outlasts_support());
    let record = states.journey.usable()?;
    match record.standing {
        Standing::Ended { reason: EndReason::Completed, .. } if job => {}
        standing => standing.going_on()?,
    }
    Ok(record)
}

/// A minor signs with the authorisation of her guardian (code civil, article 1146; code du travail,
/// L. 6222-4). An erased birth date cannot show that she is of age: the protective rule applies.
fn may_sign(record: &journey::Record, context: &Context) -> Result<(), Rejection> {
    let day = context.occurred_on;
    let minor = record.birth_date.known().is_none_or(|birth| context.policy.is_minor(*birth, day));
    if minor && !record.is_authorised(GuardianScope::Signature, day) {
        return Err(journey::Rejection::GuardianSignatureRequired.into());
    }
    Ok(())
}

fn start(
    states: States<'_>,
    id: PlacementId,
    context: &Context,
) -> Result<Vec<journey::Event>, Rejection> {
    let place = states.placement.record().ok_or(placement::Rejection::Unknown)?;
    let record = on_her_way(states)?;
    match place.offer.kind {
        PlacementKind::Emploi => Ok(Vec::new()),
        PlacementKind::Stage => {
            let first = context.occurred_on;
            let last = place.offer.last_day(first).unwrap_or(first);
            for year in [SchoolYear::of(first), SchoolYear::of(last)] {
                if !record.is_open(year) {
                    return Err(journey::Rejection::NoOpenSchoolYear { year }.into());
                }
            }
            Ok(Vec::new())
        }
        PlacementKind::Apprentissage => {
            let reserve = journey::Command::ReserveApprenticeship { placement: id };
            Ok(Journey::decide(states.journey, reserve, context)?)
        }
    }
}

fn release(
    states: States<'_>,
    id: PlacementId,
    context: &Context,
) -> Result<Vec<journey::Event>, Rejection> {
    let place = states.placement.record().ok_or(placement::Rejection::Unknown)?;
    match (place.offer.kind, states.journey) {
        (PlacementKind::Stage | PlacementKind::Emploi, _) => Ok(Vec::new()),
        // Nothing is left to release of somebody erased.
        (PlacementKind::Apprentissage, journey::State::Erased) => Ok(Vec::new()),
        (PlacementKind::Apprentissage, state) => {
            let release = journey::Command::ReleaseApprenticeship { placement: id };
            Ok(Journey::decide(state, release, context)?)
        }
    }
}
