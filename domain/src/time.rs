//! School years and ages, on civil dates (Europe/Paris).

use std::fmt;

use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A school year, 1 September to 31 August, named by the year it starts in: 2026 is 2026-2027,
/// "rentrée 2026".
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct SchoolYear(pub i32);

impl SchoolYear {
    /// The school year a day belongs to.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(if day.month() >= 9 { day.year() } else { day.year() - 1 })
    }

    /// Its first day, 1 September.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0, 9, 1).unwrap_or_default()
    }

    /// Its last day, 31 August.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.next().0, 8, 31).unwrap_or_default()
    }

    /// The following one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0, self.next().0)
    }
}

/// Full years between a birth date and a day; negative before birth.
///
/// Born on 29 February, one reaches an age on 1 March of ordinary years: the age is complete at the
/// end of the eve of the anniversary, and 28 February is that eve.
#[must_use]
pub fn age_on(birth: NaiveDate, day: NaiveDate) -> i32 {
    let years = day.year() - birth.year();
    if (day.month(), day.day()) < (birth.month(), birth.day()) { years - 1 } else { years }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_school_year_starts_on_the_first_of_september() {
        assert_eq!(SchoolYear::of(day(2026, 8, 31)), SchoolYear(2025));
        assert_eq!(SchoolYear::of(day(2026, 9, 1)), SchoolYear(2026));
        assert_eq!(SchoolYear(2026).to_string(), "2026-2027");
        assert_eq!(SchoolYear::of(SchoolYear(2026).first_day()), SchoolYear(2026));
        assert_eq!(SchoolYear::of(SchoolYear(2026).last_day()), SchoolYear(2026));
    }

    #[test]
    fn any_number_someone_types_can_be_shown() {
        assert_eq!(SchoolYear(i32::MAX).to_string(), "2147483647-2147483647");
    }

    #[test]
    fn an_age_is_reached_on_the_birthday_and_not_on_its_eve() {
        assert_eq!(age_on(day(2011, 11, 24), day(2026, 11, 23)), 14);
        assert_eq!(age_on(day(2011, 11, 24), day(2026, 11, 24)), 15);
    }

    #[test]
    fn born_on_29_february_one_reaches_an_age_on_1_march_of_ordinary_years() {
        assert_eq!(age_on(day(2008, 2, 29), day(2026, 2, 28)), 17);
        assert_eq!(age_on(day(2008, 2, 29), day(2026, 3, 1)), 18);
        assert_eq!(age_on(day(2008, 2, 29), day(2024, 2, 29)), 16);
    }
}
