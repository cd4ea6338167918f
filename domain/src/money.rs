//! Money: whole cents of euro, never a fraction, never below zero.

use std::{fmt, iter::Sum};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An amount in cents of euro. Adding stops at the largest amount, taking away stops at zero.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
pub struct Cents(pub u64);

impl Cents {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest amount that one command may name: a thousand million euros.
    pub const MOST: Self = Self(100_000_000_000);

    /// More than nothing, and no more than one command may name?
    #[must_use]
    pub fn is_plausible(self) -> bool {
        self > Self::ZERO && self <= Self::MOST
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// What is left after the other is taken away; zero when it is more.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Self::plus)
    }
}

/// As `1234.56 EUR`.
impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02} EUR", self.0 / 100, self.0 % 100)
    }
}

/// Small amounts, so that random ones meet; sometimes any.
#[cfg(test)]
impl proptest::arbitrary::Arbitrary for Cents {
    type Parameters = ();
    type Strategy = proptest::strategy::BoxedStrategy<Self>;

    fn arbitrary_with((): ()) -> Self::Strategy {
        use proptest::prelude::*;
        prop_oneof![9 => 0u64..1_000, 1 => any::<u64>()].prop_map(Self).boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_in_euros_and_stored_in_cents() {
        assert_eq!(Cents(123_456).to_string(), "1234.56 EUR");
        assert_eq!(Cents(5).to_string(), "0.05 EUR");
        assert_eq!(serde_json::to_string(&Cents(5)).unwrap(), "5");
    }

    #[test]
    fn no_sum_overflows_and_no_difference_goes_below_zero() {
        assert_eq!([Cents(u64::MAX), Cents(1)].into_iter().sum::<Cents>(), Cents(u64::MAX));
        assert_eq!(Cents(1).minus(Cents(2)), Cents::ZERO);
    }
}
