use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use super::facts::{
    Answer, Authorisation, EndReason, EntryStage, ErasureReason, FormationFacts, GivenBy, Guardian,
    Identity, Interruption, Mention, OutcomeKind, Platform, Purpose, RefusalReason, Situation,
    Specialite, Target, YearResult, YearStart,
};
use crate::{
    MentorshipId, SchoolYear, SupporterId, WishId, levels::Diploma, mentorship::RelationKind,
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
        /// Firmly: other wishes are dropped.
        firm: bool,
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
    /// End the programme's support.
    EndSupport {
        /// Why.
        reason: EndReason,
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
