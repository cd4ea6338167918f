//! What an activity is told about: its vocabularies, what is planned, and who it concerns.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{JourneyId, PartnerId, journey::facts::Territory, vocabulary};

vocabulary! {
    /// Kind of collective action (S15: ateliers, conférences, rencontres inspirantes, learning
    /// expeditions; the options remédiation, compétences and appui à la création).
    pub enum ActivityKind {
        Atelier => "atelier", "Atelier";
        Conference => "conference", "Conférence";
        RencontreInspirante => "rencontre_inspirante", "Rencontre inspirante";
        LearningExpedition => "learning_expedition", "Learning expedition";
        Remediation => "remediation", "Remédiation";
        Competences => "competences", "Développement de compétences";
        AppuiCreation => "appui_creation", "Appui à la création d'entreprise";
        Information => "information", "Réunion d'information";
    }
}

impl ActivityKind {
    /// Can one come before the admission? What informs and inspires is open to those who are only
    /// registered (S16: raise vocations); the rest is support.
    #[must_use]
    pub fn is_open_to_candidates(self) -> bool {
        match self {
            Self::RencontreInspirante | Self::Information => true,
            Self::Atelier | Self::Conference | Self::LearningExpedition => false,
            Self::Remediation | Self::Competences | Self::AppuiCreation => false,
        }
    }

    /// Is it a journey with the group, which a minor makes only when a guardian authorised it?
    #[must_use]
    pub fn is_trip(self) -> bool {
        self == Self::LearningExpedition
    }
}

vocabulary! {
    /// How one takes part in an activity.
    pub enum ActivityMode {
        InPerson => "in_person", "En présence";
        Online => "online", "En ligne";
        Hybrid => "hybrid", "En présence et en ligne";
    }
}
vocabulary! {
    /// The part of the programme an activity belongs to (S15: a parcours socle, and options).
    pub enum Component {
        Socle => "socle", "Parcours socle";
        Option => "option", "Option";
    }
}
vocabulary! {
    /// What an activity is about: the causes digital technology serves (S8), and what it must be
    /// itself (S7).
    pub enum ActivityTheme {
        Sante => "sante", "Numérique et santé";
        Education => "education", "Numérique et éducation";
        Environnement => "environnement", "Numérique et environnement";
        Democratie => "democratie", "Numérique et démocratie";
        Responsable => "responsable", "Numérique responsable";
        Engage => "engage", "Numérique engagé";
        Inclusif => "inclusif", "Numérique inclusif";
        Egalite => "egalite", "Numérique égalitaire et non genré";
        Metiers => "metiers", "Métiers et techniques du numérique";
    }
}
vocabulary! {
    /// How somebody came to a seat.
    pub enum SeatSource {
        Free => "free", "Place libre";
        Offer => "offer", "Place proposée, prise à temps";
        /// On the day itself, recorded later: nobody was offered the seat any more.
        Line => "line", "Venue le jour même, de la file d'attente";
    }
}
vocabulary! {
    /// Whether somebody came.
    pub enum Presence {
        Present => "present", "Présente";
        Absent => "absent", "Absente";
        Excused => "excused", "Absente excusée";
    }
}
vocabulary! {
    /// Why a seat or a place in the waiting list is given up.
    pub enum ReleaseReason {
        Choice => "choice", "À sa demande";
        Departure => "departure", "Départ du programme";
    }
}
vocabulary! {
    /// Why an activity does not take place.
    pub enum CancelReason {
        TooFew => "too_few", "Trop peu d'inscrites";
        Host => "host", "Empêchement de l'organisme d'accueil";
        Speaker => "speaker", "Empêchement d'une intervenante ou d'un intervenant";
        Safety => "safety", "Sécurité";
        Other => "other", "Autre";
    }
}

/// What is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct ActivityPlan {
    /// Kind.
    pub kind: ActivityKind,
    /// How one takes part.
    pub mode: ActivityMode,
    /// Where; without it, for the whole country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<Territory>,
    /// The day it starts.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
    pub starts: NaiveDate,
    /// Length in minutes, 1 to 14,400 (ten days).
    #[cfg_attr(test, proptest(strategy = "0u16..15_000"))]
    pub minutes: u16,
    /// Seats, 1 to 5,000.
    #[cfg_attr(test, proptest(strategy = "0u16..6"))]
    pub seats: u16,
    /// The partner that welcomes it, if one does (S19).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::maybe_id()"))]
    pub host_partner: Option<PartnerId>,
    /// Socle or option.
    pub component: Component,
    /// What it is about.
    pub theme: ActivityTheme,
}

/// Somebody at an activity of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Attendee {
    /// The beneficiary.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
    pub journey: JourneyId,
    /// The kind of the activity, so that a reader needs no other event to place this one.
    pub kind: ActivityKind,
}
