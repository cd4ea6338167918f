use chrono::NaiveDate;

use crate::{Cents, rejections};

rejections! {
    /// Why a command on the programme is refused.
    pub enum Rejection {
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened";
        /// Not the next version.
        VersionMustGrow {
            /// The one expected.
            next: u32,
        } => "policy_version_must_grow", Some("version"),
            "the next version is {next}";
        /// A version dated before its publication.
        AppliesBackwards => "version_applies_backwards", Some("occurredOn"),
            "a version comes into force on the day it is published, never before";
        /// Ages that admit nobody.
        InvalidAges => "invalid_ages", Some("ageMin"),
            "ages are between 0 and 120, the minimum not above the maximum";
        /// No time to answer, or too much.
        InvalidDelay => "invalid_delay", Some("proposalDays"),
            "a proposal waits from 1 to 365 days for its answers";
        /// Zero.
        InvalidTarget => "invalid_target", Some("value"),
            "a target is at least 1";
        /// Nothing in it.
        EmptyCatalogue => "empty_catalogue", None,
            "a catalogue holds at least one entry";
        /// Two entries under one name.
        NamedTwice => "named_twice", Some("code"),
            "each entry of a catalogue has a name of its own";
        /// No title, or a very long one.
        InvalidTitle => "invalid_title", Some("title"),
            "a title has from 1 to 120 characters";
        /// Direct applications have no calendar.
        NoCalendar => "no_calendar", Some("platform"),
            "only Parcoursup and Mon Master have a calendar";
        /// Phases that are no calendar.
        InvalidPhases => "invalid_phases", Some("phases"),
            "a calendar has a phase of wishes and one of admission, each kind once, each closing on or after the day it opens, within two years of the session";
        /// What is over is over.
        PhaseClosed {
            /// When it closed.
            closed: NaiveDate,
        } => "phase_closed", Some("phases"),
            "a phase that closed on {closed} is not moved afterwards";
        /// Nothing, or more than a thousand million euros.
        InvalidAmount => "invalid_amount", Some("cents"),
            "an amount is between 1 cent and a thousand million euros";
        /// Not a year of the programme.
        InvalidBudgetYear => "invalid_budget_year", Some("year"),
            "a budget is for a year between 2020 and ten years from now";
        /// Nothing was allocated there.
        UnknownLine => "unknown_budget_line", Some("budgetLine"),
            "nothing is allocated to this line of the budget";
        /// Less than is already reserved.
        AllocatedBelowReserved {
            /// What is reserved.
            reserved: Cents,
        } => "allocated_below_reserved", Some("cents"),
            "{reserved} are reserved on this line: release them first";
        /// More than is left.
        BudgetExceeded {
            /// What is left.
            free: Cents,
        } => "budget_exceeded", Some("budgetLine"),
            "only {free} are left on this line of the budget";
        /// More than was reserved.
        NotReserved {
            /// What is reserved.
            held: Cents,
        } => "budget_not_reserved", Some("cents"),
            "only {held} are reserved for this aid on this line";
        /// Ends before it starts, or later than today.
        InvalidPeriod => "invalid_period", Some("period"),
            "a cost is for a period that ends on or after the day it starts, and not after today";
        /// Protects nobody.
        InvalidDisclosure => "invalid_disclosure", Some("kPublic"),
            "thresholds are at least 2, the public one and the smallest denominator not below the one of partners, and rounding is from 1 to 100";
        /// Not the year or date of a source.
        InvalidMillesime => "invalid_millesime", Some("millesime"),
            "a millésime is 1 to 40 letters, digits, dots and hyphens";
        /// The same file again.
        AlreadyImported => "reference_already_imported", Some("dataset"),
            "this very file is the one in use for this dataset";
        /// As of a day that is not over, or before the log begins.
        InvalidReport => "invalid_report", Some("asOf"),
            "a report is as of today or before, knowing a position from 1";
        /// Nothing protects small groups yet.
        NoDisclosurePolicy => "no_disclosure_policy", None,
            "publish a policy that protects small groups first";
        /// Issued twice.
        ReportAlreadyIssued => "report_already_issued", Some("report"),
            "this report was already issued as of that day: it stands";
    }
}
