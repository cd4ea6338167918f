//! Material and financial aid: the ledger and its mutations.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::{
    AidId, Vocabulary as _,
    aid::{
        Aid as Aggregate, AidCancellation, AidItem, AidKind, AidRefusal, AidRequest, Command,
        ItemCondition, NeedLevel,
    },
    granting::{AidCommand, BudgetCommand, Granting, Helping},
    journey::{Journey, facts::Evidence},
    programme::BudgetLine,
};
use eventstore::Position as At;
use projections::aids::{AidFilter, AidRow, AidStatus, LedgerLine};

use crate::{
    app::{App, Outcome, coded, failed},
    code::Code,
    ids::{Position, global, local},
    money::Cents,
    outcome::{EdgeRejection, Envelope, Rejection},
    page::{self, Page},
};

/// A request for material or money, and what became of it.
pub(crate) struct Aid(AidRow);

/// Amounts in the read model come from events and are never below zero.
fn cents(amount: i64) -> Cents {
    Cents(domain::Cents(amount.unsigned_abs()))
}

#[Object]
impl Aid {
    /// Global identifier.
    pub(crate) async fn id(&self) -> ID {
        global::<Aggregate>(self.0.id)
    }
    /// The beneficiary's journey.
    async fn journey_id(&self) -> ID {
        global::<Journey>(self.0.journey)
    }
    /// Material or financial.
    async fn kind(&self) -> Code<AidKind> {
        Code(self.0.kind)
    }
    /// What, or what for.
    async fn item(&self) -> Option<Code<AidItem>> {
        self.0.item.map(Code)
    }
    /// The same, in French.
    async fn item_label(&self) -> Option<&'static str> {
        self.0.item.map(AidItem::label)
    }
    /// How much she asked for, if she said so.
    async fn asked_cents(&self) -> Option<Cents> {
        self.0.asked_cents.map(cents)
    }
    /// How far it is.
    async fn status(&self) -> Code<AidStatus> {
        Code(self.0.status)
    }
    /// The same, in French.
    async fn status_label(&self) -> &'static str {
        self.0.status.label()
    }
    /// How much she needs it, as last assessed.
    async fn need(&self) -> Option<Code<NeedLevel>> {
        self.0.need.map(Code)
    }
    /// The line of the budget that pays.
    async fn budget_line(&self) -> Option<&str> {
        self.0.budget_line.as_deref()
    }
    /// Awarded.
    async fn awarded_cents(&self) -> Cents {
        cents(self.0.awarded_cents)
    }
    /// Delivered.
    async fn delivered_cents(&self) -> Cents {
        cents(self.0.delivered_cents)
    }
    /// Awarded and given up later.
    async fn freed_cents(&self) -> Cents {
        cents(self.0.freed_cents)
    }
    /// Day of the last delivery.
    async fn delivered_on(&self) -> Option<NaiveDate> {
        self.0.delivered_on
    }
    /// In what state a thing came back.
    async fn condition(&self) -> Option<Code<ItemCondition>> {
        self.0.condition.map(Code)
    }
    /// Why it is refused.
    async fn refusal(&self) -> Option<Code<AidRefusal>> {
        self.0.refusal.map(Code)
    }
    /// The day a refusal is looked at again.
    async fn review_on(&self) -> Option<NaiveDate> {
        self.0.review_on
    }
    /// Why it was given up.
    async fn cancellation(&self) -> Option<Code<AidCancellation>> {
        self.0.cancellation.map(Code)
    }
    /// The day it was asked for.
    async fn requested_on(&self) -> NaiveDate {
        self.0.requested_on
    }
    /// Revision of its stream: give it as `expectedRevision` to be refused after a change.
    async fn revision(&self) -> i64 {
        self.0.revision
    }
}

/// What was awarded and delivered on a line of the budget, within the asker's reach.
#[derive(SimpleObject)]
struct AidLedgerLine {
    /// The line.
    budget_line: String,
    /// Aids that were awarded on it.
    aids: i64,
    /// Awarded, and not given up.
    awarded_cents: Cents,
    /// Delivered.
    delivered_cents: Cents,
}

impl From<LedgerLine> for AidLedgerLine {
    fn from(line: LedgerLine) -> Self {
        Self {
            budget_line: line.budget_line,
            aids: line.aids,
            awarded_cents: cents(line.awarded_cents),
            delivered_cents: cents(line.delivered_cents),
        }
    }
}

/// Which aids to list.
#[derive(InputObject, Default)]
struct AidsFilter {
    /// Of one beneficiary.
    journey_id: Option<ID>,
    /// How far they are.
    status: Option<Code<AidStatus>>,
    /// Material or financial.
    kind: Option<Code<AidKind>>,
    /// Paid by this line of the budget.
    budget_line: Option<String>,
    /// Refused, and to be looked at again on this day or before.
    review_by: Option<NaiveDate>,
}

impl AidsFilter {
    fn rows(self) -> std::result::Result<AidFilter, EdgeRejection> {
        let journey = self.journey_id.map(|id| local::<Journey>(&id, "journeyId")).transpose()?;
        Ok(AidFilter {
            journey: journey.map(Into::into),
            status: self.status.map(|status| status.0),
            kind: self.kind.map(|kind| kind.0),
            budget_line: self.budget_line,
            review_by: self.review_by,
        })
    }
}

/// See the crate.
#[derive(Default)]
pub struct AidQuery;

#[Object]
impl AidQuery {
    /// One aid; null when it does not exist or is out of your reach.
    async fn aid(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Aid>> {
        match local::<Aggregate>(&id, "id") {
            Ok(id) => find(ctx, id.into()).await,
            Err(rejection) => Err(coded("BAD_ID", &rejection.to_string())),
        }
    }

    /// Aids in the order they were asked for: hers for a beneficiary, those of their territory for
    /// a coordinator.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn aids(
        &self,
        ctx: &Context<'_>,
        #[graphql(default)] filter: AidsFilter,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<Page<Aid>> {
        let filter = filter.rows();
        let filter = filter.map_err(|rejection| coded("BAD_FILTER", &rejection.to_string()))?;
        let (after, first) = page::window(after.as_deref(), first)?;
        let (scope, at) = (App::scope(ctx)?, after.map(At::new));
        let found = App::of(ctx)?.reader.aids(&scope, &filter, at, first).await;
        let found = found.map_err(|error| failed(&error))?;
        Ok(page::page(after.is_some(), found, |row| (row.requested_position, Aid(row))))
    }

    /// What was awarded and delivered on each line of the budget, within your reach.
    async fn aid_ledger(&self, ctx: &Context<'_>) -> Result<Vec<AidLedgerLine>> {
        let lines = App::of(ctx)?.reader.aid_ledger(&App::scope(ctx)?).await;
        let lines = lines.map_err(|error| failed(&error))?;
        Ok(lines.into_iter().map(AidLedgerLine::from).collect())
    }
}

/// One aid, within reach.
pub(crate) async fn find(ctx: &Context<'_>, id: AidId) -> Result<Option<Aid>> {
    let row = App::of(ctx)?.reader.aid(&App::scope(ctx)?, id).await;
    Ok(row.map_err(|error| failed(&error))?.map(Aid))
}

/// What a mutation on an aid answers.
#[derive(SimpleObject)]
struct AidPayload {
    /// The aid afterwards; null when the command is refused.
    aid: Option<Aid>,
    /// Position of the last event written.
    position: Option<Position>,
    /// Revision of the aid's stream.
    revision: Option<i64>,
    /// The command had been run before, and this is its first answer.
    replayed: bool,
    /// Why it is refused.
    rejection: Option<Rejection>,
}

impl AidPayload {
    async fn of(ctx: &Context<'_>, id: AidId, outcome: Outcome) -> Result<Self> {
        match outcome {
            Err(rejection) => Ok(Self::refused(rejection)),
            Ok(done) => Ok(Self {
                aid: find(ctx, id).await?,
                position: Some(Position(done.position.get())),
                revision: done.revision.map(eventstore::Revision::get),
                replayed: done.replayed,
                rejection: None,
            }),
        }
    }

    fn refused(rejection: impl Into<Rejection>) -> Self {
        Self {
            aid: None,
            position: None,
            revision: None,
            replayed: false,
            rejection: Some(rejection.into()),
        }
    }
}

/// An aid to ask for.
#[derive(InputObject)]
struct RequestAid {
    /// Names the aid; by default a new identifier.
    aid_id: Option<ID>,
    /// Who asks.
    journey_id: ID,
    /// Material or financial.
    kind: Code<AidKind>,
    /// What, or what for; material aid always names a thing.
    item: Option<Code<AidItem>>,
    /// How much, if she knows.
    amount_cents: Option<Cents>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A need that was assessed; what it rests on is the `evidence`.
#[derive(InputObject)]
struct AssessAid {
    /// The aid.
    aid_id: ID,
    /// How much she needs it.
    need: Code<NeedLevel>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An aid that is granted.
#[derive(InputObject)]
struct AwardAid {
    /// The aid.
    aid_id: ID,
    /// How much; of a thing, what it is worth.
    amount_cents: Cents,
    /// The line of the budget that pays, such as `materiel-2026`.
    budget_line: String,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An aid she received, or a part of it.
#[derive(InputObject)]
struct DeliverAid {
    /// The aid.
    aid_id: ID,
    /// How much; of a thing, what it is worth.
    amount_cents: Cents,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A thing that came back.
#[derive(InputObject)]
struct ReturnAid {
    /// The aid.
    aid_id: ID,
    /// In what state.
    condition: Code<ItemCondition>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An aid that is not granted.
#[derive(InputObject)]
struct RefuseAid {
    /// The aid.
    aid_id: ID,
    /// Why.
    reason: Code<AidRefusal>,
    /// The day it is looked at again.
    review_on: NaiveDate,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An aid that is given up.
#[derive(InputObject)]
struct CancelAid {
    /// The aid.
    aid_id: ID,
    /// Why.
    reason: Code<AidCancellation>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// See the crate.
#[derive(Default)]
pub struct AidMutation;

#[Object]
impl AidMutation {
    /// Asks for material or money.
    async fn request_aid(&self, ctx: &Context<'_>, input: RequestAid) -> Result<AidPayload> {
        let RequestAid { aid_id, journey_id, kind, item, amount_cents, envelope } = input;
        let app = App::of(ctx)?;
        let id = aid_id.unwrap_or_else(|| global::<Aggregate>(app.clock.new_id()));
        match local::<Journey>(&journey_id, "journeyId") {
            Err(rejection) => Ok(AidPayload::refused(&rejection)),
            Ok(journey) => {
                let request = AidRequest {
                    journey: journey.into(),
                    kind: kind.0,
                    item: item.map(|item| item.0),
                    amount_cents: amount_cents.map(|amount| amount.0),
                    // What her journey says.
                    territory: None,
                };
                run_helping(ctx, &id, AidCommand::Request { request }, &envelope).await
            }
        }
    }

    /// Assesses her need; the last assessment stands until the aid is decided.
    async fn assess_aid(&self, ctx: &Context<'_>, input: AssessAid) -> Result<AidPayload> {
        let evidence = input.envelope.evidence.map_or(Evidence::Declared, |code| code.0);
        let command = Command::Assess { need: input.need.0, evidence };
        run(ctx, &input.aid_id, command, &input.envelope).await
    }

    /// Grants an aid, and reserves the money on a line of the budget in the same transaction.
    async fn award_aid(&self, ctx: &Context<'_>, input: AwardAid) -> Result<AidPayload> {
        let line = BudgetLine::parse(&input.budget_line);
        match line.map_err(|source| EdgeRejection::Code { field: "budgetLine", source }) {
            Err(rejection) => Ok(AidPayload::refused(&rejection)),
            Ok(budget_line) => {
                let amount_cents = input.amount_cents.0;
                let command = BudgetCommand::Award { amount_cents, budget_line };
                run_granting(ctx, &input.aid_id, command, &input.envelope).await
            }
        }
    }

    /// Records that she received an aid, or a part of it.
    async fn deliver_aid(&self, ctx: &Context<'_>, input: DeliverAid) -> Result<AidPayload> {
        let command = AidCommand::Deliver { amount_cents: input.amount_cents.0 };
        run_helping(ctx, &input.aid_id, command, &input.envelope).await
    }

    /// Records that a thing came back.
    async fn return_aid(&self, ctx: &Context<'_>, input: ReturnAid) -> Result<AidPayload> {
        let command = Command::Return { condition: input.condition.0 };
        run(ctx, &input.aid_id, command, &input.envelope).await
    }

    /// Refuses an aid, for a reason and until a review.
    async fn refuse_aid(&self, ctx: &Context<'_>, input: RefuseAid) -> Result<AidPayload> {
        let command = Command::Refuse { reason: input.reason.0, review_on: input.review_on };
        run(ctx, &input.aid_id, command, &input.envelope).await
    }

    /// Gives an aid up; what was reserved and not delivered is free again in the budget.
    async fn cancel_aid(&self, ctx: &Context<'_>, input: CancelAid) -> Result<AidPayload> {
        let command = BudgetCommand::Cancel { reason: input.reason.0 };
        run_granting(ctx, &input.aid_id, command, &input.envelope).await
    }
}

async fn run(
    ctx: &Context<'_>,
    id: &ID,
    command: Command,
    envelope: &Envelope,
) -> Result<AidPayload> {
    match local::<Aggregate>(id, "aidId") {
        Err(rejection) => Ok(AidPayload::refused(&rejection)),
        Ok(id) => {
            let outcome = App::of(ctx)?.run::<Aggregate>(ctx, id, command, envelope).await?;
            AidPayload::of(ctx, id.into(), outcome).await
        }
    }
}

async fn run_helping(
    ctx: &Context<'_>,
    id: &ID,
    command: AidCommand,
    envelope: &Envelope,
) -> Result<AidPayload> {
    match local::<Aggregate>(id, "aidId") {
        Err(rejection) => Ok(AidPayload::refused(&rejection)),
        Ok(id) => {
            let outcome = App::of(ctx)?.run_joint::<Helping>(ctx, id, command, envelope).await?;
            AidPayload::of(ctx, id.into(), outcome).await
        }
    }
}

async fn run_granting(
    ctx: &Context<'_>,
    id: &ID,
    command: BudgetCommand,
    envelope: &Envelope,
) -> Result<AidPayload> {
    match local::<Aggregate>(id, "aidId") {
        Err(rejection) => Ok(AidPayload::refused(&rejection)),
        Ok(id) => {
            let outcome = App::of(ctx)?.run_joint::<Granting>(ctx, id, command, envelope).await?;
            AidPayload::of(ctx, id.into(), outcome).await
        }
    }
}
