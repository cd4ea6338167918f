//! Mutations of those who come.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::{
    JourneyId,
    activity::{Activity as Aggregate, Command, ReleaseReason},
    booking::{self, Booking},
    journey::Journey,
};

use super::{ActivityPayload, run};
use crate::{
    app::App,
    ids::local,
    outcome::{EdgeRejection, Envelope},
};

/// Somebody at an activity.
#[derive(InputObject)]
struct SeatStep {
    /// The activity.
    activity_id: ID,
    /// The beneficiary's journey.
    journey_id: ID,
    #[graphql(flatten)]
    envelope: Envelope,
}

impl SeatStep {
    fn journey(&self) -> std::result::Result<JourneyId, EdgeRejection> {
        local::<Journey>(&self.journey_id, "journeyId").map(Into::into)
    }
}

/// What somebody thought of an activity.
#[derive(InputObject)]
struct GiveFeedback {
    /// The activity.
    activity_id: ID,
    /// The beneficiary's journey.
    journey_id: ID,
    /// 1 to 5.
    rating: u8,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// See the crate.
#[derive(Default)]
pub struct SeatsMutation;

#[Object]
impl SeatsMutation {
    /// Takes a free seat, or the one she was offered. A minor needs a guardian's authorisation of
    /// trips for a learning expedition.
    async fn book_seat(&self, ctx: &Context<'_>, input: SeatStep) -> Result<ActivityPayload> {
        run_booking(ctx, &input, |journey| booking::Command::Book { journey }).await
    }

    /// Gives a booked seat back; it is offered to the first in line at once.
    async fn release_seat(&self, ctx: &Context<'_>, input: SeatStep) -> Result<ActivityPayload> {
        let reason = ReleaseReason::Choice;
        run_seat(ctx, &input, |journey| Command::Release { journey, reason }).await
    }

    /// Waits for a seat, behind those who waited before.
    async fn join_waitlist(&self, ctx: &Context<'_>, input: SeatStep) -> Result<ActivityPayload> {
        run_booking(ctx, &input, |journey| booking::Command::Join { journey }).await
    }

    /// Stops waiting, or declines the seat she was offered.
    async fn leave_waitlist(&self, ctx: &Context<'_>, input: SeatStep) -> Result<ActivityPayload> {
        let reason = ReleaseReason::Choice;
        run_seat(ctx, &input, |journey| Command::Leave { journey, reason }).await
    }

    /// Records what somebody who was there thought of it; once.
    async fn give_feedback(
        &self,
        ctx: &Context<'_>,
        input: GiveFeedback,
    ) -> Result<ActivityPayload> {
        let GiveFeedback { activity_id, journey_id, rating, envelope } = input;
        let step = SeatStep { activity_id, journey_id, envelope };
        run_seat(ctx, &step, |journey| Command::GiveFeedback { journey, rating }).await
    }
}

async fn run_seat(
    ctx: &Context<'_>,
    input: &SeatStep,
    command: impl FnOnce(JourneyId) -> Command,
) -> Result<ActivityPayload> {
    match input.journey() {
        Err(rejection) => Ok(ActivityPayload::refused(&rejection)),
        Ok(journey) => run(ctx, &input.activity_id, command(journey), &input.envelope).await,
    }
}

async fn run_booking(
    ctx: &Context<'_>,
    input: &SeatStep,
    command: impl FnOnce(JourneyId) -> booking::Command,
) -> Result<ActivityPayload> {
    let ids = local::<Aggregate>(&input.activity_id, "activityId")
        .and_then(|activity| Ok((activity, input.journey()?)));
    match ids {
        Err(rejection) => Ok(ActivityPayload::refused(&rejection)),
        Ok((activity, journey)) => {
            let app = App::of(ctx)?;
            let command = command(journey);
            let outcome = app.run_joint::<Booking>(ctx, activity, command, &input.envelope).await?;
            ActivityPayload::of(ctx, activity.into(), outcome).await
        }
    }
}
