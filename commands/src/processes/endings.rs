//! Whoever leaves frees the other side of each pair: support that ended at once (death, exclusion)
//! and erasures that were decided do not wait for the paperwork of the pairs.

use domain::{
    Event, MentorshipId,
    journey::{self, Journey},
    mentorship::{self, DeclineReason, Mentorship, MentorshipEnd, Party},
    pairing,
    supporter::{self, Supporter},
};

use super::{
    ProcessError,
    act::Act,
    load,
    process::{Happened, Reaction},
};
use crate::Commands;

pub(super) const TYPES: &[&str] =
    &["journey.v1.SupportEnded", "journey.v1.ErasureRequested", "supporter.v1.ErasureRequested"];

pub(super) async fn react(
    commands: &Commands,
    happened: &Happened,
) -> Result<Vec<Reaction>, ProcessError> {
    let (pairs, party, end) = match &happened.event {
        Event::Journey(
            journey::Event::SupportEnded { .. } | journey::Event::ErasureRequested { .. },
        ) => {
            let state = load::<Journey>(commands, happened.subject).await?;
            let pairs = state.record().map(|record| record.support.values().copied().collect());
            (pairs, Party::Beneficiary, MentorshipEnd::BeneficiaryLeft)
        }
        Event::Supporter(supporter::Event::ErasureRequested { .. }) => {
            let state = load::<Supporter>(commands, happened.subject).await?;
            let pairs = state.record().map(|record| record.slots.keys().copied().collect());
            (pairs, Party::Supporter, MentorshipEnd::SupporterLeft)
        }
        _ => return Ok(Vec::new()),
    };
    let mut reactions = Vec::new();
    let pairs: Vec<MentorshipId> = pairs.unwrap_or_default();
    for pair in pairs {
        let (on, command) = match load::<Mentorship>(commands, pair.0).await? {
            // A relation does not end before it began.
            mentorship::State::Live { since, .. } => {
                (happened.occurred_on.max(since), pairing::Command::End { reason: end })
            }
            mentorship::State::Proposed { .. } => {
                let reason = DeclineReason::Other;
                (happened.occurred_on, pairing::Command::Decline { party, reason })
            }
            mentorship::State::Unknown | mentorship::State::Over { .. } => continue,
        };
        reactions.push(Reaction::Act { step: pair.to_string(), on, act: Act::Pair(pair, command) });
    }
    Ok(reactions)
}
