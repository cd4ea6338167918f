use std::fmt;

use super::WishStatus;
use crate::{JourneyId, SchoolYear, levels::Niveau, rejections};

/// The journey somebody has already, told to those alone who may read it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OtherJourney(pub Option<JourneyId>);

/// In brackets, or nothing.
impl fmt::Display for OtherJourney {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(journey) => write!(f, " (journey-{journey})"),
            None => Ok(()),
        }
    }
}

rejections! {
    /// Why a command on a journey is refused.
    pub enum Rejection {
        /// Registered twice.
        AlreadyRegistered => "already_registered", None,
            "this journey is already registered; use its commands, or a new identifier for another person",
            "ce parcours est déjà inscrit ; utilisez ses commandes, ou un nouvel identifiant pour une autre personne";
        /// The same person, under another identifier.
        PersonAlreadyRegistered {
            /// Hers.
            journey: OtherJourney,
        } => "person_already_registered", Some("identity"),
            "somebody of this name and birth date has a journey already{journey}: go on with that one; if she is another person, staff say so with `homonym`",
            "une personne de ce nom et de cette date de naissance a déjà un parcours{journey} : poursuivez celui-là ; s'il s'agit d'une homonyme, l'équipe le précise avec `homonym`";
        /// Nobody to act on.
        NotRegistered => "not_registered", Some("journeyId"),
            "no beneficiary is registered under this identifier",
            "aucune bénéficiaire n'est inscrite sous cet identifiant";
        /// Her data is destroyed.
        Erased => "erased", Some("journeyId"),
            "her data was erased for ever: nothing can be recorded on this journey any more",
            "ses données ont été effacées pour toujours : plus rien ne peut être inscrit sur ce parcours";
        /// Her erasure is under way.
        ErasureUnderWay => "erasure_under_way", Some("journeyId"),
            "her erasure is decided: nothing else can be recorded on this journey",
            "son effacement est décidé : rien d'autre ne peut être inscrit sur ce parcours";
        /// Her data is kept and not used.
        ProcessingRestricted => "processing_restricted", Some("journeyId"),
            "the processing of her data is restricted: lift the restriction first",
            "le traitement de ses données est limité : levez d'abord la limitation";
        /// Restricted twice.
        AlreadyRestricted => "already_restricted", None,
            "the processing of her data is already restricted",
            "le traitement de ses données est déjà limité";
        /// Nothing to lift.
        NotRestricted => "not_restricted", None,
            "the processing of her data is not restricted",
            "le traitement de ses données n'est pas limité";
        /// Erased before it was decided.
        ErasureNotRequested => "erasure_not_requested", None,
            "her erasure must be decided before it is recorded",
            "son effacement doit être décidé avant d'être constaté";
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened",
            "cette date est postérieure à aujourd'hui ; un fait s'inscrit une fois qu'il a eu lieu";
        /// Too young or too old to register.
        AgeOutOfRange {
            /// Her age on that day.
            age: i32,
            /// Youngest, reached within the calendar year.
            min: i32,
            /// Oldest, inclusive.
            max: i32,
        } => "age_out_of_range", Some("birthDate"),
            "she is {age}; registration is open from the calendar year in which she turns {min}, for as long as she is {max} or younger",
            "elle a {age} ans ; l'inscription est ouverte à partir de l'année civile de ses {min} ans, et tant qu'elle a {max} ans au plus";
        /// An empty or too long name or address.
        InvalidIdentity => "invalid_identity", Some("identity"),
            "first name, last name (1 to 100 characters each) and an email address with one @ are required",
            "il faut un prénom, un nom (1 à 100 caractères chacun) et une adresse électronique avec un seul @";
        /// A campaign code with other characters.
        InvalidCampaign => "invalid_campaign", Some("campaign"),
            "a campaign code holds 1 to 40 letters, digits or dashes",
            "un code de campagne comporte de 1 à 40 lettres, chiffres ou tirets";
        /// A text version with other characters.
        InvalidTextVersion => "invalid_text_version", Some("textVersion"),
            "a text version holds 1 to 40 letters, digits, dots or dashes",
            "une version de texte comporte de 1 à 40 lettres, chiffres, points ou tirets";
        /// A list that must hold something holds nothing.
        EmptyList => "empty_list", None,
            "at least one value is required",
            "il faut au moins une valeur";
        /// Consent of the child alone.
        JointConsentRequired {
            /// Age from which she consents alone.
            age: i32,
        } => "joint_consent_required", Some("givenBy"),
            "below {age} this consent is given by her and a holder of parental authority jointly",
            "avant {age} ans, ce consentement est donné conjointement par elle et un titulaire de l'autorité parentale";
        /// Joint consent without a known guardian.
        GuardianRequired => "guardian_required", Some("givenBy"),
            "record the guardian's authorisation for that purpose first (`ACCOUNT`, or `IMAGE` for her image)",
            "inscrivez d'abord l'autorisation parentale pour cette finalité (`ACCOUNT`, ou `IMAGE` pour son image)";
        /// Nothing to withdraw.
        NoConsent => "no_consent", Some("purpose"),
            "no consent is in force for this purpose",
            "aucun consentement n'est en vigueur pour cette finalité";
        /// An échelon of the other scale.
        WrongScale => "wrong_scholarship_scale", Some("bourse"),
            "lycée and higher-education scholarships are two scales: use the one of that year's level",
            "les bourses de lycée et du supérieur sont deux barèmes : utilisez celui du niveau de l'année";
        /// An échelon of the other scale, declared before the level was known.
        DeclaredOnOtherScale {
            /// The year.
            year: SchoolYear,
        } => "scholarship_on_other_scale", Some("niveau"),
            "the scholarship declared for {year} is on the scale of the other cycle: declare her situation again first",
            "la bourse déclarée pour {year} est du barème de l'autre cycle : déclarez d'abord à nouveau sa situation";
        /// Not admitted, or no longer.
        NotAdmitted => "not_admitted", None,
            "she is not in the programme: an admission must be recorded first",
            "elle n'est pas dans le programme : il faut d'abord une admission";
        /// Admitted twice.
        AlreadyAdmitted => "already_admitted", None,
            "she is already admitted",
            "elle est déjà admise";
        /// The registration is over.
        RegistrationClosed => "registration_closed", None,
            "this registration was withdrawn or refused",
            "cette inscription a été retirée ou refusée";
        /// Support has ended.
        SupportIsOver => "support_is_over", None,
            "the programme's support has ended for her",
            "l'accompagnement du programme est terminé pour elle";
        /// Never assessed, assessed under an older policy, or not eligible.
        NotEligible => "not_eligible", None,
            "her last assessment under the policy in force must be `eligible`",
            "son dernier examen selon les règles en vigueur doit conclure à l'éligibilité";
        /// Nothing to do again.
        NotAssessed => "not_assessed", None,
            "she was never assessed: assess her eligibility first",
            "son éligibilité n'a jamais été examinée : examinez-la d'abord";
        /// Assessed again, nothing would change.
        VerdictStands => "verdict_stands", None,
            "the policy in force comes to the same verdict as her last assessment: there is nothing to record",
            "les règles en vigueur concluent comme son dernier examen : il n'y a rien à inscrire";
        /// Account consent is missing.
        ConsentMissing => "consent_missing", None,
            "consent for the account must be in force",
            "le consentement pour le compte doit être en vigueur";
        /// That year is already open or done.
        YearAlreadyStarted {
            /// The year.
            year: SchoolYear,
        } => "year_already_started", Some("schoolYear"),
            "a main enrolment for {year} is already recorded; a second one is `SECONDARY`",
            "une inscription principale est déjà connue pour {year} ; une deuxième est secondaire (`SECONDARY`)";
        /// A second enrolment without a first.
        MainEnrolmentMissing {
            /// The year.
            year: SchoolYear,
        } => "main_enrolment_missing", Some("enrolment"),
            "record the main enrolment of {year} before a secondary one",
            "inscrivez l'inscription principale de {year} avant une inscription secondaire";
        /// A year after the current one.
        YearInTheFuture {
            /// The year.
            year: SchoolYear,
        } => "year_in_future", Some("schoolYear"),
            "{year} has not started yet",
            "{year} n'a pas encore commencé";
        /// A year nobody can mean.
        YearOutOfRange {
            /// The year given.
            year: i32,
            /// The first that can be meant.
            from: i32,
            /// The last.
            to: i32,
        } => "year_out_of_range", None,
            "{year} is not between {from} and {to}",
            "{year} n'est pas compris entre {from} et {to}";
        /// A step the ladder does not allow.
        LevelJump {
            /// The level before.
            from: Niveau,
            /// The level asked for.
            to: Niveau,
        } => "level_jump", Some("niveau"),
            "from {from} to {to} is not a step of the ladder; correct the level, or give the reason as `atypical`",
            "de {from} à {to}, ce n'est pas une marche de l'échelle ; corrigez le niveau, ou donnez le motif (`atypical`)";
        /// A step the ladder does not allow, seen from a later year already known.
        LevelJumpAfter {
            /// The level asked for.
            from: Niveau,
            /// The level after.
            to: Niveau,
        } => "level_jump_after", Some("niveau"),
            "{from} cannot come before {to}, which is already recorded; correct the level, or give the reason as `atypical`",
            "{from} ne peut pas précéder {to}, déjà connu ; corrigez le niveau, ou donnez le motif (`atypical`)";
        /// Not the right number, or twice the same.
        WrongSpecialites {
            /// How many are followed at that level.
            expected: usize,
        } => "wrong_specialites", Some("specialites"),
            "this level has {expected} different spécialités",
            "ce niveau compte {expected} spécialités différentes";
        /// One that was not followed in Première.
        SpecialiteNotFollowed => "specialite_not_followed", Some("specialites"),
            "spécialités of Terminale are among those followed in Première",
            "les spécialités de Terminale sont parmi celles suivies en Première";
        /// A pupil of a university, or an apprentice in Seconde.
        WrongStatut => "wrong_statut", Some("statut"),
            "lycée years are `SCOLAIRE` or `APPRENTI`, higher education `ETUDIANT` or `APPRENTI` (BTS may be `SCOLAIRE`)",
            "une année de lycée est `SCOLAIRE` ou `APPRENTI`, une année du supérieur `ETUDIANT` ou `APPRENTI` (un BTS peut être `SCOLAIRE`)";
        /// No such year.
        YearNotStarted {
            /// The year.
            year: SchoolYear,
        } => "year_not_started", Some("schoolYear"),
            "no enrolment is recorded for {year}",
            "aucune inscription n'est connue pour {year}";
        /// Already concluded.
        YearAlreadyConcluded {
            /// The year.
            year: SchoolYear,
        } => "year_already_concluded", Some("schoolYear"),
            "{year} is already concluded",
            "l'année {year} est déjà conclue";
        /// Not a year of Première générale.
        NotPremiereGenerale => "not_premiere_generale", Some("schoolYear"),
            "a spécialité is dropped at the end of Première générale",
            "une spécialité s'abandonne à la fin de la Première générale";
        /// One is dropped already.
        SpecialiteAlreadyDropped => "specialite_already_dropped", Some("schoolYear"),
            "one of the three spécialités of that year is already dropped",
            "une des trois spécialités de cette année est déjà abandonnée";
        /// One that her recorded Terminale still holds.
        SpecialiteStillFollowed => "specialite_still_followed", Some("dropped"),
            "her Terminale, already recorded, still holds this spécialité",
            "sa Terminale, déjà connue, comporte encore cette spécialité";
        /// A diploma no level she reached can give.
        DiplomaOutOfReach => "diploma_out_of_reach", Some("diploma"),
            "no school year recorded up to that session can lead to this diploma",
            "aucune année connue jusqu'à cette session ne mène à ce diplôme";
        /// Recorded twice.
        DiplomaAlreadyObtained => "diploma_already_obtained", Some("diploma"),
            "this diploma is already recorded",
            "ce diplôme est déjà inscrit";
        /// Studies already stopped.
        AlreadyInterrupted => "already_interrupted", None,
            "her studies are already interrupted",
            "ses études sont déjà interrompues";
        /// Studies not stopped.
        NotInterrupted => "not_interrupted", None,
            "her studies are not interrupted",
            "ses études ne sont pas interrompues";
        /// Confidence outside 1 to 5.
        ConfidenceOutOfRange => "confidence_out_of_range", Some("confidence"),
            "confidence in the project goes from 1 to 5",
            "la confiance dans le projet va de 1 à 5";
        /// A wish submitted twice.
        WishExists => "wish_exists", Some("wish"),
            "this wish is already recorded",
            "ce vœu est déjà inscrit";
        /// No such wish.
        UnknownWish => "unknown_wish", Some("wish"),
            "no wish is recorded under this identifier",
            "aucun vœu n'est connu sous cet identifiant";
        /// A master on Parcoursup, or anything else on Mon Master.
        WrongPlatform => "wrong_platform", Some("platform"),
            "Mon Master takes wishes for masters only, and Parcoursup takes none for them",
            "Mon Master ne prend que des vœux de master, et Parcoursup n'en prend pas";
        /// More wishes than the platform takes.
        TooManyWishes {
            /// The limit.
            max: u32,
        } => "too_many_wishes", Some("platform"),
            "the platform takes {max} wishes in a session, and as many for apprenticeships",
            "la plateforme prend {max} vœux par session, et autant en apprentissage";
        /// The platform does not take this on that day.
        PlatformClosed {
            /// Calendar year of the session.
            session: i32,
        } => "platform_closed", Some("occurredOn"),
            "the platform does not take this step on that day: see the calendar of the session of {session}",
            "la plateforme ne prend pas cette étape ce jour-là : voir le calendrier de la session {session}";
        /// Not an age at which rules change.
        AgeNotWatched => "age_not_watched", Some("age"),
            "only the age of consent and majority are recorded",
            "seuls l'âge du consentement et la majorité sont inscrits";
        /// She is younger, or her birth date is not known any more.
        AgeNotReached => "age_not_reached", Some("age"),
            "she has not reached this age on that day, or her birth date is no longer known",
            "elle n'a pas cet âge ce jour-là, ou sa date de naissance n'est plus connue";
        /// Recorded before, or known from the start.
        AgeAlreadyKnown => "age_already_known", Some("age"),
            "it is already recorded that she has reached this age",
            "il est déjà inscrit qu'elle a atteint cet âge";
        /// The year may still be told of in time.
        RolloverTooEarly => "rollover_too_early", Some("schoolYear"),
            "a school year without news is noted from 16 November on, while it lasts",
            "une année scolaire sans nouvelles se constate à partir du 16 novembre, tant qu'elle dure";
        /// The year is known.
        RentreeKnown => "rentree_known", Some("schoolYear"),
            "her school year is recorded",
            "son année scolaire est inscrite";
        /// Noted before.
        AlreadyToContact => "already_to_contact", Some("schoolYear"),
            "it is already noted that she has to be contacted about this school year",
            "il est déjà noté qu'il faut la contacter pour cette année scolaire";
        /// Nobody is asked then.
        NoSurvey => "no_survey", Some("monthsAfter"),
            "she is asked 6, 12, 18, 24 and 30 months after the end of support, and never after a death",
            "elle est interrogée 6, 12, 18, 24 et 30 mois après la fin de l'accompagnement, et jamais après un décès";
        /// Asked before.
        SurveyAlreadyDue => "survey_already_due", Some("monthsAfter"),
            "this survey is already due",
            "cette enquête est déjà due";
        /// The wish is not where that step asks it to be.
        WishNotReady {
            /// Where it is.
            status: WishStatus,
        } => "wish_not_ready", Some("wish"),
            "this wish is {status}",
            "ce vœu est {status:#}";
        /// A non-selective formation does not refuse.
        NonSelectiveRefuses => "non_selective_never_refuses", Some("answer"),
            "a non-selective formation answers yes, yes-if or waitlisted, never no",
            "une formation non sélective répond oui, oui-si ou en attente, jamais non";
        /// A selective formation has no yes-if.
        OuiSiNonSelectiveOnly => "oui_si_non_selective_only", Some("answer"),
            "`oui, si` exists in non-selective formations only",
            "« oui, si » n'existe que dans les formations non sélectives";
        /// Only apprenticeships wait for a contract.
        PendingContractApprenticeshipOnly => "pending_contract_apprenticeship_only", Some("answer"),
            "only an apprenticeship is granted subject to a contract",
            "seul un apprentissage est accordé sous réserve d'un contrat";
        /// A rank without waiting list, or the reverse.
        RankMismatch => "rank_mismatch", Some("rank"),
            "a rank goes with `waitlisted`, and only with it",
            "un rang accompagne la réponse « en attente » (`waitlisted`), et elle seule";
        /// The same pair twice.
        SupportAlreadyReserved => "support_already_reserved", Some("journeyId"),
            "she already has a live or proposed relation of this kind",
            "elle a déjà une relation de ce type, proposée ou en cours";
        /// No such pair.
        SupportNotReserved => "support_not_reserved", Some("mentorshipId"),
            "this pair is not hers",
            "ce binôme n'est pas le sien";
        /// Firm where nothing is.
        FirmMonMasterOnly => "firm_mon_master_only", Some("firm"),
            "only Mon Master has firm acceptances",
            "seul Mon Master connaît l'acceptation définitive";
        /// A wish that is not waiting, or not of that session.
        KeptNotWaiting => "kept_not_waiting", Some("keeps"),
            "only waiting wishes of the same session are kept",
            "on ne garde que des vœux en attente de la même session";
        /// The proposal she accepted is for another formation.
        EnrolmentElsewhere => "enrolment_elsewhere", Some("formation"),
            "the proposal she accepted is for another formation",
            "la proposition qu'elle a acceptée est pour une autre formation";
        /// A wish of hers, and no accepted proposal.
        ProposalNotAccepted => "proposal_not_accepted", Some("wish"),
            "she has a wish for this formation in that session: she enrols once its proposal is accepted, and names the wish",
            "elle a un vœu pour cette formation à cette session : elle s'inscrit une fois la proposition acceptée, en nommant le vœu";
        /// No formation she could leave.
        NoFormationToLeave => "no_formation_to_leave", None,
            "no formation is recorded for her current school year",
            "aucune formation n'est connue pour son année en cours";
        /// Where she is already.
        SameFormation => "same_formation", Some("formation"),
            "this is the formation she already follows",
            "c'est la formation qu'elle suit déjà";
        /// Nothing published.
        NoSocle => "no_socle", None,
            "no parcours socle is published",
            "aucun parcours socle n'est publié";
        /// The version in force is hers.
        SocleAlreadyStarted => "socle_already_started", None,
            "she already follows the parcours socle in force",
            "elle suit déjà le parcours socle en vigueur";
        /// Not started.
        SocleNotStarted => "socle_not_started", None,
            "she has not started the parcours socle",
            "elle n'a pas commencé le parcours socle";
        /// Not in her version.
        UnknownStep => "unknown_socle_step", Some("step"),
            "the parcours socle she follows has no such step",
            "le parcours socle qu'elle suit n'a pas cette étape";
        /// Done twice.
        StepAlreadyDone => "socle_step_already_done", Some("step"),
            "this step is already done",
            "cette étape est déjà faite";
        /// Identified, and not met.
        NeedAlreadyIdentified => "need_already_identified", Some("kind"),
            "this need is already identified, and not met yet",
            "ce besoin est déjà repéré, et pas encore satisfait";
        /// Nothing to meet.
        NeedNotIdentified => "need_not_identified", Some("kind"),
            "no such need is identified",
            "aucun besoin de cette sorte n'est repéré";
        /// Not in the catalogue in force.
        UnknownOption => "unknown_option", Some("option"),
            "the catalogue in force has no such option",
            "le catalogue en vigueur n'a pas cette option";
        /// Opened twice.
        OptionAlreadyOpen => "option_already_open", Some("option"),
            "this option is already open for her",
            "cette option est déjà ouverte pour elle";
        /// Nothing to close.
        OptionNotOpen => "option_not_open", Some("option"),
            "this option is not open for her",
            "cette option n'est pas ouverte pour elle";
        /// Length outside 1 to 600.
        FollowUpMinutes => "follow_up_minutes_out_of_range", Some("minutes"),
            "a follow-up lasts from 1 to 600 minutes",
            "un entretien de suivi dure de 1 à 600 minutes";
        /// Nothing said, or too much.
        InvalidNote => "invalid_note", Some("note"),
            "a note holds 1 to 2,000 characters",
            "une note comporte de 1 à 2 000 caractères";
        /// Paused.
        SupportIsSuspended => "support_is_suspended", None,
            "the programme's support is suspended for her: resume it first",
            "l'accompagnement est suspendu pour elle : reprenez-le d'abord";
        /// Not paused, not ended.
        SupportIsGoingOn => "support_is_going_on", None,
            "the programme's support is neither suspended nor ended",
            "l'accompagnement n'est ni suspendu ni terminé";
        /// Nobody to support.
        IsDeceased => "is_deceased", None,
            "her support ended with her death",
            "son accompagnement a pris fin avec son décès";
        /// The delay of the policy has not passed.
        LostContactTooSoon {
            /// Of the policy.
            days: u32,
        } => "lost_contact_too_soon", Some("reason"),
            "contact is lost only after {days} days without news",
            "le contact n'est perdu qu'après {days} jours sans nouvelles";
        /// Nobody has tried enough.
        TooFewAttempts {
            /// Attempts on different days since the last news.
            attempts: usize,
        } => "too_few_contact_attempts", Some("reason"),
            "contact is lost only after attempts on 3 different days since the last news; there are {attempts}",
            "le contact n'est perdu qu'après des tentatives sur 3 jours différents depuis les dernières nouvelles ; il y en a {attempts}";
        /// Outside the digital field, and in it.
        OutcomeNotDigital => "outcome_not_digital", Some("digital"),
            "somebody who left the digital field, or of whom nothing is known, is not counted in it",
            "une personne qui a quitté le numérique, ou dont on ne sait rien, n'y est pas comptée";
        /// Pairs are still live.
        SupportStillLive => "support_still_live", None,
            "end her tutorat and mentorat first",
            "terminez d'abord son tutorat et son mentorat";
        /// A minor without her guardian's authorisation to sign.
        GuardianSignatureRequired => "guardian_signature_required", Some("by"),
            "she is a minor: record her guardian's authorisation to sign (`SIGNATURE`) first",
            "elle est mineure : inscrivez d'abord l'autorisation parentale de signer (`SIGNATURE`)";
        /// No school year to be in.
        NoOpenSchoolYear {
            /// Which.
            year: SchoolYear,
        } => "no_open_school_year", Some("occurredOn"),
            "no school year {year} is open on her journey",
            "aucune année scolaire {year} n'est ouverte dans son parcours";
        /// Another one is under way.
        ApprenticeshipUnderWay => "apprenticeship_under_way", Some("journeyId"),
            "she already has an apprenticeship under way: complete or interrupt it first",
            "elle a déjà un apprentissage en cours : terminez-le ou interrompez-le d'abord";
        /// No such apprenticeship.
        ApprenticeshipNotReserved => "apprenticeship_not_reserved", Some("placementId"),
            "this apprenticeship of hers is not under way",
            "cet apprentissage n'est pas en cours";
    }
}
