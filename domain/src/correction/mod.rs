//! What was recorded wrongly is corrected or voided by a further event of the same stream; nothing
//! is ever rewritten. The *raw* stream holds everything; the *effective* one is what it says once its
//! corrections are applied: states and read models are folds of that one.
//!
//! A correction is taken when the history it leads to could have happened: the rules of the
//! aggregate decide again about the event itself and about all that follow it.

mod decide;
mod rejection;
#[cfg(test)]
mod tests;
mod ways;

pub use decide::{Asked, decide};
pub use rejection::{Refusal, Rejection};
pub use ways::{Correctable, Ways};

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vocabulary;

/// Which event of its own stream a correction is about: the revision, from 0.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Target(pub u32);

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

vocabulary! {
    /// Why an event is corrected or voided.
    pub enum CorrectionReason {
        EntryError => "entry_error", "Erreur de saisie";
        WrongPerson => "wrong_person", "Enregistré pour une autre personne";
        Duplicate => "duplicate", "Enregistré deux fois";
        SourceCorrected => "source_corrected", "Rectifié par l'établissement ou la plateforme";
        Contested => "contested", "Contesté par la personne concernée";
    }
}

/// A later event about an earlier one of its stream.
#[derive(Clone, Debug, PartialEq)]
pub enum Correction<E> {
    /// Stored as `<category>.v1.EventCorrected`: it should have said this.
    Corrected {
        /// Which event.
        target: Target,
        /// What it should have said; of the same type.
        replacement: E,
        /// The day it was true, if that was wrong.
        occurred_on: Option<NaiveDate>,
        /// Why.
        reason: CorrectionReason,
    },
    /// Stored as `<category>.v1.EventVoided`: it should not be there. To undo that, the fact is
    /// recorded again.
    Voided {
        /// Which event.
        target: Target,
        /// Why.
        reason: CorrectionReason,
    },
}

impl<E> Correction<E> {
    /// Which event it is about.
    pub fn target(&self) -> Target {
        match self {
            Self::Corrected { target, .. } | Self::Voided { target, .. } => *target,
        }
    }

    /// Why.
    pub fn reason(&self) -> CorrectionReason {
        match self {
            Self::Corrected { reason, .. } | Self::Voided { reason, .. } => *reason,
        }
    }

    /// The same about events of another type.
    pub fn map<F>(self, f: impl FnOnce(E) -> F) -> Correction<F> {
        match self {
            Self::Corrected { target, replacement, occurred_on, reason } => {
                let replacement = f(replacement);
                Correction::Corrected { target, replacement, occurred_on, reason }
            }
            Self::Voided { target, reason } => Correction::Voided { target, reason },
        }
    }
}

/// What a stream holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry<E> {
    /// Something happened.
    Event(E),
    /// Something that was recorded is corrected or voided.
    Correction(Correction<E>),
}

impl<E> Entry<E> {
    /// The same with events of another type.
    pub fn map<F>(self, f: impl FnOnce(E) -> F) -> Entry<F> {
        match self {
            Self::Event(event) => Entry::Event(f(event)),
            Self::Correction(correction) => Entry::Correction(correction.map(f)),
        }
    }
}

/// An event as it stands once the corrections are applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing<E> {
    /// Where it stands in its stream.
    pub target: Target,
    /// The day it was true.
    pub occurred_on: NaiveDate,
    /// What happened.
    pub event: E,
}

/// The effective stream of a raw one, which begins at revision 0: what was voided is not there,
/// what was corrected stands where it was recorded.
pub fn effective<E>(raw: impl IntoIterator<Item = (NaiveDate, Entry<E>)>) -> Vec<Standing<E>> {
    let mut standing: Vec<Option<Standing<E>>> = Vec::new();
    for (revision, (occurred_on, entry)) in (0u32..).zip(raw) {
        standing.push(None);
        match entry {
            Entry::Event(event) => {
                let target = Target(revision);
                standing[revision as usize] = Some(Standing { target, occurred_on, event });
            }
            Entry::Correction(correction) => apply(&mut standing, correction),
        }
    }
    standing.into_iter().flatten().collect()
}

/// What is not there any more stays away: a void is not voided.
fn apply<E>(standing: &mut [Option<Standing<E>>], correction: Correction<E>) {
    let Some(place) = standing.get_mut(correction.target().0 as usize) else { return };
    match (place.take(), correction) {
        (Some(was), Correction::Corrected { target, replacement, occurred_on, .. }) => {
            let occurred_on = occurred_on.unwrap_or(was.occurred_on);
            *place = Some(Standing { target, occurred_on, event: replacement });
        }
        (_, Correction::Voided { .. }) | (None, _) => {}
    }
}
