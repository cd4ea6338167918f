//! The closed vocabularies of a supporter.

use crate::vocabulary;

vocabulary! {
    /// What a supporter is; decides which relation they can have.
    pub enum SupporterKind {
        Etudiant => "etudiant", "Étudiante ou étudiant (tutorat)";
        Professionnel => "professionnel", "Professionnelle ou professionnel (mentorat)";
    }
}
vocabulary! {
    /// How honorabilité was checked. The bulletin itself is never kept.
    pub enum CheckMeans {
        Attestation => "attestation", "Attestation d'honorabilité";
        BulletinB3 => "b3", "Bulletin n° 3 du casier judiciaire";
        PartnerCertified => "partner_certified", "Certifié par le partenaire";
    }
}
vocabulary! {
    /// A training module for supporters.
    pub enum TrainingModule {
        Accueil => "accueil", "Accueil et posture";
        Stereotypes => "stereotypes", "Stéréotypes de genre";
        Violences => "violences", "Prévention des violences sexistes et sexuelles";
        Mineures => "mineures", "Accompagner une mineure";
        Orientation => "orientation", "Orientation et plateformes";
        Donnees => "donnees", "Données personnelles";
    }
}
vocabulary! {
    /// Why a supporter is suspended.
    pub enum SupporterSuspension {
        Asked => "asked", "À sa demande";
        Concern => "concern", "Signalement";
        Honorabilite => "honorabilite", "Honorabilité";
        Charter => "charter", "Charte non respectée";
    }
}
vocabulary! {
    /// A language somebody can be supported in (ISO 639-1, and the French sign language).
    pub enum Langue {
        Francais => "fr", "Français";
        Anglais => "en", "Anglais";
        Arabe => "ar", "Arabe";
        Espagnol => "es", "Espagnol";
        Portugais => "pt", "Portugais";
        Italien => "it", "Italien";
        Allemand => "de", "Allemand";
        Turc => "tr", "Turc";
        Chinois => "zh", "Chinois";
        Ukrainien => "uk", "Ukrainien";
        Lsf => "lsf", "Langue des signes française";
    }
}
