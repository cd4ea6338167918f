use crate::rejections;

rejections! {
    /// Why a text is not the code it should be.
    ///
    /// The sentence says what was wrong and what would be right, and never repeats the text: a UAI
    /// or an INE can single a person out.
    pub enum CodeError {
        /// Not 7 digits and a letter.
        UaiShape => "uai_shape", None,
            "a UAI is 7 digits followed by a letter, such as 0750652B",
            "une UAI est faite de 7 chiffres suivis d'une lettre, comme 0750652B";
        /// The letter does not follow from the digits.
        UaiCheckLetter {
            /// The letter that would match.
            expected: char,
        } => "uai_check_letter", None,
            "the last letter of this UAI does not match its digits: it should be {expected}",
            "la dernière lettre de cette UAI ne correspond pas à ses chiffres : ce devrait être {expected}";
        /// None of the three shapes of an INE.
        IneShape => "ine_shape", None,
            "an INE has 11 characters: 9 digits and 2 letters, or 10 digits and a letter, or 4 digits, A, 5 digits and a letter",
            "un INE a 11 caractères : 9 chiffres et 2 lettres, ou 10 chiffres et une lettre, ou 4 chiffres, A, 5 chiffres et une lettre";
        /// Not 9 digits.
        SirenShape => "siren_shape", None,
            "a SIREN is 9 digits, such as 130025661",
            "un SIREN est fait de 9 chiffres, comme 130025661";
        /// The check digit (Luhn) is wrong.
        SirenCheckDigit => "siren_check_digit", None,
            "the check digit of this SIREN is wrong: one of its 9 digits was mistyped",
            "la clé de ce SIREN est fausse : un de ses 9 chiffres a été mal saisi";
        /// Not 14 digits.
        SiretShape => "siret_shape", None,
            "a SIRET is 14 digits: the 9 of the SIREN and 5 for the establishment",
            "un SIRET est fait de 14 chiffres : les 9 du SIREN et 5 pour l'établissement";
        /// The check digit (Luhn, or La Poste's rule) is wrong.
        SiretCheckDigit => "siret_check_digit", None,
            "the check digit of this SIRET is wrong: one of its 14 digits was mistyped",
            "la clé de ce SIRET est fausse : un de ses 14 chiffres a été mal saisi";
        /// Not W and 9 characters.
        RnaShape => "rna_shape", None,
            "an RNA number is W followed by 9 characters, such as W751004076",
            "un numéro RNA est fait de W suivi de 9 caractères, comme W751004076";
        /// Not in the table of académies.
        AcademieUnknown => "academie_unknown", None,
            "no académie has this code: give two digits from the official list, such as 10 for Lyon",
            "aucune académie n'a ce code : donnez deux chiffres de la liste officielle, comme 10 pour Lyon";
        /// Not in the table of régions.
        RegionUnknown => "region_unknown", None,
            "no région has this Insee code: give one from the official list, such as 84 for Auvergne-Rhône-Alpes",
            "aucune région n'a ce code Insee : donnez-en un de la liste officielle, comme 84 pour Auvergne-Rhône-Alpes";
        /// Not in the table of départements.
        DepartementUnknown => "departement_unknown", None,
            "no département has this Insee code: give one from the official list, such as 01, 2A or 971",
            "aucun département n'a ce code Insee : donnez-en un de la liste officielle, comme 01, 2A ou 971";
        /// Not the shape of an Insee commune code.
        CommuneShape => "commune_shape", None,
            "an Insee commune code is the département then the commune, 5 characters in all, such as 69123, 2A004 or 97105 (it is not the postal code)",
            "un code Insee de commune est le département puis la commune, 5 caractères en tout, comme 69123, 2A004 ou 97105 (ce n'est pas le code postal)";
        /// Not a token.
        FormationIdShape => "formation_id_shape", None,
            "a formation's identifier is 1 to 64 lower-case letters, digits and hyphens",
            "l'identifiant d'une formation comporte de 1 à 64 minuscules, chiffres et tirets";
        /// Not a token.
        CampaignShape => "invalid_campaign", None,
            "a campaign code holds 1 to 40 letters, digits or dashes",
            "un code de campagne comporte de 1 à 40 lettres, chiffres ou tirets";
        /// Not a token.
        ReferenceVersionShape => "reference_version_shape", None,
            "a version of the reference data is 1 to 64 letters, digits, dots and hyphens",
            "une version du référentiel comporte de 1 à 64 lettres, chiffres, points et tirets";
        /// Not a short name.
        SlugShape => "slug_shape", None,
            "a short name is 1 to 64 lower-case letters, digits and hyphens, such as aide-2027",
            "un nom court comporte de 1 à 64 minuscules, chiffres et tirets, comme aide-2027";
        /// Not a SHA-256 digest.
        Sha256Shape => "sha256_shape", None,
            "a SHA-256 digest is 64 hexadecimal digits",
            "une empreinte SHA-256 est faite de 64 chiffres hexadécimaux";
    }
}
