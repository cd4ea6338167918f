use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::facts::{
    Answer, Authorisation, EndReason, EntryStage, ErasureReason, FormationFacts, GivenBy, Guardian,
    Identity, Interruption, Mention, OutcomeKind, Phase, Platform, Purpose, RefusalReason,
    Situation, Specialite, Target, YearResult, YearStart,
};
use crate::{
    MentorshipId, SchoolYear, SupporterId, WishId,
    levels::Diploma,
    mentorship::RelationKind,
    pii::Pii,
    policy::{Assessed, Verdict},
};

/// What has happened. The names are stored for ever: never edit one, add the next version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// She asked to join.
    #[serde(rename = "journey.v1.BeneficiaryRegistered")]
    BeneficiaryRegistered {
        /// Who she is.
        identity: Pii<Identity>,
        /// Her birth date.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::pii(crate::arbitrary::date())"))]
        birth_date: Pii<NaiveDate>,
        /// Her age on that day, in full years: what stays known after an erasure.
        age_years: u8,
        /// In lycée or in higher education.
        entry_stage: EntryStage,
        /// The sourcing campaign she quotes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        campaign: Option<String>,
    },
    /// A holder of parental authority authorised something.
    #[serde(rename = "journey.v1.GuardianAuthorised")]
    GuardianAuthorised {
        /// Who.
        guardian: Pii<Guardian>,
        /// What, and until when.
        authorisation: Authorisation,
    },
    /// A consent was given.
    #[serde(rename = "journey.v1.ConsentRecorded")]
    ConsentRecorded {
        /// For what.
        purpose: Purpose,
        /// Version of the text that was shown.
        text_version: String,
        /// By whom.
        given_by: GivenBy,
    },
    /// A consent was withdrawn; never retroactive.
    #[serde(rename = "journey.v1.ConsentWithdrawn")]
    ConsentWithdrawn {
        /// For what.
        purpose: Purpose,
    },
    /// Her situation for one school year.
    #[serde(rename = "journey.v1.SituationDeclared")]
    SituationDeclared {
        /// The school year.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::school_year()"))]
        school_year: SchoolYear,
        /// What was declared.
        situation: Situation,
    },
    /// Her eligibility was assessed; every assessment is kept.
    #[serde(rename = "journey.v1.EligibilityAssessed")]
    EligibilityAssessed {
        /// Version of the policy applied.
        policy_version: u32,
        /// Each criterion with what was found.
        criteria: Vec<Assessed>,
        /// What follows.
        verdict: Verdict,
    },
    /// She is admitted to the programme: a lauréate.
    #[serde(rename = "journey.v1.AdmittedToProgramme")]
    AdmittedToProgramme {
        /// School year of the admission; never changes afterwards.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::school_year()"))]
        cohort: SchoolYear,
        /// Phase she starts in.
        phase: Phase,
    },
    /// She is not admitted.
    #[serde(rename = "journey.v1.AdmissionRefused")]
    AdmissionRefused {
        /// Why.
        reasons: Vec<RefusalReason>,
    },
    /// She took her registration back before admission.
    #[serde(rename = "journey.v1.RegistrationWithdrawn")]
    RegistrationWithdrawn {},
    /// A school year started.
    #[serde(rename = "journey.v1.SchoolYearStarted")]
    SchoolYearStarted {
        /// Which.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::school_year()"))]
        school_year: SchoolYear,
        /// Level, school, formation.
        year: YearStart,
        /// Version of the reference data the school and formation were checked against.
        reference_version: String,
    },
    /// She chose the spécialités of Terminale.
    #[serde(rename = "journey.v1.SpecialiteDropped")]
    SpecialiteDropped {
        /// The year of Première.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::school_year()"))]
        school_year: SchoolYear,
        /// The two she keeps.
        kept: Vec<Specialite>,
        /// The one she drops.
        dropped: Specialite,
    },
    /// A school year ended.
    #[serde(rename = "journey.v1.SchoolYearConcluded")]
    SchoolYearConcluded {
        /// Which.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::school_year()"))]
        school_year: SchoolYear,
        /// How.
        result: YearResult,
    },
    /// She obtained a diploma.
    #[serde(rename = "journey.v1.DiplomaObtained")]
    DiplomaObtained {
        /// Which.
        diploma: Diploma,
        /// Calendar year of the session.
        session: i32,
        /// Mention, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mention: Option<Mention>,
    },
    /// She did not obtain a diploma at a session.
    #[serde(rename = "journey.v1.DiplomaMissed")]
    DiplomaMissed {
        /// Which.
        diploma: Diploma,
        /// Calendar year of the session.
        session: i32,
    },
    /// Her studies stop for a while.
    #[serde(rename = "journey.v1.StudyInterrupted")]
    StudyInterrupted {
        /// Why.
        kind: Interruption,
    },
    /// Her studies go on.
    #[serde(rename = "journey.v1.StudyResumed")]
    StudyResumed {},
    /// She said where she wants to go; versions only grow.
    #[serde(rename = "journey.v1.OrientationProjectStated")]
    OrientationProjectStated {
        /// 1, 2, 3…
        version: u32,
        /// What she aims at.
        targets: Vec<Target>,
        /// How sure she is, 1 to 5.
        confidence: u8,
    },
    /// She entered a wish on a platform.
    #[serde(rename = "journey.v1.WishSubmitted")]
    WishSubmitted {
        /// The wish.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        wish: WishId,
        /// Where.
        platform: Platform,
        /// Calendar year of the session.
        session: i32,
        /// For which formation.
        formation: FormationFacts,
    },
    /// She confirmed a wish before the deadline.
    #[serde(rename = "journey.v1.WishConfirmed")]
    WishConfirmed {
        /// The wish.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        wish: WishId,
    },
    /// She gave a wish up, or did not confirm it.
    #[serde(rename = "journey.v1.WishDropped")]
    WishDropped {
        /// The wish.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        wish: WishId,
    },
    /// A formation answered a wish.
    #[serde(rename = "journey.v1.WishAnswered")]
    WishAnswered {
        /// The wish.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        wish: WishId,
        /// The answer.
        answer: Answer,
        /// Rank on the waiting list, with `waitlisted`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rank: Option<u32>,
    },
    /// She accepted a proposal.
    #[serde(rename = "journey.v1.ProposalAccepted")]
    ProposalAccepted {
        /// The wish.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        wish: WishId,
        /// Firmly: her other wishes are dropped.
        firm: bool,
        /// The proposal this one replaces.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::maybe_id()"))]
        released: Option<WishId>,
    },
    /// She declined a proposal.
    #[serde(rename = "journey.v1.ProposalDeclined")]
    ProposalDeclined {
        /// The wish.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        wish: WishId,
    },
    /// A proposal was not answered in time.
    #[serde(rename = "journey.v1.ProposalExpired")]
    ProposalExpired {
        /// The wish.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        wish: WishId,
    },
    /// She is enrolled where she was admitted.
    #[serde(rename = "journey.v1.EnrolmentConfirmed")]
    EnrolmentConfirmed {
        /// The wish that led there; without it, a direct route.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::maybe_id()"))]
        wish: Option<WishId>,
        /// For the year that starts at this rentrée.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::school_year()"))]
        school_year: SchoolYear,
        /// The formation.
        formation: FormationFacts,
    },
    /// A tutor or mentor is reserved for her: at most one of each kind at a time.
    #[serde(rename = "journey.v1.SupportReserved")]
    SupportReserved {
        /// The pair.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        mentorship: MentorshipId,
        /// The tutor or mentor.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        supporter: SupporterId,
        /// Tutorat or Mentorat.
        kind: RelationKind,
    },
    /// That reservation is over: declined, expired or ended.
    #[serde(rename = "journey.v1.SupportReleased")]
    SupportReleased {
        /// The pair.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        mentorship: MentorshipId,
        /// Tutorat or Mentorat.
        kind: RelationKind,
    },
    /// The programme's support ended.
    #[serde(rename = "journey.v1.SupportEnded")]
    SupportEnded {
        /// Why.
        reason: EndReason,
    },
    /// What became of her, some months after leaving.
    #[serde(rename = "journey.v1.OutcomeRecorded")]
    OutcomeRecorded {
        /// What.
        kind: OutcomeKind,
        /// In the digital field?
        digital: bool,
        /// Months since her last diploma or year of study.
        months_after: u16,
    },
    /// She has reached an age at which rules change. Recorded on the first day of a month, so that
    /// it tells no birth date.
    #[serde(rename = "journey.v1.AgeReached")]
    AgeReached {
        /// 15: she consents alone; 18: majority.
        age: u8,
    },
    /// Nothing is known of her new school year: somebody has to ask her.
    #[serde(rename = "journey.v1.MarkedToContact")]
    MarkedToContact {
        /// The school year that has begun.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::school_year()"))]
        school_year: SchoolYear,
    },
    /// It is time to ask what has become of her.
    #[serde(rename = "journey.v1.OutcomeSurveyDue")]
    OutcomeSurveyDue {
        /// Months since support ended.
        months_after: u16,
    },
    /// From now on her data is kept, and used for nothing else (RGPD, article 18).
    #[serde(rename = "journey.v1.ProcessingRestricted")]
    ProcessingRestricted {},
    /// The restriction is over.
    #[serde(rename = "journey.v1.RestrictionLifted")]
    RestrictionLifted {},
    /// Everything held on her was given to her (RGPD, article 15).
    #[serde(rename = "journey.v1.AccessExportProduced")]
    AccessExportProduced {},
    /// Her erasure is decided, and under way.
    #[serde(rename = "journey.v1.ErasureRequested")]
    ErasureRequested {
        /// Why.
        reason: ErasureReason,
    },
    /// Her key is destroyed: nothing that was sealed on this journey can be read again.
    #[serde(rename = "journey.v1.SubjectErased")]
    SubjectErased {
        /// Why.
        reason: ErasureReason,
        /// The key that was destroyed.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        key: Uuid,
    },
}
