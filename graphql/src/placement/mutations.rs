//! Mutations on offers, applications and placements.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::{
    JourneyId, PlacementId,
    codes::Siret,
    journey::{Journey, facts::Territory},
    partner::Partner,
    placement::{
        self, ApplicationAnswer, Command, Placement as Aggregate, PlacementInterruption,
        PlacementKind, RemoteWork, Signatory, Withdrawal,
    },
};

use super::{Offer, Placement, find};
use crate::{
    app::{App, failed},
    code::Code,
    ids::{Position, global, local},
    lookup,
    outcome::{EdgeRejection, Envelope, Rejection},
};

/// A place to offer.
#[derive(InputObject)]
struct PublishOffer {
    /// Names the placement; by default a new identifier.
    placement_id: Option<ID>,
    /// Who offers.
    partner_id: ID,
    /// SIRET of the establishment it is in.
    siret: String,
    /// Stage, apprenticeship or job.
    kind: Code<PlacementKind>,
    /// From when.
    from: NaiveDate,
    /// For how many weeks; a job may have none.
    weeks: Option<u16>,
    /// Code of the académie it is in.
    academie: String,
    /// On site or not.
    #[graphql(default_with = "Code(RemoteWork::OnSite)")]
    remote: Code<RemoteWork>,
    #[graphql(flatten)]
    envelope: Envelope,
}

impl PublishOffer {
    fn offer(&self) -> std::result::Result<placement::Offer, EdgeRejection> {
        let siret = Siret::parse(&self.siret);
        Ok(placement::Offer {
            partner: local::<Partner>(&self.partner_id, "partnerId")?.into(),
            siret: siret.map_err(|source| EdgeRejection::Code { field: "siret", source })?,
            kind: self.kind.0,
            from: self.from,
            weeks: self.weeks,
            place: Territory::from(lookup::academie(&self.academie, "academie")?),
            remote: self.remote.0,
        })
    }
}

/// A step of a placement.
#[derive(InputObject)]
struct PlacementStep {
    /// Which.
    placement_id: ID,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A step of somebody towards a placement.
#[derive(InputObject)]
struct CandidateStep {
    /// Which.
    placement_id: ID,
    /// Who.
    journey_id: ID,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An answer.
#[derive(InputObject)]
struct AnswerApplication {
    /// To which offer she applied.
    placement_id: ID,
    /// Who.
    journey_id: ID,
    /// What is answered.
    answer: Code<ApplicationAnswer>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// A signature.
#[derive(InputObject)]
struct SignPlacement {
    /// Of which placement.
    placement_id: ID,
    /// Who signs. A minor needs her guardian's authorisation, `SIGNATURE`.
    by: Code<Signatory>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An interruption.
#[derive(InputObject)]
struct InterruptPlacement {
    /// Which.
    placement_id: ID,
    /// Why.
    reason: Code<PlacementInterruption>,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// An end.
#[derive(InputObject)]
struct CompletePlacement {
    /// Which.
    placement_id: ID,
    /// What she thinks of it, 1 to 5.
    rating: u8,
    #[graphql(flatten)]
    envelope: Envelope,
}

/// What a mutation on a placement answers.
#[derive(SimpleObject)]
struct PlacementPayload {
    /// The placement afterwards; null when the command is refused, or when it concerns others.
    placement: Option<Placement>,
    /// The offer afterwards; null when the command is refused.
    offer: Option<Offer>,
    /// Position of the last event written.
    position: Option<Position>,
    /// Revision of the placement's stream.
    revision: Option<i64>,
    /// The command had been run before, and this is its first answer.
    replayed: bool,
    /// Why it is refused; nothing was written.
    rejection: Option<Rejection>,
}

/// See the crate.
#[derive(Default)]
pub struct PlacementMutation;

#[Object]
impl PlacementMutation {
    /// Publishes an offer of a partner.
    async fn publish_offer(
        &self,
        ctx: &Context<'_>,
        input: PublishOffer,
    ) -> Result<PlacementPayload> {
        let offer = match input.offer() {
            Err(rejection) => return Ok(PlacementPayload::refused(Rejection::from(&rejection))),
            Ok(offer) => offer,
        };
        let app = App::of(ctx)?;
        let id = input.placement_id.unwrap_or_else(|| global::<Aggregate>(app.clock.new_id()));
        run(ctx, &id, Command::Publish { offer }, &input.envelope).await
    }

    /// Withdraws an offer, before the placement starts.
    async fn withdraw_offer(
        &self,
        ctx: &Context<'_>,
        input: PlacementStep,
    ) -> Result<PlacementPayload> {
        run(ctx, &input.placement_id, Command::Withdraw, &input.envelope).await
    }

    /// Applies to an offer.
    async fn apply_to_offer(
        &self,
        ctx: &Context<'_>,
        input: CandidateStep,
    ) -> Result<PlacementPayload> {
        run_for(ctx, &input, |journey| Command::Apply { journey }).await
    }

    /// Answers an application.
    async fn answer_application(
        &self,
        ctx: &Context<'_>,
        input: AnswerApplication,
    ) -> Result<PlacementPayload> {
        match local::<Journey>(&input.journey_id, "journeyId") {
            Err(rejection) => Ok(PlacementPayload::refused(Rejection::from(&rejection))),
            Ok(id) => {
                let command = Command::Answer { journey: id.into(), answer: input.answer.0 };
                run(ctx, &input.placement_id, command, &input.envelope).await
            }
        }
    }

    /// Withdraws an application; a place that she had taken and not started is open again.
    async fn withdraw_application(
        &self,
        ctx: &Context<'_>,
        input: CandidateStep,
    ) -> Result<PlacementPayload> {
        let reason = Withdrawal::Choice;
        run_for(ctx, &input, |journey| Command::Renounce { journey, reason }).await
    }

    /// Takes the place somebody was accepted for: it is offered to nobody else.
    async fn secure_placement(
        &self,
        ctx: &Context<'_>,
        input: CandidateStep,
    ) -> Result<PlacementPayload> {
        run_for(ctx, &input, |journey| Command::Secure { journey }).await
    }

    /// Records a signature of the convention or the contract.
    async fn sign_placement(
        &self,
        ctx: &Context<'_>,
        input: SignPlacement,
    ) -> Result<PlacementPayload> {
        let command = Command::Sign { by: input.by.0 };
        run(ctx, &input.placement_id, command, &input.envelope).await
    }

    /// Records that a placement starts. An apprenticeship makes her an apprentice from that day on.
    async fn start_placement(
        &self,
        ctx: &Context<'_>,
        input: PlacementStep,
    ) -> Result<PlacementPayload> {
        run(ctx, &input.placement_id, Command::Start, &input.envelope).await
    }

    /// Records that a placement stops before its end.
    async fn interrupt_placement(
        &self,
        ctx: &Context<'_>,
        input: InterruptPlacement,
    ) -> Result<PlacementPayload> {
        let command = Command::Interrupt { reason: input.reason.0 };
        run(ctx, &input.placement_id, command, &input.envelope).await
    }

    /// Records that a placement came to its end, and what she thinks of it.
    async fn complete_placement(
        &self,
        ctx: &Context<'_>,
        input: CompletePlacement,
    ) -> Result<PlacementPayload> {
        let command = Command::Complete { rating: input.rating };
        run(ctx, &input.placement_id, command, &input.envelope).await
    }
}

/// Runs a command about one who applies.
async fn run_for(
    ctx: &Context<'_>,
    CandidateStep { placement_id, journey_id, envelope }: &CandidateStep,
    command: impl FnOnce(JourneyId) -> Command,
) -> Result<PlacementPayload> {
    match local::<Journey>(journey_id, "journeyId") {
        Err(rejection) => Ok(PlacementPayload::refused(Rejection::from(&rejection))),
        Ok(id) => run(ctx, placement_id, command(id.into()), envelope).await,
    }
}

async fn run(
    ctx: &Context<'_>,
    id: &ID,
    command: Command,
    envelope: &Envelope,
) -> Result<PlacementPayload> {
    let app = App::of(ctx)?;
    let id: PlacementId = match local::<Aggregate>(id, "placementId") {
        Ok(id) => id.into(),
        Err(rejection) => return Ok(PlacementPayload::refused(Rejection::from(&rejection))),
    };
    match app.run_placement(ctx, id, command, envelope).await? {
        Err(rejection) => Ok(PlacementPayload::refused(rejection)),
        Ok(done) => {
            let offers = app.reader.offers_by_id(&[id]).await.map_err(|error| failed(&error))?;
            Ok(PlacementPayload {
                placement: find(ctx, id).await?,
                offer: offers.into_iter().next().map(Offer),
                position: Some(Position(done.position.get())),
                revision: done.revision.map(eventstore::Revision::get),
                replayed: done.replayed,
                rejection: None,
            })
        }
    }
}

impl PlacementPayload {
    fn refused(rejection: Rejection) -> Self {
        Self {
            placement: None,
            offer: None,
            position: None,
            revision: None,
            replayed: false,
            rejection: Some(rejection),
        }
    }
}
