//! What the calendar brings by itself: ages, a rentrée without news, surveys. Recorded by processes.

use chrono::NaiveDate;

use super::{Event, Record, Rejection, Standing, facts::EndReason};
use crate::{Context, SchoolYear, time::age_on};

type Decision = Result<Vec<Event>, Rejection>;

/// Months after the end of support at which she is asked what has become of her.
pub const SURVEYS: [u16; 5] = [6, 12, 18, 24, 30];

/// The first day on which a school year without news is noted, 16 November: until the 15th it may
/// be told of in time.
#[must_use]
pub fn rollover_day(school_year: SchoolYear) -> NaiveDate {
    NaiveDate::from_ymd_opt(school_year.0, 11, 16).unwrap_or_default()
}

/// She has reached an age at which rules change.
pub(super) fn age(record: &Record, age: u8, context: &Context) -> Decision {
    let years = i32::from(age);
    if years != context.policy.consent_age && years != context.policy.majority {
        Err(Rejection::AgeNotWatched)
    } else if age <= record.age_at_registration || record.ages.contains(&age) {
        Err(Rejection::AgeAlreadyKnown)
    } else {
        let reached = |birth: &NaiveDate| age_on(*birth, context.occurred_on) >= years;
        if record.birth_date.known().is_some_and(reached) {
            Ok(vec![Event::AgeReached { age }])
        } else {
            Err(Rejection::AgeNotReached)
        }
    }
}

/// A school year has begun without her.
pub(super) fn rollover(record: &Record, school_year: SchoolYear, context: &Context) -> Decision {
    let day = context.occurred_on;
    if SchoolYear::of(day) != school_year || day < rollover_day(school_year) {
        Err(Rejection::RolloverTooEarly)
    } else if record.years.contains_key(&school_year) {
        Err(Rejection::RentreeKnown)
    } else if record.to_contact.contains(&school_year) {
        Err(Rejection::AlreadyToContact)
    } else {
        Ok(vec![Event::MarkedToContact { school_year }])
    }
}

/// It is time to ask what has become of her. Nobody asks after the dead.
pub(super) fn survey(record: &Record, standing: Standing, months_after: u16) -> Decision {
    let over = matches!(standing, Standing::Ended { reason, .. } if reason != EndReason::Deceased);
    if !over || !SURVEYS.contains(&months_after) {
        Err(Rejection::NoSurvey)
    } else if record.surveys.contains(&months_after) {
        Err(Rejection::SurveyAlreadyDue)
    } else {
        Ok(vec![Event::OutcomeSurveyDue { months_after }])
    }
}
