use domain::{
    ActivityId, AidId, JourneyId, MentorshipId, PlacementId, Reason, SupporterId,
    activity::{self, Activity},
    granting::{BudgetCommand, Granting},
    journey::{self, Journey},
    pairing, placement,
    supporter::{self, Supporter},
};

use crate::{Commands, Done, Failure, Request};

/// A command of a process.
pub(super) enum Act {
    /// On a journey.
    Journey(JourneyId, journey::Command),
    /// On a supporter.
    Supporter(SupporterId, supporter::Command),
    /// On both sides of a pair.
    Pair(MentorshipId, pairing::Command),
    /// On the relations of a supporter with minors.
    PauseUnchecked(SupporterId),
    /// On an activity.
    Activity(ActivityId, activity::Command),
    /// On an aid and the budget.
    Budget(AidId, BudgetCommand),
    /// On a placement.
    Placement(PlacementId, placement::Command),
}

/// What it came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It took effect, now or before.
    Done,
    /// The rules refuse it: the code of the rejection.
    Refused(&'static str),
}

impl Outcome {
    /// Is it refused because her data may not be used for now?
    pub(super) fn is_restricted(self) -> bool {
        match self {
            Self::Done => false,
            Self::Refused(code) => {
                code == "processing_restricted" || code == "supporter_processing_restricted"
            }
        }
    }
}

impl Act {
    /// Runs it. One that took effect before under the same id is done, even if it was decided on
    /// another day then.
    pub(super) async fn run(
        self,
        commands: &Commands,
        request: &Request,
    ) -> Result<Outcome, Failure<pairing::Rejection>> {
        match self {
            Self::Journey(id, command) => {
                outcome(commands.run::<Journey>(request, id.0, command).await)
            }
            Self::Supporter(id, command) => {
                outcome(commands.run::<Supporter>(request, id.0, command).await)
            }
            Self::Pair(id, command) => outcome(commands.run_pair(request, id, command).await),
            Self::Activity(id, command) => {
                outcome(commands.run::<Activity>(request, id.0, command).await)
            }
            Self::Budget(id, command) => {
                outcome(commands.run_joint::<Granting>(request, id.0, command).await)
            }
            Self::Placement(id, command) => {
                outcome(commands.run_placement(request, id, command).await)
            }
            Self::PauseUnchecked(id) => outcome(commands.pause_unchecked(request, id).await),
        }
    }
}

/// A refusal is an outcome; every other failure is one.
fn outcome<R: Reason>(
    done: Result<Done, Failure<R>>,
) -> Result<Outcome, Failure<pairing::Rejection>> {
    match done {
        Ok(_) | Err(Failure::CommandIdReused(_)) => Ok(Outcome::Done),
        Err(failure) => match failure.without_rejection() {
            Ok(failure) => Err(failure),
            Err(reason) => Ok(Outcome::Refused(reason.code())),
        },
    }
}
