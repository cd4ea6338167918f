//! The closed vocabularies of the plan: what she needs, and what is done about it.

use crate::vocabulary;

vocabulary! {
    /// What the programme's text says stands in the way of young women (S9–10).
    pub enum Obstacle {
        Stereotypes => "stereotypes", "Stéréotypes de genre";
        Censure => "censure_sociale", "Censure sociale, autocensure";
        ChoixImposes => "choix_imposes", "Choix d'orientation imposés";
        Violences => "violences", "Violences sexistes et sexuelles";
        PlafondDeVerre => "plafond_de_verre", "Plafond de verre";
    }
}
vocabulary! {
    /// What she needs; drives options and aid. The last five answer the obstacles of S9–10.
    pub enum NeedKind {
        Orientation => "orientation", "Information et orientation";
        Methode => "methode", "Méthode de travail";
        Remediation => "remediation", "Remise à niveau";
        Competences => "competences", "Compétences techniques";
        Materiel => "materiel", "Matériel";
        Financier => "financier", "Aide financière";
        Logement => "logement", "Logement";
        Mobilite => "mobilite", "Mobilité et transports";
        Sante => "sante", "Santé";
        Isolement => "isolement", "Isolement";
        Stage => "stage", "Stage ou alternance";
        Emploi => "emploi", "Premier emploi";
        Creation => "creation", "Création d'entreprise";
        Stereotypes => "stereotypes", "Face aux stéréotypes de genre";
        Censure => "censure_sociale", "Face à la censure sociale et à l'autocensure";
        ChoixImposes => "choix_imposes", "Face à un choix d'orientation imposé";
        Violences => "violences", "Face aux violences sexistes et sexuelles";
        PlafondDeVerre => "plafond_de_verre", "Face au plafond de verre";
    }
}

impl NeedKind {
    /// The obstacle it answers, if it answers one.
    #[must_use]
    pub fn obstacle(self) -> Option<Obstacle> {
        match self {
            Self::Stereotypes => Some(Obstacle::Stereotypes),
            Self::Censure => Some(Obstacle::Censure),
            Self::ChoixImposes => Some(Obstacle::ChoixImposes),
            Self::Violences => Some(Obstacle::Violences),
            Self::PlafondDeVerre => Some(Obstacle::PlafondDeVerre),
            Self::Orientation | Self::Methode | Self::Remediation | Self::Competences => None,
            Self::Materiel | Self::Financier | Self::Logement | Self::Mobilite => None,
            Self::Sante | Self::Isolement | Self::Stage | Self::Emploi | Self::Creation => None,
        }
    }
}

vocabulary! {
    /// Why an option is activated.
    pub enum OptionReason {
        Asked => "asked", "À sa demande";
        Need => "need", "Besoin repéré";
        Advice => "advice", "Conseil de sa tutrice, de son mentor ou de l'équipe";
        Project => "project", "Projet d'orientation";
    }
}
vocabulary! {
    /// Why an option is closed.
    pub enum OptionEnd {
        Completed => "completed", "Menée à son terme";
        Abandoned => "abandoned", "Abandonnée";
        NoLongerNeeded => "no_longer_needed", "Plus nécessaire";
        Withdrawn => "withdrawn", "Retirée du catalogue";
    }
}
vocabulary! {
    /// Who holds a follow-up.
    pub enum FollowUpBy {
        Coordination => "coordination", "Coordination";
        Tutrice => "tutorat", "Tutrice ou tuteur";
        Mentore => "mentorat", "Mentore ou mentor";
        Etablissement => "etablissement", "Établissement";
        Partenaire => "partenaire", "Partenaire";
    }
}
vocabulary! {
    /// How somebody is reached.
    pub enum Channel {
        InPerson => "in_person", "En présence";
        Video => "video", "En visioconférence";
        Phone => "phone", "Par téléphone";
        Message => "message", "Par messagerie";
        Email => "email", "Par courriel";
        Letter => "letter", "Par courrier";
    }
}
vocabulary! {
    /// What a follow-up shows.
    pub enum Signal {
        Motivee => "motivee", "Motivée";
        EnProgres => "en_progres", "En progrès";
        Doute => "doute", "Doute sur son projet";
        Difficulte => "difficulte_scolaire", "Difficulté dans les études";
        Precarite => "precarite", "Difficulté matérielle";
        Isolement => "isolement", "Isolement";
        Fatigue => "fatigue", "Fatigue";
        RisqueDecrochage => "risque_decrochage", "Risque de décrochage";
    }
}
vocabulary! {
    /// A side of the mutual help within the community (entraide, S15).
    pub enum PeerHelp {
        Given => "given", "Donnée";
        Received => "received", "Reçue";
    }
}
vocabulary! {
    /// Why support is suspended.
    pub enum SuspensionReason {
        Asked => "asked", "À sa demande";
        Sante => "sante", "Santé";
        Cesure => "cesure", "Césure";
        Protection => "protection", "Mesure de protection";
        Conduct => "conduct", "Mesure conservatoire";
    }
}
