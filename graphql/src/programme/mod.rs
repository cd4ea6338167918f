//! The rules in force: policies, catalogues, calendars, targets, budgets; and what is issued.

mod finance;
mod in_force;

pub use finance::MoneyMutation;
pub use in_force::ProgrammeQuery;

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::{
    journey::facts::Platform,
    policy::Policy,
    programme::{
        Calendar, CalendarPhase, CatalogueOption, Command, DisclosurePolicy, Metric,
        OptionCatalogue, OptionKind, PhaseKind, Programme, Socle, Step,
    },
};
use uuid::Uuid;

use crate::{
    app::App,
    code::Code,
    ids::Position,
    lookup,
    outcome::{EdgeRejection, Envelope, Rejection},
};

/// What a mutation on the programme answers.
#[derive(SimpleObject)]
struct ProgrammePayload {
    /// Position of the last event written.
    position: Option<Position>,
    /// Revision of the programme's stream.
    revision: Option<i64>,
    /// The command had been run before, and this is its first answer.
    replayed: bool,
    /// Why it is refused.
    rejection: Option<Rejection>,
}

/// The next version of the rules.
#[derive(InputObject)]
struct PublishPolicy {
    /// The version in force plus one.
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
    #[graphql(default_with = "Policy::FOUNDING.proposal_days")]
    proposal_days: u32,
    /// Months a check of honorabilité is valid at most, from the day it was issued.
    #[graphql(default_with = "Policy::FOUNDING.check_months")]
    check_months: u32,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A target.
#[derive(InputObject)]
struct SetTarget {
    /// What is counted.
    metric: Code<Metric>,
    /// How many.
    value: u32,
    /// By the end of this day.
    due: NaiveDate,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An entry of a catalogue to publish.
#[derive(InputObject)]
struct SocleStep {
    /// Its short name, such as `diagnostic`; the same step keeps it from version to version.
    code: String,
    /// What people read.
    title: String,
}

/// The next version of the parcours socle.
#[derive(InputObject)]
struct PublishSocle {
    /// The version in force plus one.
    version: u32,
    /// In the order they are followed.
    steps: Vec<SocleStep>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An option to publish.
#[derive(InputObject)]
struct OptionEntry {
    /// Its short name, such as `remediation-maths`; the same option keeps it from version to
    /// version.
    code: String,
    /// What it is for.
    kind: Code<OptionKind>,
    /// What people read.
    title: String,
}

/// The next version of the options on offer.
#[derive(InputObject)]
struct PublishOptions {
    /// The version in force plus one.
    version: u32,
    /// In the order they are shown.
    options: Vec<OptionEntry>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A phase of a session; both days belong to it.
#[derive(InputObject)]
struct PhaseInput {
    /// Which.
    kind: Code<PhaseKind>,
    /// First day.
    opens: NaiveDate,
    /// Last day, until 23:59 Paris time.
    closes: NaiveDate,
}

/// The calendar of a session.
#[derive(InputObject)]
struct PublishCalendar {
    /// Parcoursup or Mon Master.
    platform: Code<Platform>,
    /// Calendar year of the rentrée the session prepares.
    session: i32,
    /// Each kind at most once; wishes and admission always.
    phases: Vec<PhaseInput>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// The next version of the protection of small groups.
#[derive(InputObject)]
struct PublishDisclosurePolicy {
    /// The version in force plus one.
    version: u32,
    /// Persons below which a public cell is suppressed.
    k_public: u32,
    /// The same for a partner under convention.
    k_partner: u32,
    /// Persons a rate must be about.
    min_denominator: u32,
    /// Controlled rounding of maps; 1 rounds nothing.
    rounding: u32,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// See the crate.
#[derive(Default)]
pub struct ProgrammeMutation;

#[Object]
impl ProgrammeMutation {
    /// Publishes the next version of the rules. It applies to decisions made from now on.
    async fn publish_policy(
        &self,
        ctx: &Context<'_>,
        input: PublishPolicy,
    ) -> Result<ProgrammePayload> {
        let policy = Policy {
            version: input.version,
            age_min: input.age_min,
            age_max_inclusive: input.age_max_inclusive,
            consent_age: input.consent_age,
            majority: input.majority,
            parcoursup_max_wishes: input.parcoursup_max_wishes,
            lost_contact_days: input.lost_contact_days,
            lycee_needs_project: input.lycee_needs_project,
            proposal_days: input.proposal_days,
            check_months: input.check_months,
        };
        run(ctx, Command::PublishPolicy { policy }, &input.envelope).await
    }

    /// Publishes the next version of the parcours socle.
    async fn publish_socle(
        &self,
        ctx: &Context<'_>,
        input: PublishSocle,
    ) -> Result<ProgrammePayload> {
        let step = |step: SocleStep| {
            Ok(Step { code: lookup::code(&step.code, "code")?, title: step.title })
        };
        let steps = input.steps.into_iter().map(step).collect::<Result<_, EdgeRejection>>();
        let version = input.version;
        let command = steps.map(|steps| Command::PublishSocle { socle: Socle { version, steps } });
        run_parsed(ctx, command, &input.envelope).await
    }

    /// Publishes the next version of the options on offer.
    async fn publish_options(
        &self,
        ctx: &Context<'_>,
        input: PublishOptions,
    ) -> Result<ProgrammePayload> {
        let option = |option: OptionEntry| {
            let code = lookup::code(&option.code, "code")?;
            Ok(CatalogueOption { code, kind: option.kind.0, title: option.title })
        };
        let options = input.options.into_iter().map(option).collect::<Result<_, EdgeRejection>>();
        let version = input.version;
        let command = options.map(|options| Command::PublishOptions {
            catalogue: OptionCatalogue { version, options },
        });
        run_parsed(ctx, command, &input.envelope).await
    }

    /// Publishes the calendar of a session, or moves what has not closed yet. From then on its
    /// wishes obey it.
    async fn publish_calendar(
        &self,
        ctx: &Context<'_>,
        input: PublishCalendar,
    ) -> Result<ProgrammePayload> {
        let phase = |phase: PhaseInput| CalendarPhase {
            kind: phase.kind.0,
            opens: phase.opens,
            closes: phase.closes,
        };
        let phases = input.phases.into_iter().map(phase).collect();
        let calendar = Calendar { platform: input.platform.0, session: input.session, phases };
        run(ctx, Command::PublishCalendar { calendar }, &input.envelope).await
    }

    /// Publishes the next version of the protection of small groups.
    async fn publish_disclosure_policy(
        &self,
        ctx: &Context<'_>,
        input: PublishDisclosurePolicy,
    ) -> Result<ProgrammePayload> {
        let policy = DisclosurePolicy {
            version: input.version,
            k_public: input.k_public,
            k_partner: input.k_partner,
            min_denominator: input.min_denominator,
            rounding: input.rounding,
        };
        run(ctx, Command::PublishDisclosurePolicy { policy }, &input.envelope).await
    }

    /// Sets a target; the last one for a metric and a day stands.
    async fn set_target(&self, ctx: &Context<'_>, input: SetTarget) -> Result<ProgrammePayload> {
        let SetTarget { metric, value, due, envelope } = input;
        run(ctx, Command::SetTarget { metric: metric.0, value, due }, &envelope).await
    }
}

/// Runs a command, unless its input is no command.
async fn run_parsed(
    ctx: &Context<'_>,
    command: std::result::Result<Command, EdgeRejection>,
    envelope: &Envelope,
) -> Result<ProgrammePayload> {
    match command {
        Ok(command) => run(ctx, command, envelope).await,
        Err(rejection) => Ok(ProgrammePayload {
            position: None,
            revision: None,
            replayed: false,
            rejection: Some(Rejection::from(&rejection)),
        }),
    }
}

async fn run(ctx: &Context<'_>, command: Command, envelope: &Envelope) -> Result<ProgrammePayload> {
    let app = App::of(ctx)?;
    Ok(match app.run::<Programme>(ctx, Uuid::nil(), command, envelope).await? {
        Ok(done) => ProgrammePayload {
            position: Some(Position(done.position.get())),
            revision: done.revision.map(eventstore::Revision::get),
            replayed: done.replayed,
            rejection: None,
        },
        Err(rejection) => ProgrammePayload {
            position: None,
            revision: None,
            replayed: false,
            rejection: Some(rejection),
        },
    })
}
