//! What is planned, by day and territory, and who came to what was held.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::activity::{Activity as Aggregate, ActivityKind, ActivityTheme, Component};
use projections::activities::{ActivityFilter, ActivityRow, ActivityStatus, AttendanceCount};

use super::{Activity, find, shown};
use crate::{
    app::{App, coded, failed},
    code::Code,
    ids::local,
    lookup,
    outcome::EdgeRejection,
    page::{self, Page},
    timeline::Cursor,
};

/// Which activities to list.
#[derive(InputObject, Default)]
struct AgendaFilter {
    /// Code of their académie; those for the whole country are there too.
    academie: Option<String>,
    /// Insee code of their région; those for the whole country are there too.
    region: Option<String>,
    /// Starting on this day or later.
    from: Option<NaiveDate>,
    /// Starting on this day or before.
    until: Option<NaiveDate>,
    /// Kind.
    kind: Option<Code<ActivityKind>>,
    /// What they are about.
    theme: Option<Code<ActivityTheme>>,
    /// Parcours socle or option.
    component: Option<Code<Component>>,
    /// How far they are.
    status: Option<Code<ActivityStatus>>,
    /// Only those with a seat that can be booked.
    #[graphql(default)]
    only_with_seats: bool,
}

impl AgendaFilter {
    fn rows(self) -> std::result::Result<ActivityFilter, EdgeRejection> {
        let academie = self.academie.as_deref().map(|code| lookup::academie(code, "academie"));
        let region = self.region.as_deref().map(|code| lookup::region(code, "region"));
        Ok(ActivityFilter {
            academie: academie.transpose()?,
            region: region.transpose()?,
            from: self.from,
            until: self.until,
            kind: self.kind.map(|kind| kind.0),
            theme: self.theme.map(|theme| theme.0),
            component: self.component.map(|component| component.0),
            status: self.status.map(|status| status.0),
            seats_left: self.only_with_seats,
        })
    }

    fn read(self) -> Result<ActivityFilter> {
        self.rows().map_err(|rejection| coded("BAD_FILTER", &rejection.to_string()))
    }
}

/// Who came to the activities of a kind that were held.
#[derive(SimpleObject)]
struct Attendance {
    /// Kind.
    kind: Code<ActivityKind>,
    /// Activities held.
    activities: i64,
    /// Seats they had.
    seats: i64,
    /// Seats that were booked.
    booked: i64,
    /// Those who came; somebody who came to two counts twice.
    present: i64,
    /// Those who did not.
    absent: i64,
    /// Those who said that they could not.
    excused: i64,
    /// Minutes they stayed, all together.
    attended_minutes: i64,
}

impl From<AttendanceCount> for Attendance {
    fn from(count: AttendanceCount) -> Self {
        Self {
            kind: Code(count.kind),
            activities: count.activities,
            seats: count.seats,
            booked: count.booked,
            present: count.present,
            absent: count.absent,
            excused: count.excused,
            attended_minutes: count.attended_minutes,
        }
    }
}

/// See the crate.
#[derive(Default)]
pub struct AgendaQuery;

#[Object]
impl AgendaQuery {
    /// One activity; null when it does not exist.
    async fn activity(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Activity>> {
        App::actor(ctx)?;
        match local::<Aggregate>(&id, "id") {
            Ok(id) => find(ctx, id.into()).await,
            Err(rejection) => Err(coded("BAD_ID", &rejection.to_string())),
        }
    }

    /// Activities by the day they start. The agenda is no secret; who comes is.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn agenda(
        &self,
        ctx: &Context<'_>,
        #[graphql(default)] filter: AgendaFilter,
        #[graphql(default = 50)] first: i32,
        after: Option<String>,
    ) -> Result<Page<Activity, Cursor>> {
        App::actor(ctx)?;
        let filter = filter.read()?;
        let (after, first) = page::window::<Cursor>(after.as_deref(), first)?;
        let at = after.map(Cursor::place);
        let found = App::of(ctx)?.reader.agenda(&filter, at, first).await;
        let projections::Page { rows, has_next } = found.map_err(|error| failed(&error))?;
        let place = |row: &ActivityRow| Cursor::new(row.starts, row.planned_position);
        let places: Vec<Cursor> = rows.iter().map(place).collect();
        let rows = places.into_iter().zip(shown(ctx, rows).await?).collect();
        Ok(page::page(after.is_some(), projections::Page { rows, has_next }, |item| item))
    }

    /// Who came to what was held in your territory, by kind.
    async fn attendance(
        &self,
        ctx: &Context<'_>,
        #[graphql(default)] filter: AgendaFilter,
    ) -> Result<Vec<Attendance>> {
        let filter = filter.read()?;
        let counts = App::of(ctx)?.reader.attendance(&App::scope(ctx)?, &filter).await;
        let counts = counts.map_err(|error| failed(&error))?;
        Ok(counts.into_iter().map(Attendance::from).collect())
    }
}
