//! What she studies, and how years end.

use domain::{
    journey::facts::{Interruption, Mention, Specialite as S},
    levels::Niveau as N,
};

/// Way through the lycée.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voie {
    Generale,
    Techno,
    Pro,
}

/// Women admitted to digital formations by type of baccalauréat, Parcoursup 2025: 4,517 général,
/// 1,128 technologique, 521 professionnel (`parcoursup_2025_numerique`, admises × shares).
pub(crate) const VOIES: [(Voie, f64); 3] =
    [(Voie::Generale, 4_517.0), (Voie::Techno, 1_128.0), (Voie::Pro, 521.0)];

/// Follows NSI in Première générale. Assumption: nationally 3.6 % of girls do (7,615 of 213,894,
/// DEPP rentrée 2023); those who come to a digital programme are not everybody.
pub(crate) const NSI_IN_PREMIERE: f64 = 0.58;

/// Girls who follow NSI in Première and drop it in Terminale: 62.5 % in 2023 (DEPP/SIF,
/// `comparateurs_publies`, `abandon_nsi_1re_tle_filles`).
pub(crate) const DROPS_NSI: f64 = 0.625;

/// The two spécialités beside NSI in Première. Shares follow the spécialité kept beside NSI by
/// bacheliers 2023–2024 (Maths 74 %, LLCER 7 %, SES 7 %, SVT 3 %, physique-chimie 3 %:
/// `bac_general_doublettes_vers_formations`); the third one is an assumption.
pub(crate) const BESIDE_NSI: [([S; 2], f64); 9] = [
    ([S::Maths, S::PhysiqueChimie], 0.50),
    ([S::Maths, S::Ses], 0.13),
    ([S::Maths, S::Svt], 0.09),
    ([S::Maths, S::Llcer], 0.07),
    ([S::Maths, S::Si], 0.03),
    ([S::Ses, S::Llcer], 0.06),
    ([S::Llcer, S::Arts], 0.05),
    ([S::Ses, S::Hggsp], 0.04),
    ([S::PhysiqueChimie, S::Svt], 0.03),
];

/// Keeps Maths beside NSI, when she followed both: 74 % of the doublettes with NSI, bacs 2023–2024
/// (same file).
pub(crate) const KEEPS_MATHS_WITH_NSI: f64 = 0.74;

/// Spécialités of Première without NSI, for someone on the way to a digital formation. Assumption,
/// in the order of the frequent scientific choices.
pub(crate) const WITHOUT_NSI: [([S; 3], f64); 7] = [
    ([S::Maths, S::PhysiqueChimie, S::Svt], 0.44),
    ([S::Maths, S::PhysiqueChimie, S::Si], 0.12),
    ([S::Maths, S::Ses, S::Hggsp], 0.14),
    ([S::Maths, S::Ses, S::Llcer], 0.10),
    ([S::Maths, S::PhysiqueChimie, S::Ses], 0.08),
    ([S::Maths, S::Svt, S::Llcer], 0.07),
    ([S::Maths, S::Arts, S::Llcer], 0.05),
];

/// First rentrées of the present spécialités, in Première and in Terminale: what was followed
/// before is recorded without them (reform of the lycée, 2019).
pub(crate) const SPECIALITES_SINCE: (i32, i32) = (2019, 2020);
/// First rentrée of the BUT.
pub(crate) const BUT_SINCE: i32 = 2021;

/// Obtains the baccalauréat, by voie. Assumption in the order of the published results of recent
/// sessions (96 %, 91 %, 83 % of candidates); girls are above.
pub(crate) fn bac(voie: Voie) -> f64 {
    match voie {
        Voie::Generale => 0.965,
        Voie::Techno => 0.92,
        Voie::Pro => 0.86,
    }
}

/// Repeats the Terminale after missing the baccalauréat; others stop. Assumption.
pub(crate) const REPEATS_TERMINALE: f64 = 0.75;

/// Mentions. Assumption.
pub(crate) const MENTIONS: [(Mention, f64); 4] = [
    (Mention::Passable, 0.38),
    (Mention::AssezBien, 0.31),
    (Mention::Bien, 0.20),
    (Mention::TresBien, 0.11),
];

/// How a year ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The next level, or the diploma.
    Promoted,
    /// The same level again.
    Repeated,
    /// Another formation at the start, or the other voie in lycée.
    Reoriented,
}

/// How a year that is followed to its end does, by level.
///
/// - L1: 47.8 % of néo-bacheliers pass to L2 (SIES, session 2023); women do better (licence in 3 or
///   4 years: 50 % against 45.7 % of all), and those who interrupt are counted apart: 0.56.
/// - BUT 1 and 2: "nearly 80 %" obtained the DUT in 2 or 3 years (SIES, entrants of 2018).
/// - Everything else: assumption.
pub(crate) fn endings(niveau: N) -> [(Ending, f64); 3] {
    let (promoted, repeated) = match niveau {
        N::SecondeGt | N::SecondePro => (0.965, 0.025),
        N::PremiereGenerale => (0.965, 0.015),
        N::PremiereTechno | N::PremierePro => (0.985, 0.015),
        N::Licence1 => (0.56, 0.22),
        N::Licence2 => (0.82, 0.14),
        N::Licence3 => (0.86, 0.14),
        N::But1 => (0.86, 0.06),
        N::But2 => (0.94, 0.06),
        N::Bts1 => (0.89, 0.05),
        N::Bts2 => (0.85, 0.15),
        N::Cpge1 => (0.84, 0.0),
        N::Cpge2 => (0.86, 0.14),
        N::Prepa1 => (0.90, 0.05),
        N::Bachelor1 => (0.88, 0.06),
        N::Master1 => (0.92, 0.08),
        N::Master2 => (0.94, 0.06),
        _ => (0.96, 0.04),
    };
    [
        (Ending::Promoted, promoted),
        (Ending::Repeated, repeated),
        (Ending::Reoriented, 1.0 - promoted - repeated),
    ]
}

/// Interrupts her studies within a year of lycée, of the first year after the baccalauréat, of a
/// later one. Assumption.
pub(crate) fn interrupts(niveau: N) -> f64 {
    match niveau.rank() {
        Some(..=-1) => 0.008,
        Some(1) => 0.055,
        _ => 0.02,
    }
}

/// Comes back at the next rentrée after an interruption. Assumption.
pub(crate) const COMES_BACK: f64 = 0.5;

/// Kinds of interruption other than a césure. Assumption.
pub(crate) const INTERRUPTIONS: [(Interruption, f64); 4] = [
    (Interruption::Decrochage, 0.5),
    (Interruption::Sante, 0.22),
    (Interruption::Financier, 0.18),
    (Interruption::Autre, 0.10),
];

/// Takes a year of césure before the next level, where that is usual. Assumption.
pub(crate) const CESURE: f64 = 0.035;

/// Where a diploma or the end of a cycle leads; `None` is working life. Assumption, from the
/// ordinary passerelles.
pub(crate) fn onward(niveau: N) -> &'static [(Option<N>, f64)] {
    match niveau {
        N::Bts2 => &[
            (None, 0.40),
            (Some(N::LicencePro), 0.16),
            (Some(N::Licence3), 0.16),
            (Some(N::But3), 0.14),
            (Some(N::Ingenieur1), 0.14),
        ],
        N::But2 => &[
            (Some(N::But3), 0.88),
            (Some(N::Licence3), 0.04),
            (Some(N::LicencePro), 0.03),
            (Some(N::Ingenieur1), 0.05),
        ],
        N::But3 => &[(None, 0.38), (Some(N::Master1), 0.30), (Some(N::Ingenieur1), 0.32)],
        N::Licence2 => &[(Some(N::Licence3), 0.95), (Some(N::LicencePro), 0.05)],
        N::Licence3 => &[(None, 0.16), (Some(N::Master1), 0.74), (Some(N::Ingenieur1), 0.10)],
        N::LicencePro | N::Bachelor3 => &[(None, 0.84), (Some(N::Master1), 0.16)],
        N::Cpge2 => &[(Some(N::Ingenieur1), 0.9), (Some(N::Licence3), 0.1)],
        N::SecondePro => &[(Some(N::PremierePro), 1.0)],
        N::PremiereGenerale => &[(Some(N::TerminaleGenerale), 1.0)],
        N::PremiereTechno => &[(Some(N::TerminaleTechno), 1.0)],
        N::PremierePro => &[(Some(N::TerminalePro), 1.0)],
        N::Bts1 => &[(Some(N::Bts2), 1.0)],
        N::But1 => &[(Some(N::But2), 1.0)],
        N::Licence1 => &[(Some(N::Licence2), 1.0)],
        N::Cpge1 => &[(Some(N::Cpge2), 1.0)],
        N::Prepa1 => &[(Some(N::Prepa2), 1.0)],
        N::Prepa2 => &[(Some(N::Ingenieur1), 1.0)],
        N::Ingenieur1 => &[(Some(N::Ingenieur2), 1.0)],
        N::Ingenieur2 => &[(Some(N::Ingenieur3), 1.0)],
        N::Bachelor1 => &[(Some(N::Bachelor2), 1.0)],
        N::Bachelor2 => &[(Some(N::Bachelor3), 1.0)],
        N::GrandeEcole1 => &[(Some(N::GrandeEcole2), 1.0)],
        N::GrandeEcole2 => &[(Some(N::GrandeEcole3), 1.0)],
        N::Master1 => &[(Some(N::Master2), 1.0)],
        _ => &[(None, 1.0)],
    }
}

/// Is an apprentice from this level on. Assumption: rare at first, common at the end.
pub(crate) fn apprentice(niveau: N) -> f64 {
    match niveau {
        N::Bts2 => 0.10,
        N::But2 => 0.12,
        N::But3 => 0.40,
        N::LicencePro => 0.55,
        N::Ingenieur1 | N::Ingenieur2 | N::Ingenieur3 => 0.15,
        N::Master1 => 0.12,
        N::Master2 => 0.30,
        _ => 0.0,
    }
}

/// Asks for the maîtrise after a first year of master. Assumption: given on demand, rarely asked.
pub(crate) const ASKS_MAITRISE: f64 = 0.03;
/// A student of CPGE is also enrolled in a licence. Assumption: the law asks for an agreement with
/// a university; SISE counts enrolments "with and without" them.
pub(crate) const CPGE_AND_LICENCE: f64 = 0.45;
/// Changes lycée between Seconde and Première. Assumption.
pub(crate) const CHANGES_LYCEE: f64 = 0.06;

/// Support ends once she left the digital field; others stay in touch. Assumption.
pub(crate) const LEAVES_WITH_THE_FIELD: f64 = 0.7;
