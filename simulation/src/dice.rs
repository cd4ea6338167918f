//! Chance that is the same everywhere: a portable generator and our own sampling on top of it.
//!
//! `ChaCha8Rng` is documented as deterministic, portable and tested against reference vectors. The
//! distributions of `rand` may change between its versions, so none is used: a seed stands for the
//! same journeys for ever.

use chrono::{Days, NaiveDate, NaiveTime};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng as _, SeedableRng as _},
};
use uuid::{Builder, Uuid};

/// The source of everything random in one block.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// Dice of one block: another seed, block, size, last day or version of the reference data
    /// gives other dice.
    pub(crate) fn new(seed: u64, block: u32, size: u32, until: NaiveDate, reference: &str) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..12].copy_from_slice(&block.to_le_bytes());
        let day = until.signed_duration_since(NaiveDate::default()).num_days();
        key[12..20].copy_from_slice(&day.to_le_bytes());
        key[20..28].copy_from_slice(&fnv1a(reference.as_bytes()).to_le_bytes());
        key[28..].copy_from_slice(&size.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// 0 to `n` − 1. The bias is below 2⁻³² for the small `n` used here.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * n.max(1) as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// `from` to `to`, both included.
    pub(crate) fn between(&mut self, from: u16, to: u16) -> u16 {
        let span = usize::from(to.saturating_sub(from)) + 1;
        from + u16::try_from(self.below(span)).unwrap_or(0)
    }

    /// 0 included to 1 excluded.
    pub(crate) fn unit(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
        let unit = (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        unit
    }

    /// True with this probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of them; `None` when there is none.
    pub(crate) fn pick<'a, T>(&mut self, among: &'a [T]) -> Option<&'a T> {
        if among.is_empty() { None } else { among.get(self.below(among.len())) }
    }

    /// One of them, by weight; the last one should all weights be zero.
    ///
    /// # Panics
    /// When there is none: the tables are constants of this crate.
    pub(crate) fn weighted<T: Copy>(&mut self, among: &[(T, f64)]) -> T {
        let total: f64 = among.iter().map(|(_, weight)| weight).sum();
        let mut left = self.unit() * total;
        for (value, weight) in among {
            if left < *weight {
                return *value;
            }
            left -= weight;
        }
        among[among.len() - 1].0
    }

    /// A day so many days after another: `from` to `to` days, both included.
    pub(crate) fn after(&mut self, day: NaiveDate, from: u16, to: u16) -> NaiveDate {
        day + Days::new(self.between(from, to).into())
    }

    /// A day of an interval, both ends included; the first when they are crossed.
    pub(crate) fn day(&mut self, from: NaiveDate, to: NaiveDate) -> NaiveDate {
        let span = u16::try_from(to.signed_duration_since(from).num_days()).unwrap_or(0);
        self.after(from, 0, span)
    }

    /// An identifier made on this simulated day: a `UUIDv7`, like those of real things.
    pub(crate) fn id(&mut self, day: NaiveDate) -> Uuid {
        let midnight = day.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
        let millis = u64::try_from(midnight).unwrap_or(0) + self.below(86_400_000) as u64;
        let mut rest = [0; 10];
        self.0.fill_bytes(&mut rest);
        Builder::from_unix_timestamp_millis(millis, &rest).into_uuid()
    }

    /// A command id: a `UUIDv8` that starts with the block, so that the index of command ids, the
    /// largest one that no stream orders, grows at its end.
    pub(crate) fn command_id(&mut self, block: u32) -> Uuid {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes[4..]);
        bytes[..4].copy_from_slice(&block.to_be_bytes());
        Builder::from_custom_bytes(bytes).into_uuid()
    }
}

/// FNV-1a, 64 bits: tells texts apart, protects nothing.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dice(seed: u64, block: u32) -> Dice {
        let until = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        Dice::new(seed, block, 25, until, "2026-11-24.ab")
    }

    #[test]
    fn a_seed_stands_for_the_same_numbers_for_ever() {
        let mut dice = dice(1, 0);
        let drawn: Vec<usize> = (0..8).map(|_| dice.below(1_000)).collect();
        assert_eq!(drawn, [421, 96, 455, 316, 712, 937, 928, 367]);
    }

    #[test]
    fn blocks_and_seeds_have_numbers_of_their_own() {
        let first = |seed, block| dice(seed, block).unit().to_bits();
        assert_ne!(first(1, 0), first(1, 1));
        assert_ne!(first(1, 0), first(2, 0));
        assert_eq!(first(3, 4), first(3, 4));
    }

    #[test]
    fn draws_stay_within_their_bounds_and_follow_their_weights() {
        let mut dice = dice(7, 7);
        let mut seen = [0; 3];
        for _ in 0..10_000 {
            assert!((3..=5).contains(&dice.between(3, 5)));
            assert!((0.0..1.0).contains(&dice.unit()));
            seen[dice.weighted(&[(0, 1.0), (1, 0.0), (2, 3.0)])] += 1;
        }
        assert_eq!(seen[1], 0);
        assert!((2_300..2_700).contains(&seen[0]), "{seen:?}");
    }

    #[test]
    fn identifiers_are_valid_and_carry_their_day_or_their_block() {
        let mut dice = dice(1, 1);
        let day = NaiveDate::from_ymd_opt(2025, 3, 1).unwrap();
        let id = dice.id(day);
        assert_eq!(id.get_version_num(), 7);
        let (seconds, _) = id.get_timestamp().unwrap().to_unix();
        let midnight = day.and_time(NaiveTime::MIN).and_utc().timestamp();
        assert!((0..86_400).contains(&(i64::try_from(seconds).unwrap() - midnight)));
        let command = dice.command_id(513);
        assert_eq!(command.get_version_num(), 8);
        assert!(command.to_string().starts_with("00000201-"));
    }
}
