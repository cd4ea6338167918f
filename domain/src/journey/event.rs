use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::facts::{
    Answer, Authorisation, Channel, EndReason, EntryStage, ErasureReason, FollowUpBy,
    FormationFacts, GivenBy, Guardian, Identity, Interruption, Mention, NeedKind, Obstacle,
    OptionEnd, OptionReason, OutcomeKind, Phase, Platform, Purpose, RefusalReason, Signal,
    Situation, Specialite, Statut, SuspensionReason, Target, YearResult, YearStart,
};
use crate::{
    MentorshipId, PartnerId, PlacementId, SchoolYear, SupporterId, WishId,
    levels::Diploma,
    mentorship::{RelationKind, Theme},
    pii::Pii,
    policy::{Assessed, Verdict},
    programme::{OptionCode, StepCode},
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
        /// The partner who told her of the programme. Nothing says which of its people.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::maybe_id()"))]
        sourced_by: Option<PartnerId>,
        /// Staff stated that she is another person than somebody of the same name and birth date.
        /// Nothing says than whom.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        homonym: bool,
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
    /// She went from one formation to another.
    #[serde(rename = "journey.v1.Reoriented")]
    Reoriented {
        /// The formation of her current year.
        from: FormationFacts,
        /// The one she goes to.
        to: FormationFacts,
        /// Does that keep her in digital studies, or on the way to them? By the formation table.
        still_digital: bool,
        /// What made her go, if it is one of the obstacles the programme is about.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        obstacles: Vec<Obstacle>,
    },
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
        /// The waiting wishes she said she keeps; the others of the session are dropped.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::maybe_ids()"))]
        keeps: Option<Vec<WishId>>,
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
    /// She started the parcours socle.
    #[serde(rename = "journey.v1.SocleStarted")]
    SocleStarted {
        /// The version in force on that day.
        socle_version: u32,
        /// Its steps: hers, whatever is published later.
        steps: Vec<StepCode>,
    },
    /// She has done a step of it.
    #[serde(rename = "journey.v1.SocleStepDone")]
    SocleStepDone {
        /// The version she follows.
        socle_version: u32,
        /// The step.
        step: StepCode,
    },
    /// She needs something.
    #[serde(rename = "journey.v1.NeedIdentified")]
    NeedIdentified {
        /// What.
        kind: NeedKind,
    },
    /// It is met.
    #[serde(rename = "journey.v1.NeedMet")]
    NeedMet {
        /// What.
        kind: NeedKind,
    },
    /// An option of the catalogue is open for her.
    #[serde(rename = "journey.v1.OptionActivated")]
    OptionActivated {
        /// Which.
        option: OptionCode,
        /// The version of the catalogue it was chosen in.
        catalogue_version: u32,
        /// Why.
        why: OptionReason,
    },
    /// It is closed.
    #[serde(rename = "journey.v1.OptionClosed")]
    OptionClosed {
        /// Which.
        option: OptionCode,
        /// Why.
        why: OptionEnd,
    },
    /// Somebody took the time to ask how she is: « suivi qualitatif et attentionné » (S21).
    #[serde(rename = "journey.v1.FollowUpHeld")]
    FollowUpHeld {
        /// The day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        on: NaiveDate,
        /// Who.
        by: FollowUpBy,
        /// How.
        channel: Channel,
        /// Length in minutes, 1 to 600.
        minutes: u16,
        /// What it showed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        signals: Vec<Signal>,
    },
    /// She helped somebody of the community; nobody says whom.
    #[serde(rename = "journey.v1.PeerHelpGiven")]
    PeerHelpGiven {
        /// With what.
        theme: Theme,
    },
    /// Somebody of the community helped her; nobody says who.
    #[serde(rename = "journey.v1.PeerHelpReceived")]
    PeerHelpReceived {
        /// With what.
        theme: Theme,
    },
    /// Somebody tried to reach her, without answer.
    #[serde(rename = "journey.v1.ContactAttempted")]
    ContactAttempted {
        /// The day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        on: NaiveDate,
        /// How.
        channel: Channel,
    },
    /// A concern about one of her pairs was raised; what was said is hers, and goes with her key.
    #[serde(rename = "journey.v1.ConcernNoted")]
    ConcernNoted {
        /// The pair.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        mentorship: MentorshipId,
        /// What was said.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::pii(crate::arbitrary::name())"))]
        note: Pii<String>,
    },
    /// An apprenticeship of hers started: one at a time.
    #[serde(rename = "journey.v1.ApprenticeshipReserved")]
    ApprenticeshipReserved {
        /// Which.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        placement: PlacementId,
    },
    /// That apprenticeship is interrupted or completed.
    #[serde(rename = "journey.v1.ApprenticeshipReleased")]
    ApprenticeshipReleased {
        /// Which.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        placement: PlacementId,
    },
    /// In the course of a school year she became an apprentice, say.
    #[serde(rename = "journey.v1.StatutChanged")]
    StatutChanged {
        /// Which year.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::school_year()"))]
        school_year: SchoolYear,
        /// From now on.
        statut: Statut,
    },
    /// The programme's support pauses.
    #[serde(rename = "journey.v1.SupportSuspended")]
    SupportSuspended {
        /// Why.
        reason: SuspensionReason,
    },
    /// It goes on, after a pause or an end: the same journey, the same cohort.
    #[serde(rename = "journey.v1.SupportResumed")]
    SupportResumed {
        /// The day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        on: NaiveDate,
        /// Phase she goes on in.
        phase: Phase,
    },
    /// The programme's support ended.
    #[serde(rename = "journey.v1.SupportEnded")]
    SupportEnded {
        /// Why.
        reason: EndReason,
        /// What made her leave, if it is one of the obstacles the programme is about.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        obstacles: Vec<Obstacle>,
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
    /// What was known of her is corrected (RGPD, article 16); her age at registration stands.
    #[serde(rename = "journey.v1.RectificationApplied")]
    RectificationApplied {
        /// Who she is, if that was wrong.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        identity: Option<Pii<Identity>>,
        /// Her birth date, if that was wrong.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::maybe_pii_date()"))]
        birth_date: Option<Pii<NaiveDate>>,
        /// As in [`Event::BeneficiaryRegistered`].
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        homonym: bool,
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
