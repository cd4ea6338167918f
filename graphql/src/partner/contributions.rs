//! Mutations on what partners pledge and deliver.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::partner::{Command, ContributionKind, ContributionUnit, WriteOffReason};
use uuid::Uuid;

use super::{PartnerPayload, run};
use crate::{app::App, code::Code, outcome::Envelope};

/// A contribution to pledge.
#[derive(InputObject)]
struct PledgeContribution {
    /// Who pledges.
    partner_id: ID,
    /// Names the contribution; by default a new identifier.
    contribution_id: Option<Uuid>,
    /// What.
    kind: Code<ContributionKind>,
    /// How much.
    quantity: u64,
    /// Of what; money in cents.
    unit: Code<ContributionUnit>,
    /// What it is worth, in cents, where it is not money.
    value_cents: Option<u64>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A pledge to raise.
#[derive(InputObject)]
struct RaisePledge {
    /// Who pledges.
    partner_id: ID,
    /// The contribution.
    contribution_id: Uuid,
    /// How much in all, from now on.
    quantity: u64,
    /// What all of it is worth, in cents, where it is not money.
    value_cents: Option<u64>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A delivery.
#[derive(InputObject)]
struct DeliverContribution {
    /// Who delivers.
    partner_id: ID,
    /// The contribution.
    contribution_id: Uuid,
    /// How much, this time.
    quantity: u64,
    /// What this part is worth, in cents, where it is not money.
    value_cents: Option<u64>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// The rest of a pledge, given up.
#[derive(InputObject)]
struct WriteOffContribution {
    /// Whose.
    partner_id: ID,
    /// The contribution.
    contribution_id: Uuid,
    /// Why.
    reason: Code<WriteOffReason>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// See the crate.
#[derive(Default)]
pub struct ContributionMutation;

#[Object]
impl ContributionMutation {
    /// Pledges a contribution, under a convention in force.
    async fn pledge_contribution(
        &self,
        ctx: &Context<'_>,
        input: PledgeContribution,
    ) -> Result<PartnerPayload> {
        let app = App::of(ctx)?;
        let command = Command::Pledge {
            contribution: input.contribution_id.unwrap_or_else(|| app.clock.new_id()).into(),
            kind: input.kind.0,
            quantity: input.quantity,
            unit: input.unit.0,
            value_cents: input.value_cents,
        };
        run(ctx, &input.partner_id, command, &input.envelope).await
    }

    /// Pledges more than before.
    async fn raise_pledge(&self, ctx: &Context<'_>, input: RaisePledge) -> Result<PartnerPayload> {
        let command = Command::RaisePledge {
            contribution: input.contribution_id.into(),
            quantity: input.quantity,
            value_cents: input.value_cents,
        };
        run(ctx, &input.partner_id, command, &input.envelope).await
    }

    /// Records that a contribution was delivered, in whole or in part; never more than is pledged.
    async fn deliver_contribution(
        &self,
        ctx: &Context<'_>,
        input: DeliverContribution,
    ) -> Result<PartnerPayload> {
        let command = Command::Deliver {
            contribution: input.contribution_id.into(),
            quantity: input.quantity,
            value_cents: input.value_cents,
        };
        run(ctx, &input.partner_id, command, &input.envelope).await
    }

    /// Gives up what is left of a pledge.
    async fn write_off_contribution(
        &self,
        ctx: &Context<'_>,
        input: WriteOffContribution,
    ) -> Result<PartnerPayload> {
        let command = Command::WriteOff {
            contribution: input.contribution_id.into(),
            reason: input.reason.0,
        };
        run(ctx, &input.partner_id, command, &input.envelope).await
    }
}
