//! What is in force, read from the programme's own stream: never older than the last command.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;
use commands::Role;
use domain::{
    journey::facts::Platform,
    policy::Policy,
    programme::{
        self, Allocation, Budget, Calendar, CalendarPhase, CatalogueOption, CostCategory, Metric,
        OptionKind, PhaseKind, State,
    },
};

use crate::{
    app::{App, failed, forbidden},
    code::Code,
    ids::Position,
    money::Cents,
};

/// The rules.
#[derive(SimpleObject)]
struct PolicyInForce {
    /// Its version.
    version: u32,
    /// Eligible from the calendar year in which she turns this age.
    age_min: i32,
    /// Eligible until the eve of the birthday after this age.
    age_max_inclusive: i32,
    /// Below this age consent is joint.
    consent_age: i32,
    /// Majority.
    majority: i32,
    /// Parcoursup wishes in one session.
    parcoursup_max_wishes: u32,
    /// Days without news after which support may end for lost contact.
    lost_contact_days: u32,
    /// Must a lycée beneficiary state a project before admission?
    lycee_needs_project: bool,
    /// Days a proposed pair waits for its answers before it expires.
    proposal_days: u32,
    /// Months a check of honorabilité is valid at most, from the day it was issued.
    check_months: u32,
}

/// A step of the parcours socle.
#[derive(SimpleObject)]
struct SocleStepInForce {
    /// Its short name.
    code: String,
    /// What people read.
    title: String,
}

/// The parcours socle.
#[derive(SimpleObject)]
struct SocleInForce {
    /// Its version.
    version: u32,
    /// In the order they are followed.
    steps: Vec<SocleStepInForce>,
}

/// An option on offer.
#[derive(SimpleObject)]
struct OptionInForce {
    /// Its short name.
    code: String,
    /// What it is for.
    kind: Code<OptionKind>,
    /// What people read.
    title: String,
}

/// The options on offer.
#[derive(SimpleObject)]
struct OptionsInForce {
    /// Version of the catalogue.
    version: u32,
    /// In the order they are shown.
    options: Vec<OptionInForce>,
}

/// A phase of a session.
#[derive(SimpleObject)]
struct PhaseInForce {
    /// Which.
    kind: Code<PhaseKind>,
    /// First day.
    opens: NaiveDate,
    /// Last day, until 23:59 Paris time.
    closes: NaiveDate,
}

/// The calendar of a session.
#[derive(SimpleObject)]
struct SessionCalendar {
    /// Parcoursup or Mon Master.
    platform: Code<Platform>,
    /// Calendar year of the rentrée the session prepares.
    session: i32,
    /// Its phases.
    phases: Vec<PhaseInForce>,
}

/// A target.
#[derive(SimpleObject)]
struct TargetInForce {
    /// What is counted.
    metric: Code<Metric>,
    /// How many.
    value: u32,
    /// By the end of this day.
    due: NaiveDate,
}

/// How small groups are protected in figures.
#[derive(SimpleObject)]
struct DisclosureInForce {
    /// Its version.
    version: u32,
    /// Persons below which a public cell is suppressed.
    k_public: u32,
    /// The same for a partner under convention.
    k_partner: u32,
    /// Persons a rate must be about.
    min_denominator: u32,
    /// Controlled rounding of maps.
    rounding: u32,
}

/// What a line has in a year.
#[derive(SimpleObject)]
struct YearlyAllocation {
    /// Calendar year.
    year: i32,
    /// How much.
    cents: Cents,
}

/// A line of the budget.
#[derive(SimpleObject)]
struct BudgetLine {
    /// Its short name.
    line: String,
    /// By year.
    allocations: Vec<YearlyAllocation>,
    /// All that is allocated to it.
    allocated: Cents,
    /// Reserved for aid, and not released.
    reserved: Cents,
    /// What can still be reserved.
    free: Cents,
}

/// What was spent.
#[derive(SimpleObject)]
struct CostTotal {
    /// On what.
    category: Code<CostCategory>,
    /// How it counts in the cost per journey.
    allocation: Code<Allocation>,
    /// How much.
    cents: Cents,
}

/// A report that was issued.
#[derive(SimpleObject)]
struct IssuedReport {
    /// Its short name.
    report: String,
    /// As of the end of this day.
    as_of: NaiveDate,
    /// Knowing the log up to this position.
    known_at: Position,
    /// Version of the protection of small groups.
    disclosure_version: u32,
    /// Digest of the report.
    sha256: String,
}

/// The rules in force and the money.
struct ProgrammeInForce(State);

#[Object]
impl ProgrammeInForce {
    /// The rules.
    async fn policy(&self) -> Option<PolicyInForce> {
        self.0.policy.map(|policy: Policy| PolicyInForce {
            version: policy.version,
            age_min: policy.age_min,
            age_max_inclusive: policy.age_max_inclusive,
            consent_age: policy.consent_age,
            majority: policy.majority,
            parcoursup_max_wishes: policy.parcoursup_max_wishes,
            lost_contact_days: policy.lost_contact_days,
            lycee_needs_project: policy.lycee_needs_project,
            proposal_days: policy.proposal_days,
            check_months: policy.check_months,
        })
    }

    /// The parcours socle.
    async fn socle(&self) -> Option<SocleInForce> {
        let step = |step: &programme::Step| SocleStepInForce {
            code: step.code.to_string(),
            title: step.title.clone(),
        };
        self.0.rules.socle.as_ref().map(|socle| SocleInForce {
            version: socle.version,
            steps: socle.steps.iter().map(step).collect(),
        })
    }

    /// The options on offer.
    async fn options(&self) -> Option<OptionsInForce> {
        let option = |option: &CatalogueOption| OptionInForce {
            code: option.code.to_string(),
            kind: Code(option.kind),
            title: option.title.clone(),
        };
        self.0.rules.options.as_ref().map(|catalogue| OptionsInForce {
            version: catalogue.version,
            options: catalogue.options.iter().map(option).collect(),
        })
    }

    /// The calendars, by platform and session.
    async fn calendars(&self) -> Vec<SessionCalendar> {
        let phase = |phase: &CalendarPhase| PhaseInForce {
            kind: Code(phase.kind),
            opens: phase.opens,
            closes: phase.closes,
        };
        let calendar = |calendar: &Calendar| SessionCalendar {
            platform: Code(calendar.platform),
            session: calendar.session,
            phases: calendar.phases.iter().map(phase).collect(),
        };
        self.0.rules.calendars.values().map(calendar).collect()
    }

    /// The targets, by day.
    async fn targets(&self) -> Vec<TargetInForce> {
        let target = |((metric, due), value): (&(Metric, NaiveDate), &u32)| TargetInForce {
            metric: Code(*metric),
            value: *value,
            due: *due,
        };
        self.0.targets.iter().map(target).collect()
    }

    /// How small groups are protected in figures.
    async fn disclosure_policy(&self) -> Option<DisclosureInForce> {
        self.0.rules.disclosure.map(|policy| DisclosureInForce {
            version: policy.version,
            k_public: policy.k_public,
            k_partner: policy.k_partner,
            min_denominator: policy.min_denominator,
            rounding: policy.rounding,
        })
    }

    /// The lines of the budget, by name. For those who run the programme and for audit.
    async fn budget(&self, ctx: &Context<'_>) -> Result<Vec<BudgetLine>> {
        sees_money(ctx)?;
        Ok(lines(&self.0.budget))
    }

    /// All that was spent, by category. For those who run the programme and for audit.
    async fn costs(&self, ctx: &Context<'_>) -> Result<Vec<CostTotal>> {
        sees_money(ctx)?;
        let costs = self.0.costs.iter().map(|((category, allocation), cents)| CostTotal {
            category: Code(*category),
            allocation: Code(*allocation),
            cents: Cents(*cents),
        });
        Ok(costs.collect())
    }

    /// Reports issued, by name and day.
    async fn reports(&self) -> Vec<IssuedReport> {
        let reports = self.0.reports.iter().map(|((report, as_of), issued)| IssuedReport {
            report: report.to_string(),
            as_of: *as_of,
            known_at: Position(issued.position.try_into().unwrap_or(i64::MAX)),
            disclosure_version: issued.policy,
            sha256: issued.sha256.to_string(),
        });
        reports.collect()
    }
}

fn lines(budget: &Budget) -> Vec<BudgetLine> {
    let line = |(name, line): (&programme::BudgetLine, &programme::Line)| BudgetLine {
        line: name.to_string(),
        allocations: line
            .allocated
            .iter()
            .map(|(year, cents)| YearlyAllocation { year: *year, cents: Cents(*cents) })
            .collect(),
        allocated: Cents(line.allocated()),
        reserved: Cents(line.reserved()),
        free: Cents(line.free()),
    };
    budget.iter().map(line).collect()
}

fn sees_money(ctx: &Context<'_>) -> Result<()> {
    match App::actor(ctx)?.role {
        Role::Administrator | Role::Service | Role::Auditor | Role::Analyst => Ok(()),
        Role::Coordinator | Role::Partner | Role::Supporter | Role::Beneficiary => Err(forbidden()),
    }
}

/// See the crate.
#[derive(Default)]
pub struct ProgrammeQuery;

#[Object]
impl ProgrammeQuery {
    /// The rules in force: policy, parcours socle, options, calendars, targets; and the money.
    async fn programme(&self, ctx: &Context<'_>) -> Result<ProgrammeInForce> {
        App::actor(ctx)?;
        let state = App::of(ctx)?.commands.programme().await;
        state.map(ProgrammeInForce).map_err(|failure| failed(&failure))
    }
}
