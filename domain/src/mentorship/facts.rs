//! What a relation is told about: its vocabularies and its two sides.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{JourneyId, SupporterId, supporter::SupporterKind, vocabulary};

/// Both sides of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Pair {
    /// The beneficiary.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
    pub journey: JourneyId,
    /// The tutor or mentor.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
    pub supporter: SupporterId,
}

vocabulary! {
    /// Kind of relation.
    pub enum RelationKind {
        Tutorat => "tutorat", "Tutorat";
        Mentorat => "mentorat", "Mentorat";
    }
}

impl RelationKind {
    /// The supporters who can have it: Tutorat by students, Mentorat by professionals.
    #[must_use]
    pub fn supporter(self) -> SupporterKind {
        match self {
            Self::Tutorat => SupporterKind::Etudiant,
            Self::Mentorat => SupporterKind::Professionnel,
        }
    }
}

vocabulary! {
    /// A side of the pair.
    pub enum Party {
        Beneficiary => "beneficiary", "Bénéficiaire";
        Supporter => "supporter", "Tutrice ou tuteur, mentore ou mentor";
    }
}
vocabulary! {
    /// Why a proposal is declined.
    pub enum DeclineReason {
        Availability => "availability", "Disponibilité";
        Distance => "distance", "Distance";
        Field => "field", "Domaine";
        Other => "other", "Autre";
    }
}
vocabulary! {
    /// How a session is held.
    pub enum Mode {
        InPerson => "in_person", "En présence";
        Video => "video", "En visioconférence";
        Phone => "phone", "Par téléphone";
        Chat => "chat", "Par messagerie";
    }
}
vocabulary! {
    /// What a session is about.
    pub enum Theme {
        Orientation => "orientation", "Orientation";
        Candidature => "candidature", "Candidatures";
        Methode => "methode", "Méthode de travail";
        Technique => "technique", "Compétences techniques";
        Stage => "stage", "Stage et alternance";
        Confiance => "confiance", "Confiance en soi";
        Reseau => "reseau", "Réseau professionnel";
        Emploi => "emploi", "Premier emploi";
    }
}
vocabulary! {
    /// Why a relation ends.
    pub enum MentorshipEnd {
        Completed => "completed", "Menée à son terme";
        BeneficiaryLeft => "beneficiary_left", "Départ de la bénéficiaire";
        SupporterLeft => "supporter_left", "Départ de la tutrice ou du mentor";
        Mismatch => "mismatch", "Mésentente";
        Moved => "moved", "Changement de lieu ou de filière";
        LostContact => "lost_contact", "Contact perdu";
        Safety => "safety", "Mise en sécurité";
    }
}
vocabulary! {
    /// How far a goal has come.
    pub enum GoalProgress {
        UnderWay => "under_way", "En cours";
        Reached => "reached", "Atteint";
        Dropped => "dropped", "Abandonné";
    }
}
vocabulary! {
    /// How serious a concern is. A high one suspends the relation at once.
    pub enum Severity {
        Low => "low", "Faible";
        Medium => "medium", "Moyenne";
        High => "high", "Élevée";
    }
}
vocabulary! {
    /// Who raises a concern.
    pub enum ConcernBy {
        Beneficiary => "beneficiary", "Bénéficiaire";
        Supporter => "supporter", "Tutrice ou tuteur, mentore ou mentor";
        Guardian => "guardian", "Titulaire de l'autorité parentale";
        Programme => "programme", "Programme";
    }
}
vocabulary! {
    /// Why a relation pauses.
    pub enum PauseReason {
        Asked => "asked", "À la demande d'une des parties";
        Exams => "exams", "Examens";
        Absence => "absence", "Absence";
        Safety => "safety", "Mise en sécurité";
        SupporterSuspended => "supporter_suspended", "Tutrice ou mentor suspendu";
        /// She is a minor, and the supporter's check of honorabilité has ended.
        CheckEnded => "check_ended", "Contrôle d'honorabilité échu";
    }
}
