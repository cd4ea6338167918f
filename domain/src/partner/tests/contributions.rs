//! Conventions, and what is pledged and brought under them.

use super::*;
use crate::{Vocabulary as _, partner::WriteOffReason};
use ContributionKind as Kind;
use ContributionUnit as Unit;

fn sign(from: &str, to: &str, clauses: Vec<ConventionClause>) -> C {
    C::SignConvention { from: day(from), to: day(to), clauses }
}

fn deliver(quantity: u64) -> C {
    C::Deliver { contribution: contribution(1), quantity, value_cents: None }
}

fn delivered(quantity: u64) -> E {
    E::ContributionDelivered { contribution: contribution(1), quantity, value_cents: None }
}

fn raise(quantity: u64) -> C {
    C::RaisePledge { contribution: contribution(1), quantity, value_cents: None }
}

fn raised(quantity: u64) -> E {
    E::PledgeRaised { contribution: contribution(1), quantity, value_cents: None }
}

fn write_off() -> C {
    C::WriteOff { contribution: contribution(1), reason: WriteOffReason::Abandoned }
}

fn written_off(quantity: u64) -> E {
    let reason = WriteOffReason::Abandoned;
    E::ContributionWrittenOff { contribution: contribution(1), quantity, reason }
}

#[test]
fn a_convention_settles_something_and_ends_after_it_starts() {
    let clauses = || vec![ConventionClause::Contributions, ConventionClause::Gratuite];
    company([])
        .when(sign("2026-01-01", "2026-12-31", clauses()), &today())
        .then([convention("2026-01-01", "2026-12-31")]);
    company([])
        .when(sign("2026-01-01", "2026-01-01", clauses()), &today())
        .then([convention("2026-01-01", "2026-01-01")]);
    company([])
        .when(sign("2026-01-02", "2026-01-01", clauses()), &today())
        .then_rejected(&R::InvalidConventionDates);
    company([])
        .when(sign("2026-01-01", "2026-12-31", vec![]), &today())
        .then_rejected(&R::EmptyList);
}

#[test]
fn a_pledge_needs_a_convention_in_force_on_that_day() {
    let stages = || pledge(Kind::Stage, Unit::Places, 5);
    company([]).when(stages(), &today()).then_rejected(&R::ConventionRequired);
    for (date, accepted) in
        [("2025-12-31", false), ("2026-01-01", true), ("2026-12-31", true), ("2027-01-01", false)]
    {
        let outcome = company([in_force()]).when(stages(), &on(date));
        if accepted {
            outcome.then([super::stages(5)]);
        } else {
            outcome.then_rejected(&R::ConventionRequired);
        }
    }
}

#[test]
fn promotion_and_communication_on_professions_need_no_convention_and_all_else_does() {
    for kind in Kind::ALL {
        let unit = if *kind == Kind::Financement { Unit::Cents } else { Unit::Actions };
        let outcome = company([]).when(pledge(*kind, unit, 3), &today());
        if matches!(kind, Kind::Promotion | Kind::CommunicationMetiers) {
            outcome.then([pledged(*kind, unit, 3)]);
        } else {
            outcome.then_rejected(&R::ConventionRequired);
        }
    }
}

#[test]
fn financing_is_counted_in_cents_and_nothing_else_is() {
    company([in_force()])
        .when(pledge(Kind::Financement, Unit::Cents, 5_000_000), &today())
        .then([pledged(Kind::Financement, Unit::Cents, 5_000_000)]);
    for (kind, unit) in [(Kind::Financement, Unit::Jours), (Kind::Mentorat, Unit::Cents)] {
        company([in_force()])
            .when(pledge(kind, unit, 10), &today())
            .then_rejected(&R::MoneyInCents);
    }
    let twice = C::Pledge {
        contribution: contribution(1),
        kind: Kind::Financement,
        quantity: 100,
        unit: Unit::Cents,
        value_cents: Some(100),
    };
    company([in_force()]).when(twice, &today()).then_rejected(&R::MoneyInCents);
}

#[test]
fn a_quantity_and_a_value_are_at_least_1_and_not_beyond_counting() {
    for quantity in [0, 1_000_000_000_001] {
        company([in_force()])
            .when(pledge(Kind::Stage, Unit::Places, quantity), &today())
            .then_rejected(&R::QuantityOutOfRange);
        company([in_force(), stages(5)])
            .when(deliver(quantity), &today())
            .then_rejected(&R::QuantityOutOfRange);
        let worth = C::Pledge {
            contribution: contribution(1),
            kind: Kind::DonEnNature,
            quantity: 3,
            unit: Unit::Objets,
            value_cents: Some(quantity),
        };
        company([in_force()]).when(worth, &today()).then_rejected(&R::QuantityOutOfRange);
    }
}

#[test]
fn a_contribution_is_pledged_once_under_its_identifier() {
    company([in_force(), stages(5)])
        .when(pledge(Kind::Stage, Unit::Places, 5), &today())
        .then_rejected(&R::ContributionExists);
    for command in [deliver(1), raise(9), write_off()] {
        company([in_force()]).when(command, &today()).then_rejected(&R::UnknownContribution);
    }
}

#[test]
fn no_more_is_delivered_than_was_pledged_unless_the_pledge_is_raised() {
    let some = || [in_force(), stages(5), delivered(3)];
    company(some()).when(deliver(2), &today()).then([delivered(2)]);
    company(some()).when(deliver(3), &today()).then_rejected(&R::MoreThanPledged { left: 2 });
    company(some()).when(raise(6), &today()).then([raised(6)]);
    company(some().into_iter().chain([raised(6)])).when(deliver(3), &today()).then([delivered(3)]);
    company(some().into_iter().chain([delivered(2)]))
        .when(deliver(1), &today())
        .then_rejected(&R::NothingLeft);
}

#[test]
fn a_pledge_is_only_ever_raised_and_under_a_convention() {
    for quantity in [1, 5] {
        company([in_force(), stages(5)])
            .when(raise(quantity), &today())
            .then_rejected(&R::PledgeNotRaised { pledged: 5 });
    }
    company([in_force(), stages(5)])
        .when(raise(6), &on("2027-01-01"))
        .then_rejected(&R::ConventionRequired);
}

#[test]
fn what_is_left_of_a_pledge_can_be_written_off_once() {
    let some = || [in_force(), stages(5), delivered(3)];
    company(some()).when(write_off(), &today()).then([written_off(2)]);
    let over = || some().into_iter().chain([written_off(2)]);
    for command in [write_off(), deliver(1), raise(9)] {
        company(over()).when(command, &today()).then_rejected(&R::NothingLeft);
    }
    company([in_force(), stages(5), left()]).when(write_off(), &today()).then([written_off(5)]);
}

#[test]
fn what_was_pledged_can_be_delivered_after_the_convention_has_ended() {
    company([in_force(), stages(5)]).when(deliver(5), &on("2027-03-01")).then([delivered(5)]);
}
