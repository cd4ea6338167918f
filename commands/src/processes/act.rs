use domain::{
    JourneyId, MentorshipId, Reason as _, SupporterId,
    journey::{self, Journey},
    pairing,
    supporter::{self, Supporter},
};

use crate::{Commands, Failure, Request};

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
        let done = match self {
            Self::Journey(id, command) => {
                let done = commands.run::<Journey>(request, id.0, command).await;
                done.map_err(|failure| failure.map(pairing::Rejection::from))
            }
            Self::Supporter(id, command) => {
                let done = commands.run::<Supporter>(request, id.0, command).await;
                done.map_err(|failure| failure.map(pairing::Rejection::from))
            }
            Self::Pair(id, command) => commands.run_pair(request, id, command).await,
            Self::PauseUnchecked(id) => commands.pause_unchecked(request, id).await,
        };
        match done {
            Ok(_) | Err(Failure::CommandIdReused(_)) => Ok(Outcome::Done),
            Err(Failure::Rejected(reason)) => Ok(Outcome::Refused(reason.code())),
            Err(failure) => Err(failure),
        }
    }
}
