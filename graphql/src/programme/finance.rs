//! Budgets and costs, imports and reports.

use async_graphql::{Context, InputObject, Object, Result};
use chrono::NaiveDate;
use domain::programme::{Allocation, Command, CostCategory, Period};

use super::{ProgrammePayload, run, run_parsed};
use crate::{
    code::Code,
    ids::Position,
    lookup,
    money::Cents,
    outcome::{EdgeRejection, Envelope},
};

/// Money for a line of the budget.
#[derive(InputObject)]
struct AllocateBudget {
    /// The line, such as `materiel-2027`.
    line: String,
    /// How much in all, that year.
    cents: Cents,
    /// Calendar year.
    year: i32,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// Money spent.
#[derive(InputObject)]
struct RecordCost {
    /// On what.
    category: Code<CostCategory>,
    /// How much.
    cents: Cents,
    /// First day it is for.
    from: NaiveDate,
    /// Last day it is for.
    to: NaiveDate,
    /// How it counts in the cost per journey.
    allocation: Code<Allocation>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A dataset that was imported into the reference data.
#[derive(InputObject)]
struct RecordReferenceImport {
    /// Which, by our name.
    dataset: String,
    /// Year or date of the source.
    millesime: String,
    /// Digest of the file.
    sha256: String,
    /// Rows read.
    rows: u32,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A report to issue.
#[derive(InputObject)]
struct IssueReport {
    /// Its short name, such as `impact-2027`.
    report: String,
    /// As of the end of this day.
    as_of: NaiveDate,
    /// Knowing the log up to this position.
    known_at: Position,
    /// Digest of the report.
    sha256: String,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// See the crate.
#[derive(Default)]
pub struct MoneyMutation;

#[Object]
impl MoneyMutation {
    /// Says how much a line of the budget has in a year; the last amount stands.
    async fn allocate_budget(
        &self,
        ctx: &Context<'_>,
        input: AllocateBudget,
    ) -> Result<ProgrammePayload> {
        let AllocateBudget { line, cents, year, envelope } = input;
        let command = lookup::code(&line, "line").map(|line| Command::AllocateBudget {
            line,
            cents: cents.0,
            year,
        });
        run_parsed(ctx, command, &envelope).await
    }

    /// Records money spent.
    async fn record_cost(&self, ctx: &Context<'_>, input: RecordCost) -> Result<ProgrammePayload> {
        let command = Command::RecordCost {
            category: input.category.0,
            cents: input.cents.0,
            period: Period { from: input.from, to: input.to },
            allocation: input.allocation.0,
        };
        run(ctx, command, &input.envelope).await
    }

    /// Records that a dataset was imported into the reference data.
    async fn record_reference_import(
        &self,
        ctx: &Context<'_>,
        input: RecordReferenceImport,
    ) -> Result<ProgrammePayload> {
        let RecordReferenceImport { dataset, millesime, sha256, rows, envelope } = input;
        let parsed = || -> std::result::Result<Command, EdgeRejection> {
            let dataset = lookup::code(&dataset, "dataset")?;
            let sha256 = lookup::code(&sha256, "sha256")?;
            Ok(Command::RecordReferenceImport { dataset, millesime, sha256, rows })
        };
        run_parsed(ctx, parsed(), &envelope).await
    }

    /// Issues a report: from then on it stands, and can be computed again, bit for bit.
    async fn issue_report(
        &self,
        ctx: &Context<'_>,
        input: IssueReport,
    ) -> Result<ProgrammePayload> {
        let IssueReport { report, as_of, known_at, sha256, envelope } = input;
        let parsed = || -> std::result::Result<Command, EdgeRejection> {
            let report = lookup::code(&report, "report")?;
            let sha256 = lookup::code(&sha256, "sha256")?;
            let position = u64::try_from(known_at.0).unwrap_or_default();
            Ok(Command::IssueReport { report, as_of, position, sha256 })
        };
        run_parsed(ctx, parsed(), &envelope).await
    }
}
