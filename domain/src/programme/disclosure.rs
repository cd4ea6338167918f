//! What may be shown of small groups, as published versions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One version of the rules that protect small groups in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct DisclosurePolicy {
    /// Grows by one with each publication.
    pub version: u32,
    /// Persons below which a public cell is suppressed (11, as Insee's gridded household data).
    pub k_public: u32,
    /// The same for a partner under convention (5, as SISE).
    pub k_partner: u32,
    /// Persons a rate must be about (20, as `InserJeunes`).
    pub min_denominator: u32,
    /// Controlled rounding of maps: counts are shown as multiples of this; 1 shows them as they are.
    pub rounding: u32,
}

impl DisclosurePolicy {
    /// Version 1.
    pub const FOUNDING: Self =
        Self { version: 1, k_public: 11, k_partner: 5, min_denominator: 20, rounding: 5 };

    /// Does it protect anybody? Partners never see less than the public, and a single person is
    /// never shown to either.
    #[must_use]
    pub fn protects(&self) -> bool {
        self.k_partner >= 2
            && self.k_public >= self.k_partner
            && self.min_denominator >= self.k_partner
            && (1..=100).contains(&self.rounding)
    }
}
