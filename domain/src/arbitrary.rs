//! Values for property tests.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use proptest::prelude::*;
use uuid::Uuid;

use crate::{
    Pii, SchoolYear,
    codes::{Academie, Region, Rna, Siren, Siret, Uai},
    journey::facts::Specialite,
    partner::CampaignCode,
    reference::FormationId,
};

pub fn date() -> impl Strategy<Value = NaiveDate> {
    (0i64..20_000)
        .prop_map(|days| NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + TimeDelta::days(days))
}

/// Around the ages of the programme, for a day in 2026.
pub fn birth_date() -> impl Strategy<Value = NaiveDate> {
    (0i64..6_000)
        .prop_map(|days| NaiveDate::from_ymd_opt(1999, 1, 1).unwrap() + TimeDelta::days(days))
}

pub fn maybe_date() -> impl Strategy<Value = Option<NaiveDate>> {
    proptest::option::of(date())
}

pub fn time() -> impl Strategy<Value = NaiveTime> {
    (0u32..24, 0u32..60).prop_map(|(h, m)| NaiveTime::from_hms_opt(h, m, 0).unwrap())
}

/// Mostly one of the last years, so that random facts meet; sometimes any number.
pub fn year() -> impl Strategy<Value = i32> {
    prop_oneof![9 => 2020i32..2028, 1 => any::<i32>()]
}

pub fn school_year() -> impl Strategy<Value = SchoolYear> {
    year().prop_map(SchoolYear)
}

/// None, two, three or four different ones.
pub fn specialites() -> impl Strategy<Value = Vec<Specialite>> {
    use Specialite as S;
    proptest::sample::subsequence(vec![S::Nsi, S::Maths, S::Svt, S::Ses], 0..=4)
}

/// Mostly what people are called; sometimes any text.
pub fn name() -> impl Strategy<Value = String> {
    prop_oneof![9 => "[A-Z][a-zéè-]{1,8}", 1 => any::<String>()]
}

/// None to three values.
pub fn some<T: Arbitrary>() -> impl Strategy<Value = Vec<T>> {
    proptest::collection::vec(any::<T>(), 0..4)
}

pub fn email() -> impl Strategy<Value = String> {
    prop_oneof![9 => "[a-z]{1,5}@[a-z]{1,5}", 1 => any::<String>()]
}

pub fn token() -> impl Strategy<Value = String> {
    prop_oneof![9 => "[a-z0-9-]{1,8}", 1 => any::<String>()]
}

pub fn maybe_token() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(token())
}

/// Few identifiers, so that random commands meet each other.
pub fn id<T: From<Uuid> + std::fmt::Debug>() -> impl Strategy<Value = T> {
    (1u128..6).prop_map(|n| Uuid::from_u128(n).into())
}

pub fn maybe_id<T: From<Uuid> + std::fmt::Debug>() -> impl Strategy<Value = Option<T>> {
    proptest::option::of(id())
}

pub fn maybe_ids<T: From<Uuid> + std::fmt::Debug>() -> impl Strategy<Value = Option<Vec<T>>> {
    proptest::option::weighted(0.2, proptest::collection::vec(id(), 0..3))
}

pub fn maybe_pii_date() -> impl Strategy<Value = Option<Pii<NaiveDate>>> {
    proptest::option::of(pii(date()))
}

pub fn maybe_birth_date() -> impl Strategy<Value = Option<NaiveDate>> {
    proptest::option::of(birth_date())
}

pub fn pii<T: Clone + std::fmt::Debug>(
    known: impl Strategy<Value = T>,
) -> impl Strategy<Value = Pii<T>> {
    proptest::option::weighted(0.8, known).prop_map(|value| value.map_or(Pii::Erased, Pii::Known))
}

pub fn academie() -> impl Strategy<Value = Academie> {
    proptest::sample::select(Academie::ALL.to_vec())
}

pub fn region() -> impl Strategy<Value = Region> {
    proptest::sample::select(Region::ALL.to_vec())
}

pub fn uai() -> impl Strategy<Value = Uai> {
    (0u32..9_999_999).prop_map(|digits| {
        let letter = b"ABCDEFGHJKLMNPRSTUVWXYZ"[digits as usize % 23] as char;
        Uai::parse(&format!("{digits:07}{letter}")).unwrap()
    })
}

pub fn formation_id() -> impl Strategy<Value = FormationId> {
    "[a-z]{4}-[0-9]{4}".prop_map(|id| FormationId::parse(&id).unwrap())
}

/// Real ones: the check digits make random ones rare.
pub fn siren() -> impl Strategy<Value = Siren> {
    proptest::sample::select(vec!["130025661", "180089047", "552100554"])
        .prop_map(|text| Siren::parse(text).unwrap())
}

pub fn siret() -> impl Strategy<Value = Siret> {
    proptest::sample::select(vec!["13002566100013", "35600000000048"])
        .prop_map(|text| Siret::parse(text).unwrap())
}

pub fn rna() -> impl Strategy<Value = Rna> {
    (0u32..10_000_000).prop_map(|digits| Rna::parse(&format!("W75{digits:07}")).unwrap())
}

/// Few codes, so that random commands meet each other.
pub fn campaign() -> impl Strategy<Value = CampaignCode> {
    (1u8..5).prop_map(|n| CampaignCode::parse(&format!("NSI-{n}")).unwrap())
}

/// Mostly small, so that deliveries fit pledges; sometimes any number.
pub fn quantity() -> impl Strategy<Value = u64> {
    prop_oneof![9 => 0u64..30, 1 => any::<u64>()]
}

pub fn maybe_quantity() -> impl Strategy<Value = Option<u64>> {
    proptest::option::weighted(0.2, quantity())
}
