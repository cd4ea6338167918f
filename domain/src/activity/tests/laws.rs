//! What holds for every activity, whatever is asked.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::{activity::State, laws};

/// An activity may begin with nothing, or planned with few seats for one of the next days.
fn commands() -> impl Strategy<Value = Vec<(C, Context)>> {
    let beginning = proptest::option::weighted(0.9, (1u16..4, 0i64..700)).prop_map(|planned| {
        let context = on("2025-09-01");
        let planned = planned.map(|(seats, days)| {
            let starts = context.today + TimeDelta::days(days);
            (C::Plan { plan: ActivityPlan { starts, ..plan(seats) } }, context)
        });
        planned.into_iter().collect::<Vec<_>>()
    });
    // What ends everything is asked seldom.
    let any = (any::<C>(), 0u8..8).prop_map(|(command, chance)| match command {
        C::Cancel { .. } | C::Hold { .. } if chance > 0 => C::LapseOffers,
        command => command,
    });
    (beginning, laws::on_some_days(any)).prop_map(|(mut beginning, mut then)| {
        // Mostly as time goes by.
        then.sort_by_key(|(_, context)| context.today);
        beginning.extend(then);
        beginning
    })
}

proptest! {
    #[test]
    fn whatever_is_asked_the_rules_of_an_activity_hold(commands in commands()) {
        laws::run::<Activity>(commands, R::CODES, |run, context| {
            let State::Planned(record) = &run.state else { return };
            let taken = record.booked.len() + record.offered.len();
            assert!(taken <= usize::from(record.plan.seats), "no more than there are");
            let waits = !record.line.is_empty() && context.today <= record.plan.starts;
            assert!(!waits || record.free() == 0, "nobody waits beside a free seat");
            let everyone = record.booked.iter().chain(record.offered.keys()).chain(&record.line);
            let everyone: Vec<_> = everyone.collect();
            let once: BTreeSet<_> = everyone.iter().collect();
            assert_eq!(once.len(), everyone.len(), "everybody is in one place");
            assert!(record.attendance.keys().all(|journey| record.booked.contains(journey)));
            assert!(record.feedback.iter().all(|journey| {
                record.attendance.get(journey) == Some(&Presence::Present)
            }));
            offers_follow_the_line(&run.history);
        });
    }
}

/// Each offer goes to whoever has waited longest.
fn offers_follow_the_line(history: &[E]) {
    let mut line = Vec::new();
    for event in history {
        let Some(journey) = event.journey() else { continue };
        match event {
            E::WaitlistJoined { .. } => line.push(journey),
            E::SeatOffered { .. } => assert_eq!(line.remove(0), journey),
            E::WaitlistLeft { .. } | E::SeatBooked { .. } => line.retain(|who| *who != journey),
            E::ActivityPlanned { .. }
            | E::SeatReleased { .. }
            | E::OfferLapsed { .. }
            | E::ActivityHeld { .. }
            | E::AttendanceRecorded { .. }
            | E::FeedbackGiven { .. }
            | E::ActivityCancelled { .. } => {}
        }
    }
}

#[test]
fn every_rule_of_an_activity_can_be_broken() {
    let elsewhere = ["attendee_age_unknown", "trip_not_authorised"];
    laws::every_rule_can_be_broken::<Activity>(commands(), R::CODES, &elsewhere);
}
