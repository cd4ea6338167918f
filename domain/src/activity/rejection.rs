use chrono::NaiveDate;

use crate::rejections;

rejections! {
    /// Why a command on an activity is refused.
    pub enum Rejection {
        /// Planned twice.
        AlreadyPlanned => "activity_already_planned", Some("activityId"),
            "this activity is already planned; use a new identifier for another one";
        /// Nothing to act on.
        Unknown => "unknown_activity", Some("activityId"),
            "no activity is planned under this identifier";
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened";
        /// Nobody could come, or nobody could count them.
        SeatsOutOfRange => "seats_out_of_range", Some("seats"),
            "an activity has from 1 to 5,000 seats";
        /// Length outside of what an activity lasts.
        MinutesOutOfRange => "activity_minutes_out_of_range", Some("minutes"),
            "an activity lasts from 1 to 14,400 minutes (ten days)";
        /// Too far away to be meant.
        StartsOutOfRange => "starts_out_of_range", Some("startsOn"),
            "an activity starts within two years of the day it is planned";
        /// It was called off.
        Cancelled => "activity_cancelled", Some("activityId"),
            "this activity is cancelled: nothing else can be recorded on it";
        /// It took place, or some came.
        AlreadyHeld => "activity_already_held", Some("activityId"),
            "this activity has taken place";
        /// Seats are taken before the activity.
        Started => "activity_started", Some("occurredOn"),
            "seats and the waiting list are open until the day the activity starts";
        /// What is recorded of an activity that has not started.
        NotStarted {
            /// The day it starts.
            starts: NaiveDate,
        } => "activity_not_started", Some("occurredOn"),
            "this activity starts on {starts}: record this on that day or after";
        /// Booked twice.
        AlreadyBooked => "seat_already_booked", Some("journeyId"),
            "she already has a seat";
        /// Every seat is taken, or kept for somebody.
        NoSeatLeft {
            /// Seats.
            seats: u16,
        } => "no_seat_left", Some("activityId"),
            "all {seats} seats are taken or offered: join the waiting list";
        /// Waiting is pointless.
        SeatsLeft => "seats_left", Some("activityId"),
            "a seat is free: book it";
        /// In line twice.
        AlreadyWaiting => "already_waiting", Some("journeyId"),
            "she is already in the waiting list";
        /// No seat of hers.
        NotBooked => "seat_not_booked", Some("journeyId"),
            "she has no seat at this activity";
        /// Not in line.
        NotWaiting => "not_waiting", Some("journeyId"),
            "she neither waits for a seat nor was offered one";
        /// No offer is over, and nobody waits for a free seat.
        NothingLapsed => "no_offer_lapsed", Some("activityId"),
            "no offer of this activity has lapsed";
        /// Recorded twice.
        AttendanceAlreadyRecorded => "attendance_already_recorded", Some("journeyId"),
            "her attendance is already recorded: correct it instead";
        /// Present for no time, or absent for some.
        MinutesDoNotFit => "attendance_minutes_do_not_fit", Some("minutes"),
            "somebody present stays from 1 to 14,400 minutes, somebody absent or excused 0";
        /// She was not there.
        NotPresent => "not_present", Some("journeyId"),
            "only those whose presence is recorded say what they thought of it";
        /// Said twice.
        FeedbackAlreadyGiven => "feedback_already_given", Some("journeyId"),
            "she has already said what she thought of this activity";
        /// Outside 1 to 5.
        RatingOutOfRange => "rating_out_of_range", Some("rating"),
            "a rating goes from 1 to 5";
        /// Nobody can tell if she is a minor.
        AgeUnknown => "attendee_age_unknown", Some("journeyId"),
            "her birth date is not known: nobody can tell whether she needs an authorisation";
        /// A minor, and no guardian said yes.
        TripNotAuthorised => "trip_not_authorised", Some("journeyId"),
            "she is a minor on the day it starts: a guardian's authorisation of trips must hold on that day";
    }
}
