//! One row per target of the programme; the last one set for a metric and a day stands.

use chrono::NaiveDate;
use domain::{
    Event, Vocabulary as _,
    programme::{Event as E, Metric},
};

use crate::{Applied, Projection, Reader, Row as _, query::Select, row::row};

row! {
    /// A target.
    pub struct TargetRow in "targets" {
        /// `<metric>:<due>`.
        pub id: String,
        /// What is counted.
        pub metric: Metric,
        /// By the end of this day.
        pub due: NaiveDate,
        /// How many.
        pub value: i64,
        /// The day it was set.
        pub set_on: NaiveDate,
    }
}

/// The read model.
pub struct Targets;

impl Projection for Targets {
    const NAME: &'static str = "targets";
    const VERSION: i64 = 1;
    const CATEGORIES: &'static [&'static str] = &["programme"];
    type Row = TargetRow;

    fn keys(event: &Applied) -> impl IntoIterator<Item = String> {
        match &event.event {
            Event::Programme(E::TargetSet { metric, due, .. }) => {
                Some(format!("{}:{due}", metric.code()))
            }
            Event::Programme(
                E::PolicyPublished { .. }
                | E::SoclePublished { .. }
                | E::OptionCataloguePublished { .. }
                | E::CalendarPublished { .. }
                | E::BudgetAllocated { .. }
                | E::BudgetReserved { .. }
                | E::BudgetReleased { .. }
                | E::CostRecorded { .. }
                | E::DisclosurePolicyPublished { .. }
                | E::ReferenceImported { .. }
                | E::ReportIssued { .. },
            ) => None,
            Event::Journey(_)
            | Event::Supporter(_)
            | Event::Mentorship(_)
            | Event::Placement(_)
            | Event::Partner(_) => None,
        }
    }

    fn apply(row: Option<TargetRow>, key: &String, event: &Applied) -> Option<TargetRow> {
        let Event::Programme(E::TargetSet { metric, value, due }) = &event.event else {
            return row;
        };
        Some(TargetRow {
            id: key.clone(),
            metric: *metric,
            due: *due,
            value: i64::from(*value),
            set_on: event.occurred_on,
        })
    }
}

impl Reader {
    /// The targets, soonest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn targets(&self) -> sqlx::Result<Vec<TargetRow>> {
        let columns = TargetRow::select("");
        let sql = format!("select {columns} from targets order by due, metric");
        Select::new(sql).rows(&self.0).await
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        replay,
        testing::{applied, day},
    };

    #[test]
    fn the_last_target_set_for_a_day_stands() {
        let set = |value| {
            Event::Programme(E::TargetSet {
                metric: Metric::Laureates,
                value,
                due: day(2027, 12, 31),
            })
        };
        let events = [applied(0, Uuid::nil(), set(9_000)), applied(1, Uuid::nil(), set(10_000))];
        let rows: Vec<_> = replay::<Targets>(&events).into_values().collect();
        assert_eq!(rows.iter().map(|row| row.value).collect::<Vec<_>>(), [10_000]);
        assert_eq!(rows[0].id, "laureates:2027-12-31");
    }
}
