//! Mutations of those who organise.

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::NaiveDate;
use domain::{
    PartnerId,
    activity::{
        Activity as Aggregate, ActivityKind, ActivityMode, ActivityPlan, ActivityTheme,
        CancelReason, Command, Component, Presence,
    },
    journey::Journey,
};

use super::{ActivityPayload, run};
use crate::{
    app::App,
    code::Code,
    ids::{PARTNER, global, local, local_in},
    lookup,
    outcome::{EdgeRejection, Envelope},
};

/// An activity to plan.
#[derive(InputObject)]
struct PlanActivity {
    /// Names the activity; by default a new identifier.
    activity_id: Option<ID>,
    /// Kind.
    kind: Code<ActivityKind>,
    /// How one takes part.
    mode: Code<ActivityMode>,
    /// Code of the académie; without it, for the whole country.
    academie: Option<String>,
    /// The day it starts.
    starts_on: NaiveDate,
    /// Length in minutes, 1 to 14,400.
    minutes: u16,
    /// Seats, 1 to 5,000.
    seats: u16,
    /// The partner that welcomes it.
    host_partner_id: Option<ID>,
    /// Parcours socle or option.
    component: Code<Component>,
    /// What it is about.
    theme: Code<ActivityTheme>,
    #[graphql(flatten)]
    envelope: Envelope,
}

impl PlanActivity {
    fn plan(&self) -> std::result::Result<ActivityPlan, EdgeRejection> {
        let academie = self.academie.as_deref().map(|code| lookup::academie(code, "academie"));
        let host = self.host_partner_id.as_ref();
        let host = host.map(|id| local_in(PARTNER, id, "hostPartnerId")).transpose()?;
        Ok(ActivityPlan {
            kind: self.kind.0,
            mode: self.mode.0,
            territory: academie.transpose()?.map(Into::into),
            starts: self.starts_on,
            minutes: self.minutes,
            seats: self.seats,
            host_partner: host.map(PartnerId),
            component: self.component.0,
            theme: self.theme.0,
        })
    }
}

/// Something that happens to a whole activity.
#[derive(InputObject)]
struct ActivityStep {
    /// The activity.
    activity_id: ID,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An activity that took place.
#[derive(InputObject)]
struct HoldActivity {
    /// The activity.
    activity_id: ID,
    /// How long it was, in minutes.
    minutes: u16,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// Whether somebody came.
#[derive(InputObject)]
struct RecordAttendance {
    /// The activity.
    activity_id: ID,
    /// Whose seat it was.
    journey_id: ID,
    /// Present, absent or excused.
    presence: Code<Presence>,
    /// How long she stayed, in minutes; 0 unless present.
    #[graphql(default)]
    minutes: u16,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An activity that is called off.
#[derive(InputObject)]
struct CancelActivity {
    /// The activity.
    activity_id: ID,
    /// Why.
    reason: Code<CancelReason>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// See the crate.
#[derive(Default)]
pub struct PlanningMutation;

#[Object]
impl PlanningMutation {
    /// Plans an activity, with its seats.
    async fn plan_activity(
        &self,
        ctx: &Context<'_>,
        input: PlanActivity,
    ) -> Result<ActivityPayload> {
        match input.plan() {
            Err(rejection) => Ok(ActivityPayload::refused(&rejection)),
            Ok(plan) => {
                let clock = &App::of(ctx)?.clock;
                let id = input.activity_id.unwrap_or_else(|| global::<Aggregate>(clock.new_id()));
                run(ctx, &id, Command::Plan { plan }, &input.envelope).await
            }
        }
    }

    /// Takes back the offers that were not taken in time, and goes down the line. Every other
    /// change of seats does so too; the service does it each day.
    async fn lapse_offers(
        &self,
        ctx: &Context<'_>,
        input: ActivityStep,
    ) -> Result<ActivityPayload> {
        run(ctx, &input.activity_id, Command::LapseOffers, &input.envelope).await
    }

    /// Records that an activity took place.
    async fn hold_activity(
        &self,
        ctx: &Context<'_>,
        input: HoldActivity,
    ) -> Result<ActivityPayload> {
        let command = Command::Hold { minutes: input.minutes };
        run(ctx, &input.activity_id, command, &input.envelope).await
    }

    /// Records whether somebody with a seat came; once.
    async fn record_attendance(
        &self,
        ctx: &Context<'_>,
        input: RecordAttendance,
    ) -> Result<ActivityPayload> {
        let RecordAttendance { activity_id, journey_id, presence, minutes, envelope } = input;
        match local::<Journey>(&journey_id, "journeyId") {
            Err(rejection) => Ok(ActivityPayload::refused(&rejection)),
            Ok(journey) => {
                let (journey, presence) = (journey.into(), presence.0);
                let command = Command::RecordAttendance { journey, presence, minutes };
                run(ctx, &activity_id, command, &envelope).await
            }
        }
    }

    /// Calls an activity off; nothing else can be recorded on it.
    async fn cancel_activity(
        &self,
        ctx: &Context<'_>,
        input: CancelActivity,
    ) -> Result<ActivityPayload> {
        let command = Command::Cancel { reason: input.reason.0 };
        run(ctx, &input.activity_id, command, &input.envelope).await
    }
}
