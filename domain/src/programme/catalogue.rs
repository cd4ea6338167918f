//! What the programme offers: the parcours socle that everybody follows, and the options.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{OptionCode, StepCode};
use crate::vocabulary;

/// A step of the parcours socle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Step {
    /// Its short name; the same step keeps it from version to version.
    pub code: StepCode,
    /// What people read.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::name()"))]
    pub title: String,
}

/// One version of the parcours socle (S15: « parcours socle »).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Socle {
    /// Grows by one with each publication.
    pub version: u32,
    /// In the order they are followed.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::some()"))]
    pub steps: Vec<Step>,
}

vocabulary! {
    /// What an option is for (S15).
    pub enum OptionKind {
        Competences => "competences", "Compétences";
        Remediation => "remediation", "Remédiation";
        AppuiCreation => "appui_creation", "Appui à la création d'entreprise";
    }
}

/// An option of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct CatalogueOption {
    /// Its short name; the same option keeps it from version to version.
    pub code: OptionCode,
    /// What it is for.
    pub kind: OptionKind,
    /// What people read.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::name()"))]
    pub title: String,
}

/// One version of the options on offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct OptionCatalogue {
    /// Grows by one with each publication.
    pub version: u32,
    /// In the order they are shown.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::some()"))]
    pub options: Vec<CatalogueOption>,
}

impl Socle {
    /// Is this one of its steps?
    #[must_use]
    pub fn has(&self, step: &StepCode) -> bool {
        self.steps.iter().any(|known| known.code == *step)
    }

    /// Version 1: what S14 and S15 promise to everybody.
    ///
    /// # Errors
    /// Never: the names are constants.
    pub fn founding() -> Result<Self, crate::codes::CodeError> {
        let step = |(code, title): (&str, &str)| {
            Ok(Step { code: StepCode::parse(code)?, title: title.to_owned() })
        };
        let steps = [
            ("accueil", "Accueil et présentation du programme"),
            ("diagnostic", "Point de départ : besoins et envies"),
            ("projet", "Projet d'orientation"),
            ("rencontre", "Rencontre inspirante"),
            ("accompagnement", "Tutorat ou mentorat engagé"),
            ("bilan", "Bilan de l'année"),
        ];
        Ok(Self { version: 1, steps: steps.into_iter().map(step).collect::<Result<_, _>>()? })
    }
}

impl OptionCatalogue {
    /// The option of this name.
    #[must_use]
    pub fn option(&self, code: &OptionCode) -> Option<&CatalogueOption> {
        self.options.iter().find(|known| known.code == *code)
    }

    /// Version 1: one option of each of the three kinds that S15 names.
    ///
    /// # Errors
    /// Never: the names are constants.
    pub fn founding() -> Result<Self, crate::codes::CodeError> {
        let option = |(code, kind, title): (&str, OptionKind, &str)| {
            Ok(CatalogueOption { code: OptionCode::parse(code)?, kind, title: title.to_owned() })
        };
        let options = [
            ("competences", OptionKind::Competences, "Développement de compétences"),
            ("remediation", OptionKind::Remediation, "Remédiation"),
            ("appui-creation", OptionKind::AppuiCreation, "Appui à la création d'entreprise"),
        ];
        Ok(Self { version: 1, options: options.into_iter().map(option).collect::<Result<_, _>>()? })
    }
}

/// A title that people can read: 1 to 120 characters, not only spaces.
pub(super) fn is_title(title: &str) -> bool {
    (1..=120).contains(&title.chars().count()) && !title.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_founding_catalogue_holds_the_three_kinds_of_the_programme_s_text() {
        let catalogue = OptionCatalogue::founding().unwrap();
        let kinds: Vec<_> = catalogue.options.iter().map(|option| option.kind).collect();
        assert_eq!(kinds, <OptionKind as crate::Vocabulary>::ALL);
        assert!(catalogue.option(&OptionCode::parse("remediation").unwrap()).is_some());
        assert!(catalogue.option(&OptionCode::parse("cuisine").unwrap()).is_none());
    }

    #[test]
    fn a_step_belongs_to_the_socle_that_names_it() {
        let socle = Socle::founding().unwrap();
        assert!(socle.has(&StepCode::parse("projet").unwrap()));
        assert!(!socle.has(&StepCode::parse("cuisine").unwrap()));
    }
}
