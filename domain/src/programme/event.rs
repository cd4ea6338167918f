use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Allocation, BudgetLine, Calendar, CostCategory, Dataset, DisclosurePolicy, Metric,
    OptionCatalogue, Period, ReportCode, Sha256, Socle,
};
use crate::{AidId, Cents, policy::Policy};

/// What has happened. The names are stored for ever: never edit one, add the next version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// A version of the rules came into force.
    #[serde(rename = "programme.v1.PolicyPublished")]
    PolicyPublished {
        /// The rules.
        policy: Policy,
    },
    /// A version of the parcours socle came into force.
    #[serde(rename = "programme.v1.SoclePublished")]
    SoclePublished {
        /// Version and steps.
        #[serde(flatten)]
        socle: Socle,
    },
    /// A version of the options came into force.
    #[serde(rename = "programme.v1.OptionCataloguePublished")]
    OptionCataloguePublished {
        /// Version and options.
        #[serde(flatten)]
        catalogue: OptionCatalogue,
    },
    /// The calendar of a session was published; the last one for a platform and a session stands.
    #[serde(rename = "programme.v1.CalendarPublished")]
    CalendarPublished {
        /// Platform, session and phases.
        #[serde(flatten)]
        calendar: Calendar,
    },
    /// A target was set; the last one for a metric and a day stands.
    #[serde(rename = "programme.v1.TargetSet")]
    TargetSet {
        /// What is counted.
        metric: Metric,
        /// How many.
        value: u32,
        /// By the end of this day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        due: NaiveDate,
    },
    /// Money was allocated to a line; the last amount for a line and a year stands.
    #[serde(rename = "programme.v1.BudgetAllocated")]
    BudgetAllocated {
        /// The line.
        line: BudgetLine,
        /// How much in all, that year.
        cents: Cents,
        /// Calendar year.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::year()"))]
        year: i32,
    },
    /// Money of a line is held for an aid.
    #[serde(rename = "programme.v1.BudgetReserved")]
    BudgetReserved {
        /// The line.
        line: BudgetLine,
        /// The aid.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        aid: AidId,
        /// How much.
        cents: Cents,
    },
    /// Money held for an aid is free again.
    #[serde(rename = "programme.v1.BudgetReleased")]
    BudgetReleased {
        /// The line.
        line: BudgetLine,
        /// The aid.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        aid: AidId,
        /// How much.
        cents: Cents,
    },
    /// Money was spent.
    #[serde(rename = "programme.v1.CostRecorded")]
    CostRecorded {
        /// On what.
        category: CostCategory,
        /// How much.
        cents: Cents,
        /// For which days.
        period: Period,
        /// How it counts in the cost per journey.
        allocation: Allocation,
    },
    /// A version of the protection of small groups came into force.
    #[serde(rename = "programme.v1.DisclosurePolicyPublished")]
    DisclosurePolicyPublished {
        /// Version and thresholds.
        #[serde(flatten)]
        policy: DisclosurePolicy,
    },
    /// A dataset was imported into the reference data.
    #[serde(rename = "programme.v1.ReferenceImported")]
    ReferenceImported {
        /// Which.
        dataset: Dataset,
        /// Year or date of the source.
        millesime: String,
        /// Of the file.
        sha256: Sha256,
        /// Rows read.
        rows: u32,
    },
    /// A report was issued. It can be computed again, bit for bit.
    #[serde(rename = "programme.v1.ReportIssued")]
    ReportIssued {
        /// Which.
        report: ReportCode,
        /// As of the end of this day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        as_of: NaiveDate,
        /// Knowing the log up to this position.
        position: u64,
        /// Version of the protection of small groups that was applied.
        policy: u32,
        /// Of the report.
        sha256: Sha256,
    },
}
