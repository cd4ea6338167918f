use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    CampaignCode, ContributionKind, ContributionUnit, ConventionClause, PartnerDeparture,
    PartnershipRefusal, Profile, ReceptionMeasure, Score, SourcingChannel, WriteOffReason,
};
use crate::{ContributionId, codes::Uai};

/// What has happened. The names are stored for ever: never edit one, add the next version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// An organisation asked to join (S28, S29).
    #[serde(rename = "partner.v1.PartnershipRequested")]
    PartnershipRequested {
        /// Who it is.
        #[serde(flatten)]
        profile: Profile,
    },
    /// Its request was declined; it may ask again.
    #[serde(rename = "partner.v1.PartnershipDeclined")]
    PartnershipDeclined {
        /// Why.
        reason: PartnershipRefusal,
    },
    /// It is a partner.
    #[serde(rename = "partner.v1.PartnerJoined")]
    PartnerJoined {
        /// Who it is.
        #[serde(flatten)]
        profile: Profile,
        /// First day: nothing is recorded of it before.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        on: NaiveDate,
    },
    /// A convention was signed with it.
    #[serde(rename = "partner.v1.ConventionSigned")]
    ConventionSigned {
        /// First day in force.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        from: NaiveDate,
        /// Last day in force.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        to: NaiveDate,
        /// What it settles.
        clauses: Vec<ConventionClause>,
    },
    /// It pledged to bring something.
    #[serde(rename = "partner.v1.ContributionPledged")]
    ContributionPledged {
        /// Names the contribution.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        contribution: ContributionId,
        /// What.
        kind: ContributionKind,
        /// How much.
        quantity: u64,
        /// Of what.
        unit: ContributionUnit,
        /// What it is worth, in cents, where it is not money.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value_cents: Option<u64>,
    },
    /// It pledged more than before.
    #[serde(rename = "partner.v1.PledgeRaised")]
    PledgeRaised {
        /// The contribution.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        contribution: ContributionId,
        /// How much in all, from now on.
        quantity: u64,
        /// What all of it is worth, in cents, where it is not money.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value_cents: Option<u64>,
    },
    /// It brought what it pledged, or a part of it.
    #[serde(rename = "partner.v1.ContributionDelivered")]
    ContributionDelivered {
        /// The contribution.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        contribution: ContributionId,
        /// How much, this time.
        quantity: u64,
        /// What this part is worth, in cents, where it is not money.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value_cents: Option<u64>,
    },
    /// What was left of a pledge will not come.
    #[serde(rename = "partner.v1.ContributionWrittenOff")]
    ContributionWrittenOff {
        /// The contribution.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        contribution: ContributionId,
        /// How much was left.
        quantity: u64,
        /// Why.
        reason: WriteOffReason,
    },
    /// A sourcing campaign opened: registrations can quote its code.
    #[serde(rename = "partner.v1.CampaignOpened")]
    CampaignOpened {
        /// The code.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::campaign()"))]
        code: CampaignCode,
        /// First day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        on: NaiveDate,
    },
    /// The campaign is over.
    #[serde(rename = "partner.v1.CampaignClosed")]
    CampaignClosed {
        /// The code.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::campaign()"))]
        code: CampaignCode,
        /// Last day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        on: NaiveDate,
    },
    /// Young women were told of the programme. A count, and never a list of people.
    #[serde(rename = "partner.v1.SourcingActionHeld")]
    SourcingActionHeld {
        /// The school where it was, if it was in one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, proptest(strategy = "proptest::option::of(crate::arbitrary::uai())"))]
        uai: Option<Uai>,
        /// How.
        channel: SourcingChannel,
        /// How many people were reached.
        audience: u32,
        /// How long it took; 0 for what is sent or put up.
        minutes: u16,
        /// The campaign it belongs to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(
            test,
            proptest(strategy = "proptest::option::of(crate::arbitrary::campaign())")
        )]
        campaign: Option<CampaignCode>,
    },
    /// An establishment committed to a measure.
    #[serde(rename = "partner.v1.CommitmentMade")]
    CommitmentMade {
        /// Which.
        measure: ReceptionMeasure,
    },
    /// It did what it had committed to.
    #[serde(rename = "partner.v1.MeasureImplemented")]
    MeasureImplemented {
        /// Which.
        measure: ReceptionMeasure,
    },
    /// How it receives young women was assessed.
    #[serde(rename = "partner.v1.ReceptionAssessed")]
    ReceptionAssessed {
        /// Version of the questionnaire or grid.
        instrument_version: String,
        /// What was found, one score a dimension.
        scores: Vec<Score>,
    },
    /// It is no longer a partner.
    #[serde(rename = "partner.v1.PartnerLeft")]
    PartnerLeft {
        /// Why.
        reason: PartnerDeparture,
    },
}
