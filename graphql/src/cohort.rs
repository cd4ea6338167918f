//! The cohort table.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain::{SchoolYear, journey::facts::Declared, levels::Niveau};
use projections::CohortFilter;

use crate::{
    app::{App, coded, internal},
    code::Code,
    figure::{Figure, primary},
    journey::{Place, maybe},
    lookup,
};

/// One cell: how many beneficiaries of a cohort were at a level, in an académie, in a school year.
#[derive(SimpleObject)]
struct CohortCell {
    /// The school year: 2026 for 2026-2027.
    school_year: i64,
    /// School year of their admission.
    cohort: i64,
    /// Level in that school year.
    niveau: Option<Code<Niveau>>,
    /// Territory of the school of that year; null when it is not known.
    place: Option<Place>,
    /// Boursière at the start of the cohort, not boursière, or not known.
    boursiere: Option<Code<Declared>>,
    /// How many.
    beneficiaries: Figure,
}

/// The table and what it counts.
#[derive(SimpleObject)]
struct CohortTable {
    /// What is counted, and how.
    definition: &'static str,
    /// The cells that are not empty, sorted by school year, cohort, level, académie, situation.
    cells: Vec<CohortCell>,
}

/// Which cells.
#[derive(InputObject, Default)]
struct CohortTableFilter {
    /// School year.
    school_year: Option<i32>,
    /// School year of the admission.
    cohort: Option<i32>,
    /// Level.
    niveau: Option<Code<Niveau>>,
    /// Code of the académie.
    academie: Option<String>,
    /// Situation at the start of the cohort.
    boursiere: Option<Code<Declared>>,
}

/// See the crate.
#[derive(Default)]
pub struct CohortQuery;

#[Object]
impl CohortQuery {
    /// School year × cohort × level × académie × situation: how many beneficiaries.
    async fn cohort_table(
        &self,
        ctx: &Context<'_>,
        #[graphql(default)] filter: CohortTableFilter,
    ) -> Result<CohortTable> {
        let suppress = App::suppresses(ctx)?;
        let academie = filter.academie.as_deref().map(|code| lookup::academie(code, "academie"));
        let academie = academie.transpose();
        let filter = CohortFilter {
            school_year: filter.school_year.map(SchoolYear),
            cohort: filter.cohort.map(SchoolYear),
            niveau: filter.niveau.map(|niveau| niveau.0),
            academie: academie.map_err(|error| coded("BAD_FILTER", &error.to_string()))?,
            situation: filter.boursiere.map(|situation| situation.0),
            ..CohortFilter::default()
        };
        let rows = App::of(ctx)?.reader.cohort(&filter).await;
        let cells = rows.map_err(|error| internal(&error))?.into_iter().map(|row| {
            Ok(CohortCell {
                school_year: row.school_year,
                cohort: row.cohort,
                niveau: maybe(Some(&row.niveau))?,
                place: Place::of(Some(&row.academie)),
                boursiere: maybe(Some(&row.situation))?,
                beneficiaries: primary(row.count, suppress),
            })
        });
        Ok(CohortTable {
            definition: "Bénéficiaires admises (lauréates) ayant une inscription principale dans \
                         l'année scolaire ; la situation est celle du début de la cohorte.",
            cells: cells.collect::<Result<_>>()?,
        })
    }
}
