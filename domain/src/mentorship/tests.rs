//! The rules of a pair, each told as given, when, then.

mod laws;

use chrono::{NaiveDate, NaiveTime};
use uuid::Uuid;

use super::{
    Command as C, DeclineReason, Event as E, Mentorship, MentorshipEnd, Mode, Pair, Party,
    Rejection as R, RelationKind, Theme,
};
use crate::{
    Context,
    testing::{self, Given},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn on(text: &str) -> Context {
    Context::on(day(text))
}

fn today() -> Context {
    on("2026-10-05")
}

fn given(history: impl IntoIterator<Item = E>) -> Given<Mentorship> {
    testing::given(history)
}

fn pair() -> Pair {
    Pair { journey: Uuid::from_u128(1).into(), supporter: Uuid::from_u128(2).into() }
}

fn propose() -> C {
    C::Propose { pair: pair(), kind: RelationKind::Mentorat, basis: None }
}

fn proposed() -> E {
    E::MatchProposed { pair: pair(), kind: RelationKind::Mentorat, basis: None }
}

fn accepted(party: Party) -> E {
    E::MatchAccepted { pair: pair(), party }
}

fn accepted_by_both() -> [E; 3] {
    [proposed(), accepted(Party::Supporter), accepted(Party::Beneficiary)]
}

fn decline(party: Party) -> C {
    C::Decline { party, reason: DeclineReason::Distance }
}

fn declined(party: Party) -> E {
    E::MatchDeclined { pair: pair(), party, reason: DeclineReason::Distance }
}

/// Live since 1 October 2026, and then this.
fn live(history: impl IntoIterator<Item = E>) -> Given<Mentorship> {
    let started = E::MentorshipStarted { pair: pair(), on: day("2026-10-01") };
    given(accepted_by_both().into_iter().chain([started]).chain(history))
}

fn end() -> C {
    C::End { reason: MentorshipEnd::Completed }
}

fn ended() -> E {
    E::MentorshipEnded { pair: pair(), reason: MentorshipEnd::Completed }
}

fn at(text: &str) -> NaiveTime {
    text.parse().unwrap()
}

fn session(starts_at: &str, minutes: u16) -> C {
    let (starts_at, mode, themes) = (at(starts_at), Mode::Video, vec![Theme::Orientation]);
    C::RecordSession { starts_at, minutes, mode, themes }
}

fn held(date: &str, starts_at: &str, minutes: u16) -> E {
    let (starts_at, mode, themes) = (at(starts_at), Mode::Video, vec![Theme::Orientation]);
    E::SessionHeld { pair: pair(), on: day(date), starts_at, minutes, mode, themes }
}

#[test]
fn a_pair_is_proposed_once() {
    given([]).when(propose(), &today()).then([proposed()]);
    given([proposed()]).when(propose(), &today()).then_rejected(&R::AlreadyProposed);
    given([proposed(), declined(Party::Supporter)])
        .when(propose(), &today())
        .then_rejected(&R::AlreadyProposed);
}

#[test]
fn nothing_happens_to_a_pair_that_is_not_proposed() {
    for command in [C::Accept { party: Party::Supporter }, C::Start, end(), session("10:00:00", 60)]
    {
        given([]).when(command, &today()).then_rejected(&R::Unknown);
    }
}

#[test]
fn no_fact_is_recorded_before_it_happens() {
    let tomorrow = Context { today: day("2026-10-04"), ..today() };
    given([]).when(propose(), &tomorrow).then_rejected(&R::InTheFuture);
}

#[test]
fn each_side_accepts_once_in_any_order() {
    for (first, second) in
        [(Party::Supporter, Party::Beneficiary), (Party::Beneficiary, Party::Supporter)]
    {
        given([proposed()]).when(C::Accept { party: first }, &today()).then([accepted(first)]);
        given([proposed(), accepted(first)])
            .when(C::Accept { party: second }, &today())
            .then([accepted(second)]);
        given([proposed(), accepted(first)])
            .when(C::Accept { party: first }, &today())
            .then_rejected(&R::AlreadyAccepted);
    }
}

#[test]
fn a_relation_starts_once_both_sides_accepted() {
    given(accepted_by_both())
        .when(C::Start, &today())
        .then([E::MentorshipStarted { pair: pair(), on: day("2026-10-05") }]);
    for party in [Party::Supporter, Party::Beneficiary] {
        given([proposed(), accepted(party)])
            .when(C::Start, &today())
            .then_rejected(&R::NotAcceptedByBoth);
    }
}

#[test]
fn either_side_declines_until_the_relation_starts() {
    for party in [Party::Supporter, Party::Beneficiary] {
        given([proposed()]).when(decline(party), &today()).then([declined(party)]);
        given(accepted_by_both()).when(decline(party), &today()).then([declined(party)]);
        live([]).when(decline(party), &today()).then_rejected(&R::NotProposed);
    }
}

#[test]
fn a_declined_proposal_is_neither_accepted_nor_started() {
    let history = || [proposed(), declined(Party::Beneficiary)];
    for command in [C::Accept { party: Party::Supporter }, decline(Party::Supporter), C::Start] {
        given(history()).when(command, &today()).then_rejected(&R::NotProposed);
    }
    for command in [end(), session("10:00:00", 60)] {
        given(history()).when(command, &today()).then_rejected(&R::NotLive);
    }
}

#[test]
fn a_session_is_held_while_the_relation_is_live() {
    live([]).when(session("17:30:00", 45), &today()).then([held("2026-10-05", "17:30:00", 45)]);
    given(accepted_by_both()).when(session("17:30:00", 45), &today()).then_rejected(&R::NotLive);
    live([ended()]).when(session("17:30:00", 45), &today()).then_rejected(&R::NotLive);
}

#[test]
fn a_session_lasts_from_1_to_600_minutes() {
    for minutes in [1, 600] {
        live([]).when(session("08:00:00", minutes), &today()).then([held(
            "2026-10-05",
            "08:00:00",
            minutes,
        )]);
    }
    for minutes in [0, 601, u16::MAX] {
        live([]).when(session("08:00:00", minutes), &today()).then_rejected(&R::MinutesOutOfRange);
    }
}

#[test]
fn a_session_and_the_end_come_on_or_after_the_first_day() {
    live([]).when(session("08:00:00", 60), &on("2026-10-01")).then([held(
        "2026-10-01",
        "08:00:00",
        60,
    )]);
    let late = Context { today: day("2026-10-05"), ..on("2026-09-30") };
    live([]).when(session("08:00:00", 60), &late).then_rejected(&R::BeforeStart);
    live([]).when(end(), &late).then_rejected(&R::BeforeStart);
}

#[test]
fn a_pair_is_never_in_two_sessions_at_once() {
    let morning = || held("2026-10-05", "10:00:00", 60);
    for (starts_at, minutes, free) in [
        ("09:00:00", 60, true),
        ("09:00:00", 61, false),
        ("10:00:00", 60, false),
        ("10:30:00", 10, false),
        ("10:59:00", 60, false),
        ("11:00:00", 60, true),
        ("09:30:00", 300, false),
    ] {
        let outcome = live([morning()]).when(session(starts_at, minutes), &today());
        if free {
            outcome.then([held("2026-10-05", starts_at, minutes)]);
        } else {
            outcome.then_rejected(&R::DoubleBooked);
        }
    }
}

#[test]
fn a_session_that_runs_past_midnight_takes_the_morning_after() {
    live([held("2026-10-04", "23:30:00", 90)])
        .when(session("00:30:00", 30), &today())
        .then_rejected(&R::DoubleBooked);
    live([held("2026-10-04", "23:30:00", 90)])
        .when(session("01:00:00", 30), &today())
        .then([held("2026-10-05", "01:00:00", 30)]);
}

#[test]
fn a_live_relation_ends_once() {
    live([]).when(end(), &today()).then([ended()]);
    live([ended()]).when(end(), &today()).then_rejected(&R::NotLive);
    given(accepted_by_both()).when(end(), &today()).then_rejected(&R::NotLive);
}

#[test]
fn every_event_names_both_sides() {
    let mut history = accepted_by_both().to_vec();
    history.extend([declined(Party::Supporter), held("2026-10-05", "10:00:00", 60), ended()]);
    for event in history {
        assert_eq!(event.pair(), pair());
    }
}

#[test]
fn a_proposal_expires_unless_both_have_accepted_it() {
    let expired = || [E::MatchExpired { pair: pair() }];
    given([proposed()]).when(C::Expire, &today()).then(expired());
    given([proposed(), accepted(Party::Supporter)]).when(C::Expire, &today()).then(expired());
    given(accepted_by_both()).when(C::Expire, &today()).then_rejected(&R::AcceptedByBoth);
    live([]).when(C::Expire, &today()).then_rejected(&R::NotProposed);
    given([proposed()].into_iter().chain(expired()))
        .when(C::Expire, &today())
        .then_rejected(&R::NotProposed);
    given([]).when(C::Expire, &today()).then_rejected(&R::Unknown);
}
