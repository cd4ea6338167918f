use chrono::NaiveDate;
use domain::{
    ActivityId,
    activity::{ActivityKind, ActivityTheme, Component},
    codes::{Academie, Region},
};
use eventstore::Position;

use super::{ActivityRow, ActivityStatus};
use crate::{
    Page, Reader, Row as _, Scope,
    query::{Select, owned},
    row::row,
};

/// Which activities to list; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityFilter {
    /// Their académie; those for the whole country are there too.
    pub academie: Option<Academie>,
    /// Their région; those for the whole country are there too.
    pub region: Option<Region>,
    /// Starting on this day or later.
    pub from: Option<NaiveDate>,
    /// Starting on this day or before.
    pub until: Option<NaiveDate>,
    /// Kind.
    pub kind: Option<ActivityKind>,
    /// What they are about.
    pub theme: Option<ActivityTheme>,
    /// Socle or option.
    pub component: Option<Component>,
    /// How far they are.
    pub status: Option<ActivityStatus>,
    /// Only those with a seat that can be booked.
    pub seats_left: bool,
}

/// Where a page of the agenda ends: the day an activity starts, and the position of its planning.
pub type AgendaCursor = (NaiveDate, Position);

row! {
    /// Who came to the activities of a kind.
    pub struct AttendanceCount in "activities" {
        /// Kind.
        pub kind: ActivityKind,
        /// Activities held.
        pub activities: i64,
        /// Seats they had.
        pub seats: i64,
        /// Seats that were booked.
        pub booked: i64,
        /// Those who came.
        pub present: i64,
        /// Those who did not.
        pub absent: i64,
        /// Those who said that they could not.
        pub excused: i64,
        /// Minutes they stayed, all together.
        pub attended_minutes: i64,
    }
}

impl Reader {
    /// Those of these activities that exist, in no particular order. What is planned is no secret:
    /// there is no scope.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn activities_by_id(&self, ids: &[ActivityId]) -> sqlx::Result<Vec<ActivityRow>> {
        let mut select = from_activities(&ActivityRow::select("a."));
        select.push(" and ", []).one_of("a.id", ids.iter().map(|id| owned(*id)));
        select.rows(&self.0).await
    }

    /// One activity.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn activity(&self, id: ActivityId) -> sqlx::Result<Option<ActivityRow>> {
        Ok(self.activities_by_id(&[id]).await?.pop())
    }

    /// Activities by the day they start, `first` of them (at most 1,000) after one of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn agenda(
        &self,
        filter: &ActivityFilter,
        after: Option<AgendaCursor>,
        first: i64,
    ) -> sqlx::Result<Page<ActivityRow>> {
        let mut select = from_activities(&ActivityRow::select("a."));
        filter.apply(&mut select);
        if let Some((starts, position)) = after {
            let values = [owned(starts), owned(position.get())];
            select.push(" and (a.starts, a.planned_position) > (?, ?)", values);
        }
        select.push(" order by a.starts, a.planned_position", []);
        select.page(&self.0, first).await
    }

    /// Who came to the activities held, by kind, in a scope.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attendance(
        &self,
        scope: &Scope,
        filter: &ActivityFilter,
    ) -> sqlx::Result<Vec<AttendanceCount>> {
        let sums = ["seats", "booked", "present", "absent", "excused", "attended_minutes"];
        let sums = sums.map(|column| format!("cast(sum(a.{column}) as bigint)")).join(", ");
        let mut select = from_activities(&format!("a.kind, count(*), {sums}"));
        activities_in(&mut select, scope);
        let held = ActivityFilter { status: Some(ActivityStatus::Held), ..filter.clone() };
        held.apply(&mut select);
        select.push(" group by a.kind", []);
        let mut counts: Vec<AttendanceCount> = select.rows(&self.0).await?;
        // Here and not in SQL: kinds have an order of their own.
        counts.sort_unstable_by_key(|count| count.kind);
        Ok(counts)
    }
}

fn from_activities(what: &str) -> Select {
    Select::new(format!("select {what} from activities a where 1 = 1"))
}

impl ActivityFilter {
    fn apply(&self, select: &mut Select) {
        if let Some(academie) = self.academie {
            select.push(" and ", []).in_academies("a.academie", &[academie]);
        }
        if let Some(region) = self.region {
            select.push(" and (a.region is null or a.region = ?)", [owned(region)]);
        }
        if let Some(day) = self.from {
            select.push(" and a.starts >= ?", [owned(day)]);
        }
        if let Some(day) = self.until {
            select.push(" and a.starts <= ?", [owned(day)]);
        }
        select
            .and("a.kind", self.kind)
            .and("a.theme", self.theme)
            .and("a.component", self.component)
            .and("a.status", self.status);
        if self.seats_left {
            select.push(" and a.booked + a.offered < a.seats", []);
            select.and("a.status", Some(ActivityStatus::Planned));
        }
    }
}

/// Appends which rows of `activities a` somebody answers for.
fn activities_in(select: &mut Select, scope: &Scope) {
    match scope {
        Scope::All => {}
        Scope::Nothing | Scope::Journey(_) | Scope::Supporter(_) | Scope::Partner(_) => {
            select.push(" and 1 = 0", []);
        }
        Scope::Academies(academies) => {
            select.push(" and ", []).in_academies("a.academie", academies);
        }
    }
}
