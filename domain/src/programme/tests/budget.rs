//! Money: allocated, reserved, released, spent.

use uuid::Uuid;

use super::*;
use crate::{AidId, testing::replay};

fn line() -> BudgetLine {
    BudgetLine::parse("materiel-2026").unwrap()
}

fn aid(number: u128) -> AidId {
    AidId(Uuid::from_u128(number))
}

fn allocated(cents: u64, year: i32) -> E {
    E::BudgetAllocated { line: line(), cents: Cents(cents), year }
}

fn allocate(cents: u64, year: i32) -> C {
    C::AllocateBudget { line: line(), cents: Cents(cents), year }
}

fn reserve(number: u128, cents: u64) -> C {
    C::ReserveBudget { line: line(), aid: aid(number), cents: Cents(cents) }
}

fn reserved(number: u128, cents: u64) -> E {
    E::BudgetReserved { line: line(), aid: aid(number), cents: Cents(cents) }
}

fn release(number: u128, cents: u64) -> C {
    C::ReleaseBudget { line: line(), aid: aid(number), cents: Cents(cents) }
}

fn released(number: u128, cents: u64) -> E {
    E::BudgetReleased { line: line(), aid: aid(number), cents: Cents(cents) }
}

#[test]
fn no_more_is_reserved_on_a_line_than_is_allocated_to_it() {
    let history = || [allocated(1_000, 2026), reserved(1, 600)];
    programme(history()).when(reserve(2, 400), &today()).then([reserved(2, 400)]);
    programme(history())
        .when(reserve(2, 401), &today())
        .then_rejected(&R::BudgetExceeded { free: Cents(400) });
    programme([]).when(reserve(1, 1), &today()).then_rejected(&R::UnknownLine);
}

#[test]
fn what_is_released_can_be_reserved_again() {
    let history = [allocated(1_000, 2026), reserved(1, 1_000), released(1, 300)];
    programme(history.clone()).when(reserve(2, 300), &today()).then([reserved(2, 300)]);
    let state: State = replay::<Programme>(&history);
    let line = &state.budget[&line()];
    assert_eq!(
        (line.reserved(), line.free(), line.held(aid(1))),
        (Cents(700), Cents(300), Cents(700))
    );
}

#[test]
fn only_what_is_reserved_for_an_aid_is_released() {
    let history = || [allocated(1_000, 2026), reserved(1, 600), reserved(2, 100)];
    programme(history()).when(release(1, 600), &today()).then([released(1, 600)]);
    for (number, cents, held) in [(1, 601, 600), (2, 101, 100), (3, 1, 0)] {
        programme(history())
            .when(release(number, cents), &today())
            .then_rejected(&R::NotReserved { held: Cents(held) });
    }
    programme([]).when(release(1, 1), &today()).then_rejected(&R::UnknownLine);
}

#[test]
fn the_last_amount_of_a_year_stands_and_years_add_up() {
    let state: State = replay::<Programme>(&[
        allocated(1_000, 2026),
        allocated(1_500, 2026),
        allocated(500, 2027),
    ]);
    assert_eq!(state.budget[&line()].allocated(), Cents(2_000));
}

#[test]
fn a_line_is_not_lowered_below_what_is_reserved_on_it() {
    let history = || [allocated(1_000, 2026), reserved(1, 600)];
    programme(history()).when(allocate(600, 2026), &today()).then([allocated(600, 2026)]);
    programme(history())
        .when(allocate(599, 2026), &today())
        .then_rejected(&R::AllocatedBelowReserved { reserved: Cents(600) });
}

#[test]
fn an_amount_is_at_least_a_cent_and_a_budget_is_for_a_year_near_enough() {
    let history = || [allocated(1_000, 2026), reserved(1, 600)];
    let beyond = Cents::MOST.0 + 1;
    for command in [allocate(0, 2026), allocate(beyond, 2026), reserve(1, 0), release(1, 0)] {
        programme(history()).when(command, &today()).then_rejected(&R::InvalidAmount);
    }
    for year in [2019, 2037] {
        programme([]).when(allocate(1, year), &today()).then_rejected(&R::InvalidBudgetYear);
    }
}

#[test]
fn a_cost_is_for_a_period_that_is_over() {
    let cost = |from, to| C::RecordCost {
        category: CostCategory::Personnel,
        cents: Cents(1),
        period: Period { from: day(from), to: day(to) },
        allocation: Allocation::Direct,
    };
    programme([]).when(cost("2026-08-01", "2026-09-01"), &today()).then([E::CostRecorded {
        category: CostCategory::Personnel,
        cents: Cents(1),
        period: Period { from: day("2026-08-01"), to: day("2026-09-01") },
        allocation: Allocation::Direct,
    }]);
    for (from, to) in [("2026-08-01", "2026-07-31"), ("2026-08-01", "2026-09-02")] {
        programme([]).when(cost(from, to), &today()).then_rejected(&R::InvalidPeriod);
    }
}
