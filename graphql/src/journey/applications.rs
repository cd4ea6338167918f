//! Mutations on wishes, answers, proposals and enrolment.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::{
    SchoolYear,
    journey::{
        Command,
        facts::{Answer, Platform},
    },
};
use uuid::Uuid;

use crate::{
    app::App,
    code::Code,
    journey::{JourneyPayload, run},
    lookup,
    outcome::Envelope,
};

/// A wish to enter on a platform.
#[derive(InputObject)]
struct SubmitWish {
    /// Whose.
    journey_id: ID,
    /// Names the wish; chosen by the client, used in the steps that follow.
    wish: Uuid,
    /// Where.
    platform: Code<Platform>,
    /// Calendar year of the session.
    session: i32,
    /// Formation of the reference data.
    formation: ID,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// One step of a wish.
#[derive(InputObject)]
struct WishStep {
    /// Whose.
    journey_id: ID,
    /// The wish.
    wish: Uuid,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A formation's answer.
#[derive(InputObject)]
struct RecordAnswer {
    /// Whose.
    journey_id: ID,
    /// The wish.
    wish: Uuid,
    /// The answer.
    answer: Code<Answer>,
    /// Rank on the waiting list, with `WAITLISTED`.
    rank: Option<u32>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A proposal she accepts.
#[derive(InputObject)]
struct AcceptProposal {
    /// Whose.
    journey_id: ID,
    /// The wish.
    wish: Uuid,
    /// Firmly, on Mon Master only: all other wishes there are dropped.
    #[graphql(default)]
    firm: bool,
    /// The waiting wishes of the session she keeps; leave it out to keep them all.
    keeps: Option<Vec<Uuid>>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An enrolment.
#[derive(InputObject)]
struct ConfirmEnrolment {
    /// Whose.
    journey_id: ID,
    /// The accepted wish; leave it out for a direct route.
    wish: Option<Uuid>,
    /// For the year that starts at this rentrée.
    school_year: i32,
    /// Formation of the reference data.
    formation: ID,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// See the crate.
#[derive(Default)]
pub struct ApplicationsMutation;

#[Object]
impl ApplicationsMutation {
    /// Enters a wish on a platform.
    async fn submit_wish(&self, ctx: &Context<'_>, input: SubmitWish) -> Result<JourneyPayload> {
        match lookup::formation(&App::of(ctx)?.directory(), &input.formation) {
            Err(rejection) => Ok(JourneyPayload::refused(&rejection)),
            Ok(formation) => {
                let command = Command::SubmitWish {
                    wish: input.wish.into(),
                    platform: input.platform.0,
                    session: input.session,
                    formation,
                };
                run(ctx, &input.journey_id, command, &input.envelope).await
            }
        }
    }

    /// Confirms a wish.
    async fn confirm_wish(&self, ctx: &Context<'_>, input: WishStep) -> Result<JourneyPayload> {
        step(ctx, input, |wish| Command::ConfirmWish { wish }).await
    }

    /// Gives a wish up.
    async fn drop_wish(&self, ctx: &Context<'_>, input: WishStep) -> Result<JourneyPayload> {
        step(ctx, input, |wish| Command::DropWish { wish }).await
    }

    /// Records a formation's answer to a wish.
    async fn record_answer(
        &self,
        ctx: &Context<'_>,
        input: RecordAnswer,
    ) -> Result<JourneyPayload> {
        let command = Command::RecordAnswer {
            wish: input.wish.into(),
            answer: input.answer.0,
            rank: input.rank,
        };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Accepts a proposal; one is accepted at a time, the former is released.
    async fn accept_proposal(
        &self,
        ctx: &Context<'_>,
        input: AcceptProposal,
    ) -> Result<JourneyPayload> {
        let command = Command::AcceptProposal {
            wish: input.wish.into(),
            firm: input.firm,
            keeps: input.keeps.map(|keeps| keeps.into_iter().map(Into::into).collect()),
        };
        run(ctx, &input.journey_id, command, &input.envelope).await
    }

    /// Declines a proposal.
    async fn decline_proposal(&self, ctx: &Context<'_>, input: WishStep) -> Result<JourneyPayload> {
        step(ctx, input, |wish| Command::DeclineProposal { wish }).await
    }

    /// Records that a proposal was not answered in time.
    async fn expire_proposal(&self, ctx: &Context<'_>, input: WishStep) -> Result<JourneyPayload> {
        step(ctx, input, |wish| Command::ExpireProposal { wish }).await
    }

    /// Confirms an enrolment.
    async fn confirm_enrolment(
        &self,
        ctx: &Context<'_>,
        input: ConfirmEnrolment,
    ) -> Result<JourneyPayload> {
        match lookup::formation(&App::of(ctx)?.directory(), &input.formation) {
            Err(rejection) => Ok(JourneyPayload::refused(&rejection)),
            Ok(formation) => {
                let command = Command::ConfirmEnrolment {
                    wish: input.wish.map(Into::into),
                    school_year: SchoolYear(input.school_year),
                    formation,
                };
                run(ctx, &input.journey_id, command, &input.envelope).await
            }
        }
    }
}

async fn step(
    ctx: &Context<'_>,
    input: WishStep,
    command: impl FnOnce(domain::WishId) -> Command,
) -> Result<JourneyPayload> {
    run(ctx, &input.journey_id, command(input.wish.into()), &input.envelope).await
}
