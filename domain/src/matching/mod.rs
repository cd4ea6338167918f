//! Matching: for those who wait and those with free slots, the best assignment over all of them,
//! each pair with its reasons. It proposes; people decide.
//!
//! The same people give the same suggestions, in whatever order they come; the weights are whole
//! numbers and belong to a version. A pair that must not be is never suggested: a supporter of the
//! other kind, without a free slot, without a language in common, or without a valid check of
//! honorabilité for a minor.

mod assign;
mod score;
#[cfg(test)]
mod tests;

pub use score::{Basis, MatchCriterion, ScoreReason, score};

use crate::{
    JourneyId, SupporterId,
    codes::{Academie, Region},
    journey::facts::Target,
    levels::Niveau,
    mentorship::RelationKind,
    supporter::{Langue, SupporterKind},
    vocabulary,
};

/// Version of the criteria and weights: raised whenever the same people could be suggested or
/// scored otherwise.
pub const ALGORITHM_VERSION: u32 = 1;

vocabulary! {
    /// What is known of the age of somebody who waits, without her birth date.
    pub enum AgeGroup {
        /// Surely 18 or more.
        Adult => "adult", "Majeure";
        /// Under 18, or perhaps: the protective rule applies.
        MaybeMinor => "maybe_minor", "Mineure, ou peut-être";
    }
}

/// A beneficiary who waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seeker {
    /// Who.
    pub journey: JourneyId,
    /// Of her last school.
    pub academie: Option<Academie>,
    /// Of her last school.
    pub region: Option<Region>,
    /// Of her last school year.
    pub niveau: Option<Niveau>,
    /// What she aims at.
    pub targets: Vec<Target>,
    /// What she speaks.
    pub languages: Vec<Langue>,
    /// Does a supporter need a check?
    pub age: AgeGroup,
}

/// A tutor or mentor with slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Who.
    pub supporter: SupporterId,
    /// Student or professional.
    pub kind: SupporterKind,
    /// Where they support.
    pub academie: Academie,
    /// Where they support.
    pub region: Region,
    /// What they know.
    pub fields: Vec<Target>,
    /// What they speak.
    pub languages: Vec<Langue>,
    /// A student's level.
    pub niveau: Option<Niveau>,
    /// Live pairs at most.
    pub capacity: u8,
    /// Slots taken.
    pub taken: u8,
    /// Is a check of honorabilité valid on the day?
    pub checked: bool,
}

/// A pair worth proposing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The beneficiary.
    pub journey: JourneyId,
    /// The tutor or mentor.
    pub supporter: SupporterId,
    /// Why.
    pub basis: Basis,
}

impl Offer {
    /// Slots left.
    #[must_use]
    pub fn free(&self) -> u8 {
        self.capacity.saturating_sub(self.taken)
    }
}

/// The assignment that pairs as many as possible and, of those, has the highest total score.
/// Ordered by beneficiary.
#[must_use]
pub fn suggest(seekers: &[Seeker], offers: &[Offer], kind: RelationKind) -> Vec<Suggestion> {
    let mut seekers: Vec<&Seeker> = seekers.iter().collect();
    seekers.sort_by_key(|seeker| seeker.journey);
    seekers.dedup_by_key(|seeker| seeker.journey);
    let mut offers: Vec<&Offer> = offers.iter().collect();
    offers.sort_by_key(|offer| offer.supporter);
    offers.dedup_by_key(|offer| offer.supporter);
    // One column for each free slot; nobody needs more of them than there are seekers.
    let slots: Vec<(&Offer, u8)> = offers
        .iter()
        .flat_map(|offer| (offer.taken..offer.capacity).take(seekers.len()).map(|n| (*offer, n)))
        .collect();
    let scores: Vec<Vec<Option<Basis>>> = seekers
        .iter()
        .map(|seeker| slots.iter().map(|(offer, n)| score(seeker, offer, kind, *n)).collect())
        .collect();
    let weights: Vec<Vec<Option<i64>>> = scores
        .iter()
        .map(|row| row.iter().map(|basis| basis.as_ref().map(|b| i64::from(b.score))).collect())
        .collect();
    let columns = assign::best(&weights, slots.len());
    let chosen = seekers.iter().zip(scores).zip(columns);
    chosen
        .filter_map(|((seeker, mut row), column)| {
            let column = column?;
            let basis = row.get_mut(column)?.take()?;
            let supporter = slots.get(column)?.0.supporter;
            Some(Suggestion { journey: seeker.journey, supporter, basis })
        })
        .collect()
}
