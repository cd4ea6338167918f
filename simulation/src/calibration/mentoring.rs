//! Tutorat and mentorat.

use domain::{
    mentorship::{DeclineReason, MentorshipEnd, Mode, RelationKind},
    supporter::{CheckMeans, SupporterKind},
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
