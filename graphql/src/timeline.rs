//! What happened on a journey, in order.

use async_graphql::connection::CursorType;
use async_graphql::{Context, Object, Result};
use chrono::{DateTime, NaiveDate, Utc};
use domain::JourneyId;
use projections::timeline::TimelineRow;

use crate::{
    app::{App, failed},
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

/// Where a page ends: the day, and the position among those of the same day.
#[derive(Clone, Copy)]
pub(crate) struct Cursor(NaiveDate, i64);

impl Cursor {
    pub(crate) fn new(day: NaiveDate, position: i64) -> Self {
        Self(day, position)
    }

    pub(crate) fn place(self) -> (NaiveDate, eventstore::Position) {
        (self.0, eventstore::Position::new(self.1))
    }
}

impl CursorType for Cursor {
    type Error = &'static str;

    fn decode_cursor(text: &str) -> std::result::Result<Self, Self::Error> {
        let parts = text
            .split_once('.')
            .and_then(|(day, position)| Some(Self(day.parse().ok()?, position.parse().ok()?)));
        parts.ok_or("a cursor of this list is a day and a position")
    }

    fn encode_cursor(&self) -> String {
        format!("{}.{}", self.0, self.1)
    }
}

/// A page of a journey's timeline.
pub(crate) async fn page(
    ctx: &Context<'_>,
    journey: JourneyId,
    first: i32,
    after: Option<String>,
) -> Result<Page<TimelineEntry, Cursor>> {
    let (after, first) = page::window::<Cursor>(after.as_deref(), first)?;
    let cursor = after.map(Cursor::place);
    let found = App::of(ctx)?.reader.timeline(&App::scope(ctx)?, journey, cursor, first).await;
    let found = found.map_err(|error| failed(&error))?;
    let item = |row: TimelineRow| (Cursor(row.occurred_on, row.position), TimelineEntry(row));
    Ok(page::page(after.is_some(), found, item))
}
