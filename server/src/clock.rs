//! The only clock of the service: civil dates are Europe/Paris, whatever the machine's zone.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Paris;
use uuid::Uuid;

/// The real clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl graphql::Clock for SystemClock {
    fn today(&self) -> NaiveDate {
        today()
    }

    #[expect(clippy::disallowed_methods, reason = "identifiers are made at the edge: here")]
    fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// Now, in UTC.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the clock is read at the edge: here")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Today's civil date in Europe/Paris.
#[must_use]
pub fn today() -> NaiveDate {
    civil_date(now())
}

/// The civil date in Europe/Paris at an instant.
#[must_use]
pub fn civil_date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Paris).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(instant: &str) -> String {
        civil_date(instant.parse().unwrap()).to_string()
    }

    #[test]
    fn a_day_begins_at_midnight_in_paris() {
        assert_eq!(date("2026-08-31T21:59:59Z"), "2026-08-31", "summer time");
        assert_eq!(date("2026-08-31T22:00:00Z"), "2026-09-01");
        assert_eq!(date("2026-12-31T22:59:59Z"), "2026-12-31", "winter time");
        assert_eq!(date("2026-12-31T23:00:00Z"), "2027-01-01");
    }
}
