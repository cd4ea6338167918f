//! Stages, apprenticeships and first jobs at partners. Durations are those the curricula ordinarily
//! ask for; all shares are assumptions: what is found elsewhere is not recorded.

use domain::{
    levels::Niveau as N,
    placement::{PlacementInterruption, RemoteWork},
};

/// When a level has its stage: months in which it begins, weeks it lasts.
pub(crate) type Stage = ((u32, u32), (u16, u16));

/// The stage of a level, if it has one.
pub(crate) fn stage(niveau: N) -> Option<Stage> {
    Some(match niveau {
        N::Bts1 => ((5, 6), (4, 6)),
        N::Bts2 => ((1, 2), (5, 7)),
        N::But2 => ((3, 4), (8, 12)),
        N::But3 => ((2, 3), (14, 16)),
        N::Licence3 => ((4, 5), (6, 10)),
        N::LicencePro => ((3, 4), (12, 16)),
        N::Bachelor3 => ((3, 4), (10, 16)),
        N::Ingenieur1 => ((6, 6), (4, 8)),
        N::Ingenieur2 => ((5, 6), (8, 12)),
        N::Ingenieur3 => ((2, 3), (20, 24)),
        N::Master1 => ((4, 5), (8, 14)),
        N::Master2 => ((2, 3), (20, 24)),
        _ => return None,
    })
}

/// School years that an apprenticeship begun at this level is for.
pub(crate) fn contract_years(niveau: N) -> u16 {
    match niveau {
        N::Ingenieur1 | N::But1 | N::Bachelor1 => 3,
        N::Bts1 | N::But2 | N::Bachelor2 | N::Ingenieur2 | N::Master1 => 2,
        _ => 1,
    }
}
/// Weeks of a contract: its years, less these.
pub(crate) const CONTRACT_SHORTER: (u16, u16) = (4, 8);

/// Finds it at a partner: a stage, an apprenticeship, a first job.
pub(crate) const STAGE: f64 = 0.50;
/// See [`STAGE`].
pub(crate) const APPRENTICESHIP: f64 = 0.55;
/// See [`STAGE`].
pub(crate) const JOB: f64 = 0.40;
/// Searches in vain, and finds elsewhere or not at all.
pub(crate) const IN_VAIN: f64 = 0.22;
/// A first job has an end, after so many weeks.
pub(crate) const FIXED_TERM: f64 = 0.3;
/// See [`FIXED_TERM`].
pub(crate) const TERM_WEEKS: (u16, u16) = (26, 52);

/// Days from the offer to the start, to an application; from there to the answer, and to the
/// decision to take it.
pub(crate) const OFFERED_BEFORE: (u16, u16) = (75, 150);
/// See [`OFFERED_BEFORE`].
pub(crate) const APPLIES_AFTER: (u16, u16) = (1, 25);
/// See [`OFFERED_BEFORE`].
pub(crate) const ANSWERED_AFTER: (u16, u16) = (3, 25);
/// See [`OFFERED_BEFORE`].
pub(crate) const TAKES_AFTER: (u16, u16) = (0, 5);

/// Others who apply to the same place, at most.
pub(crate) const OTHERS: [(u16, f64); 3] = [(0, 0.5), (1, 0.35), (2, 0.15)];
/// An employer does not answer those it does not take.
pub(crate) const NO_ANSWER: f64 = 0.25;
/// An offer nobody takes is withdrawn.
pub(crate) const WITHDRAWN: f64 = 0.6;
/// A place taken is lost before it starts.
pub(crate) const LOST: f64 = 0.025;

/// Stops before the end: a stage, an apprenticeship.
pub(crate) const STOPS: [f64; 2] = [0.03, 0.10];
/// Why.
pub(crate) const INTERRUPTIONS: [(PlacementInterruption, f64); 5] = [
    (PlacementInterruption::Student, 0.28),
    (PlacementInterruption::Employer, 0.24),
    (PlacementInterruption::Agreement, 0.34),
    (PlacementInterruption::Health, 0.10),
    (PlacementInterruption::Safety, 0.04),
];
/// What she thinks of it.
pub(crate) const RATINGS: [(u8, f64); 5] = [(1, 0.02), (2, 0.06), (3, 0.18), (4, 0.42), (5, 0.32)];
/// Where the work is done.
pub(crate) const REMOTE: [(RemoteWork, f64); 3] =
    [(RemoteWork::OnSite, 0.50), (RemoteWork::Hybrid, 0.44), (RemoteWork::Remote, 0.06)];
