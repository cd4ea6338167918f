//! The cohort table.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain::{SchoolYear, journey::facts::Declared, levels::Niveau};
use projections::statistics::CohortFilter;

use crate::{
    app::{App, coded, failed},
    code::Code,
    figure::{Figure, primary},
    journey::{Place, RegionName},
    lookup,
};

/// One cell: how many beneficiaries of a cohort were at a level, in an académie, in a school year.
#[derive(SimpleObject)]
struct CohortCell {
    /// The school year: 2026 for 2026-2027.
    school_year: i32,
    /// School year of their admission.
    cohort: i32,
    /// Level in that school year.
    niveau: Code<Niveau>,
    /// Académie of the school of that year; null when it is not known.
    place: Option<Place>,
    /// Its région.
    region: Option<RegionName>,
    /// Boursière at the start of the cohort, not boursière, or not known.
    boursiere: Code<Declared>,
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
            boursiere: filter.boursiere.map(|situation| situation.0),
            ..CohortFilter::default()
        };
        let rows = App::of(ctx)?.reader.cohort(&filter).await;
        let cell = |row: projections::statistics::CohortCell| CohortCell {
            school_year: row.school_year.0,
            cohort: row.cohort.0,
            niveau: Code(row.niveau),
            place: row.academie.0.map(Place::from),
            region: row.region.0.map(RegionName::from),
            boursiere: Code(row.boursiere),
            beneficiaries: primary(row.count, suppress),
        };
        let rows = rows.map_err(|error| failed(&error))?;
        Ok(CohortTable {
            definition: "Bénéficiaires admises (lauréates) ayant une inscription principale dans \
                         l'année scolaire, à partir de celle de leur admission ; la situation est \
                         celle de l'année d'admission.",
            cells: rows.into_iter().map(cell).collect(),
        })
    }
}
