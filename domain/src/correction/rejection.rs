use super::Target;
use crate::{Reason, rejections};

rejections! {
    /// Why a correction is refused, whatever the stream.
    pub enum Rejection {
        /// The stream is shorter.
        NoSuchEvent { /** The revision asked for. */ target: Target }
            => "no_such_event", Some("revision"),
            "there is no event at revision {target} of this stream: its history gives the revisions",
            "aucun événement à la révision {target} de ce flux : son historique donne les révisions";
        /// Corrections are final.
        IsACorrection { /** The revision asked for. */ target: Target }
            => "is_a_correction", Some("revision"),
            "revision {target} is a correction itself: correct the first event again, or record the fact again",
            "la révision {target} est elle-même une correction : corrigez à nouveau le premier événement, ou enregistrez le fait à nouveau";
        /// What is void stays so.
        AlreadyVoided { /** The revision asked for. */ target: Target }
            => "already_voided", Some("revision"),
            "the event at revision {target} is void, and stays so: record the fact again",
            "l'événement à la révision {target} est annulé, et le reste : enregistrez le fait à nouveau";
        /// Others rely on it.
        NotCorrectable { /** The revision asked for. */ target: Target }
            => "not_correctable", Some("revision"),
            "what the event at revision {target} says is not corrected: void it or reverse it with the command meant for that",
            "ce que dit l'événement à la révision {target} ne se corrige pas : annulez-le, ou revenez dessus par la commande prévue pour cela";
        /// Others rely on it.
        NotVoidable { /** The revision asked for. */ target: Target }
            => "not_voidable", Some("revision"),
            "that the event at revision {target} happened is not voided: correct it or reverse it with the command meant for that",
            "l'événement à la révision {target} ne s'annule pas : corrigez-le, ou revenez dessus par la commande prévue pour cela";
        /// The data do not fit the type of the event.
        UnreadableReplacement
            => "unreadable_replacement", Some("replacement"),
            "the replacement is not what an event of this type holds: the query `eventSchema` gives its fields",
            "le remplacement n'est pas ce que contient un événement de ce type : la requête `eventSchema` donne ses champs";
        /// Corrected to what it says already.
        NothingChanges
            => "nothing_changes", Some("replacement"),
            "the event says that already",
            "l'événement le dit déjà";
        /// The rest of the history would be impossible.
        LaterEventDepends {
            /** The event that could not have happened. */ revision: Target,
            /** The code of the rule. */ code: &'static str
        }
            => "later_event_depends", Some("revision"),
            "the event at revision {revision} could not have been recorded then (`{code}`): correct or void that one first",
            "l'événement à la révision {revision} n'aurait alors pas pu être enregistré (`{code}`) : corrigez ou annulez d'abord celui-là";
    }
}

/// Why a correction is refused: by what holds for all streams, or by a rule of its aggregate.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal<R: Reason> {
    /// Holds for all streams.
    #[error("{0}")]
    Correction(Rejection),
    /// The replacement breaks a rule.
    #[error("{0}")]
    Rule(R),
}

impl<R: Reason> Reason for Refusal<R> {
    fn code(&self) -> &'static str {
        match self {
            Self::Correction(rejection) => rejection.code(),
            Self::Rule(rejection) => rejection.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Correction(rejection) => rejection.field(),
            // The field is within the replacement.
            Self::Rule(_) => Some("replacement"),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::Correction(rejection) => rejection.french(),
            Self::Rule(rejection) => rejection.french(),
        }
    }
}
