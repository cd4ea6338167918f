//! The impact figures: lauréates against the targets.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{Datelike, NaiveDate};
use domain::levels::Niveau;

use crate::{
    app::{App, failed},
    code::Code,
    figure::{Figure, parts},
    journey::RegionName,
};

/// Distinct beneficiaries admitted on or before a day (indicator I01).
#[derive(SimpleObject)]
struct Impact {
    /// The day.
    as_of: NaiveDate,
    /// What is counted.
    definition: &'static str,
    /// Cumulative lauréates.
    laureates: i64,
    /// Against each target.
    targets: Vec<TargetProgress>,
    /// By région of the school at admission; null when it is not known.
    by_region: Vec<RegionLaureates>,
    /// By level at admission; null when it is not known.
    by_niveau: Vec<NiveauLaureates>,
}

/// A target and how far it is.
#[derive(SimpleObject)]
struct TargetProgress {
    /// By the end of this day.
    due: NaiveDate,
    /// How many lauréates.
    value: i64,
    /// Lauréates still missing; 0 once it is reached.
    missing: i64,
    /// Full months left after the day the figures are of.
    months_left: i64,
    /// Admissions a month needed to reach it, rounded up; null once it is due.
    pace_needed: Option<i64>,
}

/// Lauréates of a région.
#[derive(SimpleObject)]
struct RegionLaureates {
    /// The région.
    region: Option<RegionName>,
    /// How many.
    laureates: Figure,
}

/// Lauréates of a level.
#[derive(SimpleObject)]
struct NiveauLaureates {
    /// The level.
    niveau: Option<Code<Niveau>>,
    /// How many.
    laureates: Figure,
}

impl TargetProgress {
    fn new(due: NaiveDate, value: i64, laureates: i64, as_of: NaiveDate) -> Self {
        let missing = (value - laureates).max(0);
        let months = i64::from(due.year() - as_of.year()) * 12 + i64::from(due.month())
            - i64::from(as_of.month());
        let months_left = months.max(0);
        // The current month counts as one to act in, as long as the target is not due.
        let pace = |months: i64| (missing + months - 1) / months;
        let pace_needed = (as_of <= due).then(|| pace(months_left.max(1)));
        Self { due, value, missing, months_left, pace_needed }
    }
}

/// See the crate.
#[derive(Default)]
pub struct ImpactQuery;

#[Object]
impl ImpactQuery {
    /// Cumulative lauréates against the targets, by région and level.
    async fn impact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; by default today.")] as_of: Option<NaiveDate>,
    ) -> Result<Impact> {
        let suppress = App::suppresses(ctx)?;
        let app = App::of(ctx)?;
        let as_of = as_of.unwrap_or_else(|| app.today());
        let impact = app.reader.impact(as_of).await.map_err(|error| failed(&error))?;
        let targets = app.reader.targets().await.map_err(|error| failed(&error))?;
        let counts = |rows: Vec<i64>| parts(&rows, suppress);
        let regions = counts(impact.by_region.iter().map(|(_, count)| *count).collect());
        let levels = counts(impact.by_niveau.iter().map(|(_, count)| *count).collect());
        Ok(Impact {
            as_of,
            definition: "Lauréates cumulées : bénéficiaires distinctes admises au programme au \
                         plus tard ce jour, effacées comprises.",
            laureates: impact.total,
            targets: targets
                .into_iter()
                .map(|target| TargetProgress::new(target.due, target.value, impact.total, as_of))
                .collect(),
            by_region: impact
                .by_region
                .iter()
                .zip(regions)
                .map(|((region, _), laureates)| RegionLaureates {
                    region: region.map(RegionName::from),
                    laureates,
                })
                .collect(),
            by_niveau: impact
                .by_niveau
                .iter()
                .zip(levels)
                .map(|((niveau, _), laureates)| NiveauLaureates {
                    niveau: niveau.map(Code),
                    laureates,
                })
                .collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_pace_needed_is_what_is_missing_over_the_months_left() {
        let target = TargetProgress::new(day("2027-12-31"), 10_000, 4_000, day("2026-11-24"));
        assert_eq!(
            (target.missing, target.months_left, target.pace_needed),
            (6_000, 13, Some(462))
        );
    }

    #[test]
    fn a_target_that_is_reached_asks_for_nothing_more() {
        let target = TargetProgress::new(day("2027-12-31"), 10_000, 10_500, day("2026-11-24"));
        assert_eq!((target.missing, target.pace_needed), (0, Some(0)));
    }

    #[test]
    fn a_target_that_is_due_has_no_pace() {
        let target = TargetProgress::new(day("2027-12-31"), 10_000, 9_000, day("2028-01-01"));
        assert_eq!((target.missing, target.months_left, target.pace_needed), (1_000, 0, None));
    }
}
