use crate::{SchoolYear, levels::Niveau, rejections};

rejections! {
    /// Why a command on a journey is refused.
    pub enum Rejection {
        /// Registered twice.
        AlreadyRegistered => "already_registered", None,
            "this journey is already registered; use its commands, or a new identifier for another person";
        /// Nobody to act on.
        NotRegistered => "not_registered", Some("journeyId"),
            "no beneficiary is registered under this identifier";
        /// Her data is destroyed.
        Erased => "erased", Some("journeyId"),
            "her data was erased for ever: nothing can be recorded on this journey any more";
        /// Her erasure is under way.
        ErasureUnderWay => "erasure_under_way", Some("journeyId"),
            "her erasure is decided: nothing else can be recorded on this journey";
        /// Her data is kept and not used.
        ProcessingRestricted => "processing_restricted", Some("journeyId"),
            "the processing of her data is restricted: lift the restriction first";
        /// Restricted twice.
        AlreadyRestricted => "already_restricted", None,
            "the processing of her data is already restricted";
        /// Nothing to lift.
        NotRestricted => "not_restricted", None,
            "the processing of her data is not restricted";
        /// Erased before it was decided.
        ErasureNotRequested => "erasure_not_requested", None,
            "her erasure must be decided before it is recorded";
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened";
        /// Too young or too old to register.
        AgeOutOfRange {
            /// Her age on that day.
            age: i32,
            /// Youngest, reached within the calendar year.
            min: i32,
            /// Oldest, inclusive.
            max: i32,
        } => "age_out_of_range", Some("birthDate"),
            "she is {age}; registration is open from the calendar year of the {min}th birthday to the eve of the one after {max}";
        /// An empty or too long name or address.
        InvalidIdentity => "invalid_identity", Some("identity"),
            "first name, last name (1 to 100 characters each) and an email address with one @ are required";
        /// A campaign code with other characters.
        InvalidCampaign => "invalid_campaign", Some("campaign"),
            "a campaign code holds 1 to 40 letters, digits or dashes";
        /// A text version with other characters.
        InvalidTextVersion => "invalid_text_version", Some("textVersion"),
            "a text version holds 1 to 40 letters, digits, dots or dashes";
        /// A list that must hold something holds nothing.
        EmptyList => "empty_list", None,
            "at least one value is required";
        /// Consent of the child alone.
        JointConsentRequired {
            /// Age from which she consents alone.
            age: i32,
        } => "joint_consent_required", Some("givenBy"),
            "below {age} consent is given by the child and a holder of parental authority jointly";
        /// Joint consent without a known guardian.
        GuardianRequired => "guardian_required", Some("givenBy"),
            "record the guardian's authorisation for the account first";
        /// Nothing to withdraw.
        NoConsent => "no_consent", Some("purpose"),
            "no consent is in force for this purpose";
        /// An échelon of the other scale.
        WrongScale => "wrong_scholarship_scale", Some("bourse"),
            "lycée and higher-education scholarships are two scales: use the one of that year's level";
        /// Not admitted, or no longer.
        NotAdmitted => "not_admitted", None,
            "she is not in the programme: an admission must be recorded first";
        /// Admitted twice.
        AlreadyAdmitted => "already_admitted", None,
            "she is already admitted";
        /// The registration is over.
        RegistrationClosed => "registration_closed", None,
            "this registration was withdrawn or refused";
        /// Support has ended.
        SupportIsOver => "support_is_over", None,
            "the programme's support has ended for her";
        /// Never assessed, assessed under an older policy, or not eligible.
        NotEligible => "not_eligible", None,
            "her last assessment under the policy in force must be `eligible`";
        /// Account consent is missing.
        ConsentMissing => "consent_missing", None,
            "consent for the account must be in force";
        /// That year is already open or done.
        YearAlreadyStarted {
            /// The year.
            year: SchoolYear,
        } => "year_already_started", Some("schoolYear"),
            "a main enrolment for {year} is already recorded; a second one is `SECONDARY`";
        /// A second enrolment without a first.
        MainEnrolmentMissing {
            /// The year.
            year: SchoolYear,
        } => "main_enrolment_missing", Some("enrolment"),
            "record the main enrolment of {year} before a secondary one";
        /// A year after the current one.
        YearInTheFuture {
            /// The year.
            year: SchoolYear,
        } => "year_in_future", Some("schoolYear"),
            "{year} has not started yet";
        /// A year nobody can mean.
        YearOutOfRange {
            /// The year given.
            year: i32,
            /// The first that can be meant.
            from: i32,
            /// The last.
            to: i32,
        } => "year_out_of_range", None,
            "{year} is not between {from} and {to}";
        /// A step the ladder does not allow.
        LevelJump {
            /// The level before.
            from: Niveau,
            /// The level asked for.
            to: Niveau,
        } => "level_jump", Some("niveau"),
            "from {from} to {to} is not a step of the ladder; correct the level, or give the reason as `atypical`";
        /// A step the ladder does not allow, seen from a later year already known.
        LevelJumpAfter {
            /// The level asked for.
            from: Niveau,
            /// The level after.
            to: Niveau,
        } => "level_jump_after", Some("niveau"),
            "{from} cannot come before {to}, which is already recorded; correct the level, or give the reason as `atypical`";
        /// Not the right number, or twice the same.
        WrongSpecialites {
            /// How many are followed at that level.
            expected: usize,
        } => "wrong_specialites", Some("specialites"),
            "this level has {expected} different spécialités";
        /// One that was not followed in Première.
        SpecialiteNotFollowed => "specialite_not_followed", Some("specialites"),
            "spécialités of Terminale are among those followed in Première";
        /// A pupil of a university, or an apprentice in Seconde.
        WrongStatut => "wrong_statut", Some("statut"),
            "lycée years are `SCOLAIRE` or `APPRENTI`, higher education `ETUDIANT` or `APPRENTI` (BTS may be `SCOLAIRE`)";
        /// No such year.
        YearNotStarted {
            /// The year.
            year: SchoolYear,
        } => "year_not_started", Some("schoolYear"),
            "no enrolment is recorded for {year}";
        /// Already concluded.
        YearAlreadyConcluded {
            /// The year.
            year: SchoolYear,
        } => "year_already_concluded", Some("schoolYear"),
            "{year} is already concluded";
        /// Not a year of Première générale.
        NotPremiereGenerale => "not_premiere_generale", Some("schoolYear"),
            "a spécialité is dropped at the end of Première générale";
        /// One is dropped already.
        SpecialiteAlreadyDropped => "specialite_already_dropped", Some("schoolYear"),
            "one of the three spécialités of that year is already dropped";
        /// One that her recorded Terminale still holds.
        SpecialiteStillFollowed => "specialite_still_followed", Some("dropped"),
            "her Terminale, already recorded, still holds this spécialité";
        /// A diploma no level she reached can give.
        DiplomaOutOfReach => "diploma_out_of_reach", Some("diploma"),
            "no school year recorded up to that session can lead to this diploma";
        /// Recorded twice.
        DiplomaAlreadyObtained => "diploma_already_obtained", Some("diploma"),
            "this diploma is already recorded";
        /// Studies already stopped.
        AlreadyInterrupted => "already_interrupted", None,
            "her studies are already interrupted";
        /// Studies not stopped.
        NotInterrupted => "not_interrupted", None,
            "her studies are not interrupted";
        /// Confidence outside 1 to 5.
        ConfidenceOutOfRange => "confidence_out_of_range", Some("confidence"),
            "confidence goes from 1 to 5";
        /// A wish submitted twice.
        WishExists => "wish_exists", Some("wish"),
            "this wish is already recorded";
        /// No such wish.
        UnknownWish => "unknown_wish", Some("wish"),
            "no wish is recorded under this identifier";
        /// More wishes than the platform takes.
        TooManyWishes {
            /// The limit.
            max: u32,
        } => "too_many_wishes", Some("platform"),
            "the platform takes {max} wishes in a session";
        /// The platform does not take this on that day.
        PlatformClosed {
            /// Calendar year of the session.
            session: i32,
        } => "platform_closed", Some("occurredOn"),
            "the platform does not take this step on that day: see the calendar of the session of {session}";
        /// Not an age at which rules change.
        AgeNotWatched => "age_not_watched", Some("age"),
            "only the age of consent and majority are recorded";
        /// She is younger, or her birth date is not known any more.
        AgeNotReached => "age_not_reached", Some("age"),
            "she has not reached this age on that day, or her birth date is no longer known";
        /// Recorded before, or known from the start.
        AgeAlreadyKnown => "age_already_known", Some("age"),
            "it is already recorded that she has reached this age";
        /// The year may still be told of in time.
        RolloverTooEarly => "rollover_too_early", Some("schoolYear"),
            "a school year without news is noted from 16 November on, while it lasts";
        /// The year is known.
        RentreeKnown => "rentree_known", Some("schoolYear"),
            "her school year is recorded";
        /// Noted before.
        AlreadyToContact => "already_to_contact", Some("schoolYear"),
            "it is already noted that she has to be contacted about this school year";
        /// Nobody is asked then.
        NoSurvey => "no_survey", Some("monthsAfter"),
            "she is asked 6, 12, 18, 24 and 30 months after the end of support, and never after a death";
        /// Asked before.
        SurveyAlreadyDue => "survey_already_due", Some("monthsAfter"),
            "this survey is already due";
        /// The wish is not where that step asks it to be.
        WishNotReady {
            /// Where it is.
            status: &'static str,
        } => "wish_not_ready", Some("wish"),
            "this wish is {status}";
        /// A non-selective formation does not refuse.
        NonSelectiveRefuses => "non_selective_never_refuses", Some("answer"),
            "a non-selective formation answers yes, yes-if or waitlisted, never no";
        /// A selective formation has no yes-if.
        OuiSiNonSelectiveOnly => "oui_si_non_selective_only", Some("answer"),
            "`oui, si` exists in non-selective formations only";
        /// Only apprenticeships wait for a contract.
        PendingContractApprenticeshipOnly => "pending_contract_apprenticeship_only", Some("answer"),
            "only an apprenticeship is granted subject to a contract";
        /// A rank without waiting list, or the reverse.
        RankMismatch => "rank_mismatch", Some("rank"),
            "a rank goes with `waitlisted`, and only with it";
        /// The same pair twice.
        SupportAlreadyReserved => "support_already_reserved", Some("journeyId"),
            "she already has a live or proposed relation of this kind";
        /// No such pair.
        SupportNotReserved => "support_not_reserved", Some("mentorshipId"),
            "this pair is not hers";
        /// Pairs are still live.
        SupportStillLive => "support_still_live", None,
            "end her tutorat and mentorat first";
    }
}
