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
    /// What a supporter can help with.
    pub enum Skill {
        Orientation => "orientation", "Orientation et candidatures";
        Methode => "methode", "Méthode de travail";
        Mathematiques => "mathematiques", "Mathématiques";
        Developpement => "developpement", "Développement logiciel";
        Reseaux => "reseaux", "Réseaux et systèmes";
        Cybersecurite => "cybersecurite", "Cybersécurité";
        Donnees => "donnees", "Données et intelligence artificielle";
        Electronique => "electronique", "Électronique et objets connectés";
        Recherche => "recherche", "Recherche";
        Entrepreneuriat => "entrepreneuriat", "Création d'entreprise";
        Carriere => "carriere", "Stage, alternance et premier emploi";
    }
}
vocabulary! {
    /// A language spoken.
    pub enum Language {
        Francais => "fr", "Français";
        Anglais => "en", "Anglais";
        Allemand => "de", "Allemand";
        Espagnol => "es", "Espagnol";
        Italien => "it", "Italien";
        Portugais => "pt", "Portugais";
        Arabe => "ar", "Arabe";
        Lsf => "lsf", "Langue des signes française";
        Creole => "creole", "Créoles";
        Autre => "other", "Autre langue";
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
