//! What a request for aid is told about.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Cents, JourneyId, journey::facts::Territory, vocabulary};

vocabulary! {
    /// What is asked for (S15: material and financial support for those who need it).
    pub enum AidKind {
        Materiel => "materiel", "Aide matérielle";
        Financier => "financier", "Aide financière";
    }
}
vocabulary! {
    /// A thing that is lent or given, or what money is for.
    pub enum AidItem {
        Ordinateur => "ordinateur", "Ordinateur";
        Ecran => "ecran", "Écran et périphériques";
        Telephone => "telephone", "Téléphone";
        Connexion => "connexion", "Connexion à internet";
        Logiciel => "logiciel", "Logiciel ou licence";
        Livres => "livres", "Livres et fournitures";
        Transport => "transport", "Transport";
        Logement => "logement", "Logement";
        Restauration => "restauration", "Restauration";
        FraisConcours => "frais_concours", "Frais de dossier et de concours";
        Certification => "certification", "Certification";
        Autre => "autre", "Autre";
    }
}

impl AidItem {
    /// Is it a thing that can be handed over, and come back?
    #[must_use]
    pub fn is_thing(self) -> bool {
        match self {
            Self::Ordinateur | Self::Ecran | Self::Telephone | Self::Connexion => true,
            Self::Logiciel | Self::Livres | Self::Autre => true,
            Self::Transport | Self::Logement | Self::Restauration => false,
            Self::FraisConcours | Self::Certification => false,
        }
    }
}

vocabulary! {
    /// How much she needs it, as assessed.
    pub enum NeedLevel {
        None => "none", "Pas de besoin constaté";
        Moderate => "moderate", "Besoin modéré";
        High => "high", "Besoin fort";
        Critical => "critical", "Sans cette aide, elle arrête";
    }
}
vocabulary! {
    /// In what state a thing came back.
    pub enum ItemCondition {
        Good => "good", "Bon état";
        Worn => "worn", "Usé";
        Damaged => "damaged", "Endommagé";
        Unusable => "unusable", "Hors d'usage";
    }
}
vocabulary! {
    /// Why an aid is refused.
    pub enum AidRefusal {
        NoNeed => "no_need", "Besoin non constaté";
        OutOfScope => "out_of_scope", "Hors du champ des aides";
        OtherFunding => "other_funding", "Financé par ailleurs";
        NoBudget => "no_budget", "Budget épuisé";
        Incomplete => "incomplete", "Demande incomplète";
    }
}
vocabulary! {
    /// Why an aid is given up.
    pub enum AidCancellation {
        Withdrawn => "withdrawn", "Demande retirée";
        Departure => "departure", "Départ du programme";
        Settled => "settled", "Solde non utilisé";
        Error => "error", "Saisie par erreur";
    }
}

/// What she asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct AidRequest {
    /// Who.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
    pub journey: JourneyId,
    /// Material or financial.
    pub kind: AidKind,
    /// What, or what for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<AidItem>,
    /// How much, if she says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_cents: Option<Cents>,
    /// Of her last known school, when it is asked: who decides depends on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<Territory>,
}

/// Whose aid an event is about, and of which kind, so that a reader needs no other event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct For {
    /// Who.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
    pub journey: JourneyId,
    /// Material or financial.
    pub kind: AidKind,
}
