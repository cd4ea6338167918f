//! The end of a check of honorabilité is announced 60 days before, once for each check. The day after
//! it, live relations with minors pause, unless another check is valid by then; so they do when a
//! check is voided, or when it turns out that somebody is a minor.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{
    Event, SupporterId, journey,
    journey::Journey,
    mentorship::Mentorship,
    pairing,
    supporter::{Command, Event as E, expiry_announced_on},
};

use super::{
    ProcessError,
    act::Act,
    process::{Due, Happened, Reaction, Voided},
    store::Timer,
};
use crate::{Commands, stream_id};

pub(super) const TYPES: &[&str] =
    &["supporter.v1.HonorabiliteChecked", "journey.v1.RectificationApplied"];

/// Before the last day of a check, in the name of the step that waits for the day after it.
const AFTER: &str = "after ";

pub(super) async fn react(
    commands: &Commands,
    happened: &Happened,
) -> Result<Vec<Reaction>, ProcessError> {
    Ok(match &happened.event {
        Event::Supporter(E::HonorabiliteChecked { valid_until, .. }) => {
            let wait = |step, day: NaiveDate| {
                Reaction::wait(happened, step, "", day.max(happened.occurred_on))
            };
            let after = valid_until.succ_opt().unwrap_or(*valid_until);
            vec![
                wait(valid_until.to_string(), expiry_announced_on(*valid_until)),
                wait(format!("{AFTER}{valid_until}"), after),
            ]
        }
        Event::Journey(journey::Event::RectificationApplied { birth_date: Some(_), .. }) => {
            let supporters = supporters(commands, happened).await?.into_iter();
            supporters.map(|id| pause(id, happened.occurred_on)).collect()
        }
        _ => Vec::new(),
    })
}

pub(super) fn voided(voided: &Voided) -> Vec<Reaction> {
    vec![pause(voided.subject.into(), voided.occurred_on)]
}

pub(super) fn due(timer: &Timer) -> Due {
    if timer.step.starts_with(AFTER) {
        return Due::Act(Act::PauseUnchecked(timer.subject.into()));
    }
    match timer.step.parse::<NaiveDate>() {
        Ok(valid_until) => {
            Due::Act(Act::Supporter(timer.subject.into(), Command::AnnounceExpiry { valid_until }))
        }
        Err(_) => Due::Never,
    }
}

fn pause(supporter: SupporterId, on: NaiveDate) -> Reaction {
    Reaction::Act { step: supporter.to_string(), on, act: Act::PauseUnchecked(supporter) }
}

/// Those she has a pair with.
async fn supporters(
    commands: &Commands,
    happened: &Happened,
) -> Result<BTreeSet<SupporterId>, ProcessError> {
    let stream = stream_id::<Journey>(happened.subject);
    let journey = commands.load::<Journey, pairing::Rejection>(&stream, true).await;
    let journey = journey.map_err(ProcessError::Command)?.state;
    let pairs = journey.record().map(|record| record.support.values().copied());
    let mut supporters = BTreeSet::new();
    for pair in pairs.into_iter().flatten() {
        let stream = stream_id::<Mentorship>(pair.0);
        let relation = commands.load::<Mentorship, pairing::Rejection>(&stream, true).await;
        let relation = relation.map_err(ProcessError::Command)?.state;
        supporters.extend(relation.pair().map(|pair| pair.supporter));
    }
    Ok(supporters)
}
