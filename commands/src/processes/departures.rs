//! Whoever leaves has nothing open elsewhere any more: requests for aid are cancelled, applications
//! withdrawn, seats released, as [`domain::departure`] says.
//!
//! What is opened is noted under the journey it belongs to, and waits for no day; when she leaves,
//! all of it waits for that day, and each is looked at: what was closed meanwhile is let go. No read
//! model is asked. Nothing is opened by somebody who has left: what is decided on an aid, a seat or
//! an application holds only if her journey has not changed meanwhile.

use chrono::NaiveDate;
use domain::{
    ActivityId, AidId, Event, JourneyId, PlacementId,
    activity::{self, Activity},
    aid::{self, Aid},
    departure::{self, Left},
    journey::{self, Journey},
    placement::{self, Placement, Step},
};
use uuid::Uuid;

use super::{
    ProcessError,
    act::Act,
    load,
    process::{Due, Happened, NEVER, Reaction},
    store::{Change, Timer},
};
use crate::Commands;

pub(super) const TYPES: &[&str] = &[
    "activity.v1.SeatBooked",
    "activity.v1.WaitlistJoined",
    "aid.v1.AidRequested",
    "placement.v1.ApplicationSent",
    "journey.v1.AdmissionRefused",
    "journey.v1.RegistrationWithdrawn",
    "journey.v1.SupportEnded",
    "journey.v1.ErasureRequested",
    "journey.v1.SubjectErased",
];

pub(super) fn react(happened: &Happened) -> Vec<Reaction> {
    use {activity::Event as A, aid::Event as D, placement::Event as P};
    let subject = happened.subject;
    let (kind, journey) = match &happened.event {
        Event::Activity(A::SeatBooked { attendee, .. } | A::WaitlistJoined { attendee }) => {
            (SEAT, attendee.journey)
        }
        Event::Aid(D::AidRequested { request }) => (AID, request.journey),
        Event::Placement(P::ApplicationSent { journey }) => (PLACEMENT, *journey),
        Event::Journey(_) => {
            let (topic, due) = (JourneyId(subject).to_string(), happened.occurred_on);
            return vec![Reaction::Note(Change::Move { topic, due })];
        }
        _ => return Vec::new(),
    };
    let (step, topic) = (format!("{kind} {journey}"), journey.to_string());
    vec![Reaction::wait(happened, step, topic, NEVER)]
}

const SEAT: &str = "seat";
const AID: &str = "aid";
const PLACEMENT: &str = "placement";

pub(super) async fn due(commands: &Commands, timer: &Timer) -> Result<Due, ProcessError> {
    let Some((_, journey)) = parse(timer) else { return Ok(Due::Never) };
    let state: journey::State = load::<Journey>(commands, journey.0).await?;
    match departure::left(&state) {
        Some(left) => leave(commands, timer, left).await,
        // She has come back before anybody looked.
        None => Ok(Due::Later(NEVER)),
    }
}

/// What becomes of one thing she has open, when she leaves this way.
pub(super) async fn leave(
    commands: &Commands,
    timer: &Timer,
    left: Left,
) -> Result<Due, ProcessError> {
    let Some((kind, journey)) = parse(timer) else { return Ok(Due::Never) };
    let subject = timer.subject;
    Ok(match kind {
        SEAT => {
            let command = departure::of_seat(&load::<Activity>(commands, subject).await?, journey);
            command
                .map_or(Due::Never, |command| Due::Act(Act::Activity(ActivityId(subject), command)))
        }
        AID => {
            let command = departure::of_aid(&load::<Aid>(commands, subject).await?);
            command.map_or(Due::Never, |command| Due::Act(Act::Budget(AidId(subject), command)))
        }
        _ => {
            let state = load::<Placement>(commands, subject).await?;
            match departure::of_placement(&state, journey, left) {
                None => stays(&state, journey),
                Some(command) => match began(&state) {
                    // It does not end before it began.
                    Some(first) if first > timer.due => Due::Later(first),
                    _ => Due::Act(Act::Placement(PlacementId(subject), command)),
                },
            }
        }
    })
}

/// What goes on after support ends when she is erased.
fn stays(state: &placement::State, journey: JourneyId) -> Due {
    let Some(record) = state.record() else { return Due::Never };
    match record.step {
        Step::Secured { journey: hers, .. } | Step::Started { journey: hers, .. }
            if hers == journey =>
        {
            Due::Later(NEVER)
        }
        Step::Open
        | Step::Withdrawn
        | Step::Secured { .. }
        | Step::Started { .. }
        | Step::Over { .. } => Due::Never,
    }
}

fn began(state: &placement::State) -> Option<NaiveDate> {
    match state.record()?.step {
        Step::Started { on, .. } => Some(on),
        Step::Open | Step::Secured { .. } | Step::Over { .. } | Step::Withdrawn => None,
    }
}

fn parse(timer: &Timer) -> Option<(&str, JourneyId)> {
    let (kind, journey) = timer.step.split_once(' ')?;
    Some((kind, Uuid::try_parse(journey).ok()?.into()))
}
