//! Mutations on her plan: parcours socle, options, needs, mutual help, reorientation.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::{
    journey::{
        Command,
        facts::{NeedKind, Obstacle, OptionEnd, OptionReason, PeerHelp},
    },
    mentorship::Theme,
    programme::{OptionCode, StepCode},
};

use crate::{
    app::App,
    code::Code,
    journey::{JourneyPayload, registration::JourneyStep, run},
    lookup,
    outcome::{EdgeRejection, Envelope},
};

/// A step of the parcours socle.
#[derive(InputObject)]
struct DoSocleStep {
    /// Whose.
    journey_id: ID,
    /// Name of the step.
    step: String,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A need.
#[derive(InputObject)]
struct NeedStep {
    /// Whose.
    journey_id: ID,
    /// What she needs.
    kind: Code<NeedKind>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An option to open.
#[derive(InputObject)]
struct ActivateOption {
    /// Whose.
    journey_id: ID,
    /// Name of the option, in the catalogue in force.
    option: String,
    /// Why.
    why: Code<OptionReason>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An option to close.
#[derive(InputObject)]
struct CloseOption {
    /// Whose.
    journey_id: ID,
    /// Name of the option.
    option: String,
    /// Why.
    why: Code<OptionEnd>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// Help within the community. Who the other one is, is not asked.
#[derive(InputObject)]
struct RecordPeerHelp {
    /// Whose.
    journey_id: ID,
    /// Given or received.
    side: Code<PeerHelp>,
    /// With what.
    theme: Code<Theme>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A change of formation.
#[derive(InputObject)]
struct Reorient {
    /// Whose.
    journey_id: ID,
    /// Formation of the reference data she goes to.
    formation: ID,
    /// What made her go, if it is one of the obstacles the programme is about.
    #[graphql(default)]
    obstacles: Vec<Code<Obstacle>>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// See the crate.
#[derive(Default)]
pub struct PlanMutation;

#[Object]
impl PlanMutation {
    /// Starts the parcours socle in force.
    async fn start_socle(&self, ctx: &Context<'_>, input: JourneyStep) -> Result<JourneyPayload> {
        run(ctx, &input.journey_id, Command::StartSocle, &input.envelope).await
    }

    /// Records a step of the parcours socle as done.
    async fn do_socle_step(&self, ctx: &Context<'_>, input: DoSocleStep) -> Result<JourneyPayload> {
        match StepCode::parse(&input.step) {
            Err(source) => Ok(misnamed("step", source)),
            Ok(step) => {
                run(ctx, &input.journey_id, Command::DoSocleStep { step }, &input.envelope).await
            }
        }
    }

    /// Records what she needs.
    async fn identify_need(&self, ctx: &Context<'_>, input: NeedStep) -> Result<JourneyPayload> {
        let command = Command::IdentifyNeed { kind: input.kind.0 };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Records that a need is met.
    async fn meet_need(&self, ctx: &Context<'_>, input: NeedStep) -> Result<JourneyPayload> {
        let command = Command::MeetNeed { kind: input.kind.0 };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Opens an option of the catalogue in force.
    async fn activate_option(
        &self,
        ctx: &Context<'_>,
        input: ActivateOption,
    ) -> Result<JourneyPayload> {
        match OptionCode::parse(&input.option) {
            Err(source) => Ok(misnamed("option", source)),
            Ok(option) => {
                let command = Command::ActivateOption { option, why: input.why.0 };
                run(ctx, &input.journey_id, command, &input.envelope).await
            }
        }
    }

    /// Closes an option.
    async fn close_option(&self, ctx: &Context<'_>, input: CloseOption) -> Result<JourneyPayload> {
        match OptionCode::parse(&input.option) {
            Err(source) => Ok(misnamed("option", source)),
            Ok(option) => {
                let command = Command::CloseOption { option, why: input.why.0 };
                run(ctx, &input.journey_id, command, &input.envelope).await
            }
        }
    }

    /// Records help within the community, on her side.
    async fn record_peer_help(
        &self,
        ctx: &Context<'_>,
        input: RecordPeerHelp,
    ) -> Result<JourneyPayload> {
        let command = Command::RecordPeerHelp { side: input.side.0, theme: input.theme.0 };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Records that she goes from the formation of her current year to another one. Whether that
    /// keeps her in digital studies is what the reference data say of it.
    async fn reorient(&self, ctx: &Context<'_>, input: Reorient) -> Result<JourneyPayload> {
        match lookup::formation(&App::of(ctx)?.directory(), &input.formation) {
            Err(rejection) => Ok(JourneyPayload::refused(&rejection)),
            Ok(to) => {
                let obstacles = input.obstacles.iter().map(|obstacle| obstacle.0).collect();
                let command = Command::Reorient { to, obstacles };
                run(ctx, &input.journey_id, command, &input.envelope).await
            }
        }
    }
}

fn misnamed(field: &'static str, source: domain::codes::CodeError) -> JourneyPayload {
    JourneyPayload::refused(&EdgeRejection::Code { field, source })
}
