//! Support by the programme itself: socle, needs, options, follow-ups, entraide, pauses. All
//! assumptions: the programme starts, and no figure of a like one is open.

use domain::{
    journey::facts::{
        Channel, FollowUpBy, NeedKind as N, OptionReason, PeerHelp, Signal, SuspensionReason,
    },
    mentorship::Theme,
};

/// Starts the parcours socle.
pub(crate) const STARTS_SOCLE: f64 = 0.93;
/// Goes on to the next step of it.
pub(crate) const NEXT_STEP: f64 = 0.9;
/// The steps of the founding socle, each with the days since the one before.
pub(crate) const STEPS: [(&str, (u16, u16)); 6] = [
    ("accueil", (1, 15)),
    ("diagnostic", (7, 40)),
    ("projet", (20, 90)),
    ("rencontre", (20, 120)),
    ("accompagnement", (10, 120)),
    ("bilan", (90, 300)),
];

/// How many needs are found.
pub(crate) const NEEDS: [(u16, f64); 4] = [(0, 0.30), (1, 0.35), (2, 0.25), (3, 0.10)];
/// Days after the admission in which they are.
pub(crate) const NEED_WITHIN: (u16, u16) = (10, 500);
/// One is met; after so many days.
pub(crate) const NEED_MET: f64 = 0.62;
/// See [`NEED_MET`].
pub(crate) const NEED_MET_AFTER: (u16, u16) = (20, 200);

/// Needs in lycée.
pub(crate) const NEEDS_LYCEE: [(N, f64); 10] = [
    (N::Orientation, 0.24),
    (N::Methode, 0.14),
    (N::Remediation, 0.14),
    (N::Competences, 0.08),
    (N::Materiel, 0.12),
    (N::Mobilite, 0.05),
    (N::Stereotypes, 0.09),
    (N::Censure, 0.08),
    (N::ChoixImposes, 0.05),
    (N::Violences, 0.01),
];
/// Needs in higher education.
pub(crate) const NEEDS_SUPERIEUR: [(N, f64); 14] = [
    (N::Methode, 0.12),
    (N::Remediation, 0.09),
    (N::Competences, 0.12),
    (N::Materiel, 0.10),
    (N::Financier, 0.12),
    (N::Logement, 0.06),
    (N::Sante, 0.03),
    (N::Isolement, 0.07),
    (N::Stage, 0.13),
    (N::Emploi, 0.05),
    (N::Creation, 0.02),
    (N::Stereotypes, 0.05),
    (N::Violences, 0.02),
    (N::PlafondDeVerre, 0.02),
];

/// An option answers a need that one is for.
pub(crate) const OPTION_FOR_NEED: f64 = 0.7;
/// An option is opened without a need.
pub(crate) const OPTION_ASKED: f64 = 0.12;
/// Which, without a need, and why.
pub(crate) const OPTION_REASONS: [(OptionReason, f64); 3] =
    [(OptionReason::Asked, 0.5), (OptionReason::Advice, 0.3), (OptionReason::Project, 0.2)];
/// An option is closed, after so many days, and was followed to its end.
pub(crate) const OPTION_CLOSED: f64 = 0.8;
/// See [`OPTION_CLOSED`].
pub(crate) const OPTION_DAYS: (u16, u16) = (45, 220);
/// See [`OPTION_CLOSED`].
pub(crate) const OPTION_COMPLETED: f64 = 0.78;

/// Days between two follow-ups.
pub(crate) const BETWEEN_FOLLOW_UPS: (u16, u16) = (75, 170);
/// Minutes of one, in fives.
pub(crate) const FOLLOW_UP_MINUTES: (u16, u16) = (15, 60);
/// Who holds it.
pub(crate) const FOLLOW_UP_BY: [(FollowUpBy, f64); 5] = [
    (FollowUpBy::Coordination, 0.62),
    (FollowUpBy::Tutrice, 0.12),
    (FollowUpBy::Mentore, 0.13),
    (FollowUpBy::Etablissement, 0.08),
    (FollowUpBy::Partenaire, 0.05),
];
/// How.
pub(crate) const FOLLOW_UP_CHANNELS: [(Channel, f64); 4] = [
    (Channel::Phone, 0.40),
    (Channel::Video, 0.30),
    (Channel::InPerson, 0.18),
    (Channel::Message, 0.12),
];
/// What it shows; a second signal in some.
pub(crate) const SIGNALS: [(Signal, f64); 8] = [
    (Signal::Motivee, 0.36),
    (Signal::EnProgres, 0.24),
    (Signal::Doute, 0.12),
    (Signal::Difficulte, 0.11),
    (Signal::Precarite, 0.05),
    (Signal::Isolement, 0.04),
    (Signal::Fatigue, 0.05),
    (Signal::RisqueDecrochage, 0.03),
];
/// See [`SIGNALS`].
pub(crate) const SECOND_SIGNAL: f64 = 0.35;

/// Takes part in the entraide, and the days between two times.
pub(crate) const HELPS: f64 = 0.45;
/// See [`HELPS`].
pub(crate) const BETWEEN_HELP: (u16, u16) = (60, 320);
/// Which side she is on.
pub(crate) const HELP_SIDES: [(PeerHelp, f64); 2] =
    [(PeerHelp::Received, 0.55), (PeerHelp::Given, 0.45)];
/// With what.
pub(crate) const HELP_THEMES: [(Theme, f64); 6] = [
    (Theme::Methode, 0.28),
    (Theme::Technique, 0.24),
    (Theme::Orientation, 0.18),
    (Theme::Candidature, 0.12),
    (Theme::Confiance, 0.12),
    (Theme::Stage, 0.06),
];

/// Asks for a pause of the programme's support, and comes back after so many days.
pub(crate) const PAUSES: f64 = 0.045;
/// See [`PAUSES`].
pub(crate) const PAUSE_DAYS: (u16, u16) = (30, 180);
/// Days after the admission in which it begins.
pub(crate) const PAUSE_WITHIN: (u16, u16) = (60, 700);
/// Why.
pub(crate) const PAUSE_REASONS: [(SuspensionReason, f64); 5] = [
    (SuspensionReason::Asked, 0.55),
    (SuspensionReason::Sante, 0.30),
    (SuspensionReason::Cesure, 0.10),
    (SuspensionReason::Protection, 0.02),
    (SuspensionReason::Conduct, 0.03),
];
