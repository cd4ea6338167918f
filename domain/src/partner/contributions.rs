//! What partners bring (S30 to S33).

use crate::vocabulary;

vocabulary! {
    /// A kind of contribution.
    pub enum ContributionKind {
        Sensibilisation => "sensibilisation", "Sensibilisation au numérique";
        ProjetOrientation => "projet_orientation", "Construction des projets d'orientation";
        Sourcing => "sourcing", "Sourcing";
        Promotion => "promotion", "Promotion du programme";
        Integration => "integration", "Mesures d'intégration et de bien-être";
        Expertise => "expertise", "Expertise";
        Dispositifs => "dispositifs", "Participation aux dispositifs d'accompagnement";
        Financement => "financement", "Soutien financier";
        MecenatCompetences => "mecenat_competences", "Mécénat de compétences";
        DonEnNature => "don_en_nature", "Don en nature";
        Mentorat => "mentorat", "Mentorat";
        Stage => "stage", "Stages";
        Apprentissage => "apprentissage", "Contrats d'apprentissage";
        Intervention => "intervention", "Interventions de professionnels";
        CommunicationMetiers => "communication_metiers", "Communication sur les métiers";
    }
}

impl ContributionKind {
    /// Must a convention be in force when it is pledged? Making the programme and the professions
    /// known needs none: anyone may speak well of them.
    #[must_use]
    pub fn needs_convention(self) -> bool {
        !matches!(self, Self::Promotion | Self::CommunicationMetiers)
    }
}

vocabulary! {
    /// What a contribution is counted in.
    pub enum ContributionUnit {
        /// Of money, and of nothing else.
        Cents => "cents", "Centimes d'euro";
        Heures => "heures", "Heures";
        Jours => "jours", "Jours";
        Personnes => "personnes", "Personnes";
        /// Of stages, contracts, seats.
        Places => "places", "Places";
        Actions => "actions", "Actions";
        Objets => "objets", "Objets";
    }
}

vocabulary! {
    /// Why what was pledged will not come.
    pub enum WriteOffReason {
        Abandoned => "abandoned", "Abandonnée par le partenaire";
        NotNeeded => "not_needed", "Sans objet";
        PartnerGone => "partner_gone", "Départ du partenaire";
        Mistake => "mistake", "Promesse enregistrée par erreur";
    }
}
