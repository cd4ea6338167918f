//! Rates out of whole numbers, without floating point: the same on every machine.

use std::fmt;

/// A percentage with two decimals, in hundredths: 14.65 % is 1465.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Percent(i64);

impl Percent {
    /// `100 × part ÷ whole`, rounded to two decimals, halves away from zero; `None` when the whole
    /// is not positive or the result would not fit.
    ///
    /// ```
    /// use reference::Percent;
    /// assert_eq!(Percent::of(2_612, 17_835).unwrap().to_string(), "14.65");
    /// ```
    #[must_use]
    pub fn of(part: i64, whole: i64) -> Option<Self> {
        if whole <= 0 {
            return None;
        }
        let (part, whole) = (i128::from(part), i128::from(whole));
        let rounded = (part.abs() * 20_000 + whole) / (2 * whole);
        i64::try_from(rounded * part.signum()).ok().map(Self)
    }

    /// In hundredths of a percent.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let hundredths = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_round_away_from_zero() {
        let of = |part, whole| Percent::of(part, whole).unwrap().to_string();
        assert_eq!(of(1, 8), "12.50");
        assert_eq!(of(1, 20_000), "0.01"); // 0.005
        assert_eq!(of(-1, 20_000), "-0.01");
        assert_eq!(of(1, 20_001), "0.00");
        assert_eq!(of(1, 3), "33.33");
        assert_eq!(of(2, 3), "66.67");
        assert_eq!(of(7_443, 38_627), "19.27");
        assert_eq!(of(-5, 4), "-125.00");
    }

    #[test]
    fn there_is_no_rate_of_nothing() {
        assert_eq!(Percent::of(1, 0), None);
        assert_eq!(Percent::of(1, -1), None);
        assert_eq!(Percent::of(i64::MAX, 1), None);
        assert_eq!(Percent::of(i64::MAX, i64::MAX).unwrap().hundredths(), 10_000);
    }
}
