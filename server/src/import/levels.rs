//! From the platform's coarse level to a level of study, with what the formation and the school
//! tell.

use domain::{
    codes::normalised_name,
    levels::Niveau,
    reference::{Filiere, SchoolKind},
};

use super::{
    reason::{LineReason, Remark},
    record::Level,
};

/// A voie of the lycée.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Voie {
    Generale,
    Technologique,
    /// One or the other: the common Seconde.
    GeneraleOuTechnologique,
    Professionnelle,
}

/// What is known besides the level.
#[derive(Clone, Copy, Default)]
pub(super) struct Hints<'a> {
    /// The kind of the school, when it is known.
    pub(super) school: Option<SchoolKind>,
    /// The kind of the formation, when the reference data have it.
    pub(super) filiere: Option<Filiere>,
    /// The formation in words.
    pub(super) formation: Option<&'a str>,
}

/// The level of study, and what had to be assumed; `None` outside the programme.
///
/// # Errors
/// When the kind of formation has no such year.
pub(super) fn niveau(
    level: Level,
    hints: Hints<'_>,
) -> Result<Option<(Niveau, Option<Remark>)>, LineReason> {
    let words = hints.formation.map(normalised_name).unwrap_or_default();
    let words: Vec<&str> = words.split(' ').collect();
    let lp = hints.school == Some(SchoolKind::LyceeProfessionnel);
    let voie = voie(&words).or(lp.then_some(Voie::Professionnelle));
    let of_voie = |generale, technologique, professionnelle| match voie {
        Some(Voie::Generale) => (generale, None),
        Some(Voie::Technologique) => (technologique, None),
        Some(Voie::Professionnelle) => (professionnelle, None),
        Some(Voie::GeneraleOuTechnologique) | None => (generale, Some(Remark::VoieAssumed)),
    };
    Ok(Some(match level {
        Level::Troisieme | Level::Bac5Plus => return Ok(None),
        // Générale and technologique are one in Seconde: only a professionnelle is another.
        Level::Seconde => match voie {
            Some(Voie::Professionnelle) => (Niveau::SecondePro, None),
            Some(_) => (Niveau::SecondeGt, None),
            None if hints.school == Some(SchoolKind::LyceeGeneralTechnologique) => {
                (Niveau::SecondeGt, None)
            }
            None => (Niveau::SecondeGt, Some(Remark::VoieAssumed)),
        },
        Level::Premiere => {
            of_voie(Niveau::PremiereGenerale, Niveau::PremiereTechno, Niveau::PremierePro)
        }
        Level::Terminale => {
            of_voie(Niveau::TerminaleGenerale, Niveau::TerminaleTechno, Niveau::TerminalePro)
        }
        Level::Bac1 | Level::Bac2 | Level::Bac3 | Level::Bac4 | Level::Bac5 => {
            let year = level.years_after_bac().unwrap_or_default();
            let told = hints.filiere.filter(|filiere| *filiere != Filiere::Autre);
            match told.or_else(|| filiere(&words)) {
                Some(filiere) => {
                    (after_bac(filiere, year).ok_or(LineReason::LevelAndFormation)?, None)
                }
                None => (assumed(year, hints.school), Some(Remark::FiliereAssumed)),
            }
        }
    }))
}

/// A lycée gives BTS (and CPGE, which fewer follow) up to bac+2; everything else is taken as
/// university.
fn assumed(year: u8, school: Option<SchoolKind>) -> Niveau {
    use SchoolKind as K;
    let lycee = matches!(
        school,
        Some(K::LyceeGeneralTechnologique | K::LyceePolyvalent | K::LyceeProfessionnel)
    );
    match year {
        1 if lycee => Niveau::Bts1,
        2 if lycee => Niveau::Bts2,
        1 => Niveau::Licence1,
        2 => Niveau::Licence2,
        3 => Niveau::Licence3,
        4 => Niveau::Master1,
        _ => Niveau::Master2,
    }
}

/// The year of a kind of formation that ends this many years after the baccalauréat.
fn after_bac(filiere: Filiere, year: u8) -> Option<Niveau> {
    use Niveau as N;
    Some(match (filiere, year) {
        (Filiere::Bts, 1) => N::Bts1,
        (Filiere::Bts, 2) => N::Bts2,
        (Filiere::But, 1) => N::But1,
        (Filiere::But, 2) => N::But2,
        (Filiere::But, 3) => N::But3,
        (Filiere::Licence, 1) => N::Licence1,
        (Filiere::Licence, 2) => N::Licence2,
        (Filiere::Licence, 3) => N::Licence3,
        (Filiere::LicencePro, 3) => N::LicencePro,
        (Filiere::Cpge, 1) => N::Cpge1,
        // The third year is the second one again: "5/2".
        (Filiere::Cpge, 2 | 3) => N::Cpge2,
        (Filiere::Ingenieur | Filiere::GrandeEcole, 1) => N::Prepa1,
        (Filiere::Ingenieur | Filiere::GrandeEcole, 2) => N::Prepa2,
        (Filiere::Ingenieur, 3) => N::Ingenieur1,
        (Filiere::Ingenieur, 4) => N::Ingenieur2,
        (Filiere::Ingenieur, 5) => N::Ingenieur3,
        (Filiere::GrandeEcole, 3) => N::GrandeEcole1,
        (Filiere::GrandeEcole, 4) => N::GrandeEcole2,
        (Filiere::GrandeEcole, 5) => N::GrandeEcole3,
        (Filiere::Bachelor, 1) => N::Bachelor1,
        (Filiere::Bachelor, 2) => N::Bachelor2,
        (Filiere::Bachelor, 3) => N::Bachelor3,
        // A cursus master en ingénierie is called a licence to its end.
        (Filiere::Licence | Filiere::Master, 4) => N::Master1,
        (Filiere::Licence | Filiere::Master, 5) => N::Master2,
        _ => return None,
    })
}

/// The kind of formation that its name tells: the first word that names one decides.
pub(super) fn filiere(words: &[&str]) -> Option<Filiere> {
    words.iter().enumerate().find_map(|(index, word)| {
        let next = words.get(index + 1).copied().unwrap_or_default();
        Some(match *word {
            "bts" | "btsa" => Filiere::Bts,
            "but" | "dut" => Filiere::But,
            "licence" if next.starts_with("pro") => Filiere::LicencePro,
            "licence" | "l1" | "l2" | "l3" | "cmi" => Filiere::Licence,
            "cycle" | "prepa" if next.starts_with("integre") => Filiere::Ingenieur,
            "cycle" if next == "preparatoire" && words.contains(&"integre") => Filiere::Ingenieur,
            "cpge" | "prepa" | "preparatoire" | "mp2i" | "mpi" | "mpsi" | "pcsi" | "ptsi" => {
                Filiere::Cpge
            }
            "ingenieur" | "ingenieurs" | "ingenieure" | "insa" => Filiere::Ingenieur,
            "bachelor" => Filiere::Bachelor,
            "master" | "m1" | "m2" => Filiere::Master,
            "pge" => Filiere::GrandeEcole,
            "grande" if next == "ecole" => Filiere::GrandeEcole,
            _ => return None,
        })
    })
}

fn voie(words: &[&str]) -> Option<Voie> {
    let any = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let general = any(&["general", "generale", "generaux", "generales"]);
    let techno = any(&["techno", "technologique", "technologiques", "sti2d", "stmg", "st2s"])
        || any(&["stl", "std2a", "s2tmd", "sthr", "stav"]);
    let pro = any(&["pro", "professionnel", "professionnelle", "ciel", "cap"]);
    match (general, techno, pro) {
        (true, false, false) => Some(Voie::Generale),
        (false, true, false) => Some(Voie::Technologique),
        (true, true, false) => Some(Voie::GeneraleOuTechnologique),
        (false, false, true) => Some(Voie::Professionnelle),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::Vocabulary as _;

    use super::*;

    fn of(level: Level, school: Option<SchoolKind>, formation: &str) -> String {
        let hints = Hints { school, filiere: None, formation: Some(formation) };
        match niveau(level, hints) {
            Ok(None) => "none".to_owned(),
            Ok(Some((niveau, None))) => niveau.code().to_owned(),
            Ok(Some((niveau, Some(_)))) => format!("{}?", niveau.code()),
            Err(reason) => domain::Reason::code(&reason).to_owned(),
        }
    }

    #[test]
    fn in_lycee_the_formation_or_the_school_tells_the_voie() {
        let lp = Some(SchoolKind::LyceeProfessionnel);
        let lpo = Some(SchoolKind::LyceePolyvalent);
        assert_eq!(of(Level::Seconde, lp, ""), "2PRO");
        assert_eq!(of(Level::Seconde, lpo, ""), "2GT?", "it may have both");
        assert_eq!(of(Level::Seconde, Some(SchoolKind::LyceeGeneralTechnologique), ""), "2GT");
        assert_eq!(of(Level::Seconde, None, ""), "2GT?");
        assert_eq!(of(Level::Seconde, None, "Seconde générale et technologique"), "2GT");
        assert_eq!(of(Level::Premiere, lpo, ""), "1G?");
        assert_eq!(of(Level::Premiere, lpo, "Bac techno STI2D"), "1T");
        assert_eq!(of(Level::Terminale, lpo, "Bac pro CIEL"), "TPRO");
        assert_eq!(of(Level::Terminale, lp, ""), "TPRO");
        assert_eq!(of(Level::Terminale, lp, "Bac général"), "TG", "words win over the school");
    }

    #[test]
    fn after_the_bac_the_formation_tells_the_kind() {
        for (formation, year, expected) in [
            ("BTS SIO", Level::Bac2, "BTS2"),
            ("BUT Informatique", Level::Bac3, "BUT3"),
            ("Licence Informatique", Level::Bac1, "L1"),
            ("Licence professionnelle Métiers du web", Level::Bac3, "LP"),
            ("Licence pro réseaux", Level::Bac1, "level_and_formation_disagree"),
            ("CPGE MP2I", Level::Bac1, "CPGE1"),
            ("Classe préparatoire MPI", Level::Bac3, "CPGE2"),
            ("Cycle préparatoire intégré", Level::Bac2, "PREPA2"),
            ("Diplôme d'ingénieur en informatique", Level::Bac4, "ING2"),
            ("Master Informatique", Level::Bac5, "M2"),
            ("Bachelor Cybersécurité", Level::Bac2, "BACH2"),
            ("Programme grande école", Level::Bac3, "PGE1"),
            ("BTS CIEL", Level::Bac3, "level_and_formation_disagree"),
            ("Informatique", Level::Bac4, "M1?"),
            ("Informatique", Level::Bac1, "L1?"),
            ("", Level::Bac5Plus, "none"),
        ] {
            assert_eq!(of(year, None, formation), expected, "{formation}");
        }
        let lycee = Some(SchoolKind::LyceePolyvalent);
        assert_eq!(of(Level::Bac1, lycee, ""), "BTS1?", "a lycée gives no licence");
    }
}
