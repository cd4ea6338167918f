//! Pairs.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{NaiveDate, NaiveTime};
use commands::Role;
use domain::{
    MentorshipId,
    journey::Journey,
    mentorship::{
        Command, ConcernBy, DeclineReason, GoalProgress, Mentorship as Aggregate, MentorshipEnd,
        Mode, Pair, Party, PauseReason, RelationKind, Severity, Theme,
    },
    pairing,
    supporter::Supporter,
};
use projections::pairs::PairRow;

use crate::{
    app::{App, Outcome, failed},
    code::Code,
    ids::{Position, global, local},
    outcome::{Envelope, Rejection},
};

/// A pair: a beneficiary and a tutor or mentor.
pub(crate) struct Mentorship(pub(crate) PairRow);

#[Object]
impl Mentorship {
    /// Global identifier.
    pub(crate) async fn id(&self) -> ID {
        global::<Aggregate>(self.0.id)
    }
    /// The beneficiary's journey.
    async fn journey_id(&self) -> ID {
        global::<Journey>(self.0.journey)
    }
    /// The tutor or mentor.
    async fn supporter_id(&self) -> ID {
        global::<Supporter>(self.0.supporter)
    }
    /// Tutorat or Mentorat.
    async fn kind(&self) -> Code<RelationKind> {
        Code(self.0.kind)
    }
    /// Proposed, accepted by both, live, declined or ended.
    async fn status(&self) -> Code<projections::pairs::PairStatus> {
        Code(self.0.status)
    }
    /// Day of the proposal.
    async fn proposed_on(&self) -> NaiveDate {
        self.0.proposed_on
    }
    /// First day.
    async fn started_on(&self) -> Option<NaiveDate> {
        self.0.started_on
    }
    /// Last day.
    async fn ended_on(&self) -> Option<NaiveDate> {
        self.0.ended_on
    }
    /// Why it ended.
    async fn end_reason(&self) -> Option<Code<MentorshipEnd>> {
        self.0.end_reason.map(Code)
    }
    /// Does it pause?
    async fn paused(&self) -> bool {
        self.0.paused.is_some()
    }
    /// Why it pauses; those concerned are not told of a protection.
    async fn pause_reason(&self, ctx: &Context<'_>) -> Result<Option<Code<PauseReason>>> {
        let role = App::actor(ctx)?.role;
        let told = !matches!(role, Role::Beneficiary | Role::Supporter);
        let reason = self.0.paused.filter(|reason| told || *reason != PauseReason::Safety);
        Ok(reason.map(Code))
    }
    /// Goals that are open.
    async fn open_goals(&self) -> i64 {
        self.0.goals
    }
    /// Sessions that did not take place.
    async fn missed_sessions(&self) -> i64 {
        self.0.missed
    }
    /// The pair that takes over from this one.
    async fn next_id(&self) -> Option<ID> {
        self.0.next.map(global::<Aggregate>)
    }
    /// Sessions held.
    async fn sessions(&self) -> i64 {
        self.0.sessions
    }
    /// Minutes of sessions held.
    async fn minutes(&self) -> i64 {
        self.0.minutes
    }
    /// Day of the last session.
    async fn last_session_on(&self) -> Option<NaiveDate> {
        self.0.last_session_on
    }
    /// Days since the last session, or since the start without one; null unless live.
    async fn days_since_last_session(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        Ok(self.0.days_quiet(App::of(ctx)?.today()))
    }
}

/// What a mutation on a pair answers.
#[derive(SimpleObject)]
pub(crate) struct MentorshipPayload {
    /// The pair afterwards; null when the command is refused.
    mentorship: Option<Mentorship>,
    /// Position of the last event written.
    position: Option<Position>,
    /// Revision of the pair's stream.
    revision: Option<i64>,
    /// The command had been run before, and this is its first answer.
    replayed: bool,
    /// Why it is refused.
    rejection: Option<Rejection>,
}

/// Two people to propose to each other.
#[derive(InputObject)]
struct ProposeMatch {
    /// Names the pair; by default a new identifier.
    mentorship_id: Option<ID>,
    /// The beneficiary.
    journey_id: ID,
    /// The tutor or mentor.
    supporter_id: ID,
    /// Tutorat by a student, Mentorat by a professional.
    kind: Code<RelationKind>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An acceptance.
#[derive(InputObject)]
struct AcceptMatch {
    /// The pair.
    mentorship_id: ID,
    /// Who accepts.
    party: Code<Party>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A refusal.
#[derive(InputObject)]
struct DeclineMatch {
    /// The pair.
    mentorship_id: ID,
    /// Who declines.
    party: Code<Party>,
    /// Why.
    reason: Code<DeclineReason>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A start.
#[derive(InputObject)]
struct StartMentorship {
    /// The pair.
    mentorship_id: ID,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A session. Nothing of what is said is stored.
#[derive(InputObject)]
struct RecordSession {
    /// The pair.
    mentorship_id: ID,
    /// Start, local time.
    starts_at: NaiveTime,
    /// Length in minutes, 1 to 600.
    minutes: u16,
    /// How.
    mode: Code<Mode>,
    /// What about.
    #[graphql(default)]
    themes: Vec<Code<Theme>>,
    #[graphql(flatten)]
    envelope: Envelope,
}

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

/// A concern. What is said is sealed, and shown in no answer.
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

/// An end.
#[derive(InputObject)]
struct EndMentorship {
    /// The pair.
    mentorship_id: ID,
    /// Why.
    reason: Code<MentorshipEnd>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// See the crate.
#[derive(Default)]
pub struct MentorshipMutation;

#[Object]
impl MentorshipMutation {
    /// Proposes two people to each other, and reserves a slot on both sides.
    async fn propose_match(
        &self,
        ctx: &Context<'_>,
        input: ProposeMatch,
    ) -> Result<MentorshipPayload> {
        let app = App::of(ctx)?;
        let pair = local::<Journey>(&input.journey_id, "journeyId").and_then(|journey| {
            let supporter = local::<Supporter>(&input.supporter_id, "supporterId")?;
            Ok(Pair { journey: journey.into(), supporter: supporter.into() })
        });
        match pair {
            Err(rejection) => Ok(MentorshipPayload::refused(Rejection::from(&rejection))),
            Ok(pair) => {
                let new = || global::<Aggregate>(app.clock.new_id());
                let id = input.mentorship_id.unwrap_or_else(new);
                let command = pairing::Command::Propose { pair, kind: input.kind.0, basis: None };
                run_pair(ctx, &id, command, &input.envelope).await
            }
        }
    }

    /// Accepts for one side.
    async fn accept_match(
        &self,
        ctx: &Context<'_>,
        input: AcceptMatch,
    ) -> Result<MentorshipPayload> {
        let command = Command::Accept { party: input.party.0 };
        run(ctx, &input.mentorship_id, command, &input.envelope).await
    }

    /// Declines for one side; both are free again.
    async fn decline_match(
        &self,
        ctx: &Context<'_>,
        input: DeclineMatch,
    ) -> Result<MentorshipPayload> {
        let command = pairing::Command::Decline { party: input.party.0, reason: input.reason.0 };
        run_pair(ctx, &input.mentorship_id, command, &input.envelope).await
    }

    /// Starts the relation, once both accepted.
    async fn start_mentorship(
        &self,
        ctx: &Context<'_>,
        input: StartMentorship,
    ) -> Result<MentorshipPayload> {
        run_pair(ctx, &input.mentorship_id, pairing::Command::Start, &input.envelope).await
    }

    /// Records a session.
    async fn record_session(
        &self,
        ctx: &Context<'_>,
        input: RecordSession,
    ) -> Result<MentorshipPayload> {
        let command = Command::RecordSession {
            starts_at: input.starts_at,
            minutes: input.minutes,
            mode: input.mode.0,
            themes: input.themes.iter().map(|theme| theme.0).collect(),
        };
        run(ctx, &input.mentorship_id, command, &input.envelope).await
    }

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
        let command =
            Command::ReviewGoal { theme: input.theme.0, progress: input.progress.0 };
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
        let command =
            pairing::Command::RaiseConcern { by: by.0, severity: severity.0, note };
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

    /// Ends the relation; both are free again.
    async fn end_mentorship(
        &self,
        ctx: &Context<'_>,
        input: EndMentorship,
    ) -> Result<MentorshipPayload> {
        let command = pairing::Command::End { reason: input.reason.0 };
        run_pair(ctx, &input.mentorship_id, command, &input.envelope).await
    }
}

async fn run(
    ctx: &Context<'_>,
    id: &ID,
    command: Command,
    envelope: &Envelope,
) -> Result<MentorshipPayload> {
    match local::<Aggregate>(id, "mentorshipId") {
        Err(rejection) => Ok(MentorshipPayload::refused(Rejection::from(&rejection))),
        Ok(id) => {
            let outcome = App::of(ctx)?.run::<Aggregate>(ctx, id, command, envelope).await?;
            MentorshipPayload::of(ctx, id.into(), outcome).await
        }
    }
}

async fn run_pair(
    ctx: &Context<'_>,
    id: &ID,
    command: pairing::Command,
    envelope: &Envelope,
) -> Result<MentorshipPayload> {
    match local::<Aggregate>(id, "mentorshipId") {
        Err(rejection) => Ok(MentorshipPayload::refused(Rejection::from(&rejection))),
        Ok(id) => {
            let outcome = App::of(ctx)?.run_pair(ctx, id.into(), command, envelope).await?;
            MentorshipPayload::of(ctx, id.into(), outcome).await
        }
    }
}

impl MentorshipPayload {
    async fn of(ctx: &Context<'_>, id: MentorshipId, outcome: Outcome) -> Result<Self> {
        match outcome {
            Err(rejection) => Ok(Self::refused(rejection)),
            Ok(done) => {
                let row = App::of(ctx)?.reader.pair(&App::scope(ctx)?, id).await;
                Ok(Self {
                    mentorship: row.map_err(|error| failed(&error))?.map(Mentorship),
                    position: Some(Position(done.position.get())),
                    revision: done.revision.map(eventstore::Revision::get),
                    replayed: done.replayed,
                    rejection: None,
                })
            }
        }
    }

    fn refused(rejection: Rejection) -> Self {
        Self {
            mentorship: None,
            position: None,
            revision: None,
            replayed: false,
            rejection: Some(rejection),
        }
    }
}
