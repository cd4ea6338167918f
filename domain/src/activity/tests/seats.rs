//! Seats, and the line for them.

use super::*;

#[test]
fn no_more_seats_are_booked_than_there_are() {
    with(2, [booked(1)]).when(book(2), &today()).then([booked(2)]);
    with(2, [booked(1), booked(2)])
        .when(book(3), &today())
        .then_rejected(&R::NoSeatLeft { seats: 2 });
}

#[test]
fn one_seat_is_enough_for_anybody() {
    with(2, [booked(1)]).when(book(1), &today()).then_rejected(&R::AlreadyBooked);
    with(1, [booked(1)]).when(join(1), &today()).then_rejected(&R::AlreadyBooked);
}

#[test]
fn one_waits_only_when_every_seat_is_taken_and_once() {
    with(1, []).when(join(1), &today()).then_rejected(&R::SeatsLeft);
    with(1, [booked(1)]).when(join(2), &today()).then([joined(2)]);
    with(1, [booked(1), joined(2)]).when(join(2), &today()).then_rejected(&R::AlreadyWaiting);
}

#[test]
fn a_freed_seat_is_offered_to_the_first_in_line_in_the_same_decision() {
    with(1, [booked(1), joined(2), joined(3)])
        .when(release(1), &today())
        .then([released(1), offered(2, "2026-11-05")]);
    with(1, [booked(1)]).when(release(1), &today()).then([released(1)]);
}

#[test]
fn an_offered_seat_is_kept_and_nobody_overtakes() {
    let offered = || [booked(1), joined(2), joined(3), released(1), offered(2, "2026-11-05")];
    let full = R::NoSeatLeft { seats: 1 };
    for other in [3, 4] {
        with(1, offered()).when(book(other), &on("2026-11-05")).then_rejected(&full);
    }
    with(1, offered()).when(join(2), &on("2026-11-05")).then_rejected(&R::AlreadyWaiting);
    with(1, offered()).when(book(2), &on("2026-11-05")).then([booked_from(2, SeatSource::Offer)]);
}

#[test]
fn an_offer_ends_with_the_day_the_activity_starts() {
    with(1, [booked(1), joined(2)])
        .when(release(1), &on("2026-11-19"))
        .then([released(1), offered(2, "2026-11-20")]);
}

#[test]
fn an_offer_that_lapsed_goes_down_the_line_with_the_next_decision() {
    let history = || [booked(1), joined(2), joined(3), released(1), offered(2, "2026-11-05")];
    let late = on("2026-11-06");
    with(1, history()).when(C::LapseOffers, &late).then([lapsed(2), offered(3, "2026-11-09")]);
    with(1, history()).when(C::LapseOffers, &on("2026-11-05")).then_rejected(&R::NothingLapsed);
    // Whoever comes too late is behind the others, and can wait again.
    with(1, history()).when(book(2), &late).then_rejected(&R::NoSeatLeft { seats: 1 });
    with(1, history()).when(join(2), &late).then([lapsed(2), offered(3, "2026-11-09"), joined(2)]);
    with(1, history()).when(book(3), &late).then([
        lapsed(2),
        offered(3, "2026-11-09"),
        booked_from(3, SeatSource::Offer),
    ]);
}

#[test]
fn a_seat_taken_in_time_is_hers_though_it_is_recorded_late() {
    let history = [booked(1), joined(2), joined(3), released(1), offered(2, "2026-11-05")];
    let recorded_late = Context { today: day("2026-11-08"), ..on("2026-11-04") };
    with(1, history).when(book(2), &recorded_late).then([booked_from(2, SeatSource::Offer)]);
}

#[test]
fn declining_an_offer_gives_the_seat_to_the_next() {
    let history = || [booked(1), joined(2), joined(3), released(1), offered(2, "2026-11-05")];
    with(1, history()).when(leave(2), &today()).then([left(2, true), offered(3, "2026-11-05")]);
    with(1, history()).when(leave(3), &today()).then([left(3, false)]);
    with(1, history()).when(leave(1), &today()).then_rejected(&R::NotWaiting);
}

#[test]
fn a_seat_is_released_by_those_who_have_one() {
    with(2, [booked(1)]).when(release(2), &today()).then_rejected(&R::NotBooked);
    let there =
        E::AttendanceRecorded { attendee: who(1), presence: Presence::Present, minutes: 60 };
    with(2, [booked(1), there])
        .when(release(1), &on("2026-11-20"))
        .then_rejected(&R::AttendanceAlreadyRecorded);
}

#[test]
fn seats_are_open_until_the_day_the_activity_starts() {
    with(2, [booked(1)]).when(book(2), &on("2026-11-20")).then([booked(2)]);
    for command in [book(2), join(2), release(1), leave(1), C::LapseOffers] {
        with(2, [booked(1)]).when(command, &on("2026-11-21")).then_rejected(&R::Started);
    }
}

#[test]
fn who_came_without_a_seat_is_given_one_that_is_left_though_some_waited() {
    let late = Context { today: day("2026-11-23"), ..on("2026-11-20") };
    let history = || [booked(1), joined(2), joined(4), released(1), offered(2, "2026-11-20")];
    with(1, history()).when(book(3), &late).then([lapsed(2), booked(3)]);
    let from_the_line = booked_from(4, SeatSource::Line);
    with(1, history()).when(book(4), &late).then([lapsed(2), from_the_line]);
}
