use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CheckMeans, Langue, SupporterKind};
use crate::{
    JourneyId, MentorshipId, Pii,
    journey::facts::{ErasureReason, Identity, Target, Territory},
    levels::Niveau,
};

/// What has happened. The names are stored for ever: never edit one, add the next version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// They offered their support.
    #[serde(rename = "supporter.v1.SupporterRegistered")]
    SupporterRegistered {
        /// Who they are.
        identity: Pii<Identity>,
        /// Student or professional.
        kind: SupporterKind,
        /// Where they support.
        territory: Territory,
    },
    /// They signed the charter.
    #[serde(rename = "supporter.v1.CharterSigned")]
    CharterSigned {
        /// Version of the charter.
        version: u32,
    },
    /// What they know and speak: what they are matched on.
    #[serde(rename = "supporter.v1.ProfileDeclared")]
    ProfileDeclared {
        /// The families of trades they know.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::some()"))]
        fields: Vec<Target>,
        /// The languages they speak; at least one.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::some()"))]
        languages: Vec<Langue>,
        /// Their level of study, for a student.
        niveau: Option<Niveau>,
    },
    /// Their honorabilité was checked. Expiry is computed from the dates, never an event.
    #[serde(rename = "supporter.v1.HonorabiliteChecked")]
    HonorabiliteChecked {
        /// How.
        means: CheckMeans,
        /// Day it was issued.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        issued_on: NaiveDate,
        /// Last day it is valid.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        valid_until: NaiveDate,
    },
    /// The check that holds longest is about to expire: a new one has to be asked for. Once for
    /// each check.
    #[serde(rename = "supporter.v1.HonorabiliteExpiring")]
    HonorabiliteExpiring {
        /// Last day it is valid.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        valid_until: NaiveDate,
    },
    /// How many they can support at once.
    #[serde(rename = "supporter.v1.CapacityDeclared")]
    CapacityDeclared {
        /// Live pairs at most.
        max_live: u8,
    },
    /// A slot is taken by a pair, proposed or live.
    #[serde(rename = "supporter.v1.SlotReserved")]
    SlotReserved {
        /// The pair.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        mentorship: MentorshipId,
        /// The beneficiary.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// Was she a minor on that day?
        minor: bool,
    },
    /// The slot is free again.
    #[serde(rename = "supporter.v1.SlotReleased")]
    SlotReleased {
        /// The pair.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        mentorship: MentorshipId,
    },
    /// From now on their data is kept, and used for nothing else (RGPD, article 18).
    #[serde(rename = "supporter.v1.ProcessingRestricted")]
    ProcessingRestricted {},
    /// The restriction is over.
    #[serde(rename = "supporter.v1.RestrictionLifted")]
    RestrictionLifted {},
    /// Everything held on them was given to them (RGPD, article 15).
    #[serde(rename = "supporter.v1.AccessExportProduced")]
    AccessExportProduced {},
    /// Their erasure is decided, and under way.
    #[serde(rename = "supporter.v1.ErasureRequested")]
    ErasureRequested {
        /// Why.
        reason: ErasureReason,
    },
    /// Their key is destroyed: nothing that was sealed on this stream can be read again.
    #[serde(rename = "supporter.v1.SubjectErased")]
    SubjectErased {
        /// Why.
        reason: ErasureReason,
        /// The key that was destroyed.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        key: Uuid,
    },
}
