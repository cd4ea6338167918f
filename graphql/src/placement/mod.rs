//! Stages, apprenticeships and first jobs: offers for everyone, placements for those concerned.

pub(crate) mod mutations;

use std::collections::HashMap;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::{
    JourneyId, PlacementId,
    journey::Journey as Beneficiary,
    partner::Partner as Organisation,
    placement::{
        ApplicationAnswer, Placement as Aggregate, PlacementInterruption, PlacementKind,
        RemoteWork, Signatory,
    },
};
use projections::{
    applications::ApplicationRow,
    placements::{OfferRow, PlacementFilter, PlacementRow, PlacementStatus},
};

use crate::{
    app::{App, coded, failed},
    code::Code,
    ids::{Position, global, local},
    journey::Place,
    lookup,
    page::{self, Page},
};

/// What a partner offers, as everybody may know it.
#[derive(Clone)]
pub(crate) struct Offer(pub(crate) OfferRow);

#[Object]
impl Offer {
    /// Global identifier of the placement.
    async fn id(&self) -> ID {
        global::<Aggregate>(self.0.id)
    }
    /// Who offers.
    async fn partner_id(&self) -> ID {
        global::<Organisation>(self.0.partner)
    }
    /// SIRET of the establishment it is in.
    async fn siret(&self) -> &str {
        self.0.siret.as_str()
    }
    /// Stage, apprenticeship or job.
    async fn kind(&self) -> Code<PlacementKind> {
        Code(self.0.kind)
    }
    /// From when.
    async fn from(&self) -> NaiveDate {
        self.0.starts_on
    }
    /// For how many weeks; null for a job without end.
    async fn weeks(&self) -> Option<i64> {
        self.0.weeks
    }
    /// Where.
    async fn place(&self) -> Place {
        self.0.academie.into()
    }
    /// On site or not.
    async fn remote(&self) -> Code<RemoteWork> {
        Code(self.0.remote)
    }
    /// How far it is.
    async fn status(&self) -> Code<PlacementStatus> {
        Code(self.0.status)
    }
    /// The day it was published.
    async fn published_on(&self) -> NaiveDate {
        self.0.published_on
    }
}

/// An application to an offer.
pub(crate) struct Application {
    row: ApplicationRow,
    offer: Option<Offer>,
}

#[Object]
impl Application {
    /// Whose: the global identifier of her journey.
    async fn journey_id(&self) -> ID {
        global::<Beneficiary>(self.row.journey)
    }
    /// To what.
    async fn offer(&self) -> Option<&Offer> {
        self.offer.as_ref()
    }
    /// What was answered; null while it waits.
    async fn answer(&self) -> Option<Code<ApplicationAnswer>> {
        self.row.answer.map(Code)
    }
    /// The day it was sent.
    async fn sent_on(&self) -> NaiveDate {
        self.row.sent_on
    }
    /// The day it was answered.
    async fn answered_on(&self) -> Option<NaiveDate> {
        self.row.answered_on
    }
}

/// A placement, for those it concerns.
pub(crate) struct Placement(pub(crate) PlacementRow);

#[Object]
impl Placement {
    /// Global identifier.
    pub(crate) async fn id(&self) -> ID {
        global::<Aggregate>(self.0.id)
    }
    /// What is offered.
    async fn offer(&self) -> Offer {
        self.as_offer()
    }
    /// How far it is.
    async fn status(&self) -> Code<PlacementStatus> {
        Code(self.0.status)
    }
    /// Who takes, has or had the place: the global identifier of her journey.
    async fn journey_id(&self) -> Option<ID> {
        self.0.journey.map(global::<Beneficiary>)
    }
    /// Applications, in the order they were sent.
    #[graphql(complexity = "20 * child_complexity")]
    async fn applications(&self, ctx: &Context<'_>) -> Result<Vec<Application>> {
        let scope = App::placement_scope(ctx)?;
        let rows = App::of(ctx)?.reader.applications_to(&scope, self.0.id).await;
        let offer = Some(self.as_offer());
        let application = |row| Application { row, offer: offer.clone() };
        Ok(rows.map_err(|error| failed(&error))?.into_iter().map(application).collect())
    }
    /// Who signed the convention or the contract, in that order.
    async fn signed(&self) -> Vec<Code<Signatory>> {
        self.0.signed.iter().map(|by| Code(*by)).collect()
    }
    /// Who has yet to sign.
    async fn to_sign(&self) -> Vec<Code<Signatory>> {
        let all = self.0.kind.signatories().iter();
        all.filter(|by| !self.0.signed.contains(by)).map(|by| Code(*by)).collect()
    }
    /// First day.
    async fn started_on(&self) -> Option<NaiveDate> {
        self.0.started_on
    }
    /// The day it was completed, interrupted or withdrawn.
    async fn ended_on(&self) -> Option<NaiveDate> {
        self.0.ended_on
    }
    /// Why it was interrupted.
    async fn interruption(&self) -> Option<Code<PlacementInterruption>> {
        self.0.interruption.map(Code)
    }
    /// What she thinks of it, 1 to 5.
    async fn rating(&self) -> Option<i64> {
        self.0.rating
    }
    /// Revision of its stream: give it as `expectedRevision` to be refused after a change.
    async fn revision(&self) -> i64 {
        self.0.revision
    }
    /// Position of the last event shown here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }
}

impl Placement {
    fn as_offer(&self) -> Offer {
        let row = &self.0;
        Offer(OfferRow {
            id: row.id,
            partner: row.partner,
            siret: row.siret,
            kind: row.kind,
            starts_on: row.starts_on,
            weeks: row.weeks,
            academie: row.academie,
            region: row.region,
            remote: row.remote,
            status: row.status,
            published_on: row.published_on,
            published_position: row.published_position,
        })
    }
}

/// Which offers to list.
#[derive(InputObject, Default)]
struct OffersFilter {
    /// Stage, apprenticeship or job.
    kind: Option<Code<PlacementKind>>,
    /// Code of the académie.
    academie: Option<String>,
    /// Insee code of the région.
    region: Option<String>,
    /// On site or not.
    remote: Option<Code<RemoteWork>>,
    /// Those that start on this day or later.
    starts_from: Option<NaiveDate>,
    /// Those that start on this day or earlier.
    starts_until: Option<NaiveDate>,
    /// Of one partner.
    partner_id: Option<ID>,
}

impl OffersFilter {
    fn rows(self) -> Result<PlacementFilter> {
        let bad = |error: crate::outcome::EdgeRejection| coded("BAD_FILTER", &error.to_string());
        let academie = self.academie.as_deref().map(|code| lookup::academie(code, "academie"));
        let region = self.region.as_deref().map(|code| lookup::region(code, "region"));
        let partner = self.partner_id.map(|id| local::<Organisation>(&id, "partnerId"));
        Ok(PlacementFilter {
            kind: self.kind.map(|kind| kind.0),
            academie: academie.transpose().map_err(bad)?,
            region: region.transpose().map_err(bad)?,
            remote: self.remote.map(|remote| remote.0),
            starts_from: self.starts_from,
            starts_until: self.starts_until,
            partner: partner.transpose().map_err(bad)?.map(Into::into),
            ..PlacementFilter::default()
        })
    }
}

/// What a placement has to do with a beneficiary: those she applied to, and those she took.
#[derive(SimpleObject)]
pub(crate) struct HerPlacements {
    /// Her applications, in the order she sent them.
    applications: Vec<Application>,
    /// Places she took, in the order they were published.
    placements: Vec<Placement>,
}

/// See the crate.
#[derive(Default)]
pub struct PlacementQuery;

#[Object]
impl PlacementQuery {
    /// Offers open to applications, in the order they were published.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn offers(
        &self,
        ctx: &Context<'_>,
        #[graphql(default)] filter: OffersFilter,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<Page<Offer>> {
        App::actor(ctx)?;
        let (after, first) = page::window(after.as_deref(), first)?;
        let at = after.map(eventstore::Position::new);
        let found = App::of(ctx)?.reader.open_offers(&filter.rows()?, at, first).await;
        let found = found.map_err(|error| failed(&error))?;
        Ok(page::page(after.is_some(), found, |row: OfferRow| (row.published_position, Offer(row))))
    }

    /// One placement; null when it does not exist or is out of your reach.
    async fn placement(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Placement>> {
        match local::<Aggregate>(&id, "id") {
            Ok(id) => find(ctx, id.into()).await,
            Err(rejection) => Err(coded("BAD_ID", &rejection.to_string())),
        }
    }

    /// Placements within your reach, in the order they were published.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn placements(
        &self,
        ctx: &Context<'_>,
        status: Option<Code<PlacementStatus>>,
        #[graphql(default)] filter: OffersFilter,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<Page<Placement>> {
        let (after, first) = page::window(after.as_deref(), first)?;
        let (scope, at) = (App::placement_scope(ctx)?, after.map(eventstore::Position::new));
        let status = status.map(|status| status.0);
        let filter = PlacementFilter { status, ..filter.rows()? };
        let found = App::of(ctx)?.reader.placements(&scope, &filter, at, first).await;
        let found = found.map_err(|error| failed(&error))?;
        Ok(page::page(after.is_some(), found, |row: PlacementRow| {
            (row.published_position, Placement(row))
        }))
    }
}

pub(crate) async fn find(ctx: &Context<'_>, id: PlacementId) -> Result<Option<Placement>> {
    let row = App::of(ctx)?.reader.placement(&App::placement_scope(ctx)?, id).await;
    Ok(row.map_err(|error| failed(&error))?.map(Placement))
}

/// The applications and placements of a beneficiary within reach.
pub(crate) async fn of_journey(ctx: &Context<'_>, journey: JourneyId) -> Result<HerPlacements> {
    let (app, scope) = (App::of(ctx)?, App::scope(ctx)?);
    let rows = app.reader.applications_of(&scope, journey).await;
    let rows = rows.map_err(|error| failed(&error))?;
    let ids: Vec<PlacementId> = rows.iter().map(|row| row.placement).collect();
    let offers = app.reader.offers_by_id(&ids).await.map_err(|error| failed(&error))?;
    let offers: HashMap<_, _> = offers.into_iter().map(|row| (row.id, Offer(row))).collect();
    let application = |row: ApplicationRow| {
        let offer = offers.get(&row.placement).cloned();
        Application { row, offer }
    };
    let applications = rows.into_iter().map(application).collect();
    let hers = PlacementFilter { journey: Some(journey), ..PlacementFilter::default() };
    let scope = App::placement_scope(ctx)?;
    let taken = app.reader.placements(&scope, &hers, None, i64::from(page::MAX)).await;
    let taken = taken.map_err(|error| failed(&error))?.rows;
    Ok(HerPlacements { applications, placements: taken.into_iter().map(Placement).collect() })
}
