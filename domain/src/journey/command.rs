use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use super::facts::{
    Answer, Authorisation, Channel, EndReason, EntryStage, ErasureReason, FollowUpBy,
    FormationFacts, GivenBy, Guardian, Identity, Interruption, Mention, NeedKind, Obstacle,
    OptionEnd, OptionReason, OutcomeKind, PeerHelp, Platform, Purpose, RefusalReason, Signal,
    Situation, Specialite, SuspensionReason, Target, YearResult, YearStart,
};
use crate::{
    MentorshipId, PartnerId, PlacementId, SchoolYear, SupporterId, WishId,
    levels::Diploma,
    mentorship::{RelationKind, Theme},
    programme::{OptionCode, StepCode},
};

/// What can be asked of a journey. Dates and the policy in force come with the
/// [`Context`](crate::Context); references are looked up before.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub enum Command {
    /// Enter a young woman into the programme.
    Register {
        /// Who she is.
        identity: Identity,
        /// Her birth date.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::birth_date()"))]
        birth_date: NaiveDate,
        /// In lycée or in higher education.
        entry_stage: EntryStage,
        /// The sourcing campaign she quotes: letters, digits and dashes.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::maybe_token()"))]
        campaign: Option<String>,
        /// The partner who told her of the programme.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::maybe_id()"))]
        sourced_by: Option<PartnerId>,
        /// She is another person than somebody of the same name and birth date; for staff to say.
        // Left out when not said, as before there was it: a retry has the same fingerprint.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        homonym: bool,
    },
    /// A holder of parental authority authorises.
    AuthoriseAsGuardian {
        /// Who.
        guardian: Guardian,
        /// What, and until when.
        authorisation: Authorisation,
    },
    /// Give a consent.
    Consent {
        /// For what.
        purpose: Purpose,
        /// Version of the text that was shown.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::token()"))]
        text_version: String,
        /// By whom.
        given_by: GivenBy,
    },
    /// Withdraw a consent.
    WithdrawConsent {
        /// For what.
        purpose: Purpose,
    },
    /// Declare her situation for a school year.
    DeclareSituation {
        /// The school year.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::school_year()"))]
        school_year: SchoolYear,
        /// What is declared.
        situation: Situation,
    },
    /// Assess her eligibility under the policy in force.
    AssessEligibility,
    /// Assess her again if she is a candidate last assessed under an older policy: recorded only
    /// when it matters.
    Reassess,
    /// Admit her to the programme.
    Admit,
    /// Refuse her admission.
    Refuse {
        /// Why; at least one reason.
        reasons: Vec<RefusalReason>,
    },
    /// Take the registration back.
    WithdrawRegistration,
    /// Start a school year.
    StartSchoolYear {
        /// Which.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::school_year()"))]
        school_year: SchoolYear,
        /// Level, school, formation.
        year: YearStart,
        /// Version of the reference data used.
        reference_version: String,
    },
    /// Keep two of the three spécialités of Première.
    DropSpecialite {
        /// The year of Première.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::school_year()"))]
        school_year: SchoolYear,
        /// The one to drop.
        dropped: Specialite,
    },
    /// Conclude a school year.
    ConcludeSchoolYear {
        /// Which.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::school_year()"))]
        school_year: SchoolYear,
        /// How it ended.
        result: YearResult,
    },
    /// Record a diploma, obtained or missed.
    RecordDiploma {
        /// Which.
        diploma: Diploma,
        /// Calendar year of the session.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::year()"))]
        session: i32,
        /// Obtained or missed.
        obtained: bool,
        /// Mention, if any.
        mention: Option<Mention>,
    },
    /// Studies stop for a while.
    InterruptStudy {
        /// Why.
        kind: Interruption,
    },
    /// Studies go on.
    ResumeStudy,
    /// Go from the formation of her current year to another one.
    Reorient {
        /// Where to.
        to: FormationFacts,
        /// What made her go, if it is one of the obstacles the programme is about.
        obstacles: Vec<Obstacle>,
    },
    /// Say where she wants to go.
    StateProject {
        /// What she aims at; at least one.
        targets: Vec<Target>,
        /// How sure she is, 1 to 5.
        #[cfg_attr(test, proptest(strategy = "0u8..8"))]
        confidence: u8,
    },
    /// Enter a wish on a platform.
    SubmitWish {
        /// The wish, named by the client.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        wish: WishId,
        /// Where.
        platform: Platform,
        /// Calendar year of the session.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::year()"))]
        session: i32,
        /// For which formation.
        formation: FormationFacts,
    },
    /// Confirm a wish.
    ConfirmWish {
        /// The wish.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        wish: WishId,
    },
    /// Give a wish up.
    DropWish {
        /// The wish.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        wish: WishId,
    },
    /// Record a formation's answer.
    RecordAnswer {
        /// The wish.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        wish: WishId,
        /// The answer.
        answer: Answer,
        /// Rank on the waiting list, with `waitlisted`.
        rank: Option<u32>,
    },
    /// Accept a proposal.
    AcceptProposal {
        /// The wish.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        wish: WishId,
        /// Firmly, on Mon Master only: other wishes there are dropped.
        firm: bool,
        /// The waiting wishes of the session she keeps; without it, all of them.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::maybe_ids()"))]
        keeps: Option<Vec<WishId>>,
    },
    /// Decline a proposal.
    DeclineProposal {
        /// The wish.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        wish: WishId,
    },
    /// A proposal was not answered in time.
    ExpireProposal {
        /// The wish.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        wish: WishId,
    },
    /// Confirm the enrolment.
    ConfirmEnrolment {
        /// The wish that led there; without it, a direct route.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::maybe_id()"))]
        wish: Option<WishId>,
        /// For the year that starts at this rentrée.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::school_year()"))]
        school_year: SchoolYear,
        /// The formation.
        formation: FormationFacts,
    },
    /// Reserve her side of a pair; sent by [`pairing`](crate::pairing).
    ReserveSupport {
        /// The pair.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        mentorship: MentorshipId,
        /// The tutor or mentor.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        supporter: SupporterId,
        /// Tutorat or Mentorat.
        kind: RelationKind,
    },
    /// Release her side of a pair; sent by [`pairing`](crate::pairing).
    ReleaseSupport {
        /// The pair.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        mentorship: MentorshipId,
    },
    /// Start the parcours socle in force.
    StartSocle,
    /// Do a step of it.
    DoSocleStep {
        /// Which.
        step: StepCode,
    },
    /// Say what she needs.
    IdentifyNeed {
        /// What.
        kind: NeedKind,
    },
    /// Say that it is met.
    MeetNeed {
        /// What.
        kind: NeedKind,
    },
    /// Open an option of the catalogue in force.
    ActivateOption {
        /// Which.
        option: OptionCode,
        /// Why.
        why: OptionReason,
    },
    /// Close it.
    CloseOption {
        /// Which.
        option: OptionCode,
        /// Why.
        why: OptionEnd,
    },
    /// Record a follow-up.
    RecordFollowUp {
        /// Who.
        by: FollowUpBy,
        /// How.
        channel: Channel,
        /// Length in minutes, 1 to 600.
        minutes: u16,
        /// What it showed.
        signals: Vec<Signal>,
    },
    /// Record help within the community.
    RecordPeerHelp {
        /// Given or received.
        side: PeerHelp,
        /// With what.
        theme: Theme,
    },
    /// Record that nobody answered.
    RecordContactAttempt {
        /// How it was tried.
        channel: Channel,
    },
    /// Keep what was said of a pair of hers; sent by [`pairing`](crate::pairing).
    NoteConcern {
        /// The pair.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        mentorship: MentorshipId,
        /// What was said, 1 to 2,000 characters.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::name()"))]
        note: String,
    },
    /// Start an apprenticeship; sent by [`placing`](crate::placing).
    ReserveApprenticeship {
        /// Which.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        placement: PlacementId,
    },
    /// End an apprenticeship; sent by [`placing`](crate::placing).
    ReleaseApprenticeship {
        /// Which.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        placement: PlacementId,
    },
    /// Pause the programme's support.
    SuspendSupport {
        /// Why.
        reason: SuspensionReason,
    },
    /// Go on after a pause or an end.
    ResumeSupport,
    /// End the programme's support. Death and exclusion end her pairs with it, when they are sent
    /// by [`pairing`](crate::pairing).
    EndSupport {
        /// Why.
        reason: EndReason,
        /// What made her leave, if it is one of the obstacles the programme is about.
        obstacles: Vec<Obstacle>,
    },
    /// Record what became of her.
    RecordOutcome {
        /// What.
        kind: OutcomeKind,
        /// In the digital field?
        digital: bool,
        /// Months since her last diploma or year of study.
        months_after: u16,
    },
    /// Correct what is known of her.
    ApplyRectification {
        /// Who she is, if that was wrong.
        identity: Option<Identity>,
        /// Her birth date, if that was wrong.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::maybe_birth_date()"))]
        birth_date: Option<NaiveDate>,
        /// As in [`Command::Register`].
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        homonym: bool,
    },
    /// Record that she has reached an age at which rules change; sent by a process.
    ReachAge {
        /// Which.
        #[cfg_attr(test, proptest(strategy = "14u8..20"))]
        age: u8,
    },
    /// Record that nothing is known of her new school year; sent by a process.
    MarkToContact {
        /// The school year that has begun.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::school_year()"))]
        school_year: SchoolYear,
    },
    /// Record that it is time to ask what has become of her; sent by a process.
    CallForSurvey {
        /// Months since support ended.
        #[cfg_attr(
            test,
            proptest(strategy = "proptest::sample::select(vec![0u16, 6, 12, 18, 30])")
        )]
        months_after: u16,
    },
    /// Keep her data and use it for nothing else.
    RestrictProcessing,
    /// End the restriction.
    LiftRestriction,
    /// Record that she was given everything held on her.
    RecordAccessExport,
    /// Decide her erasure; it can not be taken back.
    RequestErasure {
        /// Why.
        reason: ErasureReason,
    },
    /// Record that her key is destroyed; sent once it is.
    RecordErasure {
        /// The key.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        key: Uuid,
    },
}
