use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    Event, FoldedName, Person, Rejection, Wish, WishStatus,
    facts::{
        Answer, EndReason, Enrolment, EntryStage, GivenBy, GuardianScope, Interruption, NeedKind,
        Phase, Purpose, Situation, Specialite, YearResult, YearStart,
    },
};
use crate::{
    MentorshipId, Pii, PlacementId, SchoolYear, WishId,
    levels::{Diploma, Niveau},
    mentorship::RelationKind,
    policy::Verdict,
    programme::{OptionCode, StepCode},
    rights::{Asked, Rights},
};

/// What deciding on a journey needs to remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    /// Nobody is registered here.
    #[default]
    Unregistered,
    /// Somebody is.
    Registered(Box<Record>),
    /// Somebody was: all that was known of her is destroyed.
    Erased,
}

/// Where she stands towards the programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Registered, not yet decided.
    Candidate,
    /// Refused, or taken back.
    Closed,
    /// In the programme: a lauréate.
    Admitted {
        /// School year of the admission.
        cohort: SchoolYear,
        /// Phase she started in.
        phase: Phase,
    },
    /// Support pauses.
    Suspended {
        /// School year of the admission.
        cohort: SchoolYear,
    },
    /// Support ended.
    Ended {
        /// School year of the admission.
        cohort: SchoolYear,
        /// Why.
        reason: EndReason,
    },
}

impl Standing {
    /// She is in the programme, and support is neither suspended nor over.
    ///
    /// # Errors
    /// Otherwise.
    pub fn going_on(self) -> Result<(), Rejection> {
        match self {
            Self::Admitted { .. } => Ok(()),
            Self::Candidate => Err(Rejection::NotAdmitted),
            Self::Closed => Err(Rejection::RegistrationClosed),
            Self::Suspended { .. } => Err(Rejection::SupportIsSuspended),
            Self::Ended { .. } => Err(Rejection::SupportIsOver),
        }
    }

    /// School year of the admission, once there was one: it never changes.
    #[must_use]
    pub fn cohort(self) -> Option<SchoolYear> {
        match self {
            Self::Candidate | Self::Closed => None,
            Self::Admitted { cohort, .. }
            | Self::Suspended { cohort }
            | Self::Ended { cohort, .. } => Some(cohort),
        }
    }
}

/// A registered beneficiary.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Where she stands.
    pub standing: Standing,
    /// Her names as they are compared; nothing once they are erased.
    pub name: Option<FoldedName>,
    /// Her birth date.
    pub birth_date: Pii<NaiveDate>,
    /// Day of the registration is in the envelope; her age then.
    pub age_at_registration: u8,
    /// Where she entered.
    pub entry_stage: EntryStage,
    /// Scopes a guardian authorised, with the last day each holds.
    pub authorised: BTreeMap<GuardianScope, Option<NaiveDate>>,
    /// Consents in force.
    pub consents: BTreeMap<Purpose, GivenBy>,
    /// Situation by school year, as last declared.
    pub situations: BTreeMap<SchoolYear, Situation>,
    /// Last assessment: policy version and verdict.
    pub assessed: Option<(u32, Verdict)>,
    /// Main enrolments.
    pub years: BTreeMap<SchoolYear, Year>,
    /// Levels of secondary enrolments.
    pub secondary: BTreeSet<(SchoolYear, Niveau)>,
    /// Diplomas obtained, with the session.
    pub diplomas: BTreeMap<Diploma, i32>,
    /// Interruption in progress.
    pub interrupted: Option<Interruption>,
    /// Version of her last project; 0 without one.
    pub project: u32,
    /// Wishes.
    pub wishes: BTreeMap<WishId, Wish>,
    /// Her live or proposed pairs, one of each kind.
    pub support: BTreeMap<RelationKind, MentorshipId>,
    /// Her apprenticeship under way.
    pub apprenticeship: Option<PlacementId>,
    /// All her pairs, those of the past included.
    pub pairs: BTreeSet<MentorshipId>,
    /// The parcours socle, once she started it.
    pub socle: Option<Socle>,
    /// Options that are open for her.
    pub options: BTreeSet<OptionCode>,
    /// Needs that are identified, and not met.
    pub needs: BTreeSet<NeedKind>,
    /// The last day the programme is known to have had news of her: a follow-up, a return, or the
    /// first day of her latest school year or of her cohort.
    pub heard_on: Option<NaiveDate>,
    /// Days on which somebody tried to reach her, without answer.
    pub attempts: BTreeSet<NaiveDate>,
    /// Ages at which rules change, as recorded since.
    pub ages: BTreeSet<u8>,
    /// School years she had to be contacted about.
    pub to_contact: BTreeSet<SchoolYear>,
    /// Surveys that were due, in months after the end of support.
    pub surveys: BTreeSet<u16>,
    /// How far her data may be used.
    pub rights: Rights,
}

/// The parcours socle she follows.
#[derive(Clone, Debug, PartialEq)]
pub struct Socle {
    /// Its version.
    pub version: u32,
    /// Its steps, in order.
    pub steps: Vec<StepCode>,
    /// Those she has done, in this version or in an earlier one.
    pub done: BTreeSet<StepCode>,
}

/// A main enrolment.
#[derive(Clone, Debug, PartialEq)]
pub struct Year {
    /// As it started.
    pub start: YearStart,
    /// How it ended, once it did.
    pub result: Option<YearResult>,
    /// The spécialités kept for the next year, once chosen.
    pub kept: Option<BTreeSet<Specialite>>,
}

impl Year {
    fn has_rank(&self) -> bool {
        self.start.niveau.rank().is_some()
    }
}

impl State {
    /// The record, if somebody is registered.
    #[must_use]
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Unregistered | Self::Erased => None,
            Self::Registered(record) => Some(record),
        }
    }

    /// The record.
    ///
    /// # Errors
    /// When nobody is registered, or she is erased.
    pub fn registered(&self) -> Result<&Record, Rejection> {
        match self {
            Self::Unregistered => Err(Rejection::NotRegistered),
            Self::Erased => Err(Rejection::Erased),
            Self::Registered(record) => Ok(record),
        }
    }

    /// The record of somebody whose data may be used.
    ///
    /// # Errors
    /// As [`State::registered`], and when its processing is restricted or its erasure decided.
    pub fn usable(&self) -> Result<&Record, Rejection> {
        let record = self.registered()?;
        record.rights.permit(Asked::Use)?;
        Ok(record)
    }
}

impl Record {
    /// Who she is, as far as that is known.
    #[must_use]
    pub fn person(&self) -> Option<Person> {
        Some(Person::new(self.name.clone()?, *self.birth_date.known()?))
    }

    /// Is this her journey, so that she can have no other? One that is closed or about to be erased
    /// goes on no more. One that has ended does: she comes back on the same journey, to the same
    /// cohort, and counts once.
    #[must_use]
    pub fn is_hers(&self) -> bool {
        match (self.standing, self.rights) {
            (Standing::Closed, _) | (_, Rights::ErasureRequested { .. }) => false,
            (
                Standing::Candidate
                | Standing::Admitted { .. }
                | Standing::Suspended { .. }
                | Standing::Ended { .. },
                Rights::Open | Rights::Restricted,
            ) => true,
        }
    }

    /// Has a guardian authorised this, still on this day? Without a last day it holds until majority.
    #[must_use]
    pub fn is_authorised(&self, scope: GuardianScope, day: NaiveDate) -> bool {
        let authorised = self.authorised.get(&scope);
        authorised.is_some_and(|until| until.is_none_or(|until| day <= until))
    }

    /// The last main enrolment at or before a school year.
    #[must_use]
    pub fn year_at(&self, year: SchoolYear) -> Option<(SchoolYear, &Year)> {
        self.years.range(..=year).next_back().map(|(year, at)| (*year, at))
    }

    /// Has this school year started, without being concluded?
    #[must_use]
    pub fn is_open(&self, year: SchoolYear) -> bool {
        self.years.get(&year).is_some_and(|known| known.result.is_none())
    }

    /// The last level with a rank strictly before a school year, and how many years of study ago.
    #[must_use]
    pub fn level_before(&self, year: SchoolYear) -> Option<(Niveau, i32)> {
        let (at, known) = self.years.range(..year).rev().find(|(_, at)| at.has_rank())?;
        Some((known.start.niveau, self.steps(*at, year)))
    }

    /// The first level with a rank strictly after a school year, and in how many years of study;
    /// `None` when that year already says why it leaves the ladder.
    #[must_use]
    pub fn level_after(&self, year: SchoolYear) -> Option<(Niveau, i32)> {
        let (at, known) = self.years.range(year.next()..).find(|(_, at)| at.has_rank())?;
        known.start.atypical.is_none().then(|| (known.start.niveau, self.steps(year, *at)))
    }

    /// Years from one to another, without those of césure between them: they climb nothing.
    fn steps(&self, from: SchoolYear, to: SchoolYear) -> i32 {
        let between = self.years.range(from.next()..to);
        let cesures = between.filter(|(_, year)| !year.has_rank()).count();
        to.0 - from.0 - i32::try_from(cesures).unwrap_or(0)
    }

    fn heard(&mut self, on: NaiveDate) {
        self.heard_on = self.heard_on.max(Some(on));
    }

    fn wish(&mut self, wish: WishId, status: WishStatus) {
        if let Some(wish) = self.wishes.get_mut(&wish) {
            wish.status = status;
        }
    }
}

/// Applies one event.
pub(super) fn evolve(state: State, event: &Event) -> State {
    let mut record = match (state, event) {
        // Nothing brings her back, whatever the stream holds.
        (State::Erased, _) | (_, Event::SubjectErased { .. }) => return State::Erased,
        (_, Event::BeneficiaryRegistered { identity, birth_date, age_years, entry_stage, .. }) => {
            Box::new(Record {
                standing: Standing::Candidate,
                name: identity.known().map(FoldedName::of),
                birth_date: birth_date.clone(),
                age_at_registration: *age_years,
                entry_stage: *entry_stage,
                authorised: BTreeMap::new(),
                consents: BTreeMap::new(),
                situations: BTreeMap::new(),
                assessed: None,
                years: BTreeMap::new(),
                secondary: BTreeSet::new(),
                diplomas: BTreeMap::new(),
                interrupted: None,
                project: 0,
                wishes: BTreeMap::new(),
                support: BTreeMap::new(),
                apprenticeship: None,
                pairs: BTreeSet::new(),
                socle: None,
                options: BTreeSet::new(),
                needs: BTreeSet::new(),
                heard_on: None,
                attempts: BTreeSet::new(),
                ages: BTreeSet::new(),
                to_contact: BTreeSet::new(),
                surveys: BTreeSet::new(),
                rights: Rights::Open,
            })
        }
        (State::Registered(record), _) => record,
        (State::Unregistered, _) => return State::Unregistered,
    };
    match event {
        Event::BeneficiaryRegistered { .. }
        | Event::DiplomaMissed { .. }
        | Event::OutcomeRecorded { .. }
        | Event::EnrolmentConfirmed { .. }
        | Event::Reoriented { .. }
        | Event::PeerHelpGiven { .. }
        | Event::PeerHelpReceived { .. }
        | Event::ConcernNoted { .. }
        | Event::AccessExportProduced {}
        | Event::SubjectErased { .. } => {}
        Event::GuardianAuthorised { authorisation, .. } => {
            for scope in &authorisation.scopes {
                record.authorised.insert(*scope, authorisation.until);
            }
        }
        Event::ConsentRecorded { purpose, given_by, .. } => {
            record.consents.insert(*purpose, *given_by);
        }
        Event::ConsentWithdrawn { purpose } => {
            record.consents.remove(purpose);
        }
        Event::SituationDeclared { school_year, situation } => {
            record.situations.insert(*school_year, *situation);
        }
        Event::EligibilityAssessed { policy_version, verdict, .. } => {
            record.assessed = Some((*policy_version, *verdict));
        }
        Event::AdmittedToProgramme { cohort, phase } => {
            record.standing = Standing::Admitted { cohort: *cohort, phase: *phase };
            record.heard(cohort.first_day());
        }
        Event::AdmissionRefused { .. } | Event::RegistrationWithdrawn {} => {
            record.standing = Standing::Closed;
        }
        Event::SchoolYearStarted { school_year, year, .. } => match year.enrolment {
            Enrolment::Main => {
                let year = Year { start: year.clone(), result: None, kept: None };
                record.years.insert(*school_year, year);
                record.heard(school_year.first_day());
            }
            Enrolment::Secondary => {
                record.secondary.insert((*school_year, year.niveau));
            }
        },
        Event::SpecialiteDropped { school_year, kept, .. } => {
            if let Some(year) = record.years.get_mut(school_year) {
                year.kept = Some(kept.iter().copied().collect());
            }
        }
        Event::SchoolYearConcluded { school_year, result } => {
            if let Some(year) = record.years.get_mut(school_year) {
                year.result = Some(*result);
            }
        }
        Event::DiplomaObtained { diploma, session, .. } => {
            record.diplomas.insert(*diploma, *session);
        }
        Event::StudyInterrupted { kind } => record.interrupted = Some(*kind),
        Event::StudyResumed {} => record.interrupted = None,
        Event::OrientationProjectStated { version, .. } => record.project = *version,
        Event::WishSubmitted { wish, platform, session, formation } => {
            let status = WishStatus::Submitted;
            let formation = formation.clone();
            record
                .wishes
                .insert(*wish, Wish { platform: *platform, session: *session, formation, status });
        }
        Event::WishConfirmed { wish } => record.wish(*wish, WishStatus::Confirmed),
        Event::WishDropped { wish }
        | Event::ProposalDeclined { wish }
        | Event::ProposalExpired { wish } => record.wish(*wish, WishStatus::Over),
        Event::WishAnswered { wish, answer, .. } => {
            let status = match answer {
                Answer::Proposed | Answer::ProposedOuiSi => WishStatus::Proposed,
                answer => WishStatus::Answered(*answer),
            };
            record.wish(*wish, status);
        }
        Event::ProposalAccepted { wish, released, .. } => {
            if let Some(released) = released {
                record.wish(*released, WishStatus::Over);
            }
            record.wish(*wish, WishStatus::Accepted);
        }
        Event::SupportReserved { mentorship, kind, .. } => {
            record.support.insert(*kind, *mentorship);
            record.pairs.insert(*mentorship);
        }
        Event::SupportReleased { kind, .. } => {
            record.support.remove(kind);
        }
        Event::ApprenticeshipReserved { placement } => record.apprenticeship = Some(*placement),
        Event::ApprenticeshipReleased { .. } => record.apprenticeship = None,
        Event::StatutChanged { school_year, statut } => {
            if let Some(year) = record.years.get_mut(school_year) {
                year.start.statut = *statut;
            }
        }
        Event::SocleStarted { socle_version, steps } => {
            let done = record.socle.take().map(|socle| socle.done).unwrap_or_default();
            record.socle = Some(Socle { version: *socle_version, steps: steps.clone(), done });
        }
        Event::SocleStepDone { step, .. } => {
            if let Some(socle) = &mut record.socle {
                socle.done.insert(step.clone());
            }
        }
        Event::NeedIdentified { kind } => {
            record.needs.insert(*kind);
        }
        Event::NeedMet { kind } => {
            record.needs.remove(kind);
        }
        Event::OptionActivated { option, .. } => {
            record.options.insert(option.clone());
        }
        Event::OptionClosed { option, .. } => {
            record.options.remove(option);
        }
        Event::FollowUpHeld { on, .. } => record.heard(*on),
        Event::ContactAttempted { on, .. } => {
            record.attempts.insert(*on);
        }
        Event::SupportSuspended { .. } => {
            if let Some(cohort) = record.standing.cohort() {
                record.standing = Standing::Suspended { cohort };
            }
        }
        Event::SupportResumed { on, phase } => {
            if let Some(cohort) = record.standing.cohort() {
                record.standing = Standing::Admitted { cohort, phase: *phase };
                record.heard(*on);
            }
        }
        Event::SupportEnded { reason, .. } => {
            if let Some(cohort) = record.standing.cohort() {
                record.standing = Standing::Ended { cohort, reason: *reason };
            }
        }
        Event::RectificationApplied { identity, birth_date, .. } => {
            if let Some(identity) = identity {
                record.name = identity.known().map(FoldedName::of);
            }
            if let Some(birth_date) = birth_date {
                record.birth_date = birth_date.clone();
            }
        }
        Event::AgeReached { age } => {
            record.ages.insert(*age);
        }
        Event::MarkedToContact { school_year } => {
            record.to_contact.insert(*school_year);
        }
        Event::OutcomeSurveyDue { months_after } => {
            record.surveys.insert(*months_after);
        }
        Event::ProcessingRestricted {} => record.rights = Rights::Restricted,
        Event::RestrictionLifted {} => record.rights = Rights::Open,
        Event::ErasureRequested { reason } => {
            record.rights = Rights::ErasureRequested { reason: *reason };
        }
    }
    State::Registered(record)
}
