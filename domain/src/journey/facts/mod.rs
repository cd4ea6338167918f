//! What a journey is told about: the vocabularies and facts its events carry.

mod choices;
mod needs;

pub use choices::{
    Answer, Atypical, Bourse, Declared, EndReason, Enrolment, EntryStage, ErasureReason, Evidence,
    GivenBy, GuardianScope, Interruption, Mention, OutcomeKind, Phase, Platform, Purpose, QpvList,
    RefusalReason, Specialite, Statut, Target, YearResult,
};
pub use needs::{
    Channel, FollowUpBy, NeedKind, Obstacle, OptionEnd, OptionReason, PeerHelp, Signal,
    SuspensionReason,
};

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    codes::{Academie, Region, Uai},
    levels::Niveau,
    pii::Pii,
    reference::{Filiere, FormationId, Numerique, Recognition},
};

/// Who she is. Held in the vault only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Identity {
    /// First name.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::name()"))]
    pub first_name: String,
    /// Last name.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::name()"))]
    pub last_name: String,
    /// Where she is written to.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::email()"))]
    pub email: String,
}

impl Identity {
    /// Both names (1 to 100 characters) and an address with one `@`.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        is_valid(&self.first_name, &self.last_name, &self.email)
    }
}

fn is_valid(first: &str, last: &str, email: &str) -> bool {
    let name = |name: &str| !name.trim().is_empty() && name.chars().count() <= 100;
    let address = email.len() <= 254
        && !email.contains(char::is_whitespace)
        && email.split_once('@').is_some_and(|(local, host)| {
            !local.is_empty() && !host.is_empty() && !host.contains('@')
        });
    name(first) && name(last) && address
}

/// A holder of parental authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Guardian {
    /// First name.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::name()"))]
    pub first_name: String,
    /// Last name.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::name()"))]
    pub last_name: String,
    /// Where they are written to.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::email()"))]
    pub email: String,
}

impl Guardian {
    /// As [`Identity::is_valid`].
    #[must_use]
    pub fn is_valid(&self) -> bool {
        is_valid(&self.first_name, &self.last_name, &self.email)
    }
}

/// Where in the territory, as coarse as statistics need it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Territory {
    /// The académie.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::academie()"))]
    pub academie: Academie,
    /// The région.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::region()"))]
    pub region: Region,
}

impl From<Academie> for Territory {
    fn from(academie: Academie) -> Self {
        Self { academie, region: academie.region() }
    }
}

/// The formation she applies to or follows: which one is sealed, what kind stays clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct FormationFacts {
    /// The formation of the reference data.
    #[cfg_attr(
        test,
        proptest(strategy = "crate::arbitrary::pii(crate::arbitrary::formation_id())")
    )]
    pub id: Pii<FormationId>,
    /// Family of diplomas.
    pub filiere: Filiere,
    /// Technical digital formation, on the way to one, or neither.
    pub numerique: Numerique,
    /// Does it select its candidates?
    pub selective: bool,
    /// Offered as an apprenticeship?
    pub apprenticeship: bool,
    /// Who recognises it, if anyone the programme accepts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognition: Option<Recognition>,
}

impl FormationFacts {
    /// Is it the same formation? `None` when that is not known any more.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> Option<bool> {
        Some(self.id.known()? == other.id.known()?)
    }
}

/// The school of a year: which one is sealed, its territory stays clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct SchoolFacts {
    /// The school of the reference data.
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::pii(crate::arbitrary::uai())"))]
    pub uai: Pii<Uai>,
    /// Its territory.
    pub territory: Territory,
}

/// A school year as it starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct YearStart {
    /// Level of study.
    pub niveau: Niveau,
    /// Spécialités followed: 3 in Première générale, 2 in Terminale générale.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::specialites()"))]
    pub specialites: Vec<Specialite>,
    /// The school, when it is known in the reference data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school: Option<SchoolFacts>,
    /// The formation, after the baccalauréat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formation: Option<FormationFacts>,
    /// Pupil, student or apprentice.
    pub statut: Statut,
    /// The main enrolment, or a second one of the same year.
    pub enrolment: Enrolment,
    /// Why the step does not follow the ladder, if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub atypical: Option<Atypical>,
}

impl YearStart {
    /// Is this a year of a technical digital path? In lycée: NSI, STI2D or the bac pro CIEL are not
    /// asked for; the formation decides after the baccalauréat.
    #[must_use]
    pub fn is_digital(&self) -> bool {
        self.formation.as_ref().is_some_and(|formation| formation.numerique == Numerique::Digital)
    }
}

/// What is declared of her situation for one school year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Situation {
    /// Scholarship: lycée and higher-education scales are two scales, never merged.
    pub bourse: Bourse,
    /// Lives in a quartier prioritaire (an attribute of the address).
    pub qpv: Declared,
    /// The list of quartiers that says so, when it is known whether she does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qpv_list: Option<QpvList>,
    /// Lives in a rural commune.
    pub rural: Declared,
    /// What the declaration rests on.
    pub evidence: Evidence,
}

impl Situation {
    /// With the list a quartier is of: the one stated, or else the one in force on the day of the
    /// declaration. None where it is not known whether she lives in one.
    #[must_use]
    pub fn with_qpv_list(self, day: NaiveDate) -> Self {
        let known = self.qpv != Declared::Unknown;
        let qpv_list = known.then(|| self.qpv_list.unwrap_or_else(|| QpvList::on(day)));
        Self { qpv_list, ..self }
    }
}

/// A period of a guardian's authorisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub struct Authorisation {
    /// What is authorised.
    pub scopes: Vec<GuardianScope>,
    /// Last day it holds; without it, until majority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, proptest(strategy = "crate::arbitrary::maybe_date()"))]
    pub until: Option<NaiveDate>,
}
