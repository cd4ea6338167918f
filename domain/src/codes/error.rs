use thiserror::Error;

/// Why a text is not the code it should be.
///
/// The sentence says what was wrong and what would be right, and never repeats the text: a UAI
/// or an INE can single a person out.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Not 7 digits and a letter.
    #[error("a UAI is 7 digits followed by a letter, such as 0750652B")]
    UaiShape,
    /// The letter does not follow from the digits.
    #[error("the last letter of this UAI does not match its digits: it should be {expected}")]
    UaiCheckLetter {
        /// The letter that would match.
        expected: char,
    },
    /// None of the three shapes of an INE.
    #[error(
        "an INE has 11 characters: 9 digits and 2 letters, or 10 digits and a letter, or 4 digits, A, 5 digits and a letter"
    )]
    IneShape,
    /// Not 9 digits.
    #[error("a SIREN is 9 digits, such as 130025661")]
    SirenShape,
    /// The check digit (Luhn) is wrong.
    #[error("the check digit of this SIREN is wrong: one of its 9 digits was mistyped")]
    SirenCheckDigit,
    /// Not 14 digits.
    #[error("a SIRET is 14 digits: the 9 of the SIREN and 5 for the establishment")]
    SiretShape,
    /// The check digit (Luhn, or La Poste's rule) is wrong.
    #[error("the check digit of this SIRET is wrong: one of its 14 digits was mistyped")]
    SiretCheckDigit,
    /// Not in the table of académies.
    #[error(
        "no académie has this code: give two digits from the official list, such as 10 for Lyon"
    )]
    AcademieUnknown,
    /// Not in the table of régions.
    #[error(
        "no région has this Insee code: give one from the official list, such as 84 for Auvergne-Rhône-Alpes"
    )]
    RegionUnknown,
    /// Not in the table of départements.
    #[error(
        "no département has this Insee code: give one from the official list, such as 01, 2A or 971"
    )]
    DepartementUnknown,
    /// Not the shape of an Insee commune code.
    #[error(
        "an Insee commune code is the département then the commune, 5 characters in all, such as 69123, 2A004 or 97105 (it is not the postal code)"
    )]
    CommuneShape,
    /// Not a token.
    #[error("a formation's identifier is 1 to 64 lower-case letters, digits and hyphens")]
    FormationIdShape,
    /// Not a token.
    #[error("a version of the reference data is 1 to 64 letters, digits, dots and hyphens")]
    ReferenceVersionShape,
    /// Not a short name.
    #[error("a short name is 1 to 64 lower-case letters, digits and hyphens, such as aide-2027")]
    SlugShape,
    /// Not a SHA-256 digest.
    #[error("a SHA-256 digest is 64 hexadecimal digits")]
    Sha256Shape,
}

impl CodeError {
    /// A stable name for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UaiShape => "uai_shape",
            Self::UaiCheckLetter { .. } => "uai_check_letter",
            Self::IneShape => "ine_shape",
            Self::SirenShape => "siren_shape",
            Self::SirenCheckDigit => "siren_check_digit",
            Self::SiretShape => "siret_shape",
            Self::SiretCheckDigit => "siret_check_digit",
            Self::AcademieUnknown => "academie_unknown",
            Self::RegionUnknown => "region_unknown",
            Self::DepartementUnknown => "departement_unknown",
            Self::CommuneShape => "commune_shape",
            Self::FormationIdShape => "formation_id_shape",
            Self::ReferenceVersionShape => "reference_version_shape",
            Self::SlugShape => "slug_shape",
            Self::Sha256Shape => "sha256_shape",
        }
    }
}
