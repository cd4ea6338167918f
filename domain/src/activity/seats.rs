//! Seats and the line for them. Whatever is decided, lapsed offers are taken back before it and
//! free seats offered after it, so that nobody overtakes anybody.

use chrono::{Days, NaiveDate};

use super::{Attendee, Event, Record, Rejection, ReleaseReason, SeatSource};
use crate::Context;

/// Days an offered seat is kept for somebody, after the day of the offer.
pub const OFFER_DAYS: u64 = 3;

type Decision = Result<Vec<Event>, Rejection>;

/// What is decided so far, and where that leads.
struct Draft {
    record: Record,
    events: Vec<Event>,
    /// Offers are made and lapse on the day of the decision: what is recorded late takes nobody's
    /// time to answer away.
    today: NaiveDate,
}

impl Draft {
    /// Begins with the lapse of every offer that was not taken in time, hers excepted when what
    /// she asks happened in time and is only recorded late.
    fn on(record: &Record, her: Option<Attendee>, context: &Context) -> Self {
        let Context { today, occurred_on, .. } = *context;
        let mut draft = Self { record: record.clone(), events: Vec::new(), today };
        let in_time = |journey, until| {
            let hers = her.is_some_and(|her| her.journey == journey);
            today <= until || hers && occurred_on <= until
        };
        for (journey, until) in &record.offered {
            if !in_time(*journey, *until) {
                let attendee = Attendee { journey: *journey, kind: record.plan.kind };
                draft.push(Event::OfferLapsed { attendee });
            }
        }
        draft.offer();
        draft
    }

    fn push(&mut self, event: Event) {
        self.record.apply(&event);
        self.events.push(event);
    }

    /// Offers every free seat to the first in line.
    fn offer(&mut self) {
        let starts = self.record.plan.starts;
        while self.today <= starts && self.record.free() > 0 {
            let Some(journey) = self.record.line.front().copied() else { return };
            let attendee = Attendee { journey, kind: self.record.plan.kind };
            let until = self.today.checked_add_days(Days::new(OFFER_DAYS)).unwrap_or(starts);
            self.push(Event::SeatOffered { attendee, until: until.min(starts) });
        }
    }

    fn and(mut self, event: Event) -> Vec<Event> {
        self.push(event);
        self.offer();
        self.events
    }
}

pub(super) fn book(record: &Record, her: Attendee, minor: bool, context: &Context) -> Decision {
    let draft = Draft::on(record, Some(her), context);
    let now = &draft.record;
    if now.booked.contains(&her.journey) {
        return Err(Rejection::AlreadyBooked);
    }
    let from = if now.offered.contains_key(&her.journey) {
        SeatSource::Offer
    } else if now.free() == 0 {
        return Err(Rejection::NoSeatLeft { seats: now.plan.seats });
    } else if now.line.contains(&her.journey) {
        SeatSource::Line
    } else {
        SeatSource::Free
    };
    Ok(draft.and(Event::SeatBooked { attendee: her, from, minor }))
}

pub(super) fn join(record: &Record, her: Attendee, context: &Context) -> Decision {
    let draft = Draft::on(record, Some(her), context);
    let now = &draft.record;
    if now.booked.contains(&her.journey) {
        Err(Rejection::AlreadyBooked)
    } else if now.offered.contains_key(&her.journey) || now.line.contains(&her.journey) {
        Err(Rejection::AlreadyWaiting)
    } else if now.free() > 0 {
        Err(Rejection::SeatsLeft)
    } else {
        Ok(draft.and(Event::WaitlistJoined { attendee: her }))
    }
}

pub(super) fn release(
    record: &Record,
    her: Attendee,
    reason: ReleaseReason,
    context: &Context,
) -> Decision {
    if !record.booked.contains(&her.journey) {
        Err(Rejection::NotBooked)
    } else if record.attendance.contains_key(&her.journey) {
        Err(Rejection::AttendanceAlreadyRecorded)
    } else {
        let draft = Draft::on(record, None, context);
        Ok(draft.and(Event::SeatReleased { attendee: her, reason }))
    }
}

pub(super) fn leave(
    record: &Record,
    her: Attendee,
    reason: ReleaseReason,
    context: &Context,
) -> Decision {
    let draft = Draft::on(record, Some(her), context);
    let now = &draft.record;
    let offered = now.offered.contains_key(&her.journey);
    if offered || now.line.contains(&her.journey) {
        Ok(draft.and(Event::WaitlistLeft { attendee: her, offered, reason }))
    } else {
        Err(Rejection::NotWaiting)
    }
}

pub(super) fn lapse(record: &Record, context: &Context) -> Decision {
    let draft = Draft::on(record, None, context);
    if draft.events.is_empty() { Err(Rejection::NothingLapsed) } else { Ok(draft.events) }
}
