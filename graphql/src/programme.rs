//! Policies and targets.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::{
    policy::Policy,
    programme::{Command, Metric, Programme},
};
use uuid::Uuid;

use crate::{
    app::App,
    code::Code,
    ids::Position,
    outcome::{Envelope, Rejection},
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
        };
        run(ctx, Command::PublishPolicy { policy }, &input.envelope).await
    }

    /// Sets a target; the last one for a metric and a day stands.
    async fn set_target(&self, ctx: &Context<'_>, input: SetTarget) -> Result<ProgrammePayload> {
        let SetTarget { metric, value, due, envelope } = input;
        run(ctx, Command::SetTarget { metric: metric.0, value, due }, &envelope).await
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
