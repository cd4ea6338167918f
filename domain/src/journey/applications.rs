//! Wishes, answers, proposals and enrolment, with each platform's rules.

use chrono::Datelike as _;

use super::{
    Event, Record, Rejection, Wish, WishStatus,
    facts::{Answer, FormationFacts, Platform},
    studies,
};
use crate::{Context, SchoolYear, WishId, programme::PlatformStep};

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
        Err(Rejection::WishNotReady { status: known.status })
    }
}

/// A new wish, within the platform's limit.
pub(super) fn may_submit(
    record: &Record,
    wish: WishId,
    (platform, session): (Platform, i32),
    formation: &FormationFacts,
    context: &Context,
) -> Result<(), Rejection> {
    if record.wishes.contains_key(&wish) {
        return Err(Rejection::WishExists);
    }
    if !platform.takes(formation.filiere) {
        return Err(Rejection::WrongPlatform);
    }
    // The offer of a session is published in December of the year before.
    studies::plausible(session, context.today.year() + 1)?;
    in_time(platform, session, PlatformStep::Submit, context)?;
    let apprenticeship = formation.apprenticeship;
    let max = match platform {
        Platform::Parcoursup => context.policy.parcoursup_max_wishes,
        Platform::MonMaster => MON_MASTER,
        Platform::Direct => return Ok(()),
    };
    within_limit(record, (platform, session), apprenticeship, max)
}

/// Wishes of a session on Mon Master, and as many again for apprenticeships (monmaster.gouv.fr).
const MON_MASTER: u32 = 15;

/// Apprenticeships are counted apart, on both platforms; a dropped wish frees its place.
fn within_limit(
    record: &Record,
    (platform, session): (Platform, i32),
    apprenticeship: bool,
    max: u32,
) -> Result<(), Rejection> {
    let live = record.wishes.values().filter(|wish| {
        (wish.platform, wish.session) == (platform, session)
            && wish.formation.apprenticeship == apprenticeship
            && wish.status != WishStatus::Over
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

/// One proposal is accepted at a time: accepting another releases the former. She may say which
/// waiting wishes of the session she keeps; the others are dropped. A firm acceptance exists on Mon
/// Master only, and drops all other wishes of the session there.
pub(super) fn accept(
    record: &Record,
    wish: WishId,
    accepted: &Wish,
    firm: bool,
    keeps: Option<Vec<WishId>>,
) -> Result<Vec<Event>, Rejection> {
    if firm && accepted.platform != Platform::MonMaster {
        return Err(Rejection::FirmMonMasterOnly);
    }
    let same_session =
        |other: &Wish| other.platform == accepted.platform && other.session == accepted.session;
    let others = || record.wishes.iter().filter(|(id, other)| **id != wish && same_session(other));
    let waits = |other: &Wish| other.status == WishStatus::Answered(Answer::Waitlisted);
    let waiting = |id: &WishId| others().any(|(known, other)| known == id && waits(other));
    if firm && keeps.iter().flatten().next().is_some() || !keeps.iter().flatten().all(waiting) {
        return Err(Rejection::KeptNotWaiting);
    }
    let released =
        others().find(|(_, other)| other.status == WishStatus::Accepted).map(|(id, _)| *id);
    let dropped = keeps.clone().map(|kept| {
        let given_up = move |(id, other): &(&WishId, &Wish)| waits(other) && !kept.contains(id);
        others().filter(given_up).map(|(id, _)| Event::WishDropped { wish: *id })
    });
    let dropped: Vec<Event> = dropped.into_iter().flatten().collect();
    let mut events = vec![Event::ProposalAccepted { wish, firm, released, keeps }];
    if !firm {
        events.extend(dropped);
        return Ok(events);
    }
    for (id, other) in others() {
        match other.status {
            WishStatus::Submitted | WishStatus::Confirmed | WishStatus::Answered(_) => {
                events.push(Event::WishDropped { wish: *id });
            }
            WishStatus::Proposed => events.push(Event::ProposalDeclined { wish: *id }),
            WishStatus::Accepted | WishStatus::Over => {}
        }
    }
    Ok(events)
}

/// She enrols where a proposal was accepted, or on a direct route: not by way of a wish for the same
/// formation that is still without an accepted proposal.
pub(super) fn may_enrol(
    record: &Record,
    wish: Option<WishId>,
    school_year: SchoolYear,
    formation: &FormationFacts,
) -> Result<(), Rejection> {
    let Some(wish) = wish else {
        let pending = record.wishes.values().any(|wish| {
            wish.session == school_year.0
                && wish.status != WishStatus::Over
                && wish.formation.is_same(formation) == Some(true)
        });
        return if pending { Err(Rejection::ProposalNotAccepted) } else { Ok(()) };
    };
    let accepted = expect(record, wish, |status| status == WishStatus::Accepted)?;
    if accepted.formation.is_same(formation) == Some(false) {
        return Err(Rejection::EnrolmentElsewhere);
    }
    Ok(())
}
