use chrono::NaiveDate;
use serde::Serialize;

use super::{
    CampaignCode, ContributionKind, ContributionUnit, ConventionClause, PartnerDeparture,
    PartnershipRefusal, Profile, ReceptionMeasure, Score, SourcingChannel, WriteOffReason,
};
use crate::{ContributionId, codes::Uai};

/// What can be asked.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub enum Command {
    /// Ask to join.
    RequestToJoin {
        /// Who asks.
        profile: Profile,
    },
    /// Accept a request.
    Accept,
    /// Decline a request.
    Decline {
        /// Why.
        reason: PartnershipRefusal,
    },
    /// Enter a partner that did not ask by itself.
    Join {
        /// Who it is.
        profile: Profile,
    },
    /// Sign a convention.
    SignConvention {
        /// First day in force.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        from: NaiveDate,
        /// Last day in force.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        to: NaiveDate,
        /// What it settles; at least one clause.
        clauses: Vec<ConventionClause>,
    },
    /// Pledge to bring something.
    Pledge {
        /// Names the contribution.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        contribution: ContributionId,
        /// What.
        kind: ContributionKind,
        /// How much.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::quantity()"))]
        quantity: u64,
        /// Of what.
        unit: ContributionUnit,
        /// What it is worth, in cents, where it is not money.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::maybe_quantity()"))]
        value_cents: Option<u64>,
    },
    /// Pledge more.
    RaisePledge {
        /// The contribution.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        contribution: ContributionId,
        /// How much in all.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::quantity()"))]
        quantity: u64,
        /// What all of it is worth, in cents, where it is not money.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::maybe_quantity()"))]
        value_cents: Option<u64>,
    },
    /// Record that something was brought.
    Deliver {
        /// The contribution.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        contribution: ContributionId,
        /// How much, this time.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::quantity()"))]
        quantity: u64,
        /// What this part is worth, in cents, where it is not money.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::maybe_quantity()"))]
        value_cents: Option<u64>,
    },
    /// Give up what is left of a pledge.
    WriteOff {
        /// The contribution.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        contribution: ContributionId,
        /// Why.
        reason: WriteOffReason,
    },
    /// Open a sourcing campaign.
    OpenCampaign {
        /// Its code.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::campaign()"))]
        code: CampaignCode,
    },
    /// Close a sourcing campaign.
    CloseCampaign {
        /// Its code.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::campaign()"))]
        code: CampaignCode,
    },
    /// Record a sourcing action.
    RecordSourcing {
        /// The school where it was, if it was in one.
        #[cfg_attr(test, proptest(strategy = "proptest::option::of(crate::arbitrary::uai())"))]
        uai: Option<Uai>,
        /// How.
        channel: SourcingChannel,
        /// How many people were reached.
        #[cfg_attr(test, proptest(strategy = "0u32..200"))]
        audience: u32,
        /// How long it took; 0 for what is sent or put up.
        #[cfg_attr(test, proptest(strategy = "0u16..700"))]
        minutes: u16,
        /// The campaign it belongs to.
        #[cfg_attr(
            test,
            proptest(strategy = "proptest::option::of(crate::arbitrary::campaign())")
        )]
        campaign: Option<CampaignCode>,
    },
    /// Commit to a measure.
    Commit {
        /// Which.
        measure: ReceptionMeasure,
    },
    /// Record that a measure is in place.
    Implement {
        /// Which.
        measure: ReceptionMeasure,
    },
    /// Record an assessment of reception.
    AssessReception {
        /// Version of the questionnaire or grid.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::token()"))]
        instrument_version: String,
        /// What was found, one score a dimension; at least one.
        scores: Vec<Score>,
    },
    /// Leave.
    Leave {
        /// Why.
        reason: PartnerDeparture,
    },
}
