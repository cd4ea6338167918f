//! Who a partner is, and the lists its other events choose from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PartnerKind;
use crate::{
    codes::{CodeError, Rna, Siren, Siret, Uai, shown_code},
    journey::facts::Territory,
    vocabulary,
};

/// Under which number the law knows an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
#[serde(rename_all = "snake_case")]
pub enum LegalId {
    /// A legal unit.
    Siren(#[cfg_attr(test, proptest(strategy = "crate::arbitrary::siren()"))] Siren),
    /// One establishment of a legal unit.
    Siret(#[cfg_attr(test, proptest(strategy = "crate::arbitrary::siret()"))] Siret),
    /// A school or establishment of the education system.
    Uai(#[cfg_attr(test, proptest(strategy = "crate::arbitrary::uai()"))] Uai),
    /// An association.
    Rna(#[cfg_attr(test, proptest(strategy = "crate::arbitrary::rna()"))] Rna),
}

impl LegalId {
    /// The number without saying which.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Siren(code) => code.as_str(),
            Self::Siret(code) => code.as_str(),
            Self::Uai(code) => code.as_str(),
            Self::Rna(code) => code.as_str(),
        }
    }

    /// Can an organisation of this kind have such a number? Everyone can have a SIREN; only
    /// establishments have a UAI, and only associations an RNA number.
    #[must_use]
    pub fn fits(&self, kind: PartnerKind) -> bool {
        match self {
            Self::Siren(_) | Self::Siret(_) => true,
            Self::Uai(_) => kind.receives_students(),
            Self::Rna(_) => kind.may_be_association(),
        }
    }
}

/// Who a partner is. Organisations only: whom to write to there is not stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Profile {
    /// What it is called.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::name()"))]
    pub name: String,
    /// What it is; its family follows.
    pub kind: PartnerKind,
    /// Its number.
    pub legal_id: LegalId,
    /// Where it acts; without it, all over France.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<Territory>,
}

impl Profile {
    /// 1 to 200 characters, none of them a control character, and not only spaces.
    #[must_use]
    pub fn has_a_name(&self) -> bool {
        let length = self.name.chars().count();
        (1..=200).contains(&length)
            && !self.name.trim().is_empty()
            && !self.name.chars().any(char::is_control)
    }
}

/// What a registration quotes to tell where it comes from. Upper case: `Forum-2026` and `FORUM-2026`
/// are one code.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CampaignCode(String);

shown_code!(
    CampaignCode,
    "^[0-9A-Z-]{1,40}$",
    "Code of a sourcing campaign: 1 to 40 letters, digits or dashes."
);

impl CampaignCode {
    /// Reads a code; lower case and surrounding spaces are forgiven.
    ///
    /// # Errors
    /// `CampaignShape`.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let text = text.trim().to_ascii_uppercase();
        let shape = (1..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if shape { Ok(Self(text)) } else { Err(CodeError::CampaignShape) }
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

vocabulary! {
    /// Why a request to join is declined.
    pub enum PartnershipRefusal {
        OutOfScope => "out_of_scope", "Hors du champ du programme";
        Incomplete => "incomplete", "Dossier incomplet";
        Duplicate => "duplicate", "Déjà partenaire";
        Incompatible => "incompatible", "Objet ou pratiques incompatibles";
    }
}

vocabulary! {
    /// Why a partner leaves.
    pub enum PartnerDeparture {
        EndOfConvention => "end_of_convention", "Fin de convention";
        Priorities => "priorities", "Changement de priorités";
        Means => "means", "Manque de moyens";
        Dissolved => "dissolved", "Dissolution ou fusion";
        Breach => "breach", "Manquement aux engagements";
    }
}

vocabulary! {
    /// What a convention settles.
    pub enum ConventionClause {
        Contributions => "contributions", "Contributions prévues";
        /// The programme is entirely free (S14).
        Gratuite => "gratuite", "Gratuité pour les bénéficiaires";
        DonneesPersonnelles => "donnees_personnelles", "Protection des données personnelles";
        Honorabilite => "honorabilite", "Contrôle d'honorabilité des intervenants";
        NonDiscrimination => "non_discrimination", "Non-discrimination et prévention des violences";
        Communication => "communication", "Communication et usage des noms";
        Propriete => "propriete", "Propriété des contenus";
        Bilan => "bilan", "Bilan annuel";
    }
}

vocabulary! {
    /// How a sourcing action reaches young women.
    pub enum SourcingChannel {
        Classe => "classe", "Intervention en classe";
        Forum => "forum", "Forum ou salon";
        PortesOuvertes => "portes_ouvertes", "Journée portes ouvertes";
        Visite => "visite", "Visite d'entreprise ou de laboratoire";
        Webinaire => "webinaire", "Rencontre en ligne";
        ReseauxSociaux => "reseaux_sociaux", "Réseaux sociaux";
        Courrier => "courrier", "Courrier ou courriel";
        Affichage => "affichage", "Affichage ou presse";
    }
}
