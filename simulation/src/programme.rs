//! What the programme publishes before its people come: calendars and budgets. Policy, socle,
//! options, protection of small groups and targets are those it is founded with.

use chrono::{Datelike as _, Days, NaiveDate};
use commands::{Actor, Commands, Request};
use domain::{
    Cents,
    codes::CodeError,
    journey::facts::Platform,
    programme::{BudgetLine, Calendar, CalendarPhase, Command, PhaseKind, Programme},
};
use uuid::Uuid;

use crate::{
    SimulationError,
    calendar::{date, mon_master, opening, parcoursup},
    calibration::budget::{LINES, PUBLISHED},
};

/// Publishes what is missing, and answers with the events it took. What is published already stays
/// as it is: run again, it changes nothing.
///
/// The budgets are for so many lots of 20,000 journeys.
pub(crate) async fn publish(
    commands: &Commands,
    until: NaiveDate,
    lots: u64,
) -> Result<u64, SimulationError> {
    let failed = |error| SimulationError::Programme(Box::new(error));
    let known = commands.programme().await.map_err(failed)?;
    let mut events = 0;
    for (number, (day, command)) in announced(until, lots).map_err(SimulationError::Name)? {
        let is_known = match &command {
            Command::PublishCalendar { calendar } => {
                known.rules.calendar(calendar.platform, calendar.session).is_some()
            }
            Command::AllocateBudget { line, year, cents } => {
                let line = known.budget.get(line);
                line.and_then(|line| line.allocated.get(year)).is_some_and(|known| known >= cents)
            }
            _ => false,
        };
        if is_known {
            continue;
        }
        let id = Uuid::from_u128(0x7369_6d75_6c61_8000_8000_0000_0000_0000 + number);
        let request = Request::new(Actor::service("simulation"), id, day);
        let done = commands.run::<Programme>(&request, Uuid::nil(), command).await;
        events += u64::from(!done.map_err(failed)?.replayed);
    }
    Ok(events)
}

/// A command with its day, and the number that names it among them.
type Announced = Vec<(u128, (NaiveDate, Command))>;

/// All that is published until a day, in order.
pub(crate) fn announced(until: NaiveDate, lots: u64) -> Result<Announced, CodeError> {
    let mut all = Vec::new();
    for calendar in calendars(until) {
        let number = u128::from(calendar.session.unsigned_abs()) * 16;
        let number = number + u128::from(calendar.platform == Platform::MonMaster);
        all.push((number, (published(calendar.session), Command::PublishCalendar { calendar })));
    }
    for year in opening().year()..=until.year() {
        for (place, (line, euros)) in (2..).zip(LINES) {
            let line = BudgetLine::parse(line)?;
            let day = date(year, 1, 2).max(opening());
            if day <= until {
                let cents = Cents(euros * 100 * lots);
                let number = u128::from(year.unsigned_abs()) * 16 + place;
                // More money is another command.
                let number = number + (u128::from(lots) - 1) * 0x10_0000;
                all.push((number, (day, Command::AllocateBudget { line, cents, year })));
            }
        }
    }
    all.sort_by_key(|(number, (day, _))| (*day, *number));
    Ok(all)
}

/// The day the calendar of a session is published.
fn published(session: i32) -> NaiveDate {
    date(session - 1, PUBLISHED.0, PUBLISHED.1)
}

/// The calendars published until a day: those that the simulated applications follow.
pub(crate) fn calendars(until: NaiveDate) -> Vec<Calendar> {
    let sessions = opening().year() + 1..=until.year() + 1;
    let published = sessions.filter(|session| published(*session) <= until);
    published.flat_map(|session| [of_parcoursup(session), of_mon_master(session)]).collect()
}

fn of_parcoursup(session: i32) -> Calendar {
    let days = parcoursup(session);
    let phases = vec![
        phase(PhaseKind::Wishes, days.opens, days.closes),
        phase(PhaseKind::Confirmation, days.closes + Days::new(1), days.confirm_by),
        phase(PhaseKind::Admission, days.answers, days.ends),
        phase(PhaseKind::Complementary, days.ends, days.last),
    ];
    Calendar { platform: Platform::Parcoursup, session, phases }
}

fn of_mon_master(session: i32) -> Calendar {
    let (opens, closes, answers, ends) = mon_master(session);
    let phases =
        vec![phase(PhaseKind::Wishes, opens, closes), phase(PhaseKind::Admission, answers, ends)];
    Calendar { platform: Platform::MonMaster, session, phases }
}

fn phase(kind: PhaseKind, opens: NaiveDate, closes: NaiveDate) -> CalendarPhase {
    CalendarPhase { kind, opens, closes }
}
