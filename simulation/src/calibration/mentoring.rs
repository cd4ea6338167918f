//! Tutorat and mentorat.

use domain::{
    levels::Niveau,
    mentorship::{
        ConcernBy, DeclineReason, GoalProgress, MentorshipEnd, Mode, Party, PauseReason,
        RelationKind, Severity,
    },
    supporter::{CheckMeans, Langue, SupporterKind, SupporterSuspension, TrainingModule},
};

/// Supporters a block may have at most, for its 25 beneficiaries. Assumption: with the capacities
/// below, enough for most.
pub(crate) fn supporters(kind: SupporterKind) -> usize {
    match kind {
        SupporterKind::Etudiant => 4,
        SupporterKind::Professionnel => 6,
    }
}

/// A supporter who joins for somebody lives in her académie. Assumption.
pub(crate) const NEAR: f64 = 0.7;

/// How many each supports at once. Assumption.
pub(crate) fn capacity(kind: SupporterKind) -> &'static [(u8, f64)] {
    match kind {
        SupporterKind::Etudiant => &[(2, 0.25), (3, 0.45), (4, 0.30)],
        SupporterKind::Professionnel => &[(1, 0.10), (2, 0.25), (3, 0.35), (4, 0.20), (5, 0.10)],
    }
}

/// A beneficiary asks for this relation. Assumption.
pub(crate) fn asks(kind: RelationKind) -> f64 {
    match kind {
        RelationKind::Tutorat => 0.62,
        RelationKind::Mentorat => 0.74,
    }
}

/// Asks again once a relation is over. Assumption.
pub(crate) const ASKS_AGAIN: f64 = 0.6;
/// Days a check of honorabilité is held valid: 6 months or a year according to the département;
/// here a year.
pub(crate) const CHECK_DAYS: u64 = 365;
/// Checked on joining. Assumption: others are checked when a minor is proposed to them.
pub(crate) const CHECKED_ON_JOINING: f64 = 0.85;
/// How. Assumption: the attestation is nationwide since October 2025 and made for child protection;
/// other associations use the B3.
pub(crate) const MEANS: [(CheckMeans, f64); 3] = [
    (CheckMeans::BulletinB3, 0.55),
    (CheckMeans::Attestation, 0.25),
    (CheckMeans::PartnerCertified, 0.20),
];

/// One side declines a proposal. Assumption.
pub(crate) const DECLINED: f64 = 0.13;
/// Why. Assumption.
pub(crate) const DECLINE_REASONS: [(DeclineReason, f64); 4] = [
    (DeclineReason::Availability, 0.5),
    (DeclineReason::Field, 0.25),
    (DeclineReason::Distance, 0.15),
    (DeclineReason::Other, 0.10),
];

/// Length of a relation in months, and its weight. Assumption: the programmes of the plan
/// « 1 jeune, 1 mentor » commit for at least six months; some break off before.
pub(crate) const MONTHS: [((u16, u16), f64); 3] =
    [((1, 5), 0.22), ((6, 10), 0.53), ((11, 18), 0.25)];

/// Why a relation that breaks off ends. Assumption.
pub(crate) const EARLY_ENDS: [(MentorshipEnd, f64); 5] = [
    (MentorshipEnd::Mismatch, 0.30),
    (MentorshipEnd::SupporterLeft, 0.28),
    (MentorshipEnd::Moved, 0.20),
    (MentorshipEnd::LostContact, 0.21),
    (MentorshipEnd::Safety, 0.01),
];

/// Days between two sessions: from two weeks to a month. Assumption.
pub(crate) const BETWEEN_SESSIONS: (u16, u16) = (12, 32);
/// Minutes of a session. Assumption.
pub(crate) const MINUTES: (u16, u16) = (30, 90);
/// A session that would fall in July or August is held all the same. Assumption.
pub(crate) const IN_SUMMER: f64 = 0.25;

/// How they meet, in the same académie or not. Assumption.
pub(crate) fn modes(near: bool) -> &'static [(Mode, f64)] {
    if near {
        &[(Mode::InPerson, 0.45), (Mode::Video, 0.40), (Mode::Phone, 0.10), (Mode::Chat, 0.05)]
    } else {
        &[(Mode::Video, 0.80), (Mode::Phone, 0.14), (Mode::Chat, 0.06)]
    }
}

/// Training modules with their hours and the share of supporters who follow each. Assumption: the
/// first one is asked of all, the others are on offer.
pub(crate) const TRAINING: [(TrainingModule, u8, f64); 6] = [
    (TrainingModule::Accueil, 3, 0.97),
    (TrainingModule::Stereotypes, 2, 0.60),
    (TrainingModule::Violences, 2, 0.45),
    (TrainingModule::Mineures, 2, 0.55),
    (TrainingModule::Orientation, 2, 0.40),
    (TrainingModule::Donnees, 1, 0.35),
];
/// Says what they know and speak. Assumption.
pub(crate) const DECLARES_PROFILE: f64 = 0.92;
/// Languages spoken beside French. Assumption.
pub(crate) const LANGUAGES: [(Langue, f64); 10] = [
    (Langue::Anglais, 0.62),
    (Langue::Espagnol, 0.17),
    (Langue::Arabe, 0.09),
    (Langue::Portugais, 0.04),
    (Langue::Allemand, 0.06),
    (Langue::Italien, 0.04),
    (Langue::Turc, 0.02),
    (Langue::Chinois, 0.02),
    (Langue::Ukrainien, 0.01),
    (Langue::Lsf, 0.01),
];
/// Level of a tutor. Assumption: from the third year on.
pub(crate) const TUTOR_LEVELS: [(Niveau, f64); 5] = [
    (Niveau::Licence3, 0.24),
    (Niveau::But3, 0.20),
    (Niveau::Ingenieur1, 0.20),
    (Niveau::Ingenieur2, 0.16),
    (Niveau::Master1, 0.20),
];

/// A supporter is suspended once. Assumption: mostly at their own wish.
pub(crate) const SUSPENDED: f64 = 0.05;
/// Days after joining in which it happens, and how long it lasts. Assumption.
pub(crate) const SUSPENDED_WITHIN: (u16, u16) = (60, 600);
/// See [`SUSPENDED_WITHIN`].
pub(crate) const SUSPENDED_DAYS: (u16, u16) = (15, 120);
/// Why. Assumption.
pub(crate) const SUSPENSIONS: [(SupporterSuspension, f64); 4] = [
    (SupporterSuspension::Asked, 0.78),
    (SupporterSuspension::Honorabilite, 0.08),
    (SupporterSuspension::Charter, 0.08),
    (SupporterSuspension::Concern, 0.06),
];

/// A session that was agreed on and does not take place. Assumption.
pub(crate) const MISSED: f64 = 0.06;
/// And it is she who is not there. Assumption.
pub(crate) const MISSED_BY_HER: f64 = 0.6;

/// A relation sets itself a goal, and another one once it is closed. Assumption.
pub(crate) const SETS_A_GOAL: f64 = 0.6;
/// Days until a goal is looked at. Assumption.
pub(crate) const GOAL_DAYS: (u16, u16) = (30, 110);
/// How far it has come then. Assumption.
pub(crate) const PROGRESS: [(GoalProgress, f64); 3] =
    [(GoalProgress::UnderWay, 0.40), (GoalProgress::Reached, 0.48), (GoalProgress::Dropped, 0.12)];
/// A side says how the relation was, at its end: she, the supporter. Assumption.
pub(crate) const RATES: [(Party, f64); 2] = [(Party::Beneficiary, 0.55), (Party::Supporter, 0.48)];
/// What they say of one that came to its term, of another one. Assumption.
pub(crate) const RATINGS: [[(u8, f64); 5]; 2] = [
    [(1, 0.01), (2, 0.03), (3, 0.13), (4, 0.40), (5, 0.43)],
    [(1, 0.08), (2, 0.17), (3, 0.35), (4, 0.28), (5, 0.12)],
];

/// A concern is raised in a relation; few are high and suspend it. Assumption.
pub(crate) const CONCERN: f64 = 0.012;
/// See [`CONCERN`].
pub(crate) const SEVERITIES: [(Severity, f64); 3] =
    [(Severity::Low, 0.50), (Severity::Medium, 0.35), (Severity::High, 0.15)];
/// Who raises it. Assumption.
pub(crate) const CONCERN_BY: [(ConcernBy, f64); 4] = [
    (ConcernBy::Beneficiary, 0.40),
    (ConcernBy::Supporter, 0.25),
    (ConcernBy::Guardian, 0.10),
    (ConcernBy::Programme, 0.25),
];
/// A relation that a high concern suspends goes on later; others end for safety. Assumption.
pub(crate) const GOES_ON: f64 = 0.4;
/// A relation pauses, for so many days. Assumption.
pub(crate) const PAUSED: f64 = 0.06;
/// See [`PAUSED`].
pub(crate) const PAUSED_DAYS: (u16, u16) = (14, 60);
/// Why. Assumption.
pub(crate) const PAUSE_REASONS: [(PauseReason, f64); 3] =
    [(PauseReason::Exams, 0.45), (PauseReason::Absence, 0.30), (PauseReason::Asked, 0.25)];
