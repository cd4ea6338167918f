//! The days things happen on.

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};
use domain::SchoolYear;

use crate::{calibration::persons, dice::Dice};

/// A day; only used with constants that exist.
pub(crate) fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// The same day so many months later.
pub(crate) fn months_after(day: NaiveDate, months: u16) -> NaiveDate {
    day + Months::new(months.into())
}

/// The first day registrations are open.
pub(crate) fn opening() -> NaiveDate {
    SchoolYear(persons::FIRST_YEAR).first_day()
}

/// Saturday and Sunday moved to Monday.
pub(crate) fn workday(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => day + Days::new(2),
        Weekday::Sun => day + Days::new(1),
        _ => day,
    }
}

/// The day of a registration: the pace grows from year to year, and follows the months.
pub(crate) fn registration(dice: &mut Dice, until: NaiveDate) -> NaiveDate {
    let mut months = Vec::new();
    let mut pace = 1.0;
    for year in persons::FIRST_YEAR..=SchoolYear::of(until).0 {
        for (number, share) in (9..=12).chain(1..=8).zip(persons::MONTHS) {
            let first = date(if number >= 9 { year } else { year + 1 }, number, 1);
            let last = (first + Months::new(1) - Days::new(1)).min(until);
            if first <= until {
                let part = f64::from(last.day()) / f64::from(days_in_month(first));
                months.push(((first, last), pace * share * part));
            }
        }
        pace *= persons::GROWTH;
    }
    let (first, last) = dice.weighted(&months);
    dice.day(first, last)
}

fn days_in_month(first: NaiveDate) -> u32 {
    (first + Months::new(1) - Days::new(1)).day()
}

/// A session of Parcoursup.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parcoursup {
    /// Wishes are entered from this day to the next.
    pub(crate) opens: NaiveDate,
    pub(crate) closes: NaiveDate,
    /// Last day to confirm them; others disappear.
    pub(crate) confirm_by: NaiveDate,
    /// First answers.
    pub(crate) answers: NaiveDate,
    /// End of the main phase.
    pub(crate) ends: NaiveDate,
    /// Last proposals of the complementary phase.
    pub(crate) last: NaiveDate,
    /// Results of the baccalauréat.
    pub(crate) bac: NaiveDate,
}

/// The days of a session: those of `calendriers.csv` for 2024 (30 May to 11 July), 2025 (2 June to
/// 10 July, 11 September, bac on 4 July) and 2026 (19 January to 12 March, 1 April); days that the
/// file does not have are those of the nearest session that has them, an assumption.
pub(crate) fn parcoursup(session: i32) -> Parcoursup {
    let day = |month, day| date(session, month, day);
    let (answers, ends) = match session {
        2024 => (day(5, 30), day(7, 11)),
        _ => (day(6, 2), day(7, 10)),
    };
    Parcoursup {
        opens: day(1, 19),
        closes: day(3, 12),
        confirm_by: day(4, 1),
        answers,
        ends,
        last: day(9, 11),
        bac: day(7, 4),
    }
}

/// A session of Mon Master: applications, first answers, end of admissions.
pub(crate) fn mon_master(session: i32) -> (NaiveDate, NaiveDate, NaiveDate, NaiveDate) {
    let day = |month, day| date(session, month, day);
    // `calendriers.csv`: 2024 and 2026; other sessions as in 2026, an assumption.
    let (opens, closes) = match session {
        2024 => (day(2, 26), day(3, 24)),
        _ => (day(2, 17), day(3, 16)),
    };
    (opens, closes, day(6, 4), day(6, 24))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registrations_grow_from_year_to_year_and_stop_on_the_last_day() {
        let until = date(2026, 11, 24);
        let mut dice = Dice::new(5, 0, 1, until, "");
        let mut years = [0; 4];
        for _ in 0..4_000 {
            let day = registration(&mut dice, until);
            assert!((opening()..=until).contains(&day));
            years[usize::try_from(SchoolYear::of(day).0 - persons::FIRST_YEAR).unwrap()] += 1;
        }
        assert!(years[0] < years[1] && years[1] < years[2], "{years:?}");
        assert!(years[3] > 0);
    }

    #[test]
    fn registrations_of_a_first_week_are_all_in_it() {
        let until = date(2023, 9, 7);
        let mut dice = Dice::new(5, 0, 1, until, "");
        for _ in 0..100 {
            assert!((opening()..=until).contains(&registration(&mut dice, until)));
        }
    }

    #[test]
    fn a_session_goes_forward() {
        for session in 2023..2030 {
            let p = parcoursup(session);
            assert!(p.opens < p.closes && p.closes < p.confirm_by && p.confirm_by < p.answers);
            assert!(p.answers < p.bac && p.bac < p.ends && p.ends < p.last);
            let (opens, closes, answers, ends) = mon_master(session);
            assert!(opens < closes && closes < answers && answers < ends);
        }
    }
}
