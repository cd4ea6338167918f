//! Mutations on the orientation project, follow-up, pause and end of support, and what became of her.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::journey::{
    Command, Journey as Aggregate,
    facts::{
        Channel, EndReason, FollowUpBy, Obstacle, OutcomeKind, Signal, SuspensionReason, Target,
    },
};

use crate::{
    app::App,
    code::Code,
    ids::local,
    journey::{JourneyPayload, registration::JourneyStep, run},
    outcome::Envelope,
};

/// Where she wants to go.
#[derive(InputObject)]
struct StateProject {
    /// Whose.
    journey_id: ID,
    /// What she aims at; at least one.
    targets: Vec<Code<Target>>,
    /// How sure she is, 1 to 5.
    confidence: u8,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// The end of support.
#[derive(InputObject)]
struct EndSupport {
    /// Whose.
    journey_id: ID,
    /// Why. Death and exclusion end her pairs at once; otherwise they have to be over.
    reason: Code<EndReason>,
    /// What made her leave, if it is one of the obstacles the programme is about.
    #[graphql(default)]
    obstacles: Vec<Code<Obstacle>>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A pause of support.
#[derive(InputObject)]
struct SuspendSupport {
    /// Whose.
    journey_id: ID,
    /// Why.
    reason: Code<SuspensionReason>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A follow-up.
#[derive(InputObject)]
struct RecordFollowUp {
    /// Whose.
    journey_id: ID,
    /// Who held it.
    by: Code<FollowUpBy>,
    /// How.
    channel: Code<Channel>,
    /// Length in minutes, 1 to 600.
    minutes: u16,
    /// What it showed.
    #[graphql(default)]
    signals: Vec<Code<Signal>>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An attempt to reach her.
#[derive(InputObject)]
struct RecordContactAttempt {
    /// Whose.
    journey_id: ID,
    /// How it was tried.
    channel: Code<Channel>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// What became of her.
#[derive(InputObject)]
struct RecordOutcome {
    /// Whose.
    journey_id: ID,
    /// What.
    kind: Code<OutcomeKind>,
    /// In the digital field?
    digital: bool,
    /// Months since her last diploma or year of study.
    months_after: u16,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// See the crate.
#[derive(Default)]
pub struct SupportMutation;

#[Object]
impl SupportMutation {
    /// Records where she wants to go; versions only grow.
    async fn state_project(
        &self,
        ctx: &Context<'_>,
        input: StateProject,
    ) -> Result<JourneyPayload> {
        let command = Command::StateProject {
            targets: input.targets.iter().map(|target| target.0).collect(),
            confidence: input.confidence,
        };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Ends the programme's support.
    async fn end_support(&self, ctx: &Context<'_>, input: EndSupport) -> Result<JourneyPayload> {
        let EndSupport { journey_id, reason, obstacles, envelope } = input;
        let id = match local::<Aggregate>(&journey_id, "journeyId") {
            Ok(id) => id.into(),
            Err(rejection) => return Ok(JourneyPayload::refused(&rejection)),
        };
        let app = App::of(ctx)?;
        let request = app.request(ctx, &envelope)?;
        let obstacles = obstacles.iter().map(|obstacle| obstacle.0).collect();
        let done = app.commands.end_support(&request, id, reason.0, obstacles).await;
        JourneyPayload::of(ctx, id, app.settle(done).await?).await
    }

    /// Pauses the programme's support.
    async fn suspend_support(
        &self,
        ctx: &Context<'_>,
        input: SuspendSupport,
    ) -> Result<JourneyPayload> {
        let command = Command::SuspendSupport { reason: input.reason.0 };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Goes on after a pause or an end: the same journey, the same cohort.
    async fn resume_support(
        &self,
        ctx: &Context<'_>,
        input: JourneyStep,
    ) -> Result<JourneyPayload> {
        run(ctx, &input.journey_id, Command::ResumeSupport, &input.envelope).await
    }

    /// Records a follow-up: somebody took the time to ask how she is.
    async fn record_follow_up(
        &self,
        ctx: &Context<'_>,
        input: RecordFollowUp,
    ) -> Result<JourneyPayload> {
        let command = Command::RecordFollowUp {
            by: input.by.0,
            channel: input.channel.0,
            minutes: input.minutes,
            signals: input.signals.iter().map(|signal| signal.0).collect(),
        };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Records that somebody tried to reach her, without answer.
    async fn record_contact_attempt(
        &self,
        ctx: &Context<'_>,
        input: RecordContactAttempt,
    ) -> Result<JourneyPayload> {
        let command = Command::RecordContactAttempt { channel: input.channel.0 };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Records what became of her.
    async fn record_outcome(
        &self,
        ctx: &Context<'_>,
        input: RecordOutcome,
    ) -> Result<JourneyPayload> {
        let RecordOutcome { journey_id, kind, digital, months_after, envelope } = input;
        let command = Command::RecordOutcome { kind: kind.0, digital, months_after };
        run(ctx, &journey_id, command, &envelope).await
    }
}
