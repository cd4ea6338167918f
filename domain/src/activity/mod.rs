//! A collective action on one day: its seats, its waiting list and who came.
//!
//! A seat that becomes free is offered to the first in line in the very decision that frees it, so
//! that no moment exists in which somebody else could take it; it is kept for her until the end of
//! the third day, or of the day the activity starts if that comes first. An offer that has lapsed
//! holds nothing back: every later decision on seats first takes such offers back and goes down
//! the line. Only the date of the wake-up of an activity nobody touches is left to a process.

mod command;
mod correctable;
mod event;
mod facts;
mod rejection;
mod seats;
mod state;
#[cfg(test)]
mod tests;

pub use command::Command;
pub use event::Event;
pub use facts::{
    ActivityKind, ActivityMode, ActivityPlan, ActivityTheme, Attendee, CancelReason, Component,
    Presence, ReleaseReason, SeatSource,
};
pub use rejection::Rejection;
pub use seats::OFFER_DAYS;
pub use state::{Record, State};

use chrono::NaiveDate;

use crate::{Context, Decider, correction::Correctable};

/// The most seats.
const MAX_SEATS: u16 = 5_000;
/// The longest, in minutes.
const MAX_MINUTES: u16 = 14_400;
/// The furthest start from the day of the planning, in days, before or after.
const MAX_DAYS: i64 = 731;

/// The aggregate.
pub struct Activity;

impl Decider for Activity {
    const CATEGORY: &'static str = "activity";
    type State = State;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, command: Command, context: &Context) -> Result<Vec<Event>, Rejection> {
        use {Command as C, Rejection as R};
        let on = context.occurred_on;
        if on > context.today {
            return Err(R::InTheFuture);
        }
        let record = match (state, &command) {
            (State::Unknown, C::Plan { plan }) => return planned(*plan, on),
            (State::Unknown, _) => return Err(R::Unknown),
            (State::Planned(_) | State::Cancelled { .. }, C::Plan { .. }) => {
                return Err(R::AlreadyPlanned);
            }
            (State::Cancelled { .. }, _) => return Err(R::Cancelled),
            (State::Planned(record), _) => record,
        };
        let starts = record.plan.starts;
        let attendee = |journey| Attendee { journey, kind: record.plan.kind };
        match command {
            C::Plan { .. } => Err(R::AlreadyPlanned),

            C::Book { .. }
            | C::Join { .. }
            | C::Release { .. }
            | C::Leave { .. }
            | C::LapseOffers
                if record.held =>
            {
                Err(R::AlreadyHeld)
            }
            C::Book { .. }
            | C::Join { .. }
            | C::Release { .. }
            | C::Leave { .. }
            | C::LapseOffers
                if on > starts =>
            {
                Err(R::Started)
            }
            C::Book { journey, minor } => seats::book(record, attendee(journey), minor, context),
            C::Join { journey } => seats::join(record, attendee(journey), context),
            C::Release { journey, reason } => {
                seats::release(record, attendee(journey), reason, context)
            }
            C::Leave { journey, reason } => {
                seats::leave(record, attendee(journey), reason, context)
            }
            C::LapseOffers => seats::lapse(record, context),

            C::Hold { .. } | C::RecordAttendance { .. } if on < starts => {
                Err(R::NotStarted { starts })
            }
            C::Hold { .. } if record.held => Err(R::AlreadyHeld),
            C::Hold { minutes } if !(1..=MAX_MINUTES).contains(&minutes) => {
                Err(R::MinutesOutOfRange)
            }
            C::Hold { minutes } => Ok(vec![Event::ActivityHeld { minutes }]),

            C::RecordAttendance { journey, presence, minutes } => {
                let fits = match presence {
                    Presence::Present => (1..=MAX_MINUTES).contains(&minutes),
                    Presence::Absent | Presence::Excused => minutes == 0,
                };
                if !record.booked.contains(&journey) {
                    Err(R::NotBooked)
                } else if record.attendance.contains_key(&journey) {
                    Err(R::AttendanceAlreadyRecorded)
                } else if !fits {
                    Err(R::MinutesDoNotFit)
                } else {
                    let attendee = attendee(journey);
                    Ok(vec![Event::AttendanceRecorded { attendee, presence, minutes }])
                }
            }
            C::GiveFeedback { journey, rating } => {
                if record.attendance.get(&journey) != Some(&Presence::Present) {
                    Err(R::NotPresent)
                } else if record.feedback.contains(&journey) {
                    Err(R::FeedbackAlreadyGiven)
                } else if !(1..=5).contains(&rating) {
                    Err(R::RatingOutOfRange)
                } else {
                    Ok(vec![Event::FeedbackGiven { attendee: attendee(journey), rating }])
                }
            }
            C::Cancel { .. } if record.held || !record.attendance.is_empty() => Err(R::AlreadyHeld),
            C::Cancel { reason } => Ok(vec![Event::ActivityCancelled { reason }]),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        state::evolve(state, event)
    }

    fn correctable(event: &Event) -> Correctable<Command> {
        correctable::correctable(event)
    }
}

fn planned(plan: ActivityPlan, on: NaiveDate) -> Result<Vec<Event>, Rejection> {
    if !(1..=MAX_SEATS).contains(&plan.seats) {
        Err(Rejection::SeatsOutOfRange)
    } else if !(1..=MAX_MINUTES).contains(&plan.minutes) {
        Err(Rejection::MinutesOutOfRange)
    } else if (plan.starts - on).num_days().abs() > MAX_DAYS {
        Err(Rejection::StartsOutOfRange)
    } else {
        Ok(vec![Event::ActivityPlanned { plan }])
    }
}
