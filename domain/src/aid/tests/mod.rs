//! The rules of an aid, each told as given, when, then.

mod laws;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Aid, AidCancellation, AidItem, AidKind, AidRefusal, AidRequest, Command as C, Event as E, For,
    ItemCondition, NeedLevel, Rejection as R,
};
use crate::{
    Cents, Context,
    journey::facts::Evidence,
    programme::BudgetLine,
    testing::{self, Given},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> Context {
    Context::on(day("2026-11-02"))
}

fn given(history: impl IntoIterator<Item = E>) -> Given<Aid> {
    testing::given(history)
}

/// A computer.
fn computer() -> AidRequest {
    AidRequest {
        journey: Uuid::from_u128(1).into(),
        kind: AidKind::Materiel,
        item: Some(AidItem::Ordinateur),
        amount_cents: None,
        territory: None,
    }
}

/// Money for transport.
fn transport() -> AidRequest {
    AidRequest { kind: AidKind::Financier, item: Some(AidItem::Transport), ..computer() }
}

fn whose(request: AidRequest) -> For {
    request.whose()
}

fn line() -> BudgetLine {
    BudgetLine::parse("materiel-2026").unwrap()
}

fn assessed(request: AidRequest, need: NeedLevel) -> E {
    E::AidAssessed { whose: whose(request), need, evidence: Evidence::Documented }
}

fn award(cents: u64) -> C {
    C::Award { amount_cents: Cents(cents), budget_line: line() }
}

fn awarded(request: AidRequest, cents: u64) -> E {
    E::AidAwarded { whose: whose(request), amount_cents: Cents(cents), budget_line: line() }
}

fn deliver(cents: u64) -> C {
    C::Deliver { amount_cents: Cents(cents) }
}

fn delivered(request: AidRequest, cents: u64) -> E {
    E::AidDelivered { whose: whose(request), on: day("2026-11-02"), amount_cents: Cents(cents) }
}

fn refuse(review_on: &str) -> C {
    C::Refuse { reason: AidRefusal::OtherFunding, review_on: day(review_on) }
}

fn refused(request: AidRequest) -> E {
    let review_on = day("2027-03-01");
    E::AidRefused { whose: whose(request), reason: AidRefusal::OtherFunding, review_on }
}

fn cancel() -> C {
    C::Cancel { reason: AidCancellation::Withdrawn }
}

fn cancelled(request: AidRequest, freed: u64) -> E {
    let reason = AidCancellation::Withdrawn;
    E::AidCancelled { whose: whose(request), reason, freed_cents: Cents(freed) }
}

/// Asked for, and then this.
fn asked(request: AidRequest, then: impl IntoIterator<Item = E>) -> Given<Aid> {
    given([E::AidRequested { request }].into_iter().chain(then))
}

/// Asked for, assessed, awarded 500 euros, and then this.
fn granted(request: AidRequest, then: impl IntoIterator<Item = E>) -> Given<Aid> {
    let before = [assessed(request, NeedLevel::High), awarded(request, 50_000)];
    asked(request, before.into_iter().chain(then))
}

#[test]
fn an_aid_is_asked_for_once() {
    let request = computer();
    given([]).when(C::Request { request }, &today()).then([E::AidRequested { request }]);
    asked(request, []).when(C::Request { request }, &today()).then_rejected(&R::AlreadyRequested);
    given([]).when(cancel(), &today()).then_rejected(&R::Unknown);
}

#[test]
fn no_fact_is_recorded_before_it_happens() {
    let tomorrow = Context { today: day("2026-11-01"), ..today() };
    given([]).when(C::Request { request: computer() }, &tomorrow).then_rejected(&R::InTheFuture);
}

#[test]
fn material_aid_names_a_thing_and_money_need_not_say_what_for() {
    for item in [None, Some(AidItem::Logement)] {
        let request = AidRequest { item, ..computer() };
        given([]).when(C::Request { request }, &today()).then_rejected(&R::ItemRequired);
    }
    let request = AidRequest { item: None, ..transport() };
    given([]).when(C::Request { request }, &today()).then([E::AidRequested { request }]);
}

#[test]
fn an_amount_is_at_least_one_cent_and_at_most_50_000_euros() {
    for cents in [0, 5_000_001] {
        let request = AidRequest { amount_cents: Some(Cents(cents)), ..transport() };
        given([]).when(C::Request { request }, &today()).then_rejected(&R::InvalidAmount);
        let assessed = [assessed(computer(), NeedLevel::High)];
        asked(computer(), assessed).when(award(cents), &today()).then_rejected(&R::InvalidAmount);
        granted(computer(), []).when(deliver(cents), &today()).then_rejected(&R::InvalidAmount);
    }
}

#[test]
fn an_aid_is_awarded_after_an_assessment_that_found_a_need() {
    let request = computer();
    asked(request, []).when(award(50_000), &today()).then_rejected(&R::NotAssessed);
    asked(request, [assessed(request, NeedLevel::None)])
        .when(award(50_000), &today())
        .then_rejected(&R::NoNeed);
    let again = [assessed(request, NeedLevel::None), assessed(request, NeedLevel::Critical)];
    asked(request, again).when(award(50_000), &today()).then([awarded(request, 50_000)]);
}

#[test]
fn an_aid_is_decided_once() {
    let evidence = Evidence::Declared;
    let assess = C::Assess { need: NeedLevel::High, evidence };
    for command in [assess, award(1), refuse("2027-03-01")] {
        granted(computer(), []).when(command.clone(), &today()).then_rejected(&R::AlreadyDecided);
        asked(computer(), [refused(computer())])
            .when(command, &today())
            .then_rejected(&R::AlreadyDecided);
    }
    asked(computer(), [refused(computer())])
        .when(cancel(), &today())
        .then_rejected(&R::AlreadyDecided);
}

#[test]
fn a_refusal_has_a_reason_and_a_day_on_which_it_is_reviewed() {
    let request = computer();
    asked(request, []).when(refuse("2027-03-01"), &today()).then([refused(request)]);
    for review_on in ["2026-11-02", "2026-11-01", "2028-11-03"] {
        asked(request, []).when(refuse(review_on), &today()).then_rejected(&R::ReviewInThePast);
    }
}

#[test]
fn no_more_is_delivered_than_was_awarded() {
    let request = transport();
    asked(request, []).when(deliver(1), &today()).then_rejected(&R::NotAwarded);
    granted(request, []).when(deliver(30_000), &today()).then([delivered(request, 30_000)]);
    granted(request, [delivered(request, 30_000)])
        .when(deliver(20_000), &today())
        .then([delivered(request, 20_000)]);
    granted(request, [delivered(request, 30_000)])
        .when(deliver(20_001), &today())
        .then_rejected(&R::BeyondAward { left: Cents(20_000) });
}

#[test]
fn a_thing_that_was_delivered_comes_back_once_and_money_does_not() {
    let condition = ItemCondition::Worn;
    let back = || C::Return { condition };
    let request = computer();
    let returned = || E::AidReturned { whose: whose(request), condition };
    granted(request, []).when(back(), &today()).then_rejected(&R::NotDelivered);
    asked(request, []).when(back(), &today()).then_rejected(&R::NotDelivered);
    granted(request, [delivered(request, 50_000)]).when(back(), &today()).then([returned()]);
    granted(request, [delivered(request, 50_000), returned()])
        .when(back(), &today())
        .then_rejected(&R::AlreadyReturned);
    // Also after the rest of the award was given up.
    granted(request, [delivered(request, 40_000), cancelled(request, 10_000)])
        .when(back(), &today())
        .then([returned()]);
    granted(transport(), [delivered(transport(), 1)])
        .when(back(), &today())
        .then_rejected(&R::NotMaterial);
}

#[test]
fn what_is_given_up_frees_what_was_not_delivered() {
    let request = transport();
    asked(request, []).when(cancel(), &today()).then([cancelled(request, 0)]);
    granted(request, [delivered(request, 30_000)])
        .when(cancel(), &today())
        .then([cancelled(request, 20_000)]);
    granted(request, [delivered(request, 50_000)])
        .when(cancel(), &today())
        .then_rejected(&R::NothingToCancel);
}
