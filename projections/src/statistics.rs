//! Counts of beneficiaries, exact at every position: the facts of each journey say in which cells
//! she counts, and the engine adds and takes back what a change of facts changes.
//!
//! Lauréates who are erased, or whose support ended, stay counted: nothing here is personal data.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    Event, JourneyId, SchoolYear,
    codes::{Academie, Region},
    journey::{
        Event as E,
        facts::{Declared, Enrolment, YearStart},
    },
    levels::Niveau,
};
use serde::{Deserialize, Serialize};

use crate::{Applied, Cell, Counter, Mark, Projection, journeys::boursiere, row::row};

mod cells;
mod queries;

pub use cells::{CohortCell, ImpactCell, OrUnknown};
pub use queries::{CohortFilter, Impact};

row! {
    /// What statistics need to know of a journey.
    pub struct FactsRow in "journey_facts" {
        /// The beneficiary.
        pub id: JourneyId,
        /// School year of her admission, which never changes; none unless she is a lauréate.
        pub cohort: Option<SchoolYear>,
        /// The day she was admitted.
        pub admitted_on: Option<NaiveDate>,
        /// Main enrolments.
        pub years: BTreeMap<SchoolYear, MainYear>,
        /// Boursière by school year, as last declared.
        pub bourses: BTreeMap<SchoolYear, Declared>,
        /// Of the last event this row knows.
        pub position: i64,
    }
}

/// A main enrolment, as coarse as statistics need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MainYear {
    /// Level.
    #[serde(rename = "n")]
    pub niveau: Niveau,
    /// Académie of the school, if it is known.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub academie: Option<Academie>,
    /// Région of the school, if it is known.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
}

/// The read model.
pub struct Statistics;

impl Projection for Statistics {
    const NAME: &'static str = "statistics";
    const VERSION: i64 = 1;
    const CATEGORIES: &'static [&'static str] = &["journey"];
    const COUNTERS: &'static [Counter] = &[cells::COHORT, cells::IMPACT];
    type Row = FactsRow;

    fn mark(row: &mut FactsRow, at: Mark) {
        row.position = at.position.get();
    }

    fn keys(event: &Applied) -> impl IntoIterator<Item = JourneyId> {
        Fact::of(&event.event).map(|_| JourneyId(event.stream_id))
    }

    fn apply(row: Option<FactsRow>, key: &JourneyId, event: &Applied) -> Option<FactsRow> {
        let Some(fact) = Fact::of(&event.event) else { return row };
        let mut row = match (row, &fact) {
            (_, Fact::Registered) => FactsRow {
                id: *key,
                cohort: None,
                admitted_on: None,
                years: BTreeMap::new(),
                bourses: BTreeMap::new(),
                position: 0,
            },
            (Some(row), _) => row,
            (None, _) => return None,
        };
        row.position = event.position.get();
        match fact {
            Fact::Registered => {}
            Fact::Admitted(cohort) => {
                row.cohort = Some(cohort);
                row.admitted_on = Some(event.occurred_on);
            }
            Fact::Bourse(school_year, boursiere) => {
                row.bourses.insert(school_year, boursiere);
            }
            Fact::Year(school_year, year) => {
                row.years.insert(school_year, year);
            }
        }
        Some(row)
    }

    fn cells(row: &FactsRow) -> Vec<(Cell, i64)> {
        cells::of(row)
    }
}

/// What statistics keep of an event.
enum Fact {
    Registered,
    Admitted(SchoolYear),
    Bourse(SchoolYear, Declared),
    Year(SchoolYear, MainYear),
}

impl Fact {
    fn of(event: &Event) -> Option<Self> {
        let Event::Journey(event) = event else { return None };
        match event {
            E::BeneficiaryRegistered { .. } => Some(Self::Registered),
            E::AdmittedToProgramme { cohort, .. } => Some(Self::Admitted(*cohort)),
            E::SituationDeclared { school_year, situation } => {
                Some(Self::Bourse(*school_year, boursiere(situation.bourse.is_boursiere())))
            }
            E::SchoolYearStarted { school_year, year, .. } => match year.enrolment {
                Enrolment::Main => Some(Self::Year(*school_year, MainYear::of(year))),
                Enrolment::Secondary => None,
            },
            E::GuardianAuthorised { .. }
            | E::ConsentRecorded { .. }
            | E::ConsentWithdrawn { .. }
            | E::EligibilityAssessed { .. }
            | E::AdmissionRefused { .. }
            | E::RegistrationWithdrawn {}
            | E::SpecialiteDropped { .. }
            | E::SchoolYearConcluded { .. }
            | E::DiplomaObtained { .. }
            | E::DiplomaMissed { .. }
            | E::StudyInterrupted { .. }
            | E::StudyResumed {}
            | E::Reoriented { .. }
            | E::OrientationProjectStated { .. }
            | E::WishSubmitted { .. }
            | E::WishConfirmed { .. }
            | E::WishDropped { .. }
            | E::WishAnswered { .. }
            | E::ProposalAccepted { .. }
            | E::ProposalDeclined { .. }
            | E::ProposalExpired { .. }
            | E::AgeReached { .. }
            | E::MarkedToContact { .. }
            | E::OutcomeSurveyDue { .. }
            | E::EnrolmentConfirmed { .. }
            | E::SupportReserved { .. }
            | E::SupportReleased { .. }
            | E::SocleStarted { .. }
            | E::SocleStepDone { .. }
            | E::NeedIdentified { .. }
            | E::NeedMet { .. }
            | E::OptionActivated { .. }
            | E::OptionClosed { .. }
            | E::FollowUpHeld { .. }
            | E::PeerHelpGiven { .. }
            | E::PeerHelpReceived { .. }
            | E::ContactAttempted { .. }
            | E::ConcernNoted { .. }
            | E::SupportSuspended { .. }
            | E::SupportResumed { .. }
            | E::ApprenticeshipReserved { .. }
            | E::ApprenticeshipReleased { .. }
            | E::StatutChanged { .. }
            | E::SupportEnded { .. }
            | E::OutcomeRecorded { .. }
            | E::RectificationApplied { .. }
            | E::ProcessingRestricted {}
            | E::RestrictionLifted {}
            | E::AccessExportProduced {}
            | E::ErasureRequested { .. }
            | E::SubjectErased { .. } => None,
        }
    }
}

impl MainYear {
    fn of(year: &YearStart) -> Self {
        let territory = year.school.as_ref().map(|school| school.territory);
        Self {
            niveau: year.niveau,
            academie: territory.map(|territory| territory.academie),
            region: territory.map(|territory| territory.region),
        }
    }
}

#[cfg(test)]
mod tests;
