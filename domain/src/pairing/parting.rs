//! What happens to one person and to all their pairs at once: death and exclusion leave no pair
//! live, a suspended supporter none that goes on, one whose check has ended none with a minor.

use super::{Decision, Rejection, States, release};
use crate::{
    Context, Decider as _, MentorshipId,
    journey::{
        self, Journey,
        facts::{EndReason, Obstacle},
    },
    mentorship::{self, DeclineReason, Mentorship, MentorshipEnd, Party, PauseReason},
    supporter::{self, Supporter, SupporterSuspension},
};

/// A pair with the person on the other side.
#[derive(Clone, Copy, Debug)]
pub struct WithSide<'a, S> {
    /// The pair.
    pub id: MentorshipId,
    /// The relation.
    pub relation: &'a mentorship::State,
    /// The other side.
    pub side: &'a S,
}

/// What happens on the stream of the one concerned, and on those of each pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Parted<Own, Other> {
    /// To the one concerned.
    pub own: Vec<Own>,
    /// On each relation, and to the other side of it, in the order of the pairs given.
    pub pairs: Vec<(Vec<mentorship::Event>, Vec<Other>)>,
}

/// Her support ends, and all her pairs with it.
///
/// # Errors
/// The rule that is broken, on whichever side.
pub fn end_support(
    journey: &journey::State,
    pairs: &[WithSide<'_, supporter::State>],
    (reason, obstacles): (EndReason, Vec<Obstacle>),
    context: &Context,
) -> Result<Parted<journey::Event, supporter::Event>, Rejection> {
    let (mut state, mut own, mut ended) = (journey.clone(), Vec::new(), Vec::new());
    for pair in pairs {
        let states = States { journey: &state, supporter: pair.side, mentorship: pair.relation };
        let command = match pair.relation {
            mentorship::State::Live { .. } => {
                mentorship::Command::End { reason: MentorshipEnd::BeneficiaryLeft }
            }
            _ => declined(Party::Beneficiary),
        };
        let Decision { journey, supporter, mentorship } =
            release(states, pair.id, command, context)?;
        state = journey.iter().fold(state, Journey::evolve);
        own.extend(journey);
        ended.push((mentorship, supporter));
    }
    let end = journey::Command::EndSupport { reason, obstacles };
    own.extend(Journey::decide(&state, end, context)?);
    Ok(Parted { own, pairs: ended })
}

/// A supporter is suspended: proposals are declined for them, and live relations pause.
///
/// # Errors
/// The rule that is broken, on whichever side.
pub fn suspend(
    supporter: &supporter::State,
    pairs: &[WithSide<'_, journey::State>],
    reason: SupporterSuspension,
    context: &Context,
) -> Result<Parted<supporter::Event, journey::Event>, Rejection> {
    let mut own = Supporter::decide(supporter, supporter::Command::Suspend { reason }, context)?;
    let mut touched = Vec::new();
    for pair in pairs {
        let states = States { journey: pair.side, supporter, mentorship: pair.relation };
        match pair.relation {
            mentorship::State::Proposed { .. } => {
                let declined = declined(Party::Supporter);
                let Decision { journey, supporter, mentorship } =
                    release(states, pair.id, declined, context)?;
                own.extend(supporter);
                touched.push((mentorship, journey));
            }
            mentorship::State::Live { paused: None, .. } => {
                let pause = mentorship::Command::Pause { reason: PauseReason::SupporterSuspended };
                let paused = Mentorship::decide(pair.relation, pause, context)?;
                touched.push((paused, Vec::new()));
            }
            mentorship::State::Live { .. }
            | mentorship::State::Unknown
            | mentorship::State::Over { .. } => touched.push((Vec::new(), Vec::new())),
        }
    }
    Ok(Parted { own, pairs: touched })
}

/// No check of honorabilité of a supporter is valid any more: live relations with minors pause, and
/// go on under a valid one. What is recorded late is decided as things stand today.
///
/// # Errors
/// The rule that is broken, on whichever side.
pub fn pause_unchecked(
    supporter: &supporter::State,
    pairs: &[WithSide<'_, journey::State>],
    context: &Context,
) -> Result<Parted<supporter::Event, journey::Event>, Rejection> {
    if supporter.registered()?.is_checked_on(context.today) {
        return Err(supporter::Rejection::StillChecked.into());
    }
    let mut touched = Vec::new();
    for pair in pairs {
        let live = matches!(pair.relation, mentorship::State::Live { paused: None, .. });
        let paused = if live && may_be_minor(pair.side, context) {
            let pause = mentorship::Command::Pause { reason: PauseReason::CheckEnded };
            Mentorship::decide(pair.relation, pause, context)?
        } else {
            Vec::new()
        };
        touched.push((paused, Vec::new()));
    }
    if touched.iter().all(|(paused, _)| paused.is_empty()) {
        return Err(supporter::Rejection::SupportsNoMinor.into());
    }
    Ok(Parted { own: Vec::new(), pairs: touched })
}

/// A birth date that is not known any more cannot show that she is of age: the protective rule
/// applies.
fn may_be_minor(state: &journey::State, context: &Context) -> bool {
    let birth = state.record().and_then(|record| record.birth_date.known());
    birth.is_none_or(|birth| context.policy.is_minor(*birth, context.today))
}

fn declined(party: Party) -> mentorship::Command {
    mentorship::Command::Decline { party, reason: DeclineReason::Other }
}
