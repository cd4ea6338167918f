//! Material and financial aid. All assumptions: the founding text promises it to those who need it
//! (S15), and no figure of a like programme is open.

use domain::{
    aid::{AidItem as I, AidKind, AidRefusal, ItemCondition, NeedLevel},
    journey::facts::{Evidence, NeedKind},
};

/// A need leads to a request for aid of a kind.
pub(crate) fn asks(need: NeedKind) -> Option<(AidKind, f64)> {
    match need {
        NeedKind::Materiel => Some((AidKind::Materiel, 0.85)),
        NeedKind::Financier => Some((AidKind::Financier, 0.80)),
        NeedKind::Logement => Some((AidKind::Financier, 0.50)),
        NeedKind::Mobilite => Some((AidKind::Financier, 0.45)),
        NeedKind::Sante => Some((AidKind::Financier, 0.10)),
        _ => None,
    }
}
/// Days from the need to the request, to its assessment, to the decision, to the first delivery.
pub(crate) const ASKS_AFTER: (u16, u16) = (2, 30);
/// See [`ASKS_AFTER`].
pub(crate) const ASSESSED_AFTER: (u16, u16) = (2, 20);
/// See [`ASKS_AFTER`].
pub(crate) const DECIDED_AFTER: (u16, u16) = (1, 15);
/// See [`ASKS_AFTER`].
pub(crate) const DELIVERED_AFTER: (u16, u16) = (4, 40);

/// A thing, or what money is for, with euros from and to, in tens.
pub(crate) type Item = (I, (u16, u16));

/// Things.
pub(crate) const THINGS: [(Item, f64); 7] = [
    ((I::Ordinateur, (420, 780)), 0.58),
    ((I::Ecran, (90, 220)), 0.12),
    ((I::Telephone, (120, 260)), 0.04),
    ((I::Connexion, (120, 300)), 0.10),
    ((I::Logiciel, (40, 180)), 0.06),
    ((I::Livres, (50, 200)), 0.08),
    ((I::Autre, (40, 200)), 0.02),
];
/// What money is for.
pub(crate) const PURPOSES: [(Item, f64); 6] = [
    ((I::Transport, (80, 400)), 0.28),
    ((I::Logement, (200, 800)), 0.26),
    ((I::Restauration, (80, 300)), 0.12),
    ((I::FraisConcours, (60, 450)), 0.14),
    ((I::Certification, (100, 350)), 0.10),
    ((I::Autre, (80, 400)), 0.10),
];
/// Says how much.
pub(crate) const SAYS_HOW_MUCH: f64 = 0.6;

/// Gives up before a decision, once it is awarded.
pub(crate) const WITHDRAWN: f64 = 0.04;
/// See [`WITHDRAWN`].
pub(crate) const WITHDRAWN_LATER: f64 = 0.03;
/// What an assessment finds.
pub(crate) const FOUND: [(NeedLevel, f64); 4] = [
    (NeedLevel::None, 0.07),
    (NeedLevel::Moderate, 0.36),
    (NeedLevel::High, 0.43),
    (NeedLevel::Critical, 0.14),
];
/// What it rests on.
pub(crate) const EVIDENCE: [(Evidence, f64); 3] =
    [(Evidence::Declared, 0.35), (Evidence::Documented, 0.60), (Evidence::Certified, 0.05)];
/// Refused although there is a need and money.
pub(crate) const REFUSED: f64 = 0.08;
/// Why.
pub(crate) const REFUSALS: [(AidRefusal, f64); 3] = [
    (AidRefusal::OutOfScope, 0.25),
    (AidRefusal::OtherFunding, 0.45),
    (AidRefusal::Incomplete, 0.30),
];
/// Days after which a refusal is looked at again.
pub(crate) const REVIEWED_AFTER: (u16, u16) = (30, 180);

/// In how many parts money is paid, and the days between them.
pub(crate) const PARTS: [(u16, f64); 3] = [(1, 0.62), (2, 0.25), (3, 0.13)];
/// See [`PARTS`].
pub(crate) const BETWEEN_PARTS: (u16, u16) = (25, 70);
/// The last part is not needed.
pub(crate) const SETTLED: f64 = 0.10;
/// A guardian who has not agreed to equipment yet does so when asked.
pub(crate) const GUARDIAN_AGREES: f64 = 0.85;

/// What was lent comes back: after so many days, and in what state.
pub(crate) const RETURNED: f64 = 0.35;
/// See [`RETURNED`].
pub(crate) const RETURNED_AFTER: (u16, u16) = (200, 900);
/// See [`RETURNED`].
pub(crate) const CONDITIONS: [(ItemCondition, f64); 4] = [
    (ItemCondition::Good, 0.55),
    (ItemCondition::Worn, 0.32),
    (ItemCondition::Damaged, 0.09),
    (ItemCondition::Unusable, 0.04),
];
