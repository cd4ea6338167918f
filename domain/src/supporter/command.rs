use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use super::{CheckMeans, Langue, SupporterKind};
use crate::{
    JourneyId, MentorshipId,
    journey::facts::{ErasureReason, Identity, Target, Territory},
    levels::Niveau,
};

/// What can be asked.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub enum Command {
    /// Offer support.
    Register {
        /// Who they are.
        identity: Identity,
        /// Student or professional.
        kind: SupporterKind,
        /// Where they support.
        territory: Territory,
    },
    /// Sign the charter.
    SignCharter {
        /// Version of the charter.
        version: u32,
    },
    /// Say what they know and speak.
    DeclareProfile {
        /// The families of trades they know.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::some()"))]
        fields: Vec<Target>,
        /// The languages they speak; at least one.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::some()"))]
        languages: Vec<Langue>,
        /// Their level of study, for a student.
        niveau: Option<Niveau>,
    },
    /// Record a check of honorabilité.
    RecordCheck {
        /// How.
        means: CheckMeans,
        /// Day it was issued.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        issued_on: NaiveDate,
        /// Last day it is valid.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        valid_until: NaiveDate,
    },
    /// Record that the check that holds longest is about to expire; sent by a process.
    AnnounceExpiry {
        /// Last day it is valid.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        valid_until: NaiveDate,
    },
    /// Say how many can be supported at once.
    DeclareCapacity {
        /// 0 to 20; 0 takes nobody new.
        max_live: u8,
    },
    /// Take a slot; sent by [`pairing`](crate::pairing).
    ReserveSlot {
        /// The pair.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        mentorship: MentorshipId,
        /// The beneficiary.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// Is she a minor on that day?
        minor: bool,
    },
    /// Free a slot; sent by [`pairing`](crate::pairing).
    ReleaseSlot {
        /// The pair.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        mentorship: MentorshipId,
    },
    /// Keep their data and use it for nothing else.
    RestrictProcessing,
    /// End the restriction.
    LiftRestriction,
    /// Record that they were given everything held on them.
    RecordAccessExport,
    /// Decide their erasure; it can not be taken back.
    RequestErasure {
        /// Why.
        reason: ErasureReason,
    },
    /// Record that their key is destroyed; sent once it is.
    RecordErasure {
        /// The key.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        key: Uuid,
    },
}
