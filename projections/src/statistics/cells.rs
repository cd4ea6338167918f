use chrono::NaiveDate;
use domain::{
    SchoolYear,
    codes::{Academie, Region},
    journey::facts::Declared,
    levels::Niveau,
};

use super::FactsRow;
use crate::{
    Cell, Counter, Row,
    column::{Column, Kind, Unreadable, Value},
    row::row,
};

/// A fact of a cell that may be unknown: it is counted as such, never dropped. Stored as
/// `unknown`, for the columns of a key are never null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrUnknown<T>(pub Option<T>);

impl<T: Column> Column for OrUnknown<T> {
    const KIND: Kind = Kind::Text;

    fn value(&self) -> Value<'_> {
        self.0.as_ref().map_or(Value::Text(Some(UNKNOWN.into())), T::value)
    }

    fn read(value: Value<'_>) -> Result<Self, Unreadable> {
        match value {
            Value::Text(Some(text)) if text == UNKNOWN => Ok(Self(None)),
            value => T::read(value).map(|value| Self(Some(value))),
        }
    }
}

const UNKNOWN: &str = "unknown";

row! {
    /// How many lauréates had a main enrolment like this in a school year.
    pub struct CohortCell in "cohort_cells" {
        /// The school year of the enrolment: that of the admission, or a later one.
        pub school_year: SchoolYear,
        /// School year of the admission.
        pub cohort: SchoolYear,
        /// Level in that school year.
        pub niveau: Niveau,
        /// Académie of the school in that school year.
        pub academie: OrUnknown<Academie>,
        /// Its région.
        pub region: OrUnknown<Region>,
        /// Boursière in the school year of the admission, whatever followed.
        pub boursiere: Declared,
        /// How many.
        pub count: i64,
    }
}

row! {
    /// How many lauréates were admitted on a day, from a région and at a level.
    pub struct ImpactCell in "impact_cells" {
        /// The day of the admission.
        pub admitted_on: NaiveDate,
        /// Région of the latest known school up to the school year of the admission.
        pub region: OrUnknown<Region>,
        /// Level of the latest main enrolment up to the school year of the admission.
        pub niveau: OrUnknown<Niveau>,
        /// How many.
        pub count: i64,
    }
}

pub(super) const COHORT: Counter = counter::<CohortCell>();
pub(super) const IMPACT: Counter = counter::<ImpactCell>();

/// A table of counts whose last column is the count.
const fn counter<R: Row>() -> Counter {
    match R::COLUMNS.split_last() {
        Some((_, key)) => Counter { table: R::TABLE, key },
        None => panic!("a table of counts has a key"),
    }
}

/// A row of a table of counts as what it adds.
fn cell(counter: usize, row: &impl Row, count: i64) -> (Cell, i64) {
    let mut key = Vec::new();
    row.values(&mut key);
    key.pop();
    (Cell { counter, key: key.into_iter().map(Value::into_owned).collect() }, count)
}

/// Where a journey counts.
pub(super) fn of(row: &FactsRow) -> Vec<(Cell, i64)> {
    let (Some(cohort), Some(admitted_on)) = (row.cohort, row.admitted_on) else {
        return Vec::new();
    };
    let boursiere = row.bourses.get(&cohort).copied().unwrap_or(Declared::Unknown);
    let mut cells: Vec<(Cell, i64)> = row
        .years
        .range(cohort..)
        .map(|(school_year, year)| {
            let row = CohortCell {
                school_year: *school_year,
                cohort,
                niveau: year.niveau,
                academie: OrUnknown(year.academie),
                region: OrUnknown(year.region),
                boursiere,
                count: 1,
            };
            cell(0, &row, row.count)
        })
        .collect();
    let mut before = row.years.range(..=cohort).rev().map(|(_, year)| year);
    let row = ImpactCell {
        admitted_on,
        niveau: OrUnknown(before.clone().next().map(|year| year.niveau)),
        region: OrUnknown(before.find_map(|year| year.region)),
        count: 1,
    };
    cells.push(cell(1, &row, row.count));
    cells
}
