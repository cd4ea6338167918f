//! An admission proposal that is not answered by the end of the session's calendar expires.
//!
//! Calendars are published and moved: a proposal waits for the one in force, and until there is one
//! it is looked at from the October of the session on, when every phase is over.

use chrono::{Days, NaiveDate};
use domain::{
    Context, Event, Vocabulary as _, WishId,
    journey::{Command, Event as E, Journey, facts::Answer, facts::Platform},
    programme::{Calendar, Event as P},
};
use uuid::Uuid;

use super::{
    ProcessError,
    act::Act,
    load,
    process::{Due, Happened, Reaction},
    store::{Change, Timer},
};
use crate::Commands;

pub(super) const TYPES: &[&str] = &[
    "journey.v1.WishAnswered",
    "journey.v1.ProposalAccepted",
    "journey.v1.ProposalDeclined",
    "journey.v1.ProposalExpired",
    "programme.v1.CalendarPublished",
];

/// Days between two looks while no calendar is published.
const UNKNOWN: Days = Days::new(30);

pub(super) async fn react(
    commands: &Commands,
    context: &Context,
    happened: &Happened,
) -> Result<Vec<Reaction>, ProcessError> {
    let answered = |wish: &WishId| {
        let (subject, step) = (happened.subject, Some(wish.to_string()));
        vec![Reaction::Note(Change::Forget { subject, step })]
    };
    Ok(match &happened.event {
        Event::Journey(E::WishAnswered { wish, answer, .. }) => match answer {
            Answer::Proposed | Answer::ProposedOuiSi => {
                match session(commands, happened.subject, *wish).await? {
                    None | Some((Platform::Direct, _)) => Vec::new(),
                    Some((platform, session)) => {
                        let calendar = context.rules.calendar(platform, session);
                        let due = calendar.and_then(first_late_day).or(fallback(session));
                        let wait = |due| {
                            let topic = topic(platform, session);
                            Reaction::wait(happened, wish.to_string(), topic, due)
                        };
                        due.map(wait).into_iter().collect()
                    }
                }
            }
            Answer::Waitlisted | Answer::Refused | Answer::PendingContract => Vec::new(),
        },
        Event::Journey(
            E::ProposalAccepted { wish, .. }
            | E::ProposalDeclined { wish }
            | E::ProposalExpired { wish },
        ) => answered(wish),
        Event::Programme(P::CalendarPublished { calendar }) => {
            let topic = topic(calendar.platform, calendar.session);
            let due = first_late_day(calendar);
            due.map(|due| Reaction::Note(Change::Move { topic, due })).into_iter().collect()
        }
        _ => Vec::new(),
    })
}

pub(super) async fn due(
    commands: &Commands,
    context: &Context,
    timer: &Timer,
) -> Result<Due, ProcessError> {
    let Ok(wish) = Uuid::try_parse(&timer.step).map(WishId) else { return Ok(Due::Never) };
    let Some((platform, session)) = session(commands, timer.subject, wish).await? else {
        return Ok(Due::Never);
    };
    let late = context.rules.calendar(platform, session).and_then(first_late_day);
    Ok(match late {
        Some(day) if day <= timer.due => {
            Due::Act(Act::Journey(timer.subject.into(), Command::ExpireProposal { wish }))
        }
        Some(day) => Due::Later(day),
        // Two years on nobody publishes it any more.
        None if fallback(session + 2).is_none_or(|end| timer.due > end) => Due::Never,
        None => Due::Later(timer.due + UNKNOWN),
    })
}

/// The platform and session of a wish.
async fn session(
    commands: &Commands,
    journey: Uuid,
    wish: WishId,
) -> Result<Option<(Platform, i32)>, ProcessError> {
    let state = load::<Journey>(commands, journey).await?;
    let wish = state.record().and_then(|record| record.wishes.get(&wish));
    Ok(wish.map(|wish| (wish.platform, wish.session)))
}

/// The day after the last one on which a proposal can be accepted.
fn first_late_day(calendar: &Calendar) -> Option<NaiveDate> {
    calendar.last_answer()?.succ_opt()
}

fn fallback(session: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(session, 10, 1)
}

fn topic(platform: Platform, session: i32) -> String {
    format!("{} {session}", platform.code())
}
