//! The closed vocabularies a journey chooses from.

use chrono::{Datelike as _, NaiveDate};

use crate::{reference::Filiere, vocabulary};

vocabulary! {
    /// Where she enters the programme.
    pub enum EntryStage {
        Lycee => "lycee", "Au lycée";
        Superieur => "superieur", "Dans le supérieur";
    }
}
vocabulary! {
    /// Phase of the programme she is in.
    pub enum Phase {
        PreIntegration => "pre_integration", "Pré-intégration";
        Accompagnement => "accompagnement", "Accompagnement";
    }
}
vocabulary! {
    /// What a consent is for.
    pub enum Purpose {
        Account => "account", "Compte et suivi dans le programme";
        Statistics => "statistics", "Études statistiques";
        Image => "image", "Droit à l'image";
    }
}
vocabulary! {
    /// Who gave a consent.
    pub enum GivenBy {
        Herself => "self", "Elle-même";
        HerselfAndGuardian => "self_and_guardian", "Elle-même et un titulaire de l'autorité parentale";
    }
}
vocabulary! {
    /// What a guardian authorises.
    pub enum GuardianScope {
        Account => "account", "Compte et suivi";
        Trip => "trip", "Déplacements";
        Image => "image", "Droit à l'image";
        Equipment => "equipment", "Remise de matériel";
        /// Below majority, of conventions and contracts.
        Signature => "signature", "Signature de conventions et de contrats";
    }
}
vocabulary! {
    /// A spécialité of the voie générale.
    pub enum Specialite {
        Nsi => "nsi", "Numérique et sciences informatiques";
        Maths => "maths", "Mathématiques";
        PhysiqueChimie => "physique_chimie", "Physique-chimie";
        Svt => "svt", "Sciences de la vie et de la Terre";
        Si => "si", "Sciences de l'ingénieur";
        Ses => "ses", "Sciences économiques et sociales";
        Hggsp => "hggsp", "Histoire-géographie, géopolitique et sciences politiques";
        Hlp => "hlp", "Humanités, littérature et philosophie";
        Llcer => "llcer", "Langues, littératures et cultures étrangères";
        Lca => "lca", "Littérature, langues et cultures de l'Antiquité";
        Arts => "arts", "Arts";
        Biologie => "biologie", "Biologie-écologie";
        Eppcs => "eppcs", "Éducation physique, pratiques et culture sportives";
    }
}
vocabulary! {
    /// Status of a learner during a year.
    pub enum Statut {
        Scolaire => "scolaire", "Scolaire";
        Etudiant => "etudiant", "Étudiante";
        Apprenti => "apprenti", "Apprentie";
    }
}
vocabulary! {
    /// Rank of an enrolment among those of the same year.
    pub enum Enrolment {
        Main => "main", "Inscription principale";
        Secondary => "secondary", "Inscription secondaire";
    }
}
vocabulary! {
    /// Why a step leaves the ladder.
    pub enum Atypical {
        Abroad => "abroad", "Études à l'étranger";
        Validation => "validation", "Validation d'acquis ou dispense";
        Equivalence => "equivalence", "Équivalence de diplôme";
        ReturnToLycee => "return_to_lycee", "Retour au lycée";
        Correction => "correction", "Parcours antérieur mal connu";
    }
}
vocabulary! {
    /// Scholarship held. `0bis` is a paid échelon; undisclosed is not none.
    pub enum Bourse {
        Lycee1 => "lycee_1", "Lycée, échelon 1";
        Lycee2 => "lycee_2", "Lycée, échelon 2";
        Lycee3 => "lycee_3", "Lycée, échelon 3";
        Lycee4 => "lycee_4", "Lycée, échelon 4";
        Lycee5 => "lycee_5", "Lycée, échelon 5";
        Lycee6 => "lycee_6", "Lycée, échelon 6";
        Sup0bis => "sup_0bis", "Supérieur, échelon 0bis";
        Sup1 => "sup_1", "Supérieur, échelon 1";
        Sup2 => "sup_2", "Supérieur, échelon 2";
        Sup3 => "sup_3", "Supérieur, échelon 3";
        Sup4 => "sup_4", "Supérieur, échelon 4";
        Sup5 => "sup_5", "Supérieur, échelon 5";
        Sup6 => "sup_6", "Supérieur, échelon 6";
        Sup7 => "sup_7", "Supérieur, échelon 7";
        None => "none", "Non boursière";
        Undisclosed => "undisclosed", "Non communiqué";
    }
}

impl Bourse {
    /// Boursière (`Some(true)`), not boursière, or not known (`None`).
    #[must_use]
    pub fn is_boursiere(self) -> Option<bool> {
        match self {
            Self::None => Some(false),
            Self::Undisclosed => Option::None,
            _ => Some(true),
        }
    }

    /// Does it belong to the lycée scale (`Some(true)`), to the higher-education one, or to none?
    #[must_use]
    pub fn is_lycee_scale(self) -> Option<bool> {
        match self {
            Self::None | Self::Undisclosed => Option::None,
            Self::Lycee1 | Self::Lycee2 | Self::Lycee3 => Some(true),
            Self::Lycee4 | Self::Lycee5 | Self::Lycee6 => Some(true),
            _ => Some(false),
        }
    }
}

vocabulary! {
    /// An answer that may be missing. Unknown is not no.
    pub enum Declared {
        Yes => "yes", "Oui";
        No => "no", "Non";
        Unknown => "unknown", "Inconnu";
    }
}
vocabulary! {
    /// A generation of the list of quartiers prioritaires de la politique de la ville. A QPV is an
    /// attribute of the address, and means nothing without the list it is of.
    pub enum QpvList {
        /// Décrets 2014-1750 and 2014-1751.
        Qp2015 => "qp2015", "Quartiers prioritaires de 2015";
        /// Décret 2023-1314 (métropole, from 1 January 2024); outre-mer from 1 January 2025.
        Qp2024 => "qp2024", "Quartiers prioritaires de 2024";
    }
}

impl QpvList {
    /// The list in force on a day in metropolitan France.
    #[must_use]
    pub fn on(day: NaiveDate) -> Self {
        if day.year() < 2024 { Self::Qp2015 } else { Self::Qp2024 }
    }
}

vocabulary! {
    /// What a fact rests on.
    pub enum Evidence {
        Declared => "declared", "Déclaré";
        Documented => "documented", "Pièce produite";
        Certified => "certified", "Certifié par une source officielle";
    }
}
vocabulary! {
    /// How a school year ended. Unknown is allowed, so that silence is visible.
    pub enum YearResult {
        Promoted => "promoted", "Passage";
        Repeated => "repeated", "Redoublement";
        Reoriented => "reoriented", "Réorientation";
        Interrupted => "interrupted", "Interruption";
        Graduated => "graduated", "Diplômée";
        Unknown => "unknown", "Inconnu";
    }
}
vocabulary! {
    /// Mention of a diploma.
    pub enum Mention {
        Passable => "passable", "Passable";
        AssezBien => "assez_bien", "Assez bien";
        Bien => "bien", "Bien";
        TresBien => "tres_bien", "Très bien";
    }
}
vocabulary! {
    /// Why studies are interrupted. A césure is not dropping out.
    pub enum Interruption {
        Cesure => "cesure", "Césure";
        Decrochage => "decrochage", "Décrochage";
        Sante => "sante", "Santé";
        Financier => "financier", "Raisons financières";
        Autre => "autre", "Autre";
    }
}
vocabulary! {
    /// An admission platform. Each session is a calendar year.
    pub enum Platform {
        Parcoursup => "parcoursup", "Parcoursup";
        MonMaster => "mon_master", "Mon Master";
        Direct => "direct", "Candidature directe";
    }
}
impl Platform {
    /// Does it take wishes for such formations? Mon Master takes those for a master, and only those
    /// (monmaster.gouv.fr); who applies directly is bound by nothing.
    #[must_use]
    pub fn takes(self, filiere: Filiere) -> bool {
        match self {
            Self::Parcoursup => filiere != Filiere::Master,
            Self::MonMaster => filiere == Filiere::Master,
            Self::Direct => true,
        }
    }
}

vocabulary! {
    /// A formation's answer to a wish.
    pub enum Answer {
        Proposed => "proposed", "Proposition d'admission (oui)";
        ProposedOuiSi => "proposed_oui_si", "Oui, si (parcours d'accompagnement)";
        Waitlisted => "waitlisted", "En attente";
        Refused => "refused", "Non";
        PendingContract => "pending_contract", "Retenue sous réserve de contrat";
    }
}
vocabulary! {
    /// Why the programme refuses an admission.
    pub enum RefusalReason {
        NotEligible => "not_eligible", "Non éligible";
        Incomplete => "incomplete", "Dossier incomplet";
        Duplicate => "duplicate", "Déjà inscrite";
    }
}
vocabulary! {
    /// Why support ends.
    pub enum EndReason {
        Completed => "completed", "Parcours achevé";
        Withdrew => "withdrew", "Retrait volontaire";
        LeftDigital => "left_digital", "Hors du numérique";
        LostContact => "lost_contact", "Contact perdu";
        Excluded => "excluded", "Exclusion";
        Deceased => "deceased", "Décès";
    }
}
vocabulary! {
    /// What became of her.
    pub enum OutcomeKind {
        Emploi => "emploi_salarie", "Emploi salarié";
        Creation => "creation_entreprise", "Création d'entreprise";
        Doctorat => "doctorat", "Études doctorales";
        Poursuite => "poursuite", "Poursuite d'études";
        RechercheEmploi => "recherche_emploi", "Recherche d'emploi";
        HorsNumerique => "hors_numerique", "Hors du numérique";
        Inconnu => "inconnu", "Inconnu";
    }
}
vocabulary! {
    /// A family of trades or formations she aims at.
    pub enum Target {
        Developpement => "developpement", "Développement logiciel";
        Reseaux => "reseaux", "Réseaux et systèmes";
        Cybersecurite => "cybersecurite", "Cybersécurité";
        Donnees => "donnees", "Données et intelligence artificielle";
        Electronique => "electronique", "Électronique et objets connectés";
        Sante => "sante", "Numérique et santé";
        Environnement => "environnement", "Numérique et environnement";
        Education => "education", "Numérique et éducation";
        Recherche => "recherche", "Recherche en informatique";
        Exploration => "exploration", "Encore à explorer";
    }
}
vocabulary! {
    /// Why her data is erased (RGPD, article 17).
    pub enum ErasureReason {
        Request => "request", "Demande de la personne";
        ConsentWithdrawn => "consent_withdrawn", "Consentement retiré";
        Objection => "objection", "Opposition au traitement";
        RetentionOver => "retention_over", "Durée de conservation atteinte";
        Unlawful => "unlawful", "Données traitées à tort";
    }
}

impl OutcomeKind {
    /// Can this outcome be in the digital field? Leaving it, or not being known, can not.
    #[must_use]
    pub fn may_be_digital(self) -> bool {
        match self {
            Self::Emploi | Self::Creation | Self::Doctorat => true,
            Self::Poursuite | Self::RechercheEmploi => true,
            Self::HorsNumerique | Self::Inconnu => false,
        }
    }
}
