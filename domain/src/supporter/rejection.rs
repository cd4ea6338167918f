use crate::rejections;

rejections! {
    /// Why a command on a supporter is refused.
    pub enum Rejection {
        /// Registered twice.
        AlreadyRegistered => "supporter_already_registered", None,
            "this supporter is already registered";
        /// Nobody to act on.
        NotRegistered => "supporter_not_registered", Some("supporterId"),
            "no supporter is registered under this identifier";
        /// Their data is destroyed.
        Erased => "supporter_erased", Some("supporterId"),
            "their data was erased for ever: nothing can be recorded on this supporter any more";
        /// Their erasure is under way.
        ErasureUnderWay => "supporter_erasure_under_way", Some("supporterId"),
            "their erasure is decided: nothing else can be recorded on this supporter";
        /// Their data is kept and not used.
        ProcessingRestricted => "supporter_processing_restricted", Some("supporterId"),
            "the processing of their data is restricted: lift the restriction first";
        /// Restricted twice.
        AlreadyRestricted => "supporter_already_restricted", None,
            "the processing of their data is already restricted";
        /// Nothing to lift.
        NotRestricted => "supporter_not_restricted", None,
            "the processing of their data is not restricted";
        /// Erased before it was decided.
        ErasureNotRequested => "supporter_erasure_not_requested", None,
            "their erasure must be decided before it is recorded";
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened";
        /// An empty or too long name or address.
        InvalidIdentity => "invalid_identity", Some("identity"),
            "first name, last name (1 to 100 characters each) and an email address with one @ are required";
        /// Nobody can talk to them.
        NoLanguage => "no_language", Some("languages"),
            "name at least one language";
        /// A professional with a level of study.
        NoStudent => "no_student", Some("niveau"),
            "only a student has a level of study";
        /// Ends before it starts, or was issued later than today.
        InvalidCheckDates => "invalid_check_dates", Some("validUntil"),
            "a check is issued on or before the day it is recorded, and valid until a later day";
        /// No check ends that day, or another one holds longer.
        NotLastCheck => "not_last_check", Some("validUntil"),
            "no check ends that day, or another one holds longer";
        /// The check holds long enough.
        ExpiryTooFar => "expiry_too_far", Some("validUntil"),
            "the end of a check is announced 60 days before it, not earlier";
        /// Announced before.
        ExpiryAlreadyAnnounced => "expiry_already_announced", Some("validUntil"),
            "the end of this check is already announced";
        /// More than anyone can support.
        CapacityOutOfRange => "capacity_out_of_range", Some("maxLive"),
            "capacity goes from 0 to 20";
        /// Below what is taken.
        CapacityBelowLive {
            /// Slots taken.
            live: usize,
        } => "capacity_below_live", Some("maxLive"),
            "{live} slots are taken: end or reassign those pairs first";
        /// The charter is not signed.
        CharterNotSigned => "charter_not_signed", Some("supporterId"),
            "the supporter must sign the charter first";
        /// Every slot is taken.
        NoFreeSlot {
            /// Capacity declared.
            max: u8,
        } => "no_free_slot", Some("supporterId"),
            "all {max} slots of this supporter are taken";
        /// No valid check, and she is a minor.
        NoValidCheck => "no_valid_check", Some("supporterId"),
            "she is a minor: the supporter needs a check of honorabilité valid on that day";
        /// The pair has its slot already.
        SlotAlreadyReserved => "slot_already_reserved", Some("mentorshipId"),
            "this pair already holds a slot";
        /// No such pair.
        SlotNotReserved => "slot_not_reserved", Some("mentorshipId"),
            "this pair holds no slot of this supporter";
    }
}
