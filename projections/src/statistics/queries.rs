use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    SchoolYear,
    codes::{Academie, Region},
    journey::facts::Declared,
    levels::Niveau,
};

use super::{CohortCell, ImpactCell};
use crate::{
    Reader, Row as _,
    query::{Select, owned},
};

/// Which cells to read; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CohortFilter {
    /// The school year of the enrolment.
    pub school_year: Option<SchoolYear>,
    /// School year of the admission.
    pub cohort: Option<SchoolYear>,
    /// Level in that school year.
    pub niveau: Option<Niveau>,
    /// Académie in that school year.
    pub academie: Option<Academie>,
    /// Région in that school year.
    pub region: Option<Region>,
    /// Boursière in the school year of the admission.
    pub boursiere: Option<Declared>,
}

/// Lauréates up to a day: distinct beneficiaries ever admitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impact {
    /// The day, included.
    pub as_of: NaiveDate,
    /// How many.
    pub total: i64,
    /// Of which régions at their admission; `None` is not known.
    pub by_region: Vec<(Option<Region>, i64)>,
    /// At which levels at their admission; `None` is not known.
    pub by_niveau: Vec<(Option<Niveau>, i64)>,
}

impl Reader {
    /// The cells of the cohort table, in the order of their columns; those without anybody are
    /// not there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cohort(&self, filter: &CohortFilter) -> sqlx::Result<Vec<CohortCell>> {
        let columns = CohortCell::select("");
        let mut select = Select::new(format!("select {columns} from cohort_cells where 1 = 1"));
        select
            .and("school_year", filter.school_year)
            .and("cohort", filter.cohort)
            .and("niveau", filter.niveau)
            .and("academie", filter.academie)
            .and("region", filter.region)
            .and("boursiere", filter.boursiere);
        let mut cells: Vec<CohortCell> = select.rows(&self.0).await?;
        // Here and not in SQL: levels have an order of their own.
        cells.sort_unstable_by_key(|cell| {
            let place = (cell.academie, cell.region, cell.boursiere);
            (cell.school_year, cell.cohort, cell.niveau, place)
        });
        Ok(cells)
    }

    /// Lauréates admitted up to a day, included.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn impact(&self, as_of: NaiveDate) -> sqlx::Result<Impact> {
        // One row per région and level; the day is only there to make a row of it.
        let mut select = Select::new(
            "select max(admitted_on), region, niveau, cast(sum(count) as bigint)
             from impact_cells where ",
        );
        select.push("admitted_on <= ? group by region, niveau", [owned(as_of)]);
        let cells: Vec<ImpactCell> = select.rows(&self.0).await?;
        let mut by_region = BTreeMap::<_, i64>::new();
        let mut by_niveau = BTreeMap::<_, i64>::new();
        for cell in &cells {
            *by_region.entry(cell.region.0).or_default() += cell.count;
            *by_niveau.entry(cell.niveau.0).or_default() += cell.count;
        }
        Ok(Impact {
            as_of,
            total: cells.iter().map(|cell| cell.count).sum(),
            by_region: by_region.into_iter().collect(),
            by_niveau: by_niveau.into_iter().collect(),
        })
    }
}
