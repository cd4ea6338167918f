use chrono::NaiveDate;

use crate::rejections;

rejections! {
    /// Why a command on an activity is refused.
    pub enum Rejection {
        /// Planned twice.
        AlreadyPlanned => "activity_already_planned", Some("activityId"),
            "this activity is already planned; use a new identifier for another one",
            "cette activité est déjà prévue ; prenez un nouvel identifiant pour une autre";
        /// Nothing to act on.
        Unknown => "unknown_activity", Some("activityId"),
            "no activity is planned under this identifier",
            "aucune activité n'est prévue sous cet identifiant";
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened",
            "cette date est postérieure à aujourd'hui ; un fait s'inscrit une fois qu'il a eu lieu";
        /// Nobody could come, or nobody could count them.
        SeatsOutOfRange => "seats_out_of_range", Some("seats"),
            "an activity has from 1 to 5,000 seats",
            "une activité a de 1 à 5 000 places";
        /// Length outside of what an activity lasts.
        MinutesOutOfRange => "activity_minutes_out_of_range", Some("minutes"),
            "an activity lasts from 1 to 14,400 minutes (ten days)",
            "une activité dure de 1 à 14 400 minutes (dix jours)";
        /// Too far away to be meant.
        StartsOutOfRange => "starts_out_of_range", Some("startsOn"),
            "an activity starts within two years of the day it is planned",
            "une activité commence à moins de deux ans du jour où elle est planifiée";
        /// It was called off.
        Cancelled => "activity_cancelled", Some("activityId"),
            "this activity is cancelled: nothing else can be recorded on it",
            "cette activité est annulée : plus rien ne peut y être enregistré";
        /// It took place, or some came.
        AlreadyHeld => "activity_already_held", Some("activityId"),
            "this activity has taken place",
            "cette activité a eu lieu";
        /// Seats are taken before the activity.
        Started => "activity_started", Some("occurredOn"),
            "seats and the waiting list are open until the day the activity starts",
            "les places et la file d'attente sont ouvertes jusqu'au jour où l'activité commence";
        /// What is recorded of an activity that has not started.
        NotStarted {
            /// The day it starts.
            starts: NaiveDate,
        } => "activity_not_started", Some("occurredOn"),
            "this activity starts on {starts}: record this on that day or after",
            "cette activité commence le {starts} : enregistrez ceci ce jour-là ou après";
        /// Booked twice.
        AlreadyBooked => "seat_already_booked", Some("journeyId"),
            "she already has a seat",
            "elle a déjà une place";
        /// Every seat is taken, or kept for somebody.
        NoSeatLeft {
            /// Seats.
            seats: u16,
        } => "no_seat_left", Some("activityId"),
            "all {seats} seats are taken or offered: join the waiting list",
            "les {seats} places sont prises ou proposées : rejoignez la file d'attente";
        /// Waiting is pointless.
        SeatsLeft => "seats_left", Some("activityId"),
            "a seat is free: book it",
            "une place est libre : réservez-la";
        /// In line twice.
        AlreadyWaiting => "already_waiting", Some("journeyId"),
            "she is already in the waiting list",
            "elle est déjà dans la file d'attente";
        /// No seat of hers.
        NotBooked => "seat_not_booked", Some("journeyId"),
            "she has no seat at this activity",
            "elle n'a pas de place à cette activité";
        /// Not in line.
        NotWaiting => "not_waiting", Some("journeyId"),
            "she neither waits for a seat nor was offered one",
            "elle n'attend pas de place, et aucune ne lui est proposée";
        /// No offer is over, and nobody waits for a free seat.
        NothingLapsed => "no_offer_lapsed", Some("activityId"),
            "no offer of this activity has lapsed",
            "aucune proposition de cette activité n'a expiré";
        /// Recorded twice.
        AttendanceAlreadyRecorded => "attendance_already_recorded", Some("journeyId"),
            "her attendance is already recorded: correct it instead",
            "sa présence est déjà enregistrée : corrigez-la";
        /// Present for no time, or absent for some.
        MinutesDoNotFit => "attendance_minutes_do_not_fit", Some("minutes"),
            "somebody present stays from 1 to 14,400 minutes, somebody absent or excused 0",
            "une personne présente reste de 1 à 14 400 minutes, une personne absente ou excusée 0";
        /// She was not there.
        NotPresent => "not_present", Some("journeyId"),
            "only those whose presence is recorded say what they thought of it",
            "seules celles dont la présence est enregistrée donnent leur avis";
        /// Said twice.
        FeedbackAlreadyGiven => "feedback_already_given", Some("journeyId"),
            "she has already said what she thought of this activity",
            "elle a déjà donné son avis sur cette activité";
        /// Outside 1 to 5.
        RatingOutOfRange => "rating_out_of_range", Some("rating"),
            "a rating goes from 1 to 5",
            "une note va de 1 à 5";
        /// Nobody can tell if she is a minor.
        AgeUnknown => "attendee_age_unknown", Some("journeyId"),
            "her birth date is not known: nobody can tell whether she needs an authorisation",
            "sa date de naissance n'est pas connue : nul ne peut dire s'il lui faut une autorisation";
        /// A minor, and no guardian said yes.
        TripNotAuthorised => "trip_not_authorised", Some("journeyId"),
            "she is a minor on the day it starts: a guardian's authorisation of trips must hold on that day",
            "elle est mineure le jour du départ : l'autorisation parentale de déplacement doit être en vigueur ce jour-là";
    }
}
