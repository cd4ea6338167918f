//! One row per event that belongs to a journey: what happened, in the order it happened.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Event, JourneyId};
use eventstore::Position;

use crate::{
    Applied, Page, Projection, Reader, Row as _, Scope,
    journeys::journeys_in,
    query::{Select, owned},
    row::row,
};

mod summary;

row! {
    /// Something that happened on a journey.
    pub struct TimelineRow in "timeline" {
        /// Of the event, in the log.
        pub position: i64,
        /// The beneficiary.
        pub journey: JourneyId,
        /// The civil date it happened on.
        pub occurred_on: NaiveDate,
        /// When it was recorded.
        pub recorded_at: DateTime<Utc>,
        /// Of the event, in its stream.
        pub revision: i64,
        /// The type of the event, such as `journey.v1.SchoolYearStarted`.
        pub kind: String,
        /// A sentence in French, made of facts that are no personal data.
        pub summary: String,
        /// The role of who recorded it, if known.
        pub actor_kind: Option<String>,
    }
}

/// The read model.
pub struct Timeline;

impl Projection for Timeline {
    const NAME: &'static str = "timeline";
    const VERSION: i64 = 2;
    const CATEGORIES: &'static [&'static str] = &["journey", "mentorship", "placement"];
    const INSERT_ONLY: bool = true;
    type Row = TimelineRow;

    fn keys(event: &Applied) -> impl IntoIterator<Item = i64> {
        journey_of(event).map(|_| event.position.get())
    }

    fn apply(_: Option<TimelineRow>, key: &i64, event: &Applied) -> Option<TimelineRow> {
        Some(TimelineRow {
            position: *key,
            journey: journey_of(event)?,
            occurred_on: event.occurred_on,
            recorded_at: event.recorded_at,
            revision: event.revision.get(),
            kind: event.kind.clone(),
            summary: summary::summary(&event.event)?,
            actor_kind: event.actor_kind.clone(),
        })
    }
}

fn journey_of(event: &Applied) -> Option<JourneyId> {
    match &event.event {
        Event::Journey(_) => Some(JourneyId(event.stream_id)),
        Event::Mentorship(happened) => Some(happened.pair().journey),
        Event::Placement(happened) => happened.journey(),
        Event::Supporter(_) | Event::Partner(_) | Event::Programme(_) => None,
    }
}

/// Where a page of a timeline ends: the date something happened on, and its position.
pub type TimelineCursor = (NaiveDate, Position);

impl Reader {
    /// What happened on a journey, oldest first; nothing when she is out of reach. What is recorded
    /// late stands where it happened.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn timeline(
        &self,
        scope: &Scope,
        journey: JourneyId,
        after: Option<TimelineCursor>,
        first: i64,
    ) -> sqlx::Result<Page<TimelineRow>> {
        let mut select = Select::new(format!(
            "select {} from timeline t join journeys j on j.id = t.journey where 1 = 1",
            TimelineRow::select("t.")
        ));
        select.and("t.journey", Some(journey));
        journeys_in(&mut select, scope);
        if let Some((occurred_on, position)) = after {
            let values = [owned(occurred_on), owned(position.get())];
            select.push(" and (t.occurred_on, t.position) > (?, ?)", values);
        }
        select.push(" order by t.occurred_on, t.position", []);
        select.page(&self.0, first).await
    }
}
