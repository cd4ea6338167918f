//! Support: pause, end, return; what was said of her pairs; what was wrong about her.

use chrono::NaiveDate;

use super::{
    Event, Record, Rejection, Standing, admission,
    facts::{EndReason, Identity, Obstacle, Purpose},
};
use crate::{Context, MentorshipId, SchoolYear};

type Decision = Result<Vec<Event>, Rejection>;

/// Days on which somebody must have tried to reach her before contact is lost.
const ATTEMPTS: usize = 3;
/// Characters of a note.
const NOTE: usize = 2_000;

/// She comes back after a pause or an end, with her consent: the same journey, the same cohort. Her
/// age does not matter any more: it binds at registration only.
pub(super) fn resume(record: &Record, standing: Standing, context: &Context) -> Decision {
    match standing {
        Standing::Candidate => return Err(Rejection::NotAdmitted),
        Standing::Closed => return Err(Rejection::RegistrationClosed),
        Standing::Admitted { .. } => return Err(Rejection::SupportIsGoingOn),
        Standing::Ended { reason: EndReason::Deceased, .. } => return Err(Rejection::IsDeceased),
        Standing::Suspended { .. } | Standing::Ended { .. } => {}
    }
    if !record.consents.contains_key(&Purpose::Account) {
        return Err(Rejection::ConsentMissing);
    }
    let on = context.occurred_on;
    Ok(vec![Event::SupportResumed { on, phase: admission::phase(record, SchoolYear::of(on)) }])
}

/// Support ends once her pairs are over, whatever the reason.
pub(super) fn end(
    record: &Record,
    reason: EndReason,
    obstacles: Vec<Obstacle>,
    context: &Context,
) -> Decision {
    if !record.support.is_empty() {
        return Err(Rejection::SupportStillLive);
    }
    if reason == EndReason::LostContact {
        is_lost(record, context)?;
    }
    Ok(vec![Event::SupportEnded { reason, obstacles }])
}

/// No news for as long as the policy says, and attempts on three different days since.
fn is_lost(record: &Record, context: &Context) -> Result<(), Rejection> {
    let day = context.occurred_on;
    let silent = record.heard_on.map_or(0, |since| (day - since).num_days());
    let delay = context.policy.lost_contact_days;
    if silent < i64::from(delay) {
        return Err(Rejection::LostContactTooSoon { days: delay });
    }
    let since = |on: &&NaiveDate| record.heard_on.is_none_or(|heard| **on > heard) && **on <= day;
    let attempts = record.attempts.iter().filter(since).count();
    if attempts < ATTEMPTS { Err(Rejection::TooFewAttempts { attempts }) } else { Ok(()) }
}

/// What was said of one of her pairs, past or present: it lies with her other secrets.
pub(super) fn note(record: &Record, mentorship: MentorshipId, note: String) -> Decision {
    if !record.pairs.contains(&mentorship) {
        return Err(Rejection::SupportNotReserved);
    }
    if note.trim().is_empty() || note.chars().count() > NOTE {
        return Err(Rejection::InvalidNote);
    }
    Ok(vec![Event::ConcernNoted { mentorship, note: note.into() }])
}

/// What was wrong about her is corrected; something must be.
pub(super) fn rectify(
    identity: Option<Identity>,
    birth_date: Option<NaiveDate>,
    homonym: bool,
) -> Decision {
    if identity.is_none() && birth_date.is_none() {
        return Err(Rejection::EmptyList);
    }
    if identity.as_ref().is_some_and(|identity| !identity.is_valid()) {
        return Err(Rejection::InvalidIdentity);
    }
    let (identity, birth_date) = (identity.map(Into::into), birth_date.map(Into::into));
    Ok(vec![Event::RectificationApplied { identity, birth_date, homonym }])
}
