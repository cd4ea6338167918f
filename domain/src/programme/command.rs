use chrono::NaiveDate;
use serde::Serialize;

use super::{
    Allocation, BudgetLine, Calendar, CostCategory, Dataset, DisclosurePolicy, Metric,
    OptionCatalogue, Period, ReportCode, Sha256, Socle,
};
use crate::{AidId, Cents, policy::Policy};

/// What can be asked. Versions name the one in force plus one.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub enum Command {
    /// Publish the next version of the rules.
    PublishPolicy {
        /// The rules; `version` is the one in force plus one.
        policy: Policy,
    },
    /// Publish the next version of the parcours socle.
    PublishSocle {
        /// Version and steps.
        socle: Socle,
    },
    /// Publish the next version of the options.
    PublishOptions {
        /// Version and options.
        catalogue: OptionCatalogue,
    },
    /// Publish the calendar of a session, or move what has not closed yet.
    PublishCalendar {
        /// Platform, session and phases.
        calendar: Calendar,
    },
    /// Set a target.
    SetTarget {
        /// What is counted.
        metric: Metric,
        /// How many.
        value: u32,
        /// By the end of this day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        due: NaiveDate,
    },
    /// Say how much a line has in a year.
    AllocateBudget {
        /// The line.
        line: BudgetLine,
        /// How much in all, that year.
        cents: Cents,
        /// Calendar year.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::year()"))]
        year: i32,
    },
    /// Hold money for an aid; sent together with its award.
    ReserveBudget {
        /// The line.
        line: BudgetLine,
        /// The aid.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        aid: AidId,
        /// How much.
        cents: Cents,
    },
    /// Let go of money held for an aid; sent together with its end.
    ReleaseBudget {
        /// The line.
        line: BudgetLine,
        /// The aid.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        aid: AidId,
        /// How much.
        cents: Cents,
    },
    /// Record money spent.
    RecordCost {
        /// On what.
        category: CostCategory,
        /// How much.
        cents: Cents,
        /// For which days.
        period: Period,
        /// How it counts in the cost per journey.
        allocation: Allocation,
    },
    /// Publish the next version of the protection of small groups.
    PublishDisclosurePolicy {
        /// Version and thresholds.
        policy: DisclosurePolicy,
    },
    /// Record that a dataset was imported into the reference data.
    RecordReferenceImport {
        /// Which.
        dataset: Dataset,
        /// Year or date of the source: 1 to 40 letters, digits, dots and hyphens.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::token()"))]
        millesime: String,
        /// Of the file.
        sha256: Sha256,
        /// Rows read.
        rows: u32,
    },
    /// Issue a report.
    IssueReport {
        /// Which.
        report: ReportCode,
        /// As of the end of this day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        as_of: NaiveDate,
        /// Knowing the log up to this position.
        position: u64,
        /// Of the report.
        sha256: Sha256,
    },
}
