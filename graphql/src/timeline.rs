//! What happened on a journey, in order.

use async_graphql::{Context, Object, Result};
use chrono::{DateTime, NaiveDate, Utc};
use domain::JourneyId;
use projections::TimelineRow;

use crate::{
    app::{App, internal},
    ids::Position,
    page::{self, Page},
};

/// One thing that happened.
pub(crate) struct TimelineEntry(TimelineRow);

#[Object]
impl TimelineEntry {
    /// When it was true (civil date, Europe/Paris).
    async fn occurred_on(&self) -> NaiveDate {
        self.0.occurred_on
    }
    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.recorded_at
    }
    /// Type of the event, such as `journey.v1.SchoolYearStarted`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }
    /// A sentence in French, without personal data.
    async fn summary(&self) -> &str {
        &self.0.summary
    }
    /// Where it is in the log.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }
}

/// A page of a journey's timeline. The journey itself was found within the asker's scope.
pub(crate) async fn page(
    ctx: &Context<'_>,
    journey: JourneyId,
    first: i32,
    after: Option<String>,
) -> Result<Page<TimelineEntry>> {
    let (after, first) = page::window(after.as_deref(), first)?;
    let found = App::of(ctx)?.reader.timeline(journey, after, first).await;
    let found = found.map_err(|error| internal(&error))?;
    let item = |row: TimelineRow| (row.position, TimelineEntry(row));
    Ok(page::page(after, found.has_next, found.rows, item))
}
