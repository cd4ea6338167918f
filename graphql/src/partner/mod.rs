//! Partners: the scoreboard and the list; the mutations have pages of their own.

pub(crate) mod contributions;
pub(crate) mod joining;
pub(crate) mod reception;
pub(crate) mod sourcing;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::{
    PartnerId, Vocabulary,
    partner::{
        Command, ContributionKind, ContributionUnit, LegalId, Partner as Aggregate, PartnerFamily,
        PartnerKind, ReceptionDimension, ReceptionMeasure,
    },
};
use projections::{
    campaigns::{CampaignRow, CampaignYield},
    contributions::{ContributionRow, ContributionTotal},
    partners::{PartnerFilter, PartnerRow, PartnerStatus},
};
use uuid::Uuid;

use crate::{
    app::{App, Outcome, coded, failed},
    code::Code,
    figure::{Figure, parts, primary},
    ids::{Position, global, local},
    journey::Place,
    lookup,
    outcome::{EdgeRejection, Envelope, Rejection},
    page::{self, Page},
};

/// An organisation of the ecosystem, with its scoreboard.
pub(crate) struct Partner(pub(crate) PartnerRow);

/// The number under which the law knows an organisation.
#[derive(SimpleObject)]
struct LegalNumber {
    /// `siren`, `siret`, `uai` or `rna`.
    scheme: &'static str,
    /// The number.
    code: String,
}

impl From<LegalId> for LegalNumber {
    fn from(id: LegalId) -> Self {
        let scheme = match id {
            LegalId::Siren(_) => "siren",
            LegalId::Siret(_) => "siret",
            LegalId::Uai(_) => "uai",
            LegalId::Rna(_) => "rna",
        };
        Self { scheme, code: id.as_str().to_owned() }
    }
}

/// Something a partner pledged.
pub(crate) struct Contribution(ContributionRow);

#[Object]
impl Contribution {
    /// The contribution.
    async fn id(&self) -> Uuid {
        self.0.contribution.0
    }
    /// What.
    async fn kind(&self) -> Code<ContributionKind> {
        Code(self.0.kind)
    }
    /// What it is counted in.
    async fn unit(&self) -> Code<ContributionUnit> {
        Code(self.0.unit)
    }
    /// How much is pledged in all.
    async fn pledged(&self) -> i64 {
        self.0.pledged
    }
    /// How much was delivered.
    async fn delivered(&self) -> i64 {
        self.0.delivered
    }
    /// How much will not come.
    async fn written_off(&self) -> i64 {
        self.0.written_off
    }
    /// How much can still come.
    async fn left(&self) -> i64 {
        (self.0.pledged - self.0.delivered - self.0.written_off).max(0)
    }
    /// What is pledged is worth, in cents; 0 where nobody said.
    async fn pledged_cents(&self) -> i64 {
        self.0.pledged_cents
    }
    /// What was delivered is worth, in cents; 0 where nobody said.
    async fn delivered_cents(&self) -> i64 {
        self.0.delivered_cents
    }
    /// The day it was pledged.
    async fn pledged_on(&self) -> NaiveDate {
        self.0.pledged_on
    }
    /// The latest day something of it was delivered.
    async fn delivered_on(&self) -> Option<NaiveDate> {
        self.0.delivered_on
    }
}

/// What was pledged and delivered of one kind, in one unit.
#[derive(SimpleObject)]
struct ContributionsOfAKind {
    /// What.
    kind: Code<ContributionKind>,
    /// Its name, in French.
    label: &'static str,
    /// What it is counted in.
    unit: Code<ContributionUnit>,
    /// How many pledges.
    pledges: i64,
    /// How much is pledged in all.
    pledged: i64,
    /// How much was delivered.
    delivered: i64,
    /// How much will not come.
    written_off: i64,
    /// What is pledged is worth, in cents.
    pledged_cents: i64,
    /// What was delivered is worth, in cents.
    delivered_cents: i64,
}

impl From<ContributionTotal> for ContributionsOfAKind {
    fn from(total: ContributionTotal) -> Self {
        Self {
            kind: Code(total.kind),
            label: total.kind.label(),
            unit: Code(total.unit),
            pledges: total.pledges,
            pledged: total.pledged,
            delivered: total.delivered,
            written_off: total.written_off,
            pledged_cents: total.pledged_cents,
            delivered_cents: total.delivered_cents,
        }
    }
}

/// A sourcing campaign. A code that several partners opened counts for each of them.
#[derive(SimpleObject)]
struct Campaign {
    /// What registrations quote.
    code: String,
    /// First day.
    opened_on: NaiveDate,
    /// Last day, once it is closed.
    closed_on: Option<NaiveDate>,
    /// Actions held in it.
    actions: i64,
    /// People they reached.
    audience: i64,
    /// Registrations that quote it.
    registrations: Figure,
    /// Those of them who were ever admitted.
    laureates: Figure,
}

/// What a partner does to make the programme known.
#[derive(SimpleObject)]
struct Sourcing {
    /// Actions held.
    actions: i64,
    /// People they reached.
    audience: i64,
    /// Minutes they took.
    minutes: i64,
    /// Registrations that quote one of its campaigns.
    registrations: Figure,
    /// Those of them who were ever admitted.
    laureates: Figure,
    /// Its campaigns, in the order they opened.
    campaigns: Vec<Campaign>,
}

/// A measure an establishment committed to.
#[expect(clippy::struct_field_names, reason = "the field that names the measure is `measure`")]
#[derive(SimpleObject)]
struct Measure {
    /// Which.
    measure: Code<ReceptionMeasure>,
    /// In French.
    label: &'static str,
    /// It is in place.
    implemented: bool,
}

/// How an establishment receives young women, as last assessed.
#[derive(SimpleObject)]
struct Reception {
    /// The day.
    assessed_on: NaiveDate,
    /// Version of the questionnaire or grid.
    instrument_version: String,
    /// One score a dimension.
    scores: Vec<DimensionScore>,
}

/// What was found in one dimension.
#[derive(SimpleObject)]
struct DimensionScore {
    /// In which.
    dimension: Code<ReceptionDimension>,
    /// 0 to 100.
    score: u8,
}

#[Object]
impl Partner {
    /// Global identifier.
    pub(crate) async fn id(&self) -> ID {
        global::<Aggregate>(self.0.id)
    }
    /// What it is called.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// What it is.
    async fn kind(&self) -> Code<PartnerKind> {
        Code(self.0.kind)
    }
    /// The family it belongs to.
    async fn family(&self) -> Code<PartnerFamily> {
        Code(self.0.kind.family())
    }
    /// Its number.
    async fn legal_id(&self) -> LegalNumber {
        self.0.legal_id.into()
    }
    /// Where it acts; null for all over France.
    async fn place(&self) -> Option<Place> {
        self.0.academie.map(Place::from)
    }
    /// Where it stands.
    async fn status(&self) -> Code<PartnerStatus> {
        Code(self.0.status)
    }
    /// The day it joined.
    async fn joined_on(&self) -> Option<NaiveDate> {
        self.0.joined_on
    }
    /// The day it left.
    async fn left_on(&self) -> Option<NaiveDate> {
        self.0.left_on
    }
    /// First day of the convention that lasts longest.
    async fn convention_from(&self) -> Option<NaiveDate> {
        self.0.convention_from
    }
    /// Last day of it.
    async fn convention_until(&self) -> Option<NaiveDate> {
        self.0.convention_until
    }
    /// What it pledged, in that order.
    #[graphql(complexity = "20 * child_complexity")]
    async fn contributions(&self, ctx: &Context<'_>) -> Result<Vec<Contribution>> {
        let rows = App::of(ctx)?.reader.contributions(&App::partner_scope(ctx)?, self.0.id).await;
        Ok(rows.map_err(|error| failed(&error))?.into_iter().map(Contribution).collect())
    }
    /// What it pledged and delivered, by kind.
    #[graphql(complexity = "15 * child_complexity")]
    async fn contributions_by_kind(&self, ctx: &Context<'_>) -> Result<Vec<ContributionsOfAKind>> {
        totals(ctx, &PartnerFilter::default(), Some(self.0.id)).await
    }
    /// What it does to make the programme known, and what its campaigns brought.
    #[graphql(complexity = "10 * child_complexity")]
    async fn sourcing(&self, ctx: &Context<'_>) -> Result<Sourcing> {
        let (app, scope) = (App::of(ctx)?, App::partner_scope(ctx)?);
        let campaigns = app.reader.campaigns(&scope, self.0.id).await;
        let campaigns = campaigns.map_err(|error| failed(&error))?;
        let codes = campaigns.iter().map(|campaign| campaign.code.clone());
        let yields = app.reader.campaign_yields(codes).await.map_err(|error| failed(&error))?;
        Ok(self.sourced(campaigns, &yields, App::suppresses(ctx)?))
    }
    /// Measures it committed to, in that order.
    async fn measures(&self) -> Vec<Measure> {
        let measure = |measure: &ReceptionMeasure| Measure {
            measure: Code(*measure),
            label: measure.label(),
            implemented: self.0.implemented.contains(measure),
        };
        self.0.committed.iter().map(measure).collect()
    }
    /// How it receives young women, as last assessed.
    async fn reception(&self) -> Option<Reception> {
        let score = |one: &domain::partner::Score| DimensionScore {
            dimension: Code(one.dimension),
            score: one.score,
        };
        Some(Reception {
            assessed_on: self.0.assessed_on?,
            instrument_version: self.0.instrument.clone()?,
            scores: self.0.scores.iter().map(score).collect(),
        })
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

impl Partner {
    fn sourced(
        &self,
        campaigns: Vec<CampaignRow>,
        yields: &[CampaignYield],
        suppress: bool,
    ) -> Sourcing {
        let brought = |count: fn(&CampaignYield) -> i64| -> Vec<i64> {
            let of = |row: &CampaignRow| yields.iter().find(|found| found.code == row.code);
            campaigns.iter().map(|row| of(row).map_or(0, count)).collect()
        };
        let registrations = brought(|found| found.registrations);
        let laureates = brought(|found| found.laureates);
        let total = |counts: &[i64]| primary(counts.iter().sum(), suppress);
        let (came, admitted) = (total(&registrations), total(&laureates));
        let each = parts(&registrations, suppress).into_iter().zip(parts(&laureates, suppress));
        let campaign = |(row, (registrations, laureates)): (CampaignRow, _)| Campaign {
            code: row.code.to_string(),
            opened_on: row.opened_on,
            closed_on: row.closed_on,
            actions: row.actions,
            audience: row.audience,
            registrations,
            laureates,
        };
        Sourcing {
            actions: self.0.sourcing_actions,
            audience: self.0.sourcing_audience,
            minutes: self.0.sourcing_minutes,
            registrations: came,
            laureates: admitted,
            campaigns: campaigns.into_iter().zip(each).map(campaign).collect(),
        }
    }
}

async fn totals(
    ctx: &Context<'_>,
    filter: &PartnerFilter,
    partner: Option<PartnerId>,
) -> Result<Vec<ContributionsOfAKind>> {
    let (app, scope) = (App::of(ctx)?, App::partner_scope(ctx)?);
    let totals = app.reader.contribution_totals(&scope, filter, partner).await;
    Ok(totals.map_err(|error| failed(&error))?.into_iter().map(Into::into).collect())
}

/// Which partners to list.
#[derive(InputObject, Default)]
struct PartnersFilter {
    /// Where they stand.
    status: Option<Code<PartnerStatus>>,
    /// Their family.
    family: Option<Code<PartnerFamily>>,
    /// What they are.
    kind: Option<Code<PartnerKind>>,
    /// Code of the académie where they act; those that act all over France are in none.
    academie: Option<String>,
}

impl PartnersFilter {
    fn rows(self) -> Result<PartnerFilter> {
        let academie = self.academie.as_deref().map(|code| lookup::academie(code, "academie"));
        let academie = academie.transpose();
        Ok(PartnerFilter {
            status: self.status.map(|status| status.0),
            family: self.family.map(|family| family.0),
            kind: self.kind.map(|kind| kind.0),
            academie: academie.map_err(|error| coded("BAD_FILTER", &error.to_string()))?,
        })
    }
}

/// See the crate.
#[derive(Default)]
pub struct PartnerQuery;

#[Object]
impl PartnerQuery {
    /// One partner; null when it does not exist or is out of your reach.
    async fn partner(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Partner>> {
        match local::<Aggregate>(&id, "id") {
            Ok(id) => find(ctx, id.into()).await,
            Err(rejection) => Err(coded("BAD_ID", &rejection.to_string())),
        }
    }

    /// Partners in the order they asked or joined.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn partners(
        &self,
        ctx: &Context<'_>,
        #[graphql(default)] filter: PartnersFilter,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<Page<Partner>> {
        let (after, first) = page::window(after.as_deref(), first)?;
        let (scope, at) = (App::partner_scope(ctx)?, after.map(eventstore::Position::new));
        let found = App::of(ctx)?.reader.partners(&scope, &filter.rows()?, at, first).await;
        let found = found.map_err(|error| failed(&error))?;
        let item = |row: PartnerRow| (row.first_position, Partner(row));
        Ok(page::page(after.is_some(), found, item))
    }

    /// What partners within your reach pledged and delivered, by kind.
    async fn contributions_by_kind(
        &self,
        ctx: &Context<'_>,
        #[graphql(default)] filter: PartnersFilter,
    ) -> Result<Vec<ContributionsOfAKind>> {
        totals(ctx, &filter.rows()?, None).await
    }
}

pub(crate) async fn find(ctx: &Context<'_>, id: PartnerId) -> Result<Option<Partner>> {
    let row = App::of(ctx)?.reader.partner(&App::partner_scope(ctx)?, id).await;
    Ok(row.map_err(|error| failed(&error))?.map(Partner))
}

/// What a mutation on a partner answers.
#[derive(SimpleObject)]
pub(crate) struct PartnerPayload {
    /// The partner afterwards; null when the command is refused.
    partner: Option<Partner>,
    /// Position of the last event written.
    position: Option<Position>,
    /// Revision of the partner's stream.
    revision: Option<i64>,
    /// The command had been run before, and this is its first answer.
    replayed: bool,
    /// Why it is refused; nothing was written.
    rejection: Option<Rejection>,
}

impl PartnerPayload {
    pub(crate) fn refused(reason: &EdgeRejection) -> Self {
        Self::rejected(Rejection::from(reason))
    }

    fn rejected(rejection: Rejection) -> Self {
        Self {
            partner: None,
            position: None,
            revision: None,
            replayed: false,
            rejection: Some(rejection),
        }
    }

    async fn of(ctx: &Context<'_>, id: PartnerId, outcome: Outcome) -> Result<Self> {
        match outcome {
            Err(rejection) => Ok(Self::rejected(rejection)),
            Ok(done) => Ok(Self {
                partner: find(ctx, id).await?,
                position: Some(Position(done.position.get())),
                revision: done.revision.map(eventstore::Revision::get),
                replayed: done.replayed,
                rejection: None,
            }),
        }
    }
}

/// Runs a command on a partner.
pub(crate) async fn run(
    ctx: &Context<'_>,
    id: &ID,
    command: Command,
    envelope: &Envelope,
) -> Result<PartnerPayload> {
    match local::<Aggregate>(id, "partnerId") {
        Err(rejection) => Ok(PartnerPayload::refused(&rejection)),
        Ok(id) => {
            let outcome = App::of(ctx)?.run::<Aggregate>(ctx, id, command, envelope).await?;
            PartnerPayload::of(ctx, id.into(), outcome).await
        }
    }
}
