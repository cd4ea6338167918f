//! Who enters, when, from where, and in which situation.

use domain::journey::facts::{Bourse, Declared, Evidence, GuardianScope, Target};

/// First school year the programme takes registrations in: the plan it belongs to, « Toutes et tous
/// égaux », covers 2023–2027.
pub(crate) const FIRST_YEAR: i32 = 2023;

/// Registrations of a school year over those of the one before: the pace with which the
/// programme's targets, 10,000 cumulative lauréates at the end of 2027 and 20,000 at the end of 2029
/// (`comparateurs_publies`), are both met from September 2023 on.
pub(crate) const GROWTH: f64 = 1.29;

/// Share of a school year's registrations by month, September to August. Assumption: campaigns in
/// lycées in autumn, a second wave while wishes are made.
pub(crate) const MONTHS: [f64; 12] =
    [0.12, 0.17, 0.15, 0.09, 0.14, 0.10, 0.09, 0.05, 0.05, 0.03, 0.005, 0.005];

/// Where she enters, as the rank of the level (bac−3 is Seconde). Assumption: the programme is
/// "rooted in lycée from Seconde" and takes students on entering the formation or later.
pub(crate) const ENTRY_RANKS: [(i32, f64); 8] =
    [(-3, 0.20), (-2, 0.25), (-1, 0.28), (1, 0.13), (2, 0.06), (3, 0.04), (4, 0.025), (5, 0.015)];

/// Share of those entering in higher education who have their whole schooling since Seconde
/// recorded; others from the year of the baccalauréat on. Assumption.
pub(crate) const WHOLE_HISTORY: f64 = 0.7;

/// Years late at Seconde, from the birth year. Assumption: about one pupil in ten is a year late,
/// few a year ahead.
pub(crate) const YEARS_LATE: [(i32, f64); 3] = [(-1, 0.03), (0, 0.87), (1, 0.10)];

/// Girls in Terminale générale, rentrée 2022, by code of the académie: DEPP, effectifs des
/// doublettes de Terminale générale, sums of `nsi_lycees`.
pub(crate) const ACADEMIES: [(&str, f64); 30] = [
    ("01", 8_522.0),
    ("02", 9_253.0),
    ("03", 3_347.0),
    ("04", 10_467.0),
    ("06", 3_749.0),
    ("07", 4_477.0),
    ("08", 10_751.0),
    ("09", 12_388.0),
    ("10", 11_004.0),
    ("11", 7_965.0),
    ("12", 6_622.0),
    ("13", 5_061.0),
    ("14", 10_282.0),
    ("15", 5_682.0),
    ("16", 9_125.0),
    ("17", 11_919.0),
    ("18", 7_218.0),
    ("19", 3_692.0),
    ("20", 5_699.0),
    ("22", 2_035.0),
    ("23", 6_685.0),
    ("24", 14_954.0),
    ("25", 22_181.0),
    ("27", 889.0),
    ("28", 3_180.0),
    ("31", 1_139.0),
    ("32", 1_695.0),
    ("33", 938.0),
    ("43", 1_611.0),
    ("70", 9_805.0),
];

/// Boursières of secondary education: share of boursiers among the candidates to digital
/// formations, Parcoursup 2025, weighted by candidates (`parcoursup_2025_numerique`: 23.8 %).
pub(crate) const BOURSIERE_LYCEE: f64 = 0.238;
/// Boursière in higher education, having been one in lycée. Assumption.
pub(crate) const BOURSIERE_STAYS: f64 = 0.90;
/// Boursière in higher education, not having been one in lycée. Assumption: the scale of higher
/// education reaches further (échelon 0bis).
pub(crate) const BOURSIERE_BECOMES: f64 = 0.15;
/// Does not say. Assumption.
pub(crate) const BOURSE_UNDISCLOSED: f64 = 0.04;

/// Échelons of lycée scholarships. Assumption.
pub(crate) const LYCEE_SCALE: [(Bourse, f64); 6] = [
    (Bourse::Lycee1, 0.14),
    (Bourse::Lycee2, 0.12),
    (Bourse::Lycee3, 0.20),
    (Bourse::Lycee4, 0.16),
    (Bourse::Lycee5, 0.16),
    (Bourse::Lycee6, 0.22),
];

/// Échelons of higher-education scholarships. Assumption: 0bis is the largest.
pub(crate) const SUP_SCALE: [(Bourse, f64); 8] = [
    (Bourse::Sup0bis, 0.32),
    (Bourse::Sup1, 0.15),
    (Bourse::Sup2, 0.08),
    (Bourse::Sup3, 0.08),
    (Bourse::Sup4, 0.08),
    (Bourse::Sup5, 0.12),
    (Bourse::Sup6, 0.11),
    (Bourse::Sup7, 0.06),
];

/// Lives in a quartier prioritaire. Assumption: no list of addresses is open; unknown is common.
pub(crate) const QPV: [(Declared, f64); 3] =
    [(Declared::Yes, 0.11), (Declared::No, 0.69), (Declared::Unknown, 0.20)];
/// Lives in a rural commune. Assumption.
pub(crate) const RURAL: [(Declared, f64); 3] =
    [(Declared::Yes, 0.24), (Declared::No, 0.66), (Declared::Unknown, 0.10)];

/// A student registers whatever her formation; others look at who recognises it first. Assumption.
pub(crate) const LOOKS_AT_RECOGNITION: f64 = 0.75;

/// Quotes a sourcing campaign, when one reached her. Assumption.
pub(crate) const HAS_CAMPAIGN: f64 = 0.55;
/// Writes its code in lower case. Assumption.
pub(crate) const WRITES_LOWER_CASE: f64 = 0.3;
/// Consents to statistics, to the use of her image; withdraws one of the two in a year. Assumptions.
pub(crate) const CONSENTS_TO_STATISTICS: f64 = 0.86;
/// See [`CONSENTS_TO_STATISTICS`].
pub(crate) const CONSENTS_TO_IMAGE: f64 = 0.42;
/// See [`CONSENTS_TO_STATISTICS`].
pub(crate) const WITHDRAWS_A_CONSENT: f64 = 0.015;
/// Consents again to the new version of the texts, September 2025. Assumption.
pub(crate) const CONSENTS_AGAIN: f64 = 0.9;
/// A guardian of a minor of 15 or more authorises trips and equipment. Assumption.
pub(crate) const GUARDIAN_OF_OLDER: f64 = 0.65;

/// Registrations that end before an admission although eligible. Assumptions.
pub(crate) const WITHDRAWS_REGISTRATION: f64 = 0.02;
/// Never consents: refused as incomplete. Assumption.
pub(crate) const NEVER_CONSENTS: f64 = 0.012;
/// Registered twice. Assumption.
pub(crate) const DUPLICATE: f64 = 0.004;
/// Consents some days after a first assessment, which had to wait. Assumption.
pub(crate) const CONSENTS_LATE: f64 = 0.08;

/// Her eligibility is looked at again after a rentrée in higher education. Assumption.
pub(crate) const ASSESSED_AGAIN: f64 = 0.8;

/// In a year of the programme she withdraws. Assumption.
pub(crate) const WITHDRAWS: f64 = 0.035;
/// Or gives no news any more. Assumption.
pub(crate) const FALLS_SILENT: f64 = 0.045;
/// Or is excluded. Assumption.
pub(crate) const EXCLUDED: f64 = 0.001;

/// What her situation rests on when she first declares it. Assumption.
pub(crate) const EVIDENCE: [(Evidence, f64); 2] =
    [(Evidence::Declared, 0.7), (Evidence::Documented, 0.3)];

/// What guardians authorise beside the account, each with its share. Assumption.
pub(crate) const GUARDIAN_SCOPES: [(GuardianScope, f64); 3] =
    [(GuardianScope::Trip, 0.8), (GuardianScope::Image, 0.5), (GuardianScope::Equipment, 0.6)];

/// States her project in winter, in spring of a school year. Assumption.
pub(crate) const PROJECTS: [f64; 2] = [0.85, 0.5];
/// A lycéenne who is not sure yet says that she explores. Assumption.
pub(crate) const EXPLORES: f64 = 0.6;
/// Is surer of her project the next time. Assumption.
pub(crate) const GETS_SURER: f64 = 0.45;
/// What she aims at. Assumption.
pub(crate) const TARGETS: [(Target, f64); 9] = [
    (Target::Developpement, 0.26),
    (Target::Donnees, 0.19),
    (Target::Cybersecurite, 0.15),
    (Target::Reseaux, 0.12),
    (Target::Sante, 0.09),
    (Target::Electronique, 0.05),
    (Target::Environnement, 0.06),
    (Target::Education, 0.04),
    (Target::Recherche, 0.04),
];
