//! What becomes of what somebody has open elsewhere when she leaves: her requests for aid, her
//! applications and placements, her seats. One table; processes and erasure run what it says.
//!
//! | | not given yet | open application | place taken | under way |
//! | --- | --- | --- | --- | --- |
//! | aid | cancelled, the rest of an award is free again | | | what was lent is still given back |
//! | seat | released, or the place in line given up | | | attendance stays |
//! | placement, support completed | | withdrawn | kept if it is a job, else given up | goes on |
//! | placement, support ended otherwise | | withdrawn | given up | goes on |
//! | placement, she died or is erased | | withdrawn | given up | interrupted |
//!
//! A contract under way is between her, her employer and her school: leaving the programme does not
//! end it, and it can be completed afterwards. Nobody can complete the one of somebody who died or
//! is erased: it must not stand there as running for ever.

#[cfg(test)]
mod tests;

use crate::{
    Cents, JourneyId,
    activity::{self, ReleaseReason},
    aid::{self, AidCancellation},
    granting::BudgetCommand,
    journey::{self, Standing, facts::EndReason},
    placement::{self, ApplicationAnswer, PlacementInterruption, Step, Withdrawal},
    rights::Rights,
};

/// How somebody left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Refused, or registration taken back.
    Registration,
    /// Support has ended.
    Support(EndReason),
    /// Her erasure is decided, or done.
    Erasure,
}

impl Left {
    /// Is nobody there any more of whom a placement could tell?
    fn is_gone(self) -> bool {
        match self {
            Self::Erasure | Self::Support(EndReason::Deceased) => true,
            Self::Registration | Self::Support(_) => false,
        }
    }
}

/// How she left, if she did and has not come back.
#[must_use]
pub fn left(state: &journey::State) -> Option<Left> {
    let record = match state {
        journey::State::Unregistered => return None,
        journey::State::Erased => return Some(Left::Erasure),
        journey::State::Registered(record) => record,
    };
    if matches!(record.rights, Rights::ErasureRequested { .. }) {
        return Some(Left::Erasure);
    }
    match record.standing {
        Standing::Closed => Some(Left::Registration),
        Standing::Ended { reason, .. } => Some(Left::Support(reason)),
        Standing::Candidate | Standing::Admitted { .. } | Standing::Suspended { .. } => None,
    }
}

/// Of an aid.
#[must_use]
pub fn of_aid(aid: &aid::State) -> Option<BudgetCommand> {
    let open = match aid {
        aid::State::Requested { .. } => true,
        aid::State::Awarded(award) => award.left() > Cents::ZERO,
        aid::State::Unknown | aid::State::Over { .. } => false,
    };
    open.then_some(BudgetCommand::Cancel { reason: AidCancellation::Departure })
}

/// Of a seat, or of a place in line.
#[must_use]
pub fn of_seat(activity: &activity::State, journey: JourneyId) -> Option<activity::Command> {
    let record = activity.record()?;
    let reason = ReleaseReason::Departure;
    if record.attendance.contains_key(&journey) {
        None
    } else if record.booked.contains(&journey) {
        Some(activity::Command::Release { journey, reason })
    } else if record.offered.contains_key(&journey) || record.line.contains(&journey) {
        Some(activity::Command::Leave { journey, reason })
    } else {
        None
    }
}

/// Of an application, or of the placement it led to.
#[must_use]
pub fn of_placement(
    placement: &placement::State,
    journey: JourneyId,
    left: Left,
) -> Option<placement::Command> {
    let record = placement.record()?;
    let renounce = placement::Command::Renounce { journey, reason: Withdrawal::Departure };
    match &record.step {
        Step::Secured { journey: taken, .. }
            if *taken == journey
                && left == Left::Support(EndReason::Completed)
                && record.offer.kind.outlasts_support() =>
        {
            None
        }
        // Also behind a place that is taken, for it may be open again.
        Step::Open | Step::Secured { .. } => match record.applications.get(&journey)? {
            Some(ApplicationAnswer::Refused) => None,
            None | Some(ApplicationAnswer::Accepted) => Some(renounce),
        },
        Step::Started { journey: hers, .. } if *hers == journey && left.is_gone() => {
            let reason = PlacementInterruption::Departure;
            Some(placement::Command::Interrupt { reason })
        }
        Step::Started { .. } | Step::Over { .. } | Step::Withdrawn => None,
    }
}
