//! The rules of an activity, each told as given, when, then.

mod attendance;
mod laws;
mod seats;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Activity, ActivityKind, ActivityMode, ActivityPlan, ActivityTheme, Attendee, CancelReason,
    Command as C, Component, Event as E, Presence, Rejection as R, ReleaseReason, SeatSource,
};
use crate::{
    Context, JourneyId,
    codes::Academie,
    testing::{self, Given},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn on(text: &str) -> Context {
    Context::on(day(text))
}

fn today() -> Context {
    on("2026-11-02")
}

fn given(history: impl IntoIterator<Item = E>) -> Given<Activity> {
    testing::given(history)
}

/// An atelier in Paris on 20 November 2026.
fn plan(seats: u16) -> ActivityPlan {
    ActivityPlan {
        kind: ActivityKind::Atelier,
        mode: ActivityMode::InPerson,
        territory: Some(Academie::parse("01").unwrap().into()),
        starts: day("2026-11-20"),
        minutes: 120,
        seats,
        host_partner: None,
        component: Component::Socle,
        theme: ActivityTheme::Sante,
    }
}

fn planned(seats: u16) -> E {
    E::ActivityPlanned { plan: plan(seats) }
}

/// Planned with so many seats, and then this.
fn with(seats: u16, history: impl IntoIterator<Item = E>) -> Given<Activity> {
    given([planned(seats)].into_iter().chain(history))
}

fn journey(number: u128) -> JourneyId {
    Uuid::from_u128(number).into()
}

fn who(number: u128) -> Attendee {
    Attendee { journey: journey(number), kind: ActivityKind::Atelier }
}

fn book(number: u128) -> C {
    C::Book { journey: journey(number), minor: false }
}

fn join(number: u128) -> C {
    C::Join { journey: journey(number) }
}

fn release(number: u128) -> C {
    C::Release { journey: journey(number), reason: ReleaseReason::Choice }
}

fn leave(number: u128) -> C {
    C::Leave { journey: journey(number), reason: ReleaseReason::Choice }
}

fn booked(number: u128) -> E {
    booked_from(number, SeatSource::Free)
}

fn booked_from(number: u128, from: SeatSource) -> E {
    E::SeatBooked { attendee: who(number), from, minor: false }
}

fn released(number: u128) -> E {
    E::SeatReleased { attendee: who(number), reason: ReleaseReason::Choice }
}

fn joined(number: u128) -> E {
    E::WaitlistJoined { attendee: who(number) }
}

fn left(number: u128, offered: bool) -> E {
    E::WaitlistLeft { attendee: who(number), offered, reason: ReleaseReason::Choice }
}

fn offered(number: u128, until: &str) -> E {
    E::SeatOffered { attendee: who(number), until: day(until) }
}

fn lapsed(number: u128) -> E {
    E::OfferLapsed { attendee: who(number) }
}

fn cancelled() -> E {
    E::ActivityCancelled { reason: CancelReason::TooFew }
}

fn cancel() -> C {
    C::Cancel { reason: CancelReason::TooFew }
}

#[test]
fn an_activity_is_planned_once() {
    let command = || C::Plan { plan: plan(12) };
    given([]).when(command(), &today()).then([planned(12)]);
    given([planned(12)]).when(command(), &today()).then_rejected(&R::AlreadyPlanned);
    with(12, [cancelled()]).when(command(), &today()).then_rejected(&R::AlreadyPlanned);
}

#[test]
fn nothing_happens_at_an_activity_that_is_not_planned() {
    given([]).when(book(1), &today()).then_rejected(&R::Unknown);
}

#[test]
fn no_fact_is_recorded_before_it_happens() {
    let tomorrow = Context { today: day("2026-11-01"), ..today() };
    given([]).when(C::Plan { plan: plan(12) }, &tomorrow).then_rejected(&R::InTheFuture);
}

#[test]
fn an_activity_has_seats_a_length_and_a_day_that_can_be_meant() {
    for (plan, rejection) in [
        (plan(0), R::SeatsOutOfRange),
        (plan(5_001), R::SeatsOutOfRange),
        (ActivityPlan { minutes: 0, ..plan(12) }, R::MinutesOutOfRange),
        (ActivityPlan { minutes: 14_401, ..plan(12) }, R::MinutesOutOfRange),
        (ActivityPlan { starts: day("2028-11-03"), ..plan(12) }, R::StartsOutOfRange),
        (ActivityPlan { starts: NaiveDate::MIN, ..plan(12) }, R::StartsOutOfRange),
    ] {
        given([]).when(C::Plan { plan }, &today()).then_rejected(&rejection);
    }
    let plan = ActivityPlan { minutes: 14_400, starts: day("2028-11-02"), ..plan(5_000) };
    given([]).when(C::Plan { plan }, &today()).then([E::ActivityPlanned { plan }]);
}

#[test]
fn nothing_happens_after_a_cancellation() {
    with(1, [booked(1)]).when(cancel(), &today()).then([cancelled()]);
    let attend =
        C::RecordAttendance { journey: journey(1), presence: Presence::Present, minutes: 60 };
    for command in [book(2), release(1), join(3), attend, C::Hold { minutes: 90 }, cancel()] {
        with(1, [booked(1), cancelled()])
            .when(command, &on("2026-11-20"))
            .then_rejected(&R::Cancelled);
    }
}

#[test]
fn what_took_place_is_not_cancelled_and_nobody_books_it() {
    let held = || with(2, [booked(1), E::ActivityHeld { minutes: 90 }]);
    held().when(cancel(), &on("2026-11-21")).then_rejected(&R::AlreadyHeld);
    held().when(book(2), &on("2026-11-20")).then_rejected(&R::AlreadyHeld);
    held().when(C::Hold { minutes: 90 }, &on("2026-11-20")).then_rejected(&R::AlreadyHeld);
}
