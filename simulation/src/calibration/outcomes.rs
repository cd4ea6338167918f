//! What becomes of them. All assumptions: no survey of leavers is among the datasets at hand.

use domain::journey::facts::OutcomeKind as O;

/// Months after the end of studies at which somebody asks.
pub(crate) const SURVEY: [u16; 5] = [6, 12, 18, 24, 30];
/// She answers.
pub(crate) const ANSWERS_SURVEY: f64 = 0.72;
/// A job, a company or a doctorate goes on until the next survey.
pub(crate) const STAYS: f64 = 0.93;
/// Work or further studies of a graduate are in the digital field.
pub(crate) const IN_THE_FIELD: f64 = 0.88;

/// After a master or an engineer's title.
pub(crate) const AFTER_MASTER: [(O, f64); 5] = [
    (O::Emploi, 0.76),
    (O::Creation, 0.03),
    (O::Doctorat, 0.09),
    (O::RechercheEmploi, 0.09),
    (O::HorsNumerique, 0.03),
];
/// After another diploma.
pub(crate) const AFTER_A_SHORTER_WAY: [(O, f64); 5] = [
    (O::Emploi, 0.66),
    (O::Creation, 0.02),
    (O::Poursuite, 0.12),
    (O::RechercheEmploi, 0.15),
    (O::HorsNumerique, 0.05),
];
/// After studies outside the digital field.
pub(crate) const AFTER_LEAVING_THE_FIELD: [(O, f64); 3] =
    [(O::HorsNumerique, 0.7), (O::Poursuite, 0.2), (O::Inconnu, 0.1)];
/// After studies that stopped without a diploma.
pub(crate) const AFTER_STOPPING: [(O, f64); 4] =
    [(O::Emploi, 0.35), (O::RechercheEmploi, 0.35), (O::Poursuite, 0.1), (O::Inconnu, 0.2)];
