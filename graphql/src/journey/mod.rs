//! Journeys: the view and the list; the mutations have pages of their own.

pub(crate) mod applications;
mod concerns;
pub(crate) mod plan;
pub(crate) mod registration;
pub(crate) mod studies;
pub(crate) mod support;

use async_graphql::{Context, ID, InputObject, Interface, Object, Result, SimpleObject};
use chrono::NaiveDate;
use commands::Role;
use domain::{
    ActivityId, AidId, Decider as _, JourneyId, MentorshipId, SchoolYear, SupporterId, Vocabulary,
    activity::Activity as Collective,
    aid::Aid as Help,
    codes::{Academie, Region},
    journey::{
        Command, Journey as Aggregate,
        facts::{
            Declared, EndReason, EntryStage, Identity, Interruption, NeedKind, OutcomeKind, Phase,
            Statut,
        },
    },
    levels::{Diploma, Niveau},
    mentorship::{Mentorship as Relation, RelationKind},
    partner::Partner as Organisation,
    placement::Placement as Placed,
    policy::Verdict,
    programme::OptionCode,
    reference::Numerique,
    supporter::Supporter as Helper,
};
use projections::{
    journeys::{JourneyFilter, JourneyRow},
    seats::SeatFilter,
};

use crate::{
    activity::{self, Activity, Seat},
    aid::{self, Aid},
    app::{App, Outcome, coded, failed},
    code::Code,
    ids::{Position, global, local},
    journey::concerns::Concern,
    lookup,
    mentorship::Mentorship,
    outcome::{EdgeRejection, Envelope, Rejection},
    page::{self, Page},
    partner::{self, Partner},
    placement::{self, HerPlacements, Placement},
    supporter::Supporter,
    timeline::{self, TimelineEntry},
};

/// A place, as coarse as it is ever shown.
#[derive(SimpleObject, Clone, Debug)]
pub(crate) struct Place {
    /// Code of the académie.
    academie: &'static str,
    /// Its name.
    academie_name: &'static str,
    /// Insee code of the région.
    region: &'static str,
    /// Its name.
    region_name: &'static str,
}

impl From<Academie> for Place {
    fn from(academie: Academie) -> Self {
        Self {
            academie: academie.code(),
            academie_name: academie.name(),
            region: academie.region().code(),
            region_name: academie.region().name(),
        }
    }
}

/// A région.
#[derive(SimpleObject, Clone, Debug)]
pub(crate) struct RegionName {
    /// Insee code.
    code: &'static str,
    /// Name.
    name: &'static str,
}

impl From<Region> for RegionName {
    fn from(region: Region) -> Self {
        Self { code: region.code(), name: region.name() }
    }
}

/// How far she has come on the parcours socle.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub(crate) struct SocleProgress {
    /// The version she follows.
    version: i64,
    /// Steps it has.
    steps: i64,
    /// Steps she has done since she follows it.
    done: i64,
}

/// A beneficiary's journey.
pub(crate) struct Journey(pub(crate) JourneyRow);

/// A thing with a global identifier.
#[expect(clippy::large_enum_variant, reason = "one at a time, on its way into an answer")]
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Global identifier."))]
pub(crate) enum Node {
    Journey(Journey),
    Supporter(Supporter),
    Mentorship(Mentorship),
    Activity(Activity),
    Aid(Aid),
    Placement(Placement),
    Partner(Partner),
}

#[Object]
impl Journey {
    /// Global identifier.
    pub(crate) async fn id(&self) -> ID {
        global::<Aggregate>(self.0.id)
    }
    /// First name; null when it is erased or out of your reach. Reading it is logged.
    async fn first_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.who(ctx).await?.map(|who| who.first_name))
    }
    /// Last name; null when it is erased or out of your reach. Reading it is logged.
    async fn last_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.who(ctx).await?.map(|who| who.last_name))
    }
    /// How far her data may be used.
    async fn data_rights(&self) -> Code<projections::journeys::DataRights> {
        Code(self.0.rights)
    }
    /// Where she stands towards the programme.
    async fn standing(&self) -> Code<projections::journeys::Standing> {
        Code(self.0.standing)
    }
    /// Day she registered.
    async fn registered_on(&self) -> NaiveDate {
        self.0.registered_on
    }
    /// Her age on that day.
    async fn age_at_registration(&self) -> i64 {
        self.0.age_years
    }
    /// Where she entered the programme.
    async fn entry_stage(&self) -> Code<EntryStage> {
        Code(self.0.entry_stage)
    }
    /// Last assessment of her eligibility.
    async fn verdict(&self) -> Option<Code<Verdict>> {
        self.0.verdict.map(Code)
    }
    /// School year of her admission: 2026 for 2026-2027. A lauréate is admitted to the programme.
    async fn cohort(&self) -> Option<i32> {
        self.0.cohort.map(|year| year.0)
    }
    /// Phase she was admitted in.
    async fn phase(&self) -> Option<Code<Phase>> {
        self.0.phase.map(Code)
    }
    /// Level of her last school year.
    async fn niveau(&self) -> Option<Code<Niveau>> {
        self.0.niveau.map(Code)
    }
    /// The same, in French.
    async fn niveau_label(&self) -> Option<&'static str> {
        self.0.niveau.map(Vocabulary::label)
    }
    /// Pupil, student or apprentice in that year.
    async fn statut(&self) -> Option<Code<Statut>> {
        self.0.statut.map(Code)
    }
    /// Her last school year: 2026 for 2026-2027.
    async fn school_year(&self) -> Option<i32> {
        self.0.school_year.map(|year| year.0)
    }
    /// Territory of her last known school.
    async fn place(&self) -> Option<Place> {
        self.0.academie.map(Place::from)
    }
    /// Is her last formation digital? Null in lycée.
    async fn numerique(&self) -> Option<Code<Numerique>> {
        self.0.numerique.map(Code)
    }
    /// Rentrée of the school year she has to be contacted about: nobody has told of it.
    async fn to_contact(&self) -> Option<i32> {
        self.0.to_contact.map(|year| year.0)
    }
    /// Why her studies are interrupted, if they are.
    async fn interrupted(&self) -> Option<Code<Interruption>> {
        self.0.interrupted.map(Code)
    }
    /// Version of her orientation project; 0 without one.
    async fn project_version(&self) -> i64 {
        self.0.project_version
    }
    /// Wishes submitted, all sessions together.
    async fn wishes(&self) -> i64 {
        self.0.wishes_submitted
    }
    /// Proposals received.
    async fn proposals(&self) -> i64 {
        self.0.proposals
    }
    /// Highest diploma obtained.
    async fn highest_diploma(&self) -> Option<Code<Diploma>> {
        self.0.highest_diploma.map(Code)
    }
    /// Boursière, not boursière, or not known.
    async fn boursiere(&self) -> Code<Declared> {
        Code(self.0.boursiere)
    }
    /// Her proposed or live tutorat.
    async fn tutorat(&self, ctx: &Context<'_>) -> Result<Option<Mentorship>> {
        relation(ctx, self.0.tutorat_id).await
    }
    /// Her proposed or live mentorat.
    async fn mentorat(&self, ctx: &Context<'_>) -> Result<Option<Mentorship>> {
        relation(ctx, self.0.mentorat_id).await
    }
    /// The parcours socle she follows.
    async fn socle(&self) -> Option<SocleProgress> {
        let (steps, done) = (self.0.socle_steps, self.0.socle_done);
        self.0.socle_version.map(|version| SocleProgress { version, steps, done })
    }
    /// Names of the options that are open for her.
    async fn options(&self) -> Vec<&str> {
        self.0.options.iter().map(OptionCode::as_str).collect()
    }
    /// What she needs, and has not got yet. A supporter is not told of violence.
    async fn needs(&self, ctx: &Context<'_>) -> Result<Vec<Code<NeedKind>>> {
        let told = App::actor(ctx)?.role != Role::Supporter;
        let needs = self.0.needs.iter().copied();
        Ok(needs.filter(|need| told || *need != NeedKind::Violences).map(Code).collect())
    }
    /// Follow-ups held.
    async fn follow_ups(&self) -> i64 {
        self.0.follow_ups
    }
    /// Day of the last follow-up.
    async fn last_follow_up_on(&self) -> Option<NaiveDate> {
        self.0.last_follow_up_on
    }
    /// Attempts to reach her without answer, since the last follow-up.
    async fn contact_attempts(&self) -> i64 {
        self.0.contact_attempts
    }
    /// Times she helped somebody of the community, or was helped.
    async fn peer_helps(&self) -> i64 {
        self.0.peer_helps
    }
    /// Why support ended.
    async fn end_reason(&self) -> Option<Code<EndReason>> {
        self.0.end_reason.map(Code)
    }
    /// What became of her, as last recorded.
    async fn outcome(&self) -> Option<Code<OutcomeKind>> {
        self.0.outcome.map(Code)
    }
    /// Everything that happened, oldest first, her pairs included.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<Page<TimelineEntry, timeline::Cursor>> {
        timeline::page(ctx, self.0.id, first, after).await
    }
    /// Where she stands at activities, in the order she first booked or waited.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn seats(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Only at activities that are still to come.")] only_to_come: bool,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<Page<Seat>> {
        let from = if only_to_come { Some(App::of(ctx)?.today()) } else { None };
        let filter = SeatFilter { journey: Some(self.0.id), from, ..SeatFilter::default() };
        activity::seats_page(ctx, &filter, first, after).await
    }
    /// What was said of her pairs, oldest first: for coordinators and administrators, who have to
    /// protect her. Reading it is logged.
    #[graphql(complexity = "20 * child_complexity")]
    async fn concerns(&self, ctx: &Context<'_>) -> Result<Vec<Concern>> {
        concerns::of(ctx, self.0.id).await
    }
    /// Offers she applied to, and places she took.
    #[graphql(complexity = "20 * child_complexity")]
    async fn placements(&self, ctx: &Context<'_>) -> Result<HerPlacements> {
        placement::of_journey(ctx, self.0.id).await
    }
    /// Revision of her stream: give it as `expectedRevision` to be refused after a change.
    async fn revision(&self) -> i64 {
        self.0.revision
    }
    /// Position of the last event shown here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }
}

impl Journey {
    /// Shows who she is to those entitled, and logs that it was shown.
    async fn who(&self, ctx: &Context<'_>) -> Result<Option<Identity>> {
        let Some(who) = App::who(ctx, &self.0).await? else { return Ok(None) };
        let actor = App::actor(ctx)?;
        tracing::info!(
            target: "parcours::access",
            actor = %actor.id, role = actor.role.code(), journey = %self.0.id,
            field = ctx.field().name(), "personal data read"
        );
        Ok(Some(who))
    }
}

async fn relation(ctx: &Context<'_>, id: Option<MentorshipId>) -> Result<Option<Mentorship>> {
    let Some(id) = id else { return Ok(None) };
    let row = App::of(ctx)?.reader.pair(&App::scope(ctx)?, id).await;
    Ok(row.map_err(|error| failed(&error))?.map(Mentorship))
}

/// Which journeys to list.
#[derive(InputObject, Default)]
struct JourneysFilter {
    /// Where they stand.
    standing: Option<Code<projections::journeys::Standing>>,
    /// Code of the académie of their last school.
    academie: Option<String>,
    /// Insee code of the région of their last school.
    region: Option<String>,
    /// Level of their last school year.
    niveau: Option<Code<Niveau>>,
    /// School year of their admission.
    cohort: Option<i32>,
    /// In the programme, and without a proposed or live relation of this kind.
    unmatched: Option<Code<RelationKind>>,
    /// Only those who have to be contacted about a school year.
    #[graphql(default)]
    to_contact: bool,
}

impl JourneysFilter {
    fn rows(self) -> std::result::Result<JourneyFilter, EdgeRejection> {
        let academie = self.academie.as_deref().map(|code| lookup::academie(code, "academie"));
        let region = self.region.as_deref().map(|code| lookup::region(code, "region"));
        Ok(JourneyFilter {
            standing: self.standing.map(|standing| standing.0),
            academie: academie.transpose()?,
            region: region.transpose()?,
            niveau: self.niveau.map(|niveau| niveau.0),
            cohort: self.cohort.map(SchoolYear),
            unmatched: self.unmatched.map(|kind| kind.0),
            to_contact: self.to_contact,
        })
    }
}

/// See the crate.
#[derive(Default)]
pub struct JourneyQuery;

#[Object]
impl JourneyQuery {
    /// One journey; null when it does not exist or is out of your reach.
    async fn journey(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Journey>> {
        match local::<Aggregate>(&id, "id") {
            Ok(id) => find(ctx, id.into()).await,
            Err(rejection) => Err(coded("BAD_ID", &rejection.to_string())),
        }
    }

    /// Anything by its global identifier; null when it does not exist or is out of your reach.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Node>> {
        let app = App::of(ctx)?;
        let uuid = |text: &str| {
            text.parse::<uuid::Uuid>()
                .map_err(|_| coded("BAD_ID", "an id looks like journey-<uuid>"))
        };
        match id.split_once('-') {
            Some((category, rest)) if category == Aggregate::CATEGORY => {
                Ok(find(ctx, uuid(rest)?.into()).await?.map(Node::Journey))
            }
            Some((category, rest)) if category == Helper::CATEGORY => {
                let row = app.reader.supporter(&App::scope(ctx)?, SupporterId(uuid(rest)?)).await;
                Ok(row.map_err(|error| failed(&error))?.map(Supporter).map(Node::Supporter))
            }
            Some((category, rest)) if category == Relation::CATEGORY => {
                let row = app.reader.pair(&App::scope(ctx)?, MentorshipId(uuid(rest)?)).await;
                Ok(row.map_err(|error| failed(&error))?.map(Mentorship).map(Node::Mentorship))
            }
            Some((category, rest)) if category == Collective::CATEGORY => {
                Ok(activity::find(ctx, ActivityId(uuid(rest)?)).await?.map(Node::Activity))
            }
            Some((category, rest)) if category == Help::CATEGORY => {
                Ok(aid::find(ctx, AidId(uuid(rest)?)).await?.map(Node::Aid))
            }
            Some((category, rest)) if category == Placed::CATEGORY => {
                Ok(placement::find(ctx, uuid(rest)?.into()).await?.map(Node::Placement))
            }
            Some((category, rest)) if category == Organisation::CATEGORY => {
                Ok(partner::find(ctx, uuid(rest)?.into()).await?.map(Node::Partner))
            }
            _ => Err(coded("BAD_ID", "an id looks like journey-<uuid>")),
        }
    }

    /// Journeys in the order they registered; pages are stable while others register.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn journeys(
        &self,
        ctx: &Context<'_>,
        #[graphql(default)] filter: JourneysFilter,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<Page<Journey>> {
        let filter =
            filter.rows().map_err(|rejection| coded("BAD_FILTER", &rejection.to_string()))?;
        list(ctx, &filter, first, after).await
    }
}

/// A page of journeys.
pub(crate) async fn list(
    ctx: &Context<'_>,
    filter: &JourneyFilter,
    first: i32,
    after: Option<String>,
) -> Result<Page<Journey>> {
    let (after, first) = page::window(after.as_deref(), first)?;
    let (scope, at) = (App::scope(ctx)?, after.map(eventstore::Position::new));
    let found = App::of(ctx)?.reader.journeys(&scope, filter, at, first).await;
    let found = found.map_err(|error| failed(&error))?;
    App::prepare(ctx, &found.rows).await?;
    let item = |row: JourneyRow| (row.registered_position, Journey(row));
    Ok(page::page(after.is_some(), found, item))
}

async fn find(ctx: &Context<'_>, id: JourneyId) -> Result<Option<Journey>> {
    let row = App::of(ctx)?.reader.journey(&App::scope(ctx)?, id).await;
    Ok(row.map_err(|error| failed(&error))?.map(Journey))
}

/// What a mutation on a journey answers.
#[derive(SimpleObject)]
pub(crate) struct JourneyPayload {
    /// The journey afterwards; null when the command is refused.
    journey: Option<Journey>,
    /// Position of the last event written: read models have reached it.
    position: Option<Position>,
    /// Revision of the journey's stream.
    revision: Option<i64>,
    /// The command had been run before, and this is its first answer.
    replayed: bool,
    /// Why it is refused; nothing was written.
    rejection: Option<Rejection>,
}

impl JourneyPayload {
    pub(crate) fn refused<R: domain::Reason>(reason: &R) -> Self {
        Self::rejected(Rejection::from(reason))
    }

    fn rejected(rejection: Rejection) -> Self {
        Self {
            journey: None,
            position: None,
            revision: None,
            replayed: false,
            rejection: Some(rejection),
        }
    }

    pub(crate) async fn of(ctx: &Context<'_>, id: JourneyId, outcome: Outcome) -> Result<Self> {
        match outcome {
            Err(rejection) => Ok(Self::rejected(rejection)),
            Ok(done) => Ok(Self {
                journey: find(ctx, id).await?,
                position: Some(Position(done.position.get())),
                revision: done.revision.map(eventstore::Revision::get),
                replayed: done.replayed,
                rejection: None,
            }),
        }
    }
}

/// Runs a command on a journey.
pub(crate) async fn run(
    ctx: &Context<'_>,
    id: &ID,
    command: Command,
    envelope: &Envelope,
) -> Result<JourneyPayload> {
    match local::<Aggregate>(id, "journeyId") {
        Err(rejection) => Ok(JourneyPayload::refused(&rejection)),
        Ok(id) => {
            let outcome = App::of(ctx)?.run::<Aggregate>(ctx, id, command, envelope).await?;
            JourneyPayload::of(ctx, id.into(), outcome).await
        }
    }
}

/// Who somebody is.
#[derive(InputObject)]
pub(crate) struct IdentityInput {
    /// First name.
    first_name: String,
    /// Last name.
    last_name: String,
    /// Where they are written to.
    email: String,
}

impl From<IdentityInput> for Identity {
    fn from(input: IdentityInput) -> Self {
        let IdentityInput { first_name, last_name, email } = input;
        Self { first_name, last_name, email }
    }
}
