//! Mutations on the orientation project, the end of support and what became of her.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::journey::{
    Command,
    facts::{EndReason, OutcomeKind, Target},
};

use crate::{
    code::Code,
    journey::{JourneyPayload, run},
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
    /// Why.
    reason: Code<EndReason>,
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
        let command = Command::EndSupport { reason: input.reason.0 };
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
