//! Mutations on what happens while a relation is live: goals, ratings, pauses, concerns.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::{
    mentorship::{
        Command, ConcernBy, GoalProgress, Mentorship as Aggregate, Party, PauseReason, Severity,
        Theme,
    },
    pairing,
};

use super::{MentorshipPayload, run, run_pair};
use crate::{
    code::Code,
    ids::local,
    outcome::{Envelope, Rejection},
};

/// A session that did not take place.
#[derive(InputObject)]
struct MissSession {
    /// The pair.
    mentorship_id: ID,
    /// Who was not there.
    by: Code<Party>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A goal.
#[derive(InputObject)]
struct SetGoal {
    /// The pair.
    mentorship_id: ID,
    /// About what; one open goal for each theme.
    theme: Code<Theme>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A look at a goal.
#[derive(InputObject)]
struct ReviewGoal {
    /// The pair.
    mentorship_id: ID,
    /// About what.
    theme: Code<Theme>,
    /// How far it has come.
    progress: Code<GoalProgress>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// How the relation is.
#[derive(InputObject)]
struct RateRelation {
    /// The pair.
    mentorship_id: ID,
    /// Which side says so.
    by: Code<Party>,
    /// 1 to 5.
    rating: u8,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A concern. What is said is sealed, and shown to those alone who have to protect her.
#[derive(InputObject)]
struct RaiseConcern {
    /// The pair.
    mentorship_id: ID,
    /// Who raises it.
    by: Code<ConcernBy>,
    /// How serious it is; a high one suspends the relation at once.
    severity: Code<Severity>,
    /// What is said, 1 to 2,000 characters.
    note: String,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A pause.
#[derive(InputObject)]
struct PauseMentorship {
    /// The pair.
    mentorship_id: ID,
    /// Why.
    reason: Code<PauseReason>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// Which pair takes over.
#[derive(InputObject)]
struct ReplaceMentor {
    /// The pair that is over.
    mentorship_id: ID,
    /// The pair that takes over.
    next_id: ID,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A command that needs nothing but which pair it is about.
#[derive(InputObject)]
struct MentorshipStep {
    /// The pair.
    mentorship_id: ID,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// See the crate.
#[derive(Default)]
pub struct LifeMutation;

#[Object]
impl LifeMutation {
    /// Records that nobody answered a proposal in time; both are free again.
    async fn expire_match(
        &self,
        ctx: &Context<'_>,
        input: MentorshipStep,
    ) -> Result<MentorshipPayload> {
        run_pair(ctx, &input.mentorship_id, pairing::Command::Expire, &input.envelope).await
    }

    /// Records that a session did not take place.
    async fn miss_session(
        &self,
        ctx: &Context<'_>,
        input: MissSession,
    ) -> Result<MentorshipPayload> {
        let command = Command::MissSession { by: input.by.0 };
        run(ctx, &input.mentorship_id, command, &input.envelope).await
    }

    /// Sets a goal of the pair.
    async fn set_goal(&self, ctx: &Context<'_>, input: SetGoal) -> Result<MentorshipPayload> {
        let command = Command::SetGoal { theme: input.theme.0 };
        run(ctx, &input.mentorship_id, command, &input.envelope).await
    }

    /// Records how far a goal has come.
    async fn review_goal(&self, ctx: &Context<'_>, input: ReviewGoal) -> Result<MentorshipPayload> {
        let command = Command::ReviewGoal { theme: input.theme.0, progress: input.progress.0 };
        run(ctx, &input.mentorship_id, command, &input.envelope).await
    }

    /// Records how one side finds the relation.
    async fn rate_relation(
        &self,
        ctx: &Context<'_>,
        input: RateRelation,
    ) -> Result<MentorshipPayload> {
        let command = Command::Rate { by: input.by.0, rating: input.rating };
        run(ctx, &input.mentorship_id, command, &input.envelope).await
    }

    /// Raises a concern about a relation. It is never refused to those of the pair.
    async fn raise_concern(
        &self,
        ctx: &Context<'_>,
        input: RaiseConcern,
    ) -> Result<MentorshipPayload> {
        let RaiseConcern { mentorship_id, by, severity, note, envelope } = input;
        let command = pairing::Command::RaiseConcern { by: by.0, severity: severity.0, note };
        run_pair(ctx, &mentorship_id, command, &envelope).await
    }

    /// Pauses the relation.
    async fn pause_mentorship(
        &self,
        ctx: &Context<'_>,
        input: PauseMentorship,
    ) -> Result<MentorshipPayload> {
        let command = Command::Pause { reason: input.reason.0 };
        run(ctx, &input.mentorship_id, command, &input.envelope).await
    }

    /// Resumes the relation, under the same conditions as a start.
    async fn resume_mentorship(
        &self,
        ctx: &Context<'_>,
        input: MentorshipStep,
    ) -> Result<MentorshipPayload> {
        run_pair(ctx, &input.mentorship_id, pairing::Command::Resume, &input.envelope).await
    }

    /// Records which pair takes over from one that is over.
    async fn replace_mentor(
        &self,
        ctx: &Context<'_>,
        input: ReplaceMentor,
    ) -> Result<MentorshipPayload> {
        match local::<Aggregate>(&input.next_id, "nextId") {
            Err(rejection) => Ok(MentorshipPayload::refused(Rejection::from(&rejection))),
            Ok(next) => {
                let command = Command::Replace { next: next.into() };
                run(ctx, &input.mentorship_id, command, &input.envelope).await
            }
        }
    }
}
