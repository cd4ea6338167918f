use std::fmt;

use super::facts::{Answer, FormationFacts, Platform};

/// A wish on a platform.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// Where.
    pub platform: Platform,
    /// Session.
    pub session: i32,
    /// For which formation.
    pub formation: FormationFacts,
    /// How far it is.
    pub status: WishStatus,
}

/// How far a wish is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WishStatus {
    /// Entered.
    Submitted,
    /// Confirmed.
    Confirmed,
    /// Waiting, refused, or subject to a contract.
    Answered(Answer),
    /// A proposal to answer.
    Proposed,
    /// The accepted proposal.
    Accepted,
    /// Given up, declined, released or expired.
    Over,
}

impl WishStatus {
    /// Not yet a proposal, and not over: may be given up.
    #[must_use]
    pub fn is_pending(self) -> bool {
        matches!(self, Self::Submitted | Self::Confirmed | Self::Answered(_))
    }

    /// May be answered: confirmed, or waiting (a rank may move, a contract be found).
    #[must_use]
    pub fn awaits_answer(self) -> bool {
        matches!(
            self,
            Self::Confirmed | Self::Answered(Answer::Waitlisted | Answer::PendingContract)
        )
    }
}

/// A word for a rejection's sentence, in English; `{:#}` in French.
impl fmt::Display for WishStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (english, french) = match self {
            Self::Submitted => ("submitted, not confirmed", "déposé, et non confirmé"),
            Self::Confirmed => ("confirmed, not answered", "confirmé, et sans réponse"),
            Self::Answered(Answer::Waitlisted) => ("on the waiting list", "en liste d'attente"),
            Self::Answered(Answer::PendingContract) => {
                ("waiting for a contract", "en attente d'un contrat")
            }
            Self::Answered(_) => ("refused", "refusé"),
            Self::Proposed => ("a proposal to answer", "une proposition qui attend sa réponse"),
            Self::Accepted => ("accepted", "accepté"),
            Self::Over => ("over", "terminé"),
        };
        f.write_str(if f.alternate() { french } else { english })
    }
}
