//! Events for the tests of folds.

use chrono::{DateTime, NaiveDate, TimeDelta};
use domain::{Event, codec};
use eventstore::{Position, Revision};
use uuid::Uuid;

use crate::Applied;

pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// The `n`th event (from 0) of a log that holds only one stream; the `n`th day of rentrée 2026.
pub(crate) fn applied(n: usize, stream_id: Uuid, event: Event) -> Applied {
    let n = i64::try_from(n).unwrap();
    Applied {
        position: Position::new(n + 1),
        stream_id,
        revision: Revision::new(n),
        occurred_on: day(2026, 9, 1) + TimeDelta::days(n),
        recorded_at: DateTime::UNIX_EPOCH,
        actor_kind: None,
        kind: codec::encode_any(&event).unwrap().0,
        event,
    }
}
