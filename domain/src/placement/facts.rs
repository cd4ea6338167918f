//! What is offered, and the lists its events choose from.

use chrono::{NaiveDate, TimeDelta};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{PartnerId, codes::Siret, journey::facts::Territory, vocabulary};

vocabulary! {
    /// What is offered (S15, S33).
    pub enum PlacementKind {
        Stage => "stage", "Stage";
        Apprentissage => "apprentissage", "Contrat d'apprentissage";
        /// The first one.
        Emploi => "emploi", "Emploi";
    }
}

impl PlacementKind {
    /// Who signs: a stage has a convention of three (code de l'éducation, L. 124-1), an
    /// apprenticeship a contract that the training centre signs too; a job concerns no school.
    #[must_use]
    pub fn signatories(self) -> &'static [Signatory] {
        match self {
            Self::Stage | Self::Apprentissage => {
                &[Signatory::Student, Signatory::Employer, Signatory::School]
            }
            Self::Emploi => &[Signatory::Student, Signatory::Employer],
        }
    }

    /// Can it start once support is completed? A first job is what support leads to; a stage and an
    /// apprenticeship belong to school years that are followed.
    #[must_use]
    pub fn outlasts_support(self) -> bool {
        match self {
            Self::Emploi => true,
            Self::Stage | Self::Apprentissage => false,
        }
    }

    /// Can it last so many weeks? A stage lasts six months at most (code de l'éducation, L. 124-5),
    /// an apprenticeship from six months to three years (code du travail, L. 6222-7-1); a job may
    /// have no end.
    #[must_use]
    pub fn lasts(self, weeks: Option<u16>) -> bool {
        match (self, weeks) {
            (Self::Stage, Some(weeks)) => (1..=26).contains(&weeks),
            (Self::Apprentissage, Some(weeks)) => (26..=156).contains(&weeks),
            (Self::Stage | Self::Apprentissage, None) => false,
            (Self::Emploi, weeks) => weeks.is_none_or(|weeks| (1..=156).contains(&weeks)),
        }
    }
}

vocabulary! {
    /// Where the work is done.
    pub enum RemoteWork {
        OnSite => "on_site", "Sur place";
        Hybrid => "hybrid", "En partie à distance";
        Remote => "remote", "À distance";
    }
}

vocabulary! {
    /// Who signs.
    pub enum Signatory {
        Student => "student", "Étudiante";
        Employer => "employer", "Employeur";
        School => "school", "Établissement";
    }
}

vocabulary! {
    /// What an employer answers.
    pub enum ApplicationAnswer {
        Accepted => "accepted", "Retenue";
        Refused => "refused", "Non retenue";
    }
}

vocabulary! {
    /// Why a placement stops before its end.
    pub enum PlacementInterruption {
        Student => "student", "À son initiative";
        Employer => "employer", "À l'initiative de l'employeur";
        Agreement => "agreement", "D'un commun accord";
        Studies => "studies", "Changement ou arrêt d'études";
        Health => "health", "Santé";
        Safety => "safety", "Mise en sécurité";
        /// She died or is erased: nobody follows the placement any more. One word for both, so that
        /// it tells neither.
        Departure => "departure", "Départ du programme";
    }
}

vocabulary! {
    /// Why an application, or a place that was taken, is given up.
    pub enum Withdrawal {
        Choice => "choice", "À sa demande";
        Departure => "departure", "Départ du programme";
    }
}

/// What a partner offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Offer {
    /// Who offers.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
    pub partner: PartnerId,
    /// In which establishment.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::siret()"))]
    pub siret: Siret,
    /// What.
    pub kind: PlacementKind,
    /// From when.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
    pub from: NaiveDate,
    /// For how long; a job without end has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, proptest(strategy = "proptest::option::of(0u16..170)"))]
    pub weeks: Option<u16>,
    /// Where.
    pub place: Territory,
    /// On site or not.
    pub remote: RemoteWork,
}

impl Offer {
    /// Its last day when it starts on this one; none without end.
    #[must_use]
    pub fn last_day(&self, first: NaiveDate) -> Option<NaiveDate> {
        let weeks = self.weeks?;
        first.checked_add_signed(TimeDelta::days(i64::from(weeks) * 7 - 1))
    }
}
