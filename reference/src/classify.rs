//! What a formation or an establishment is, told from what the official files say of it.
//!
//! All pure: the same line always gives the same answer. A change of any rule here raises the
//! version of the rules in `dataset.rs`.

use domain::codes::{CodeError, Uai, normalised_name};
use domain::reference::{Filiere, FormationId, Numerique, Recognition, SchoolKind, Sector};
use sha2::{Digest, Sha256};

/// The families of `famille_numerique` that lead to technical digital jobs, which is what the
/// programme supports.
///
/// All eleven families of the file count. BTS CIEL counts with both options: option B
/// (électronique et réseaux) teaches networks, embedded programming and cybersecurity too. BUT MMI
/// counts for its web development, Licence MIASHS and BUT Science des données for their computing
/// of data, as they do in the national figures on women in digital formations.
const DIGITAL: &[&str] = &[
    "BTS SIO",
    "BTS CIEL",
    "BUT Informatique",
    "BUT Réseaux et télécommunications",
    "BUT Science des données",
    "BUT MMI",
    "Licence Informatique",
    "Licence MIASHS",
    "Autre licence ou double cursus avec informatique",
    "CPGE MP2I",
    "Autre formation informatique",
];

/// Scientific classes préparatoires other than MP2I and MPI, of the first and the second year.
const SCIENTIFIC_CPGE: &[&str] =
    &["mpsi", "pcsi", "ptsi", "tsi", "tpc", "mp", "psi", "pc", "pt", "ats"];

/// The kind of a Parcoursup formation, from its aggregate (`filiere_tres_agregee`) and its label.
///
/// - Engineering schools: `Bac + 5` is the engineer's title; shorter ones are bachelors.
/// - Business schools: a bac + 3 or + 4 is a bachelor, anything longer the grande école programme.
/// - A `C.M.I` is a licence and a master with more engineering: it is entered as a licence.
#[must_use]
pub fn filiere(aggregate: &str, label: &str) -> Filiere {
    let words = normalised_name(label);
    let starts = |start: &str| words.starts_with(start);
    match normalised_name(aggregate).as_str() {
        _ if starts("formation d ingenieur") => Filiere::Ingenieur,
        "bts" => Filiere::Bts,
        "but" | "dut" => Filiere::But,
        "licence" | "licence las" | "pass" => Filiere::Licence,
        "cpge" => Filiere::Cpge,
        "ecole d ingenieur" => Filiere::Bachelor,
        "ecole de commerce" if words.contains("bachelor") => Filiere::Bachelor,
        "ecole de commerce" if words.contains("bac 3") || words.contains("bac 4") => {
            Filiere::Bachelor
        }
        "ecole de commerce" => Filiere::GrandeEcole,
        _ if starts("licence professionnelle") => Filiere::LicencePro,
        _ if starts("c m i") => Filiere::Licence,
        _ if starts("formation valant grade de licence") || words.contains("bachelor") => {
            Filiere::Bachelor
        }
        _ => Filiere::Autre,
    }
}

/// Whether a Parcoursup formation is digital, from its family, kind and label.
///
/// A family of the file makes it digital. *Towards* the digital are the scientific CPGE other than
/// MP2I and MPI; the licences of mathematics, from which digital schools and masters recruit; and
/// the engineering schools, whose lines tell how one enters and not what one studies: the
/// speciality is chosen later, or known from the school.
#[must_use]
pub fn numerique(famille: Option<&str>, filiere: Filiere, label: &str) -> Numerique {
    if famille.is_some_and(|famille| DIGITAL.contains(&famille)) {
        return Numerique::Digital;
    }
    let words = normalised_name(label);
    let words: Vec<&str> = words.split(' ').collect();
    match filiere {
        Filiere::Cpge if words.iter().any(|word| matches!(*word, "mp2i" | "mpi")) => {
            Numerique::Digital
        }
        Filiere::Cpge if words.iter().any(|word| SCIENTIFIC_CPGE.contains(word)) => {
            Numerique::Towards
        }
        Filiere::Licence if words.contains(&"mathematiques") => Numerique::Towards,
        Filiere::Ingenieur => Numerique::Towards,
        _ => Numerique::Other,
    }
}

/// Whether a mention of master is digital.
///
/// Computing, bio-informatics, MIAGE, MIASHS, data science, networks, intensive computing, signal
/// and image, digital creation and games are. *Towards* it is electronics (EEA). Law of the
/// digital, digital humanities, transport and the economics of networks are about it, and train
/// for other jobs.
#[must_use]
pub fn mention_numerique(mention: &str) -> Numerique {
    let words = normalised_name(mention);
    let has = |word: &str| words.contains(word);
    if has("droit") || has("humanites") || has("transport") || has("economie industrielle") {
        Numerique::Other
    } else if has("electronique energie") {
        Numerique::Towards
    } else {
        Numerique::Digital
    }
}

/// Whether candidates are chosen: `formation sélective`.
#[must_use]
pub fn selective(selectivite: &str) -> bool {
    !normalised_name(selectivite).contains("non selective")
}

/// Whether it is an apprenticeship. The open file has no column for it: the label says so.
#[must_use]
pub fn apprenticeship(label: &str) -> bool {
    let words = normalised_name(label);
    words.contains("apprentissage") || words.contains("alternance")
}

/// Why the programme recognises a formation: a BTS of a lycée; an engineering school (only titles
/// accredited by the CTI are listed as `Bac + 5`, and all such schools are in the Cdefi); what a
/// public university gives. `None` for others: membership of the CGE is in no open file.
#[must_use]
pub fn recognition(
    filiere: Filiere,
    kind: SchoolKind,
    sector: Option<Sector>,
) -> Option<Recognition> {
    let lycee = matches!(
        kind,
        SchoolKind::LyceeGeneralTechnologique
            | SchoolKind::LyceePolyvalent
            | SchoolKind::LyceeProfessionnel
    );
    let public = sector != Some(Sector::Prive);
    match filiere {
        Filiere::Bts if lycee => Some(Recognition::LyceeSts),
        Filiere::Ingenieur => Some(Recognition::Cdefi),
        Filiere::But | Filiere::Licence | Filiere::LicencePro | Filiere::Master if public => {
            Some(Recognition::Universite)
        }
        _ if kind == SchoolKind::Universite && public => Some(Recognition::Universite),
        _ => None,
    }
}

/// What sort of school, from the type the file gives, or else from its name.
#[must_use]
pub fn school_kind(kind: Option<&str>, name: &str) -> SchoolKind {
    match kind.map(normalised_name).as_deref() {
        Some("legt" | "lgt" | "lg" | "lt") => return SchoolKind::LyceeGeneralTechnologique,
        Some("lpo") => return SchoolKind::LyceePolyvalent,
        Some("lp") => return SchoolKind::LyceeProfessionnel,
        Some("universite") => return SchoolKind::Universite,
        Some("ecole") => return SchoolKind::Ecole,
        Some("grand etablissement") => return SchoolKind::GrandEtablissement,
        Some("autre etablissement") => return SchoolKind::Autre,
        _ => {}
    }
    let name = format!(" {} ", normalised_name(name));
    let has = |word: &str| name.contains(word);
    if has(" cfa ") || has(" apprentis ") {
        SchoolKind::Autre
    } else if has(" lycee professionnel ")
        || has(" enseignement professionnel ")
        || has(" section professionnelle ")
        || name.starts_with(" lp ")
        || name.starts_with(" sep ")
    {
        SchoolKind::LyceeProfessionnel
    } else if has(" lycee polyvalent ") || name.starts_with(" lpo ") {
        SchoolKind::LyceePolyvalent
    } else if has(" lycee ") || has(" legta ") || has(" legt ") {
        SchoolKind::LyceeGeneralTechnologique
    } else if has(" universit") || has(" i u t ") || has(" iut ") {
        SchoolKind::Universite
    } else if has(" ecole ") {
        SchoolKind::Ecole
    } else {
        SchoolKind::Autre
    }
}

/// `public`, `Public`, `privé sous contrat`, `Privé`.
#[must_use]
pub fn sector(text: &str) -> Option<Sector> {
    match normalised_name(text).split(' ').next() {
        Some("public") => Some(Sector::Public),
        Some("prive") => Some(Sector::Prive),
        _ => None,
    }
}

/// The identifier of a Parcoursup formation: its school and a digest of its label without case,
/// accents or punctuation, so that it is the same in every import and every session. `nth` tells
/// apart the lines of one file that have both in common, by their order: 1 for the first.
///
/// # Errors
/// Never for a valid UAI.
pub fn formation_id(uai: Uai, label: &str, nth: u32) -> Result<FormationId, CodeError> {
    let digest = hex::encode(&Sha256::digest(normalised_name(label))[..4]);
    numbered("psup", uai, &digest, nth)
}

/// The identifier of a mention of master: its school and its national number (INM).
///
/// # Errors
/// When the number is not made of letters and digits.
pub fn mention_id(uai: Uai, inm: &str) -> Result<FormationId, CodeError> {
    numbered("master", uai, &inm.to_ascii_lowercase(), 1)
}

fn numbered(source: &str, uai: Uai, key: &str, nth: u32) -> Result<FormationId, CodeError> {
    let uai = uai.as_str().to_ascii_lowercase();
    let suffix = if nth > 1 { format!("-{nth}") } else { String::new() };
    FormationId::parse(&format!("{source}-{uai}-{key}{suffix}"))
}

#[cfg(test)]
#[path = "classify_tests.rs"]
mod tests;
