//! Mutations on how establishments receive young women.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::partner::{Command, ReceptionDimension, ReceptionMeasure, Score};

use super::{PartnerPayload, run};
use crate::{code::Code, outcome::Envelope};

/// A measure.
#[derive(InputObject)]
struct MeasureStep {
    /// Which establishment.
    partner_id: ID,
    /// Which measure.
    measure: Code<ReceptionMeasure>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A score.
#[derive(InputObject)]
struct ScoreInput {
    /// In which dimension.
    dimension: Code<ReceptionDimension>,
    /// 0 to 100.
    score: u8,
}

/// An assessment.
#[derive(InputObject)]
struct AssessReception {
    /// Which establishment.
    partner_id: ID,
    /// Version of the questionnaire or grid: 1 to 40 letters, digits, dots or dashes.
    instrument_version: String,
    /// One score a dimension; at least one.
    scores: Vec<ScoreInput>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// See the crate.
#[derive(Default)]
pub struct ReceptionMutation;

#[Object]
impl ReceptionMutation {
    /// Records that an establishment commits to a measure.
    async fn commit_to_measure(
        &self,
        ctx: &Context<'_>,
        input: MeasureStep,
    ) -> Result<PartnerPayload> {
        let command = Command::Commit { measure: input.measure.0 };
        run(ctx, &input.partner_id, command, &input.envelope).await
    }

    /// Records that a measure an establishment committed to is in place.
    async fn implement_measure(
        &self,
        ctx: &Context<'_>,
        input: MeasureStep,
    ) -> Result<PartnerPayload> {
        let command = Command::Implement { measure: input.measure.0 };
        run(ctx, &input.partner_id, command, &input.envelope).await
    }

    /// Records an assessment of how an establishment receives young women.
    async fn assess_reception(
        &self,
        ctx: &Context<'_>,
        input: AssessReception,
    ) -> Result<PartnerPayload> {
        let score = |input: &ScoreInput| Score { dimension: input.dimension.0, score: input.score };
        let command = Command::AssessReception {
            scores: input.scores.iter().map(score).collect(),
            instrument_version: input.instrument_version,
        };
        run(ctx, &input.partner_id, command, &input.envelope).await
    }
}
