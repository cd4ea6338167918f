//! How establishments receive young women, and what they change (*Transformer*, S16).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vocabulary;

vocabulary! {
    /// A measure an establishment can commit to.
    pub enum ReceptionMeasure {
        Referente => "referente", "Référente ou référent égalité, nommé et connu";
        Ecoute => "ecoute", "Dispositif de signalement et d'écoute des violences sexistes et sexuelles";
        FormationEquipes => "formation_equipes", "Formation des équipes aux stéréotypes et aux violences";
        Prevention => "prevention", "Prévention auprès de toute la promotion dès la rentrée";
        Integration => "integration", "Intégration encadrée, sans bizutage";
        Marrainage => "marrainage", "Marrainage par une étudiante de la formation";
        EspaceDedie => "espace_dedie", "Espace ou temps d'échange entre étudiantes";
        RolesModeles => "roles_modeles", "Femmes parmi les intervenants et les contenus";
        Pedagogie => "pedagogie", "Pédagogie et évaluation revues";
        Groupes => "groupes", "Composition des groupes de travail attentive à l'isolement";
        Recrutement => "recrutement", "Recrutement et communication non stéréotypés";
        Hebergement => "hebergement", "Hébergement ou internat réservé";
        Souplesse => "souplesse", "Aménagement d'études";
        SuiviChiffre => "suivi_chiffre", "Suivi chiffré par sexe, publié";
    }
}

vocabulary! {
    /// What an assessment of reception looks at.
    pub enum ReceptionDimension {
        Acces => "acces", "Accès et recrutement";
        Accueil => "accueil", "Accueil et intégration";
        Securite => "securite", "Sécurité et lutte contre les violences";
        Pedagogie => "pedagogie", "Pédagogie";
        BienEtre => "bien_etre", "Bien-être";
        Reussite => "reussite", "Réussite et insertion";
        Gouvernance => "gouvernance", "Gouvernance et suivi";
    }
}

/// What was found in one dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Score {
    /// In which.
    pub dimension: ReceptionDimension,
    /// 0 to 100; the instrument says what is good.
    #[cfg_attr(test, proptest(strategy = "0u8..120"))]
    pub score: u8,
}
