//! Who asks for a seat, waits, is offered one, comes. The rules themselves are asked on the way:
//! what becomes free is offered by them.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::{
    ActivityId, Context, Decider as _, JourneyId,
    activity::{
        Activity, ActivityPlan, CancelReason, Command, Event, Presence, ReleaseReason, State,
    },
    booking,
    journey::facts::EndReason,
};

use crate::{
    calibration::activities::{
        CANCEL_REASONS, CANCELLED, CHANGES_HER_MIND, DECLINES_AN_OFFER, PRESENCE, RATES, RATINGS,
        TAKES_AN_OFFER, TOO_FEW, WAITS,
    },
    dice::Dice,
    journey::Plan,
    step::{Action, Step},
};

/// What somebody does on a day.
#[derive(Clone, Copy, Debug)]
enum Move {
    /// Books, or waits.
    Asks(JourneyId),
    /// Gives a seat or her place in the line back.
    GivesUp(JourneyId, ReleaseReason),
    /// Takes what she is offered.
    Takes(JourneyId),
    /// Offers that nobody took are taken back.
    Lapse,
    /// Is it called off?
    CallOff,
}

/// An activity as it fills.
pub(super) struct Seats {
    id: ActivityId,
    starts: NaiveDate,
    state: State,
    steps: Vec<Step>,
    /// In the order of days, then as they were drawn.
    moves: BTreeMap<(NaiveDate, usize), Move>,
    /// Who leaves the programme before it starts, and when.
    gone: BTreeMap<JourneyId, NaiveDate>,
}

impl Seats {
    /// Planned on a day.
    pub(super) fn new(id: ActivityId, planned: NaiveDate, plan: ActivityPlan) -> Self {
        let (starts, state, steps) = (plan.starts, State::Unknown, Vec::new());
        let mut seats =
            Self { id, starts, state, steps, moves: BTreeMap::new(), gone: BTreeMap::new() };
        seats.decide(planned, Command::Plan { plan });
        seats
    }

    fn then(&mut self, day: NaiveDate, what: Move) {
        // Numbers only grow: moves are taken out from the front.
        let number = self.moves.keys().map(|(_, number)| number + 1).max().unwrap_or(0);
        self.moves.insert((day, number), what);
    }

    /// Somebody asks for a seat on a day, and may think again.
    pub(super) fn wants(&mut self, dice: &mut Dice, journey: &Plan, day: NaiveDate) {
        self.then(day, Move::Asks(journey.id));
        let gone = journey.supported.map(|(_, last)| last).filter(|last| *last <= self.starts);
        self.gone.extend(gone.map(|last| (journey.id, last)));
        match gone {
            // Nobody knows of it.
            Some(_) if journey.ends == Some(EndReason::LostContact) => {}
            Some(last) => self.then(last, Move::GivesUp(journey.id, ReleaseReason::Departure)),
            None if dice.chance(CHANGES_HER_MIND) => {
                let day = dice.day(day, self.starts);
                self.then(day, Move::GivesUp(journey.id, ReleaseReason::Choice));
            }
            None => {}
        }
    }

    /// Decides, and keeps the step if the rules allow it.
    fn decide(&mut self, day: NaiveDate, command: Command) -> Vec<Event> {
        let action = match &command {
            Command::Book { journey, .. } => {
                Action::Seat(self.id, booking::Command::Book { journey: *journey })
            }
            Command::Join { journey } => {
                Action::Seat(self.id, booking::Command::Join { journey: *journey })
            }
            _ => Action::Activity(self.id, command.clone()),
        };
        let decided = Activity::decide(&self.state, command, &Context::on(day));
        let events = decided.unwrap_or_default();
        if !events.is_empty() {
            self.steps.push(Step::on(day, action));
            let state = std::mem::take(&mut self.state);
            self.state = events.iter().fold(state, Activity::evolve);
        }
        events
    }

    /// Carries it to its end, and hands the steps over.
    pub(super) fn run(mut self, dice: &mut Dice, steps: &mut Vec<Step>) {
        let eve = self.starts - Days::new(2);
        self.then(eve, Move::CallOff);
        while let Some(((day, _), what)) = self.moves.pop_first() {
            let events = self.make(dice, day, what);
            self.answer(dice, day, &events);
        }
        self.hold(dice);
        steps.append(&mut self.steps);
    }

    fn make(&mut self, dice: &mut Dice, day: NaiveDate, what: Move) -> Vec<Event> {
        match what {
            Move::Asks(journey) => {
                // The agenda shows what is left; whether she is a minor is for the rules.
                let booked = self.decide(day, Command::Book { journey, minor: false });
                if booked.is_empty() && dice.chance(WAITS) {
                    return self.decide(day, Command::Join { journey });
                }
                booked
            }
            Move::Takes(journey) => {
                let record = self.state.record();
                let kept = record.is_some_and(|record| record.offered.contains_key(&journey));
                if !kept || self.gone.get(&journey).is_some_and(|gone| *gone <= day) {
                    return Vec::new();
                }
                self.decide(day, Command::Book { journey, minor: false })
            }
            Move::GivesUp(journey, reason) => {
                let released = self.decide(day, Command::Release { journey, reason });
                if released.is_empty() {
                    return self.decide(day, Command::Leave { journey, reason });
                }
                released
            }
            Move::Lapse => self.decide(day, Command::LapseOffers),
            Move::CallOff => {
                let taken = self.state.record().map_or(0, |record| record.booked.len());
                let reason = if taken < TOO_FEW {
                    CancelReason::TooFew
                } else if dice.chance(CANCELLED) {
                    dice.weighted(&CANCEL_REASONS)
                } else {
                    return Vec::new();
                };
                self.decide(day, Command::Cancel { reason })
            }
        }
    }

    /// Those who are offered a seat take it, decline it or do not answer.
    fn answer(&mut self, dice: &mut Dice, day: NaiveDate, events: &[Event]) {
        for event in events {
            let Event::SeatOffered { attendee, until } = event else { continue };
            let (journey, answered) = (attendee.journey, dice.day(day, *until));
            if dice.chance(TAKES_AN_OFFER) {
                self.then(answered, Move::Takes(journey));
            } else if dice.chance(DECLINES_AN_OFFER / (1.0 - TAKES_AN_OFFER)) {
                self.then(answered, Move::GivesUp(journey, ReleaseReason::Choice));
            } else {
                self.then(*until + Days::new(1), Move::Lapse);
            }
        }
    }

    /// It takes place, and those who booked come or not.
    fn hold(&mut self, dice: &mut Dice) {
        let Some(record) = self.state.record() else { return };
        let (booked, minutes) = (record.booked.clone(), record.plan.minutes);
        let day = dice.after(self.starts, 0, 2);
        let lasted = minutes - if dice.chance(0.2) { minutes / 10 } else { 0 };
        self.decide(day, Command::Hold { minutes: lasted });
        for journey in booked {
            let gone = self.gone.contains_key(&journey);
            let presence = if gone { Presence::Absent } else { dice.weighted(&PRESENCE) };
            let minutes = if presence == Presence::Present { lasted } else { 0 };
            self.decide(day, Command::RecordAttendance { journey, presence, minutes });
            if presence == Presence::Present && dice.chance(RATES) {
                let (said, rating) = (dice.after(day, 0, 10), dice.weighted(&RATINGS));
                self.decide(said, Command::GiveFeedback { journey, rating });
            }
        }
    }
}
