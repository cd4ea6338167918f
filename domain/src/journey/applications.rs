//! Wishes, answers, proposals and enrolment, with each platform's rules.

use chrono::Datelike as _;

use super::{
    Event, Record, Rejection, Wish, WishStatus,
    facts::{Answer, FormationFacts, Platform},
    studies,
};
use crate::{Context, WishId, programme::PlatformStep};

/// The platform takes this step on that day, by the calendar of the session once there is one.
/// A phase closes at 23:59 Paris time, and days are civil days in Paris: its last day is in time.
pub(super) fn in_time(
    platform: Platform,
    session: i32,
    step: PlatformStep,
    context: &Context,
) -> Result<(), Rejection> {
    match context.rules.calendar(platform, session) {
        Some(calendar) if !calendar.allows(step, context.occurred_on) => {
            Err(Rejection::PlatformClosed { session })
        }
        _ => Ok(()),
    }
}

/// The wish, if it is known and where the step needs it to be.
pub(super) fn expect(
    record: &Record,
    wish: WishId,
    ready: impl Fn(WishStatus) -> bool,
) -> Result<&Wish, Rejection> {
    let known = record.wishes.get(&wish).ok_or(Rejection::UnknownWish)?;
    if ready(known.status) {
        Ok(known)
    } else {
        Err(Rejection::WishNotReady { status: known.status.word() })
    }
}

/// A new wish, within the platform's limit.
pub(super) fn may_submit(
    record: &Record,
    wish: WishId,
    platform: Platform,
    session: i32,
    context: &Context,
) -> Result<(), Rejection> {
    if record.wishes.contains_key(&wish) {
        return Err(Rejection::WishExists);
    }
    // The offer of a session is published in December of the year before.
    studies::plausible(session, context.today.year() + 1)?;
    in_time(platform, session, PlatformStep::Submit, context)?;
    within_limit(record, platform, session, context.policy.parcoursup_max_wishes)
}

/// Parcoursup takes 10 wishes a session; a dropped one frees its place.
fn within_limit(
    record: &Record,
    platform: Platform,
    session: i32,
    parcoursup: u32,
) -> Result<(), Rejection> {
    let max = match platform {
        Platform::Parcoursup => parcoursup,
        // 15, and as many again for apprenticeships (monmaster.gouv.fr).
        Platform::MonMaster => 30,
        Platform::Direct => u32::MAX,
    };
    let live = record.wishes.values().filter(|wish| {
        wish.platform == platform && wish.session == session && wish.status != WishStatus::Over
    });
    if u32::try_from(live.count()).is_ok_and(|count| count < max) {
        Ok(())
    } else {
        Err(Rejection::TooManyWishes { max })
    }
}

/// What a formation may answer (Parcoursup: no refusal where there is no selection, *oui, si*
/// there only, a contract to find in apprenticeships only).
pub(super) fn may_answer(
    formation: &FormationFacts,
    answer: Answer,
    rank: Option<u32>,
) -> Result<(), Rejection> {
    match answer {
        Answer::Refused if !formation.selective => Err(Rejection::NonSelectiveRefuses),
        Answer::ProposedOuiSi if formation.selective => Err(Rejection::OuiSiNonSelectiveOnly),
        Answer::PendingContract if !formation.apprenticeship => {
            Err(Rejection::PendingContractApprenticeshipOnly)
        }
        _ if rank.is_some() != (answer == Answer::Waitlisted) => Err(Rejection::RankMismatch),
        _ => Ok(()),
    }
}

/// One proposal is accepted at a time: accepting another releases the former. A firm acceptance on
/// Mon Master drops all other wishes of the session.
pub(super) fn accept(record: &Record, wish: WishId, accepted: &Wish, firm: bool) -> Vec<Event> {
    let same_session =
        |other: &Wish| other.platform == accepted.platform && other.session == accepted.session;
    let others = || record.wishes.iter().filter(|(id, other)| **id != wish && same_session(other));
    let released =
        others().find(|(_, other)| other.status == WishStatus::Accepted).map(|(id, _)| *id);
    let mut events = vec![Event::ProposalAccepted { wish, firm, released }];
    if firm && accepted.platform == Platform::MonMaster {
        for (id, other) in others() {
            match other.status {
                WishStatus::Submitted | WishStatus::Confirmed | WishStatus::Answered(_) => {
                    events.push(Event::WishDropped { wish: *id });
                }
                WishStatus::Proposed => events.push(Event::ProposalDeclined { wish: *id }),
                WishStatus::Accepted | WishStatus::Over => {}
            }
        }
    }
    events
}
