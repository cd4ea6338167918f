//! The school years of a journey, read from its steps.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::{
    SchoolYear,
    journey::{
        Command,
        facts::{Enrolment, Statut},
    },
    levels::Niveau,
    reference::FormationId,
};

use crate::{journey::Plan, step::Action};

/// A school year of higher education, or of lycée.
#[derive(Debug)]
pub(super) struct Year {
    pub(super) at: SchoolYear,
    pub(super) niveau: Niveau,
    pub(super) statut: Statut,
    formation: Option<FormationId>,
    /// The day it is recorded.
    pub(super) from: NaiveDate,
    /// The day studies stop or the year is concluded, if they are.
    over: Option<NaiveDate>,
}

impl Year {
    /// Is it under way all of this day?
    pub(super) fn goes_on(&self, day: NaiveDate) -> bool {
        self.from < day && self.over.is_none_or(|over| day < over)
    }
}

/// Her main enrolments, year after year.
pub(super) fn of(journey: &Plan) -> Vec<Year> {
    let mut years: BTreeMap<SchoolYear, Year> = BTreeMap::new();
    for step in &journey.steps {
        let Action::Journey(_, command) = &step.action else { continue };
        match command {
            Command::StartSchoolYear { school_year, year, .. }
                if year.enrolment == Enrolment::Main =>
            {
                let formation = year.formation.as_ref();
                let known = Year {
                    at: *school_year,
                    niveau: year.niveau,
                    statut: year.statut,
                    formation: formation.and_then(|followed| followed.id.known().cloned()),
                    from: step.day,
                    over: None,
                };
                years.insert(*school_year, known);
            }
            Command::ConcludeSchoolYear { school_year, .. } => {
                if let Some(year) = years.get_mut(school_year) {
                    year.over.get_or_insert(step.day);
                }
            }
            Command::InterruptStudy { .. } => {
                if let Some(year) = years.get_mut(&SchoolYear::of(step.day)) {
                    year.over.get_or_insert(step.day);
                }
            }
            _ => {}
        }
    }
    years.into_values().collect()
}

/// The day an apprenticeship for so many years can not go on, if it comes before its end: studies
/// stop, or go on elsewhere or otherwise.
pub(super) fn leaves(first: &Year, later: &[Year], years: u16) -> Option<NaiveDate> {
    let mut last = first;
    for year in later.iter().take(usize::from(years) - 1) {
        let same = year.formation == first.formation && year.statut == Statut::Apprenti;
        if year.at != last.at.next() || !same {
            return last.over;
        }
        last = year;
    }
    let enough = last.at.0 - first.at.0 + 1 >= i32::from(years);
    // The last year ends with the contract.
    if enough {
        last.over.filter(|over| *over < last.at.next().first_day() - Days::new(70))
    } else {
        last.over
    }
}
