//! When a policy is published, those who were assessed under an older one and are not decided on
//! yet are assessed again.
//!
//! Each is noted when she is assessed, and waits for no day; a publication moves them all to its
//! day, and they are gone through page by page. Whoever was decided on meanwhile is let go: admitted
//! people keep their admission. What is recorded of the others is for the domain to say.

use chrono::NaiveDate;
use domain::{
    Event, Reason as _,
    journey::{Command, Event as E, Journey, Rejection, Standing},
    programme::Event as P,
};

use super::{
    ProcessError,
    act::{Act, Outcome},
    load,
    process::{Due, Happened, NEVER, Reaction},
    store::{Change, Timer},
};
use crate::Commands;

pub(super) const TYPES: &[&str] =
    &["journey.v1.EligibilityAssessed", "programme.v1.PolicyPublished"];

const STEP: &str = "assessed";

pub(super) async fn react(
    commands: &Commands,
    happened: &Happened,
) -> Result<Vec<Reaction>, ProcessError> {
    Ok(match &happened.event {
        Event::Programme(P::PolicyPublished { .. }) => {
            let (topic, due) = (STEP.to_owned(), happened.occurred_on);
            vec![Reaction::Note(Change::Move { topic, due })]
        }
        Event::Journey(E::EligibilityAssessed { policy_version, .. }) => {
            // Somebody may have assessed her under the older policy a moment after the newer one.
            let old = *policy_version < in_force(commands).await?;
            let due = if old { happened.occurred_on } else { NEVER };
            vec![Reaction::wait(happened, STEP, STEP, due)]
        }
        _ => Vec::new(),
    })
}

pub(super) async fn due(commands: &Commands, timer: &Timer) -> Result<Due, ProcessError> {
    let state = load::<Journey>(commands, timer.subject).await?;
    let Some(record) = state.record() else { return Ok(Due::Never) };
    let (Standing::Candidate, Some((assessed, _))) = (record.standing, record.assessed) else {
        return Ok(Due::Never);
    };
    if assessed >= in_force(commands).await? {
        return Ok(Due::Later(NEVER));
    }
    // The command must not be decided under what was in force a moment ago.
    commands.look_again();
    Ok(Due::Act(Act::Journey(timer.subject.into(), Command::Reassess)))
}

/// The next publication moves her again.
pub(super) fn after(outcome: Outcome) -> Option<NaiveDate> {
    let stands = Outcome::Refused(Rejection::VerdictStands.code());
    (outcome == Outcome::Done || outcome == stands).then_some(NEVER)
}

/// The version in force, as the log has it now.
async fn in_force(commands: &Commands) -> Result<u32, ProcessError> {
    let programme = commands.programme().await.map_err(ProcessError::of)?;
    Ok(programme.policy.map_or(0, |policy| policy.version))
}
