//! Collective activities. All assumptions: the founding text names the kinds (S15) and no rate.

use domain::activity::{ActivityKind as K, ActivityMode, ActivityTheme, CancelReason, Presence};

/// Activities a month for each beneficiary who is supported, by month from January on: she goes to
/// about three a year.
pub(crate) const A_MONTH: [f64; 12] =
    [0.035, 0.035, 0.045, 0.04, 0.045, 0.03, 0.01, 0.0, 0.025, 0.045, 0.05, 0.03];

/// A kind of activity as it is ordinarily held.
#[derive(Clone, Copy)]
pub(crate) struct Usual {
    pub(crate) kind: K,
    pub(crate) seats: (u16, u16),
    /// In thirties.
    pub(crate) minutes: (u16, u16),
    /// Held online for the whole country.
    pub(crate) online: f64,
    /// Belongs to the parcours socle, and not to an option.
    pub(crate) socle: f64,
}

const fn usual(kind: K, seats: (u16, u16), minutes: (u16, u16), online: f64, socle: f64) -> Usual {
    Usual { kind, seats, minutes, online, socle }
}

/// Kinds with their weight. Groups are small: seats run out.
pub(crate) const USUAL: [(Usual, f64); 8] = [
    (usual(K::Atelier, (3, 9), (60, 180), 0.25, 0.7), 0.30),
    (usual(K::Conference, (20, 80), (60, 120), 0.5, 0.8), 0.14),
    (usual(K::RencontreInspirante, (4, 14), (60, 120), 0.3, 1.0), 0.18),
    (usual(K::LearningExpedition, (3, 8), (360, 1_440), 0.0, 0.6), 0.10),
    (usual(K::Remediation, (2, 5), (60, 120), 0.4, 0.0), 0.07),
    (usual(K::Competences, (3, 8), (90, 240), 0.3, 0.0), 0.11),
    (usual(K::AppuiCreation, (3, 6), (90, 180), 0.4, 0.0), 0.03),
    (usual(K::Information, (12, 50), (30, 90), 0.6, 1.0), 0.07),
];

/// What it is about.
pub(crate) const THEMES: [(ActivityTheme, f64); 9] = [
    (ActivityTheme::Metiers, 0.30),
    (ActivityTheme::Egalite, 0.15),
    (ActivityTheme::Inclusif, 0.10),
    (ActivityTheme::Responsable, 0.10),
    (ActivityTheme::Engage, 0.05),
    (ActivityTheme::Sante, 0.09),
    (ActivityTheme::Education, 0.06),
    (ActivityTheme::Environnement, 0.10),
    (ActivityTheme::Democratie, 0.05),
];
/// In a place: with a link for those far away, or not.
pub(crate) const MODES: [(ActivityMode, f64); 2] =
    [(ActivityMode::InPerson, 0.8), (ActivityMode::Hybrid, 0.2)];
/// A partner welcomes it.
pub(crate) const HOSTED: f64 = 0.45;
/// Days from the planning to the start.
pub(crate) const PLANNED_BEFORE: (u16, u16) = (20, 70);

/// Wants to come: where she lives, elsewhere, online.
pub(crate) const INTEREST: [f64; 3] = [0.75, 0.36, 0.5];
/// Waits when no seat is left.
pub(crate) const WAITS: f64 = 0.75;
/// A guardian who has not authorised trips yet does so when asked.
pub(crate) const GUARDIAN_AGREES: f64 = 0.7;
/// Gives her seat back, or stops waiting.
pub(crate) const CHANGES_HER_MIND: f64 = 0.14;
/// Takes a seat offered to her, declines it; others let it lapse.
pub(crate) const TAKES_AN_OFFER: f64 = 0.72;
/// See [`TAKES_AN_OFFER`].
pub(crate) const DECLINES_AN_OFFER: f64 = 0.12;

/// Fewer than so many seats taken two days before: called off.
pub(crate) const TOO_FEW: usize = 2;
/// Called off for another reason.
pub(crate) const CANCELLED: f64 = 0.03;
/// Which.
pub(crate) const CANCEL_REASONS: [(CancelReason, f64); 4] = [
    (CancelReason::Host, 0.40),
    (CancelReason::Speaker, 0.40),
    (CancelReason::Safety, 0.05),
    (CancelReason::Other, 0.15),
];

/// Who comes.
pub(crate) const PRESENCE: [(Presence, f64); 3] =
    [(Presence::Present, 0.82), (Presence::Absent, 0.10), (Presence::Excused, 0.08)];
/// Says what she thought of it.
pub(crate) const RATES: f64 = 0.5;
/// And what.
pub(crate) const RATINGS: [(u8, f64); 5] = [(1, 0.01), (2, 0.04), (3, 0.15), (4, 0.42), (5, 0.38)];
