use crate::rejections;

rejections! {
    /// Why a command on a pair is refused.
    pub enum Rejection {
        /// Proposed twice.
        AlreadyProposed => "match_already_proposed", Some("mentorshipId"),
            "this pair is already proposed; use a new identifier for another one";
        /// Nothing to act on.
        Unknown => "unknown_mentorship", Some("mentorshipId"),
            "no pair is recorded under this identifier";
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened";
        /// A student for a mentorat, a professional for a tutorat.
        WrongSupporterKind => "wrong_supporter_kind", Some("kind"),
            "tutorat is given by students, mentorat by professionals";
        /// The same side twice.
        AlreadyAccepted => "already_accepted", Some("party"),
            "this side has already accepted";
        /// Not a proposal any more.
        NotProposed => "not_proposed", Some("mentorshipId"),
            "this proposal is already answered";
        /// Both have accepted.
        AcceptedByBoth => "accepted_by_both", Some("mentorshipId"),
            "both sides have accepted: this proposal does not expire any more";
        /// Both have not accepted.
        NotAcceptedByBoth => "not_accepted_by_both", Some("mentorshipId"),
            "both sides must accept before the relation starts";
        /// Not started, or ended.
        NotLive => "not_live", Some("mentorshipId"),
            "this relation is not live";
        /// Before the relation started.
        BeforeStart => "before_start", Some("occurredOn"),
            "sessions and the end come on or after the day the relation started";
        /// Length outside 1 to 600.
        MinutesOutOfRange => "minutes_out_of_range", Some("minutes"),
            "a session lasts from 1 to 600 minutes";
        /// Overlaps another session of the pair.
        DoubleBooked => "session_double_booked", Some("startsAt"),
            "the pair already has a session at that time";
        /// The beneficiary is erased or unknown, so nobody can tell if she is a minor.
        AgeUnknown => "age_unknown", Some("journeyId"),
            "her birth date is no longer known: no new relation can be proposed";
    }
}
