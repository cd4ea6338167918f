//! Schools, establishments and formations as the reference data describe them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    codes::{Academie, CodeError, Commune, Departement, Region, Uai, shown_code},
    vocabulary,
};

/// Which reference data a decision or a figure was made with: a date and a digest of the imported
/// datasets, such as `2026-11-24.3f2a91bc04de`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReferenceVersion(String);

shown_code!(
    ReferenceVersion,
    "^[0-9A-Za-z.-]{1,64}$",
    "Version of the reference data: a date and a digest of the imported datasets."
);

impl ReferenceVersion {
    /// Reads a version; surrounding spaces are forgiven.
    ///
    /// # Errors
    /// `ReferenceVersionShape`.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        token(text, |b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
            .map(Self)
            .ok_or(CodeError::ReferenceVersionShape)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Identifies a formation of the reference data, such as `psup-0912409z-1f0c22ab`: the same in
/// every import of the same file.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FormationId(String);

shown_code!(FormationId, "^[0-9a-z-]{1,64}$", "Identifier of a formation in the reference data.");

impl FormationId {
    /// Reads an identifier; surrounding spaces are forgiven.
    ///
    /// # Errors
    /// `FormationIdShape`.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        token(text, |b| b.is_ascii_digit() || b.is_ascii_lowercase() || b == b'-')
            .map(Self)
            .ok_or(CodeError::FormationIdShape)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The trimmed text, if it is 1 to 64 of these bytes.
pub(crate) fn token(text: &str, allowed: fn(u8) -> bool) -> Option<String> {
    let text = text.trim();
    ((1..=64).contains(&text.len()) && text.bytes().all(allowed)).then(|| text.to_owned())
}

vocabulary! {
    /// What sort of school or establishment.
    pub enum SchoolKind {
        /// LEGT.
        LyceeGeneralTechnologique => "lycee_general_technologique", "Lycée général et technologique";
        /// LPO: general, technological and professional.
        LyceePolyvalent => "lycee_polyvalent", "Lycée polyvalent";
        /// LP.
        LyceeProfessionnel => "lycee_professionnel", "Lycée professionnel";
        /// A university or what the law assimilates to one.
        Universite => "universite", "Université";
        /// A school of higher education: engineering, business, specialised.
        Ecole => "ecole", "École";
        /// A grand établissement.
        GrandEtablissement => "grand_etablissement", "Grand établissement";
        /// Anything else that trains: CFA, private centre, institute.
        Autre => "autre", "Autre établissement";
    }
}

vocabulary! {
    /// Who runs it.
    pub enum Sector {
        /// The State or a public body.
        Public => "public", "Public";
        /// A private body, under contract or not.
        Prive => "prive", "Privé";
    }
}

vocabulary! {
    /// The kind of formation.
    pub enum Filiere {
        /// Brevet de technicien supérieur: two years, in a lycée or a CFA.
        Bts => "bts", "BTS";
        /// Bachelor universitaire de technologie (DUT before 2021): three years, in an IUT.
        But => "but", "BUT";
        /// Licence, double licence included.
        Licence => "licence", "Licence";
        /// Licence professionnelle: one year after bac+2.
        LicencePro => "licence_pro", "Licence professionnelle";
        /// Classe préparatoire aux grandes écoles: two years, no diploma.
        Cpge => "cpge", "CPGE";
        /// An engineering school, from its integrated first years to the title.
        Ingenieur => "ingenieur", "École d'ingénieurs";
        /// A business or other grande école that is not an engineering school.
        GrandeEcole => "grande_ecole", "Grande école";
        /// A bachelor of a school: three or four years.
        Bachelor => "bachelor", "Bachelor";
        /// Master.
        Master => "master", "Master";
        /// Anything else.
        Autre => "autre", "Autre formation";
    }
}

vocabulary! {
    /// Whether a formation counts as digital studies.
    pub enum Numerique {
        /// It does.
        Digital => "digital", "Numérique";
        /// It leads there without being there: scientific CPGE other than MP2I and MPI.
        Towards => "towards", "Vers le numérique";
        /// It does not.
        Other => "other", "Autre domaine";
    }
}

vocabulary! {
    /// Why the programme recognises a formation.
    pub enum Recognition {
        /// Given by a university.
        Universite => "universite", "Université";
        /// By a school of the Conférence des grandes écoles.
        Cge => "cge", "Conférence des grandes écoles";
        /// By an engineering school of the Cdefi.
        Cdefi => "cdefi", "Cdefi";
        /// A BTS in a lycée.
        LyceeSts => "lycee_sts", "STS en lycée";
    }
}

/// A school or establishment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct School {
    /// Its identifier.
    pub uai: Uai,
    /// Its name as the official file writes it.
    pub name: String,
    /// What sort of school.
    pub kind: SchoolKind,
    /// Who runs it, when the file says so.
    pub sector: Option<Sector>,
    /// Where, when the file says so.
    pub commune: Option<Commune>,
    /// Its département.
    pub departement: Departement,
    /// The académie of that département.
    pub academie: Academie,
    /// The région of that département.
    pub region: Region,
}

/// A formation that can be entered after the baccalauréat or later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Formation {
    /// Stable over re-imports.
    pub id: FormationId,
    /// Who gives it.
    pub uai: Uai,
    /// Its name as the official file writes it.
    pub label: String,
    /// What kind of formation.
    pub filiere: Filiere,
    /// Its family among digital formations, such as `BTS SIO`; `None` when it is in none.
    pub famille: Option<String>,
    /// Whether it counts as digital.
    pub numerique: Numerique,
    /// Whether candidates are chosen.
    pub selective: bool,
    /// Whether it is an apprenticeship.
    pub apprenticeship: bool,
    /// Why the programme recognises it; `None` when no rule does.
    pub recognition: Option<Recognition>,
    /// The académie, when it lies in one.
    pub academie: Option<Academie>,
    /// The région, when it lies in one.
    pub region: Option<Region>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Vocabulary as _;

    #[test]
    fn tokens_are_checked() {
        assert_eq!(FormationId::parse(" psup-0912409z-1f0c22ab ").unwrap().as_str().len(), 22);
        for text in ["", "PSUP", "a b", "é", &"a".repeat(65)] {
            assert_eq!(FormationId::parse(text), Err(CodeError::FormationIdShape), "{text}");
        }
        assert!(ReferenceVersion::parse("2026-11-24.3f2a91bc04de").is_ok());
        assert_eq!(ReferenceVersion::parse("a/b"), Err(CodeError::ReferenceVersionShape));
    }

    #[test]
    fn enums_are_stored_in_snake_case_and_shown_in_french() {
        let kind = SchoolKind::LyceeGeneralTechnologique;
        assert_eq!(serde_json::to_string(&kind).unwrap(), "\"lycee_general_technologique\"");
        assert_eq!(kind.label(), "Lycée général et technologique");
        assert_eq!(serde_json::to_string(&Filiere::LicencePro).unwrap(), "\"licence_pro\"");
    }
}
