//! What was imported before, and whether a line still says the same.

use chrono::NaiveDate;
use domain::{
    Pii,
    codes::Uai,
    journey::{
        Command, Event,
        facts::{Guardian, Identity, YearStart},
    },
    reference::FormationId,
};

use super::{column::Column, plan::Step};

/// A fact that an earlier line recorded, with its day. Personal data may have been erased since.
pub(super) struct Known {
    pub(super) on: NaiveDate,
    fact: Fact,
}

enum Fact {
    Registration { identity: Pii<Identity>, birth_date: Pii<NaiveDate> },
    Guardian(Pii<Guardian>),
    Year(Box<YearStart>),
}

impl Known {
    /// What an event of an import says.
    pub(super) fn from_event(event: Event, on: NaiveDate) -> Option<Self> {
        let fact = match event {
            Event::BeneficiaryRegistered { identity, birth_date, .. } => {
                Fact::Registration { identity, birth_date }
            }
            Event::GuardianAuthorised { guardian, .. } => Fact::Guardian(guardian),
            Event::SchoolYearStarted { year, .. } => Fact::Year(Box::new(year)),
            // An import writes none of these.
            Event::ConsentRecorded { .. }
            | Event::ConsentWithdrawn { .. }
            | Event::SituationDeclared { .. }
            | Event::EligibilityAssessed { .. }
            | Event::AdmittedToProgramme { .. }
            | Event::AdmissionRefused { .. }
            | Event::RegistrationWithdrawn { .. }
            | Event::SpecialiteDropped { .. }
            | Event::SchoolYearConcluded { .. }
            | Event::DiplomaObtained { .. }
            | Event::DiplomaMissed { .. }
            | Event::StudyInterrupted { .. }
            | Event::StudyResumed { .. }
            | Event::Reoriented { .. }
            | Event::OrientationProjectStated { .. }
            | Event::WishSubmitted { .. }
            | Event::WishConfirmed { .. }
            | Event::WishDropped { .. }
            | Event::WishAnswered { .. }
            | Event::ProposalAccepted { .. }
            | Event::ProposalDeclined { .. }
            | Event::ProposalExpired { .. }
            | Event::AgeReached { .. }
            | Event::MarkedToContact { .. }
            | Event::OutcomeSurveyDue { .. }
            | Event::EnrolmentConfirmed { .. }
            | Event::SupportReserved { .. }
            | Event::SupportReleased { .. }
            | Event::SocleStarted { .. }
            | Event::SocleStepDone { .. }
            | Event::NeedIdentified { .. }
            | Event::NeedMet { .. }
            | Event::OptionActivated { .. }
            | Event::OptionClosed { .. }
            | Event::FollowUpHeld { .. }
            | Event::PeerHelpGiven { .. }
            | Event::PeerHelpReceived { .. }
            | Event::ContactAttempted { .. }
            | Event::ConcernNoted { .. }
            | Event::SupportSuspended { .. }
            | Event::SupportResumed { .. }
            | Event::ApprenticeshipReserved { .. }
            | Event::ApprenticeshipReleased { .. }
            | Event::StatutChanged { .. }
            | Event::SupportEnded { .. }
            | Event::OutcomeRecorded { .. }
            | Event::RectificationApplied { .. }
            | Event::ProcessingRestricted {}
            | Event::RestrictionLifted {}
            | Event::AccessExportProduced {}
            | Event::ErasureRequested { .. }
            | Event::SubjectErased { .. } => return None,
        };
        Some(Self { on, fact })
    }

    /// What a command says once it took effect.
    pub(super) fn from_command(command: Command, on: NaiveDate) -> Option<Self> {
        let fact = match command {
            Command::Register { identity, birth_date, .. } => {
                Fact::Registration { identity: identity.into(), birth_date: birth_date.into() }
            }
            Command::AuthoriseAsGuardian { guardian, .. } => Fact::Guardian(guardian.into()),
            Command::StartSchoolYear { year, .. } => Fact::Year(Box::new(year)),
            _ => return None,
        };
        Some(Self { on, fact })
    }

    /// The first column in which a step says another thing than what is recorded.
    ///
    /// Where she entered is not compared: it follows from all lines of the first import. A school
    /// or formation stated by name is compared where both are known, for newer reference data may
    /// find what older ones did not.
    pub(super) fn difference(&self, step: &Step) -> Option<Column> {
        let other_day = step.occurred_on.is_some_and(|day| day != self.on);
        match (&step.command, &self.fact) {
            (
                Command::Register { identity: is, birth_date, .. },
                Fact::Registration { identity, birth_date: born },
            ) => {
                let person = identity.known().and_then(|was| {
                    changed(
                        [&was.email, &was.first_name, &was.last_name],
                        [&is.email, &is.first_name, &is.last_name],
                        [Column::Email, Column::FirstName, Column::LastName],
                    )
                });
                let other_birth = born.known().is_some_and(|born| born != birth_date);
                person
                    .or(other_birth.then_some(Column::BirthDate))
                    .or(other_day.then_some(Column::DateJoined))
            }
            (Command::AuthoriseAsGuardian { guardian, .. }, Fact::Guardian(was)) => {
                let was = was.known()?;
                changed(
                    [&was.first_name, &was.last_name, &was.email],
                    [&guardian.first_name, &guardian.last_name, &guardian.email],
                    Column::GUARDIAN,
                )
            }
            (Command::StartSchoolYear { year, .. }, Fact::Year(was)) => {
                if was.niveau != year.niveau {
                    Some(Column::Level)
                } else if differs(school(was), school(year), step.loose_school) {
                    Some(if step.loose_school { Column::SchoolName } else { Column::SchoolUai })
                } else if differs(formation(was), formation(year), step.formation.is_some()) {
                    Some(step.formation.unwrap_or(Column::FormationName))
                } else if was.statut != year.statut {
                    Some(Column::FormationName)
                } else {
                    other_day.then_some(Column::StartDate)
                }
            }
            _ => Some(Column::Id),
        }
    }
}

fn changed(was: [&String; 3], is: [&String; 3], columns: [Column; 3]) -> Option<Column> {
    was.into_iter().zip(is).zip(columns).find(|((was, is), _)| was != is).map(|(_, column)| column)
}

/// A code that may be absent, or erased.
fn differs<T: PartialEq>(was: Option<&Pii<T>>, is: Option<&Pii<T>>, loose: bool) -> bool {
    match (was, is) {
        (None, None) => false,
        (Some(Pii::Known(was)), Some(Pii::Known(is))) => was != is,
        (Some(_), Some(_)) => false,
        (Some(_), None) | (None, Some(_)) => !loose,
    }
}

fn school(year: &YearStart) -> Option<&Pii<Uai>> {
    year.school.as_ref().map(|school| &school.uai)
}

fn formation(year: &YearStart) -> Option<&Pii<FormationId>> {
    year.formation.as_ref().map(|formation| &formation.id)
}
