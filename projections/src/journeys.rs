//! One row per beneficiary: the lists, and the head of the journey view. The only read model that
//! holds who beneficiaries are, sealed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    Event, JourneyId, MentorshipId, Pii, SchoolYear,
    codes::{Academie, Region},
    journey::{
        Event as E,
        facts::{
            Answer, Declared, EndReason, Enrolment, EntryStage, Identity, Interruption, NeedKind,
            OutcomeKind, Phase, Specialite, Statut, Target, YearStart,
        },
    },
    levels::{Diploma, Niveau},
    mentorship::RelationKind,
    partner::CampaignCode,
    policy::Verdict,
    programme::OptionCode,
    reference::Numerique,
    vocabulary,
};

use crate::{Applied, Mark, Projection, row::row};

mod plan;
mod queries;

pub use queries::JourneyFilter;
pub(crate) use queries::journeys_in;

vocabulary! {
    /// Where a beneficiary stands towards the programme.
    pub enum Standing {
        Candidate => "candidate", "Candidate";
        Closed => "closed", "Dossier clos";
        Admitted => "admitted", "Lauréate";
        Suspended => "suspended", "Accompagnement suspendu";
        Ended => "ended", "Accompagnement terminé";
    }
}

vocabulary! {
    /// How far a beneficiary's data may be used.
    pub enum DataRights {
        Open => "open", "Selon ses consentements";
        Restricted => "restricted", "Traitement limité";
        ErasureRequested => "erasure_requested", "Effacement en cours";
        Erased => "erased", "Données effacées";
    }
}

row! {
    /// A beneficiary.
    pub struct JourneyRow in "journeys" {
        /// The beneficiary.
        pub id: JourneyId,
        /// Who she is.
        pub identity: Pii<Identity>,
        /// Revision of the event that says so last: what sealed it is named after it.
        pub identity_revision: i64,
        /// How far her data may be used.
        pub rights: DataRights,
        /// Where she stands.
        pub standing: Standing,
        /// The day she registered.
        pub registered_on: NaiveDate,
        /// Position of her registration: the order of lists, the same for ever.
        pub registered_position: i64,
        /// Full years on that day.
        pub age_years: i64,
        /// Where she entered.
        pub entry_stage: EntryStage,
        /// The sourcing campaign she quoted, if it is a code.
        pub campaign: Option<CampaignCode>,
        /// Of the last assessment of her eligibility.
        pub verdict: Option<Verdict>,
        /// School year of her admission.
        pub cohort: Option<SchoolYear>,
        /// The day she was admitted.
        pub admitted_on: Option<NaiveDate>,
        /// Phase she started in.
        pub phase: Option<Phase>,
        /// The latest school year with a main enrolment: what `niveau`, `specialites` and
        /// `numerique` are of.
        pub school_year: Option<SchoolYear>,
        /// Level of that year.
        pub niveau: Option<Niveau>,
        /// Pupil, student or apprentice that year.
        pub statut: Option<Statut>,
        /// Spécialités of that year.
        pub specialites: Vec<Specialite>,
        /// Whether the formation of that year is digital; nothing in lycée.
        pub numerique: Option<Numerique>,
        /// The latest school year whose school is known: what `academie` and `region` are of.
        pub territory_year: Option<SchoolYear>,
        /// Her académie.
        pub academie: Option<Academie>,
        /// Her région.
        pub region: Option<Region>,
        /// Interruption in progress.
        pub interrupted: Option<Interruption>,
        /// Version of her orientation project; 0 without one.
        pub project_version: i64,
        /// What it aims at.
        pub project_targets: Vec<Target>,
        /// How sure of it she is, 1 to 5.
        pub project_confidence: Option<i64>,
        /// Wishes she entered, in all sessions.
        pub wishes_submitted: i64,
        /// Wishes she confirmed.
        pub wishes_confirmed: i64,
        /// Proposals she received.
        pub proposals: i64,
        /// Proposals she accepted, those replaced later included.
        pub proposals_accepted: i64,
        /// Her highest diploma.
        pub highest_diploma: Option<Diploma>,
        /// Boursière in the school year of her admission, or else in the latest one declared.
        pub boursiere: Declared,
        /// Boursière by school year, as last declared.
        pub bourses: BTreeMap<SchoolYear, Declared>,
        /// Her proposed or live tutorat.
        pub tutorat_id: Option<MentorshipId>,
        /// Her proposed or live mentorat.
        pub mentorat_id: Option<MentorshipId>,
        /// Version of the parcours socle she follows.
        pub socle_version: Option<i64>,
        /// How many steps it has.
        pub socle_steps: i64,
        /// How many of its steps she has done.
        pub socle_done: i64,
        /// Options that are open for her.
        pub options: Vec<OptionCode>,
        /// Needs that are identified, and not met.
        pub needs: Vec<NeedKind>,
        /// Follow-ups held.
        pub follow_ups: i64,
        /// The day of the latest follow-up.
        pub last_follow_up_on: Option<NaiveDate>,
        /// Times nobody answered since.
        pub contact_attempts: i64,
        /// Times she helped somebody of the community, or was helped.
        pub peer_helps: i64,
        /// Why support ended.
        pub end_reason: Option<EndReason>,
        /// What became of her, as last recorded.
        pub outcome: Option<OutcomeKind>,
        /// Was she 18 when she registered, or is it recorded since?
        pub of_age: bool,
        /// The school year she has to be contacted about.
        pub to_contact: Option<SchoolYear>,
        /// The latest day on which something happened; what the calendar brings is not counted.
        pub last_event_on: NaiveDate,
        /// Of her stream, as far as this row knows it.
        pub revision: i64,
        /// Of the last event this row knows.
        pub position: i64,
    }
}

/// Civil majority in France (Code civil, article 414).
const MAJORITY: u8 = 18;

impl JourneyRow {
    /// Is she surely of age on a day? Her birth date stays in the vault: until it is recorded that
    /// she is, she may be a minor.
    #[must_use]
    pub fn surely_of_age(&self, day: NaiveDate) -> bool {
        let since = i64::from(day.years_since(self.registered_on).unwrap_or(0));
        self.of_age || self.age_years + since >= i64::from(MAJORITY)
    }
}

/// The read model.
pub struct Journeys;

impl Projection for Journeys {
    const NAME: &'static str = "journeys";
    const VERSION: i64 = 3;
    const CATEGORIES: &'static [&'static str] = &["journey"];
    type Row = JourneyRow;

    fn mark(row: &mut JourneyRow, at: Mark) {
        row.revision = at.revision.get();
        row.position = at.position.get();
    }

    fn keys(event: &Applied) -> impl IntoIterator<Item = JourneyId> {
        match &event.event {
            Event::Journey(_) => Some(JourneyId(event.stream_id)),
            Event::Supporter(_)
            | Event::Mentorship(_)
            | Event::Activity(_)
            | Event::Aid(_)
            | Event::Placement(_)
            | Event::Partner(_)
            | Event::Programme(_) => None,
        }
    }

    fn apply(row: Option<JourneyRow>, key: &JourneyId, event: &Applied) -> Option<JourneyRow> {
        let Event::Journey(happened) = &event.event else { return row };
        let mut row = match (row, happened) {
            (_, E::BeneficiaryRegistered { .. }) => registered(*key, event, happened)?,
            (Some(row), _) => row,
            (None, _) => return None,
        };
        let by_itself = matches!(
            happened,
            E::AgeReached { .. } | E::MarkedToContact { .. } | E::OutcomeSurveyDue { .. }
        );
        // What the calendar brings is no news of her.
        if !by_itself {
            row.last_event_on = row.last_event_on.max(event.occurred_on);
        }
        row.revision = event.revision.get();
        row.position = event.position.get();
        match happened {
            E::BeneficiaryRegistered { .. }
            | E::GuardianAuthorised { .. }
            | E::ConsentRecorded { .. }
            | E::ConsentWithdrawn { .. }
            | E::SpecialiteDropped { .. }
            | E::SchoolYearConcluded { .. }
            | E::DiplomaMissed { .. }
            | E::WishDropped { .. }
            | E::ProposalDeclined { .. }
            | E::ProposalExpired { .. }
            | E::EnrolmentConfirmed { .. }
            | E::ApprenticeshipReserved { .. }
            | E::ApprenticeshipReleased { .. }
            | E::Reoriented { .. }
            | E::ConcernNoted { .. }
            | E::OutcomeSurveyDue { .. }
            | E::AccessExportProduced {} => {}
            E::StatutChanged { school_year, statut } => {
                if row.school_year == Some(*school_year) {
                    row.statut = Some(*statut);
                }
            }
            E::AgeReached { age } => row.of_age |= *age >= MAJORITY,
            E::MarkedToContact { school_year } => row.to_contact = Some(*school_year),
            E::SituationDeclared { school_year, situation } => {
                row.bourses.insert(*school_year, boursiere(situation.bourse.is_boursiere()));
                row.boursiere = row.bourse_that_counts();
            }
            E::EligibilityAssessed { verdict, .. } => row.verdict = Some(*verdict),
            E::AdmittedToProgramme { cohort, phase } => {
                row.standing = Standing::Admitted;
                row.cohort = Some(*cohort);
                row.admitted_on = Some(event.occurred_on);
                row.phase = Some(*phase);
                row.boursiere = row.bourse_that_counts();
            }
            E::AdmissionRefused { .. } | E::RegistrationWithdrawn {} => {
                row.standing = Standing::Closed;
            }
            E::SchoolYearStarted { school_year, year, .. } => row.year_started(*school_year, year),
            E::DiplomaObtained { diploma, .. } => {
                let higher = row.highest_diploma.is_none_or(|known| rank(known) < rank(*diploma));
                if higher {
                    row.highest_diploma = Some(*diploma);
                }
            }
            E::StudyInterrupted { kind } => row.interrupted = Some(*kind),
            E::StudyResumed {} => row.interrupted = None,
            E::OrientationProjectStated { version, targets, confidence } => {
                row.project_targets.clone_from(targets);
                row.project_version = i64::from(*version);
                row.project_confidence = Some(i64::from(*confidence));
            }
            E::WishSubmitted { .. } => row.wishes_submitted += 1,
            E::WishConfirmed { .. } => row.wishes_confirmed += 1,
            E::WishAnswered { answer, .. } => match answer {
                Answer::Proposed | Answer::ProposedOuiSi => row.proposals += 1,
                Answer::Waitlisted | Answer::Refused | Answer::PendingContract => {}
            },
            E::ProposalAccepted { .. } => row.proposals_accepted += 1,
            E::SupportReserved { mentorship, kind, .. } => {
                *row.support(*kind) = Some(*mentorship);
            }
            E::SupportReleased { kind, .. } => *row.support(*kind) = None,
            E::SocleStarted { socle_version, steps } => row.socle(*socle_version, steps.len()),
            E::SocleStepDone { .. } => row.socle_done += 1,
            E::NeedIdentified { kind } => plan::open(&mut row.needs, kind),
            E::NeedMet { kind } => row.needs.retain(|need| need != kind),
            E::OptionActivated { option, .. } => plan::open(&mut row.options, option),
            E::OptionClosed { option, .. } => row.options.retain(|open| open != option),
            E::FollowUpHeld { on, .. } => row.followed_up(*on),
            E::PeerHelpGiven { .. } | E::PeerHelpReceived { .. } => row.peer_helps += 1,
            E::ContactAttempted { .. } => row.contact_attempts += 1,
            E::SupportSuspended { .. } => row.standing = Standing::Suspended,
            E::SupportResumed { .. } => {
                row.standing = Standing::Admitted;
                row.end_reason = None;
            }
            E::RectificationApplied { identity, .. } => {
                if let Some(identity) = identity {
                    row.identity = identity.clone();
                    row.identity_revision = event.revision.get();
                }
            }
            E::SupportEnded { reason, .. } => {
                row.standing = Standing::Ended;
                row.end_reason = Some(*reason);
            }
            E::OutcomeRecorded { kind, .. } => row.outcome = Some(*kind),
            E::ProcessingRestricted {} => row.rights = DataRights::Restricted,
            E::RestrictionLifted {} => row.rights = DataRights::Open,
            E::ErasureRequested { .. } => row.rights = DataRights::ErasureRequested,
            E::SubjectErased { .. } => {
                row.rights = DataRights::Erased;
                row.identity = Pii::Erased;
                (row.tutorat_id, row.mentorat_id) = (None, None);
            }
        }
        Some(row)
    }
}

fn registered(id: JourneyId, event: &Applied, happened: &E) -> Option<JourneyRow> {
    let E::BeneficiaryRegistered { identity, age_years, entry_stage, campaign, .. } = happened
    else {
        return None;
    };
    Some(JourneyRow {
        id,
        identity: identity.clone(),
        identity_revision: event.revision.get(),
        rights: DataRights::Open,
        standing: Standing::Candidate,
        registered_on: event.occurred_on,
        registered_position: event.position.get(),
        age_years: i64::from(*age_years),
        entry_stage: *entry_stage,
        campaign: campaign.as_deref().and_then(|code| CampaignCode::parse(code).ok()),
        verdict: None,
        cohort: None,
        admitted_on: None,
        phase: None,
        school_year: None,
        niveau: None,
        statut: None,
        specialites: Vec::new(),
        numerique: None,
        territory_year: None,
        academie: None,
        region: None,
        interrupted: None,
        project_version: 0,
        project_targets: Vec::new(),
        project_confidence: None,
        wishes_submitted: 0,
        wishes_confirmed: 0,
        proposals: 0,
        proposals_accepted: 0,
        highest_diploma: None,
        boursiere: Declared::Unknown,
        bourses: BTreeMap::new(),
        tutorat_id: None,
        mentorat_id: None,
        socle_version: None,
        socle_steps: 0,
        socle_done: 0,
        options: Vec::new(),
        needs: Vec::new(),
        follow_ups: 0,
        last_follow_up_on: None,
        contact_attempts: 0,
        peer_helps: 0,
        end_reason: None,
        outcome: None,
        of_age: *age_years >= MAJORITY,
        to_contact: None,
        last_event_on: event.occurred_on,
        revision: event.revision.get(),
        position: event.position.get(),
    })
}

/// Not communicated is unknown, and unknown is not no.
pub(crate) fn boursiere(known: Option<bool>) -> Declared {
    match known {
        Some(true) => Declared::Yes,
        Some(false) => Declared::No,
        None => Declared::Unknown,
    }
}

/// By national level; within one, as the list of diplomas has them.
fn rank(diploma: Diploma) -> (u8, Diploma) {
    (diploma.level(), diploma)
}

impl JourneyRow {
    fn support(&mut self, kind: RelationKind) -> &mut Option<MentorshipId> {
        match kind {
            RelationKind::Tutorat => &mut self.tutorat_id,
            RelationKind::Mentorat => &mut self.mentorat_id,
        }
    }

    fn bourse_that_counts(&self) -> Declared {
        let of_cohort = self.cohort.and_then(|cohort| self.bourses.get(&cohort));
        let latest = || self.bourses.values().next_back();
        of_cohort.or_else(latest).copied().unwrap_or(Declared::Unknown)
    }

    /// Years may be recorded late, hence in any order: the latest one counts.
    fn year_started(&mut self, school_year: SchoolYear, year: &YearStart) {
        if year.enrolment != Enrolment::Main {
            return;
        }
        self.to_contact = self.to_contact.filter(|missing| *missing > school_year);
        if Some(school_year) >= self.school_year {
            self.school_year = Some(school_year);
            self.niveau = Some(year.niveau);
            self.statut = Some(year.statut);
            self.specialites.clone_from(&year.specialites);
            self.numerique = year.formation.as_ref().map(|formation| formation.numerique);
        }
        if let Some(school) =
            year.school.as_ref().filter(|_| Some(school_year) >= self.territory_year)
        {
            self.territory_year = Some(school_year);
            self.academie = Some(school.territory.academie);
            self.region = Some(school.territory.region);
        }
    }
}

#[cfg(test)]
mod tests;
