use crate::rejections;

rejections! {
    /// Why a command on a supporter is refused.
    pub enum Rejection {
        /// Registered twice.
        AlreadyRegistered => "supporter_already_registered", None,
            "this supporter is already registered",
            "cette personne est déjà inscrite";
        /// Nobody to act on.
        NotRegistered => "supporter_not_registered", Some("supporterId"),
            "no supporter is registered under this identifier",
            "personne n'est inscrit comme tutrice, tuteur, mentore ou mentor sous cet identifiant";
        /// Their data is destroyed.
        Erased => "supporter_erased", Some("supporterId"),
            "their data was erased for ever: nothing can be recorded on this supporter any more",
            "ses données ont été effacées pour toujours : plus rien ne peut être inscrit à son sujet";
        /// Their erasure is under way.
        ErasureUnderWay => "supporter_erasure_under_way", Some("supporterId"),
            "their erasure is decided: nothing else can be recorded on this supporter",
            "son effacement est décidé : rien d'autre ne peut être inscrit à son sujet";
        /// Their data is kept and not used.
        ProcessingRestricted => "supporter_processing_restricted", Some("supporterId"),
            "the processing of their data is restricted: lift the restriction first",
            "le traitement de ses données est limité : levez d'abord la limitation";
        /// Restricted twice.
        AlreadyRestricted => "supporter_already_restricted", None,
            "the processing of their data is already restricted",
            "le traitement de ses données est déjà limité";
        /// Nothing to lift.
        NotRestricted => "supporter_not_restricted", None,
            "the processing of their data is not restricted",
            "le traitement de ses données n'est pas limité";
        /// Erased before it was decided.
        ErasureNotRequested => "supporter_erasure_not_requested", None,
            "their erasure must be decided before it is recorded",
            "son effacement doit être décidé avant d'être constaté";
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened",
            "cette date est postérieure à aujourd'hui ; un fait s'inscrit une fois qu'il a eu lieu";
        /// An empty or too long name or address.
        InvalidIdentity => "invalid_identity", Some("identity"),
            "first name, last name (1 to 100 characters each) and an email address with one @ are required",
            "il faut un prénom, un nom (1 à 100 caractères chacun) et une adresse électronique avec un seul @";
        /// Nobody can talk to them.
        NoLanguage => "no_language", Some("languages"),
            "name at least one language",
            "nommez au moins une langue";
        /// A professional with a level of study.
        NoStudent => "no_student", Some("niveau"),
            "only a student has a level of study",
            "seul un étudiant a un niveau d'études";
        /// Ends before it starts, or was issued later than today.
        InvalidCheckDates => "invalid_check_dates", Some("validUntil"),
            "a check is issued on or before the day it is recorded, and ends on a later day than it was issued",
            "un contrôle est délivré au plus tard le jour où il est enregistré, et expire après le jour de sa délivrance";
        /// Longer than the policy lets it.
        CheckTooLong {
            /// Months it may be valid.
            months: u32,
        } => "check_too_long", Some("validUntil"),
            "a check is valid for {months} months at most from the day it was issued",
            "un contrôle est valable {months} mois au plus à compter de sa délivrance";
        /// No check ends that day, or another one holds longer.
        NotLastCheck => "not_last_check", Some("validUntil"),
            "no check ends that day, or another one is valid for longer",
            "aucun contrôle n'expire ce jour-là, ou un autre est valable plus longtemps";
        /// The check holds long enough.
        ExpiryTooFar => "expiry_too_far", Some("validUntil"),
            "the end of a check is announced 60 days before it, not earlier",
            "l'expiration d'un contrôle s'annonce au plus tôt 60 jours avant";
        /// Announced before.
        ExpiryAlreadyAnnounced => "expiry_already_announced", Some("validUntil"),
            "the end of this check is already announced",
            "l'expiration de ce contrôle est déjà annoncée";
        /// More than anyone can support.
        CapacityOutOfRange => "capacity_out_of_range", Some("maxLive"),
            "capacity goes from 0 to 20",
            "la capacité va de 0 à 20";
        /// Below what is taken.
        CapacityBelowLive {
            /// Slots taken.
            live: usize,
        } => "capacity_below_live", Some("maxLive"),
            "{live} slots are taken: end or reassign those pairs first",
            "{live} places sont prises : terminez ou réaffectez d'abord ces binômes";
        /// Hours outside 1 to 100.
        HoursOutOfRange => "training_hours_out_of_range", Some("hours"),
            "a training module lasts from 1 to 100 hours",
            "un module de formation dure de 1 à 100 heures";
        /// For now, nobody.
        Suspended => "supporter_suspended", Some("supporterId"),
            "this supporter is suspended: reinstate them first",
            "cette personne est suspendue : rétablissez-la d'abord";
        /// Nothing to end.
        NotSuspended => "supporter_not_suspended", None,
            "this supporter is not suspended",
            "cette personne n'est pas suspendue";
        /// Gone.
        Retired => "supporter_retired", Some("supporterId"),
            "this supporter has left",
            "cette personne a quitté le programme";
        /// Pairs are still open.
        StillSupports {
            /// Slots taken.
            live: usize,
        } => "supporter_still_supports", None,
            "{live} slots are taken: end those pairs first",
            "{live} places sont prises : terminez d'abord ces binômes";
        /// The charter is not signed.
        CharterNotSigned => "charter_not_signed", Some("supporterId"),
            "the supporter must sign the charter first",
            "la charte doit d'abord être signée";
        /// Every slot is taken.
        NoFreeSlot {
            /// Capacity declared.
            max: u8,
        } => "no_free_slot", Some("supporterId"),
            "all {max} slots of this supporter are taken",
            "toutes les places de cette personne ({max}) sont prises";
        /// No valid check, and she is a minor.
        NoValidCheck => "no_valid_check", Some("supporterId"),
            "she is a minor: the supporter needs a check of honorabilité valid on that day",
            "elle est mineure : il faut un contrôle d'honorabilité valable ce jour-là";
        /// Nothing has to pause: they may support minors.
        StillChecked => "check_still_valid", Some("supporterId"),
            "a check of honorabilité of this supporter is valid: their relations with minors go on",
            "un contrôle d'honorabilité de cette personne est valable : ses relations avec des mineures continuent";
        /// Nothing has to pause: nobody is concerned.
        SupportsNoMinor => "supports_no_minor", Some("supporterId"),
            "this supporter has no relation under way with a minor: nothing has to pause",
            "cette personne n'a pas de relation en cours avec une mineure : il n'y a rien à mettre en pause";
        /// The pair has its slot already.
        SlotAlreadyReserved => "slot_already_reserved", Some("mentorshipId"),
            "this pair already holds a slot",
            "ce binôme occupe déjà une place";
        /// No such pair.
        SlotNotReserved => "slot_not_reserved", Some("mentorshipId"),
            "this pair holds no slot of this supporter",
            "ce binôme n'occupe aucune place de cette personne";
    }
}
