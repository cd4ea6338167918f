//! Collective actions: what is planned, who comes, who came. The agenda and the mutations have pages
//! of their own.

pub(crate) mod agenda;
pub(crate) mod planning;
pub(crate) mod seats;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::NaiveDate;
use commands::Role;
use domain::{
    ActivityId, JourneyId, Vocabulary as _,
    activity::{
        Activity as Aggregate, ActivityKind, ActivityMode, ActivityTheme, CancelReason, Command,
        Component, Presence,
    },
    journey::Journey,
};
use eventstore::Position as At;
use projections::{
    activities::ActivityRow,
    seats::{SeatFilter, SeatRow, SeatStatus},
};

use crate::{
    app::{App, Outcome, failed},
    code::Code,
    ids::{PARTNER, Position, global, global_in, local},
    journey::Place,
    outcome::{Envelope, Rejection},
    page::{self, Page},
};

/// Below so many ratings their mean is kept back: it could be one person's own.
const FEWEST_RATINGS: i64 = 5;

/// A collective action on one day.
pub(crate) struct Activity {
    row: ActivityRow,
    mine: Option<SeatRow>,
}

#[Object]
impl Activity {
    /// Global identifier.
    pub(crate) async fn id(&self) -> ID {
        global::<Aggregate>(self.row.id)
    }
    /// Kind.
    async fn kind(&self) -> Code<ActivityKind> {
        Code(self.row.kind)
    }
    /// The same, in French.
    async fn kind_label(&self) -> &'static str {
        self.row.kind.label()
    }
    /// How one takes part.
    async fn mode(&self) -> Code<ActivityMode> {
        Code(self.row.mode)
    }
    /// Where; null for the whole country.
    async fn place(&self) -> Option<Place> {
        self.row.academie.map(Place::from)
    }
    /// The day it starts.
    async fn starts_on(&self) -> NaiveDate {
        self.row.starts
    }
    /// Length in minutes: as planned, then as it was.
    async fn minutes(&self) -> i64 {
        self.row.minutes
    }
    /// The partner that welcomes it.
    async fn host_partner_id(&self) -> Option<ID> {
        self.row.host_partner.map(|partner| global_in(PARTNER, partner))
    }
    /// Parcours socle or option.
    async fn component(&self) -> Code<Component> {
        Code(self.row.component)
    }
    /// What it is about.
    async fn theme(&self) -> Code<ActivityTheme> {
        Code(self.row.theme)
    }
    /// The same, in French.
    async fn theme_label(&self) -> &'static str {
        self.row.theme.label()
    }
    /// Planned, held or cancelled.
    async fn status(&self) -> Code<projections::activities::ActivityStatus> {
        Code(self.row.status)
    }
    /// Why it was cancelled.
    async fn cancel_reason(&self) -> Option<Code<CancelReason>> {
        self.row.cancel_reason.map(Code)
    }
    /// Seats.
    async fn seats(&self) -> i64 {
        self.row.seats
    }
    /// Seats booked.
    async fn booked(&self) -> i64 {
        self.row.booked
    }
    /// Seats that can be booked now: neither taken nor kept for those they are offered to.
    async fn seats_left(&self) -> i64 {
        self.row.seats_left()
    }
    /// How many wait for a seat.
    async fn waiting(&self) -> i64 {
        self.row.waiting
    }
    /// How many came.
    async fn present(&self) -> i64 {
        self.row.present
    }
    /// How many did not come.
    async fn absent(&self) -> i64 {
        self.row.absent
    }
    /// How many said that they could not come.
    async fn excused(&self) -> i64 {
        self.row.excused
    }
    /// How many said what they thought of it.
    async fn ratings(&self) -> i64 {
        self.row.ratings
    }
    /// The mean of what they gave, from 1 to 5; null below five ratings.
    async fn mean_rating(&self) -> Option<f64> {
        let (sum, count) = (i32::try_from(self.row.rating_sum), i32::try_from(self.row.ratings));
        match (sum, count) {
            (Ok(sum), Ok(count)) if self.row.ratings >= FEWEST_RATINGS => {
                Some(f64::from(sum) / f64::from(count))
            }
            _ => None,
        }
    }
    /// Where you stand, if you are a beneficiary who booked or waited.
    async fn my_seat(&self) -> Option<Seat> {
        self.mine.clone().map(|row| Seat { row, activity: None })
    }
    /// Those who have a seat, wait or gave up, within your reach, in the order they first came.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn attendees(
        &self,
        ctx: &Context<'_>,
        status: Option<Code<SeatStatus>>,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<Page<Seat>> {
        let status = status.map(|status| status.0);
        let activity = Some(self.row.id);
        let filter = SeatFilter { activity, status, ..SeatFilter::default() };
        seats_page(ctx, &filter, first, after).await
    }
    /// Revision of its stream: give it as `expectedRevision` to be refused after a change.
    async fn revision(&self) -> i64 {
        self.row.revision
    }
    /// Position of the last event shown here.
    async fn position(&self) -> Position {
        Position(self.row.position)
    }
}

/// Where a beneficiary stands at an activity.
pub(crate) struct Seat {
    row: SeatRow,
    activity: Option<ActivityRow>,
}

#[Object]
impl Seat {
    /// The activity's identifier.
    async fn activity_id(&self) -> ID {
        global::<Aggregate>(self.row.activity)
    }
    /// The activity, where seats are listed by beneficiary.
    async fn activity(&self) -> Option<Activity> {
        self.activity.clone().map(|row| Activity { row, mine: Some(self.row.clone()) })
    }
    /// The beneficiary's journey.
    async fn journey_id(&self) -> ID {
        global::<Journey>(self.row.journey)
    }
    /// Where she stands.
    async fn status(&self) -> Code<SeatStatus> {
        Code(self.row.status)
    }
    /// The same, in French.
    async fn status_label(&self) -> &'static str {
        self.row.status.label()
    }
    /// Last day to take the seat she is offered.
    async fn offered_until(&self) -> Option<NaiveDate> {
        self.row.offered_until
    }
    /// Is she a minor on the day it starts? Null before she books.
    async fn minor(&self) -> Option<bool> {
        self.row.minor
    }
    /// Did she come?
    async fn presence(&self) -> Option<Code<Presence>> {
        self.row.presence.map(Code)
    }
    /// How long she stayed, in minutes.
    async fn minutes(&self) -> i64 {
        self.row.minutes
    }
    /// What she thought of it, 1 to 5.
    async fn rating(&self) -> Option<i64> {
        self.row.rating
    }
}

/// Activities as the asker sees them: hers are known with one more query for all.
async fn shown(ctx: &Context<'_>, rows: Vec<ActivityRow>) -> Result<Vec<Activity>> {
    let actor = App::actor(ctx)?;
    let herself = actor.subject.filter(|_| actor.role == Role::Beneficiary);
    let mut seats = Vec::new();
    if let Some(id) = herself {
        let ids: Vec<ActivityId> = rows.iter().map(|row| row.id).collect();
        let found = App::of(ctx)?.reader.seats_of(JourneyId(id), &ids).await;
        seats = found.map_err(|error| failed(&error))?;
    }
    let mine = |id| seats.iter().find(|seat: &&SeatRow| seat.activity == id).cloned();
    Ok(rows.into_iter().map(|row| Activity { mine: mine(row.id), row }).collect())
}

/// One activity.
pub(crate) async fn find(ctx: &Context<'_>, id: ActivityId) -> Result<Option<Activity>> {
    let row = App::of(ctx)?.reader.activity(id).await.map_err(|error| failed(&error))?;
    Ok(shown(ctx, row.into_iter().collect()).await?.pop())
}

/// A page of seats, each with its activity.
pub(crate) async fn seats_page(
    ctx: &Context<'_>,
    filter: &SeatFilter,
    first: i32,
    after: Option<String>,
) -> Result<Page<Seat>> {
    let (after, first) = page::window(after.as_deref(), first)?;
    let (app, scope, at) = (App::of(ctx)?, App::scope(ctx)?, after.map(At::new));
    let found = app.reader.seats(&scope, filter, at, first).await;
    let found = found.map_err(|error| failed(&error))?;
    let ids: Vec<ActivityId> = found.rows.iter().map(|row| row.activity).collect();
    let activities = app.reader.activities_by_id(&ids).await.map_err(|error| failed(&error))?;
    let of = |id| activities.iter().find(|row| row.id == id).cloned();
    let item = |row: SeatRow| (row.first_position, Seat { activity: of(row.activity), row });
    Ok(page::page(after.is_some(), found, item))
}

/// What a mutation on an activity answers.
#[derive(SimpleObject)]
pub(crate) struct ActivityPayload {
    /// The activity afterwards; null when the command is refused.
    activity: Option<Activity>,
    /// Position of the last event written.
    position: Option<Position>,
    /// Revision of the activity's stream.
    revision: Option<i64>,
    /// The command had been run before, and this is its first answer.
    replayed: bool,
    /// Why it is refused.
    rejection: Option<Rejection>,
}

impl ActivityPayload {
    async fn of(ctx: &Context<'_>, id: ActivityId, outcome: Outcome) -> Result<Self> {
        match outcome {
            Err(rejection) => Ok(Self::refused(rejection)),
            Ok(done) => Ok(Self {
                activity: find(ctx, id).await?,
                position: Some(Position(done.position.get())),
                revision: done.revision.map(eventstore::Revision::get),
                replayed: done.replayed,
                rejection: None,
            }),
        }
    }

    fn refused(rejection: impl Into<Rejection>) -> Self {
        Self {
            activity: None,
            position: None,
            revision: None,
            replayed: false,
            rejection: Some(rejection.into()),
        }
    }
}

/// Runs a command on an activity.
async fn run(
    ctx: &Context<'_>,
    id: &ID,
    command: Command,
    envelope: &Envelope,
) -> Result<ActivityPayload> {
    match local::<Aggregate>(id, "activityId") {
        Err(rejection) => Ok(ActivityPayload::refused(&rejection)),
        Ok(id) => {
            let outcome = App::of(ctx)?.run::<Aggregate>(ctx, id, command, envelope).await?;
            ActivityPayload::of(ctx, id.into(), outcome).await
        }
    }
}
