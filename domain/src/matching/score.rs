//! Which pairs may be, and how well they fit.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ALGORITHM_VERSION, AgeGroup, Offer, Seeker};
use crate::{journey::facts::Target, levels::Niveau, mentorship::RelationKind, vocabulary};

vocabulary! {
    /// What makes two people fit.
    pub enum MatchCriterion {
        Field => "field", "Domaine visé et domaine connu";
        Territory => "territory", "Territoire";
        Language => "language", "Langue commune";
        Level => "level", "Écart de niveau d'études";
        Load => "load", "Disponibilité";
    }
}

/// A criterion and what it gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct ScoreReason {
    /// Which.
    pub criterion: MatchCriterion,
    /// Points it gave.
    pub points: u16,
    /// Points it could give.
    pub out_of: u16,
}

/// Why a pair was suggested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Basis {
    /// Of the criteria and weights.
    pub algorithm_version: u32,
    /// The sum of the points.
    pub score: u32,
    /// One for each criterion.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::some()"))]
    pub reasons: Vec<ScoreReason>,
}

/// How well two fit, were the supporter to take her beside `taken` others; nothing when the pair
/// must not be.
#[must_use]
pub fn score(seeker: &Seeker, offer: &Offer, kind: RelationKind, taken: u8) -> Option<Basis> {
    let unsafe_for_her = seeker.age == AgeGroup::MaybeMinor && !offer.checked;
    if offer.kind != kind.supporter() || taken >= offer.capacity || unsafe_for_her {
        return None;
    }
    let reasons = vec![
        field(seeker, offer),
        territory(seeker, offer),
        language(seeker, offer)?,
        level(seeker.niveau, offer.niveau, kind),
        load(offer.capacity, taken),
    ];
    let score = reasons.iter().map(|reason| u32::from(reason.points)).sum();
    Some(Basis { algorithm_version: ALGORITHM_VERSION, score, reasons })
}

fn reason(criterion: MatchCriterion, points: u16, out_of: u16) -> ScoreReason {
    ScoreReason { criterion, points, out_of }
}

/// One shared field is what counts, a second one adds. Who still explores fits everybody a little.
fn field(seeker: &Seeker, offer: &Offer) -> ScoreReason {
    let mut shared: Vec<_> =
        seeker.targets.iter().filter(|target| offer.fields.contains(target)).collect();
    shared.sort_unstable();
    shared.dedup();
    let open = seeker.targets.is_empty() || seeker.targets.contains(&Target::Exploration);
    let points = match shared.len() {
        0 if open => 100,
        0 => 0,
        1 => 250,
        _ => 300,
    };
    reason(MatchCriterion::Field, points, 300)
}

/// Near enough to meet.
fn territory(seeker: &Seeker, offer: &Offer) -> ScoreReason {
    let points = if seeker.academie == Some(offer.academie) {
        400
    } else if seeker.region == Some(offer.region) {
        250
    } else {
        0
    };
    reason(MatchCriterion::Territory, points, 400)
}

/// Without a common language there is no pair. Whoever has not said otherwise speaks French.
fn language(seeker: &Seeker, offer: &Offer) -> Option<ScoreReason> {
    use crate::supporter::Langue;
    let french = [Langue::Francais];
    let spoken = |languages: &[Langue]| match languages {
        [] => french.to_vec(),
        known => known.to_vec(),
    };
    let (hers, theirs) = (spoken(&seeker.languages), spoken(&offer.languages));
    let mut shared: Vec<_> = hers.iter().filter(|langue| theirs.contains(langue)).collect();
    shared.sort_unstable();
    shared.dedup();
    match shared.len() {
        0 => None,
        1 => Some(reason(MatchCriterion::Language, 80, 100)),
        _ => Some(reason(MatchCriterion::Language, 100, 100)),
    }
}

/// A tutor one to three years ahead remembers what it was like; a mentor has left school.
fn level(hers: Option<Niveau>, theirs: Option<Niveau>, kind: RelationKind) -> ScoreReason {
    let points = match (kind, hers.and_then(Niveau::rank), theirs.and_then(Niveau::rank)) {
        (RelationKind::Mentorat, ..) => 100,
        (RelationKind::Tutorat, Some(hers), Some(theirs)) => match theirs - hers {
            ..=0 => 0,
            1..=3 => 200,
            4..=5 => 120,
            6.. => 60,
        },
        (RelationKind::Tutorat, ..) => 80,
    };
    reason(MatchCriterion::Level, points, 200)
}

/// Those who support few come first, so that nobody carries all.
fn load(capacity: u8, taken: u8) -> ScoreReason {
    let free = u16::from(capacity.saturating_sub(taken));
    reason(MatchCriterion::Load, 100 * free / u16::from(capacity.max(1)), 100)
}
