//! What is recorded once the activity has started.

use super::*;

fn attend(number: u128, presence: Presence, minutes: u16) -> C {
    C::RecordAttendance { journey: journey(number), presence, minutes }
}

fn attended(number: u128, presence: Presence, minutes: u16) -> E {
    E::AttendanceRecorded { attendee: who(number), presence, minutes }
}

fn feedback(number: u128, rating: u8) -> C {
    C::GiveFeedback { journey: journey(number), rating }
}

fn the_day() -> Context {
    on("2026-11-20")
}

#[test]
fn an_activity_is_held_on_or_after_the_day_it_starts_once() {
    let starts = day("2026-11-20");
    let hold = |minutes| C::Hold { minutes };
    with(1, []).when(hold(90), &on("2026-11-19")).then_rejected(&R::NotStarted { starts });
    with(1, []).when(hold(90), &the_day()).then([E::ActivityHeld { minutes: 90 }]);
    for minutes in [0, 14_401] {
        with(1, []).when(hold(minutes), &the_day()).then_rejected(&R::MinutesOutOfRange);
    }
}

#[test]
fn attendance_is_recorded_on_or_after_the_day_it_starts_once_for_those_who_have_a_seat() {
    let present = || attend(1, Presence::Present, 60);
    let starts = day("2026-11-20");
    with(1, [booked(1)])
        .when(present(), &on("2026-11-19"))
        .then_rejected(&R::NotStarted { starts });
    with(1, [booked(1)]).when(present(), &the_day()).then([attended(1, Presence::Present, 60)]);
    with(1, []).when(present(), &the_day()).then_rejected(&R::NotBooked);
    with(1, [booked(1), attended(1, Presence::Absent, 0)])
        .when(present(), &the_day())
        .then_rejected(&R::AttendanceAlreadyRecorded);
    let held = E::ActivityHeld { minutes: 90 };
    with(1, [booked(1), held]).when(present(), &on("2026-11-25")).then([attended(
        1,
        Presence::Present,
        60,
    )]);
}

#[test]
fn only_those_present_stay_for_some_time() {
    for (presence, minutes) in [
        (Presence::Present, 0),
        (Presence::Present, 14_401),
        (Presence::Absent, 1),
        (Presence::Excused, 1),
    ] {
        with(1, [booked(1)])
            .when(attend(1, presence, minutes), &the_day())
            .then_rejected(&R::MinutesDoNotFit);
    }
}

#[test]
fn those_who_were_there_say_what_they_thought_once_from_1_to_5() {
    let there = || [booked(1), attended(1, Presence::Present, 60)];
    for rating in [1, 5] {
        let given = E::FeedbackGiven { attendee: who(1), rating };
        with(1, there()).when(feedback(1, rating), &the_day()).then([given]);
    }
    for rating in [0, 6] {
        with(1, there()).when(feedback(1, rating), &the_day()).then_rejected(&R::RatingOutOfRange);
    }
    let given = E::FeedbackGiven { attendee: who(1), rating: 4 };
    with(1, there().into_iter().chain([given]))
        .when(feedback(1, 5), &the_day())
        .then_rejected(&R::FeedbackAlreadyGiven);
    with(1, [booked(1), attended(1, Presence::Excused, 0)])
        .when(feedback(1, 5), &the_day())
        .then_rejected(&R::NotPresent);
    with(1, [booked(1)]).when(feedback(1, 5), &the_day()).then_rejected(&R::NotPresent);
}

#[test]
fn an_activity_to_which_somebody_came_is_not_cancelled() {
    with(1, [booked(1), attended(1, Presence::Present, 60)])
        .when(cancel(), &the_day())
        .then_rejected(&R::AlreadyHeld);
}
