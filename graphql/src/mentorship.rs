//! Pairs.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{NaiveDate, NaiveTime};
use domain::{
    MentorshipId,
    journey::Journey,
    mentorship::{
        Command, DeclineReason, Mentorship as Aggregate, MentorshipEnd, Mode, Pair, Party,
        RelationKind, Theme,
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
    /// Proposed, accepted by both, live, declined, expired or ended.
    async fn status(&self) -> Code<projections::pairs::PairStatus> {
        Code(self.0.status)
    }
    /// How well the two fit, if they were suggested.
    async fn score(&self) -> Option<i64> {
        self.0.score
    }
    /// Version of the algorithm that suggested them.
    async fn algorithm_version(&self) -> Option<i64> {
        self.0.algorithm_version
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
    pub(crate) async fn of(ctx: &Context<'_>, id: MentorshipId, outcome: Outcome) -> Result<Self> {
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

    pub(crate) fn refused(rejection: Rejection) -> Self {
        Self {
            mentorship: None,
            position: None,
            revision: None,
            replayed: false,
            rejection: Some(rejection),
        }
    }
}
