use std::collections::{BTreeMap, BTreeSet, VecDeque};

use chrono::NaiveDate;

use super::{ActivityPlan, Event, Presence};
use crate::JourneyId;

/// What deciding needs to remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    /// Nothing planned.
    #[default]
    Unknown,
    /// Planned, under way or held.
    Planned(Box<Record>),
    /// Called off.
    Cancelled {
        /// What was planned.
        plan: ActivityPlan,
    },
}

/// A planned activity.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// What, where and when.
    pub plan: ActivityPlan,
    /// Those who have a seat.
    pub booked: BTreeSet<JourneyId>,
    /// Those a seat is kept for, and until the end of which day.
    pub offered: BTreeMap<JourneyId, NaiveDate>,
    /// Those who wait, first come first.
    pub line: VecDeque<JourneyId>,
    /// It took place.
    pub held: bool,
    /// Who came.
    pub attendance: BTreeMap<JourneyId, Presence>,
    /// Who said what they thought.
    pub feedback: BTreeSet<JourneyId>,
}

impl State {
    /// What was planned, whatever became of it.
    #[must_use]
    pub fn plan(&self) -> Option<&ActivityPlan> {
        match self {
            Self::Unknown => None,
            Self::Planned(record) => Some(&record.plan),
            Self::Cancelled { plan } => Some(plan),
        }
    }

    /// The activity, if it is planned and not cancelled.
    #[must_use]
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Unknown | Self::Cancelled { .. } => None,
            Self::Planned(record) => Some(record),
        }
    }
}

impl Record {
    /// Seats that are neither booked nor kept for somebody.
    #[must_use]
    pub fn free(&self) -> usize {
        usize::from(self.plan.seats).saturating_sub(self.booked.len() + self.offered.len())
    }

    /// Applies one event of a planned activity.
    pub(super) fn apply(&mut self, event: &Event) {
        match event {
            Event::ActivityPlanned { .. } | Event::ActivityCancelled { .. } => {}
            Event::SeatBooked { attendee, .. } => {
                self.leave(attendee.journey);
                self.booked.insert(attendee.journey);
            }
            Event::SeatReleased { attendee, .. } => {
                self.booked.remove(&attendee.journey);
            }
            Event::WaitlistJoined { attendee } => self.line.push_back(attendee.journey),
            Event::WaitlistLeft { attendee, .. } | Event::OfferLapsed { attendee } => {
                self.leave(attendee.journey);
            }
            Event::SeatOffered { attendee, until } => {
                self.leave(attendee.journey);
                self.offered.insert(attendee.journey, *until);
            }
            Event::ActivityHeld { .. } => self.held = true,
            Event::AttendanceRecorded { attendee, presence, .. } => {
                self.attendance.insert(attendee.journey, *presence);
            }
            Event::FeedbackGiven { attendee, .. } => {
                self.feedback.insert(attendee.journey);
            }
        }
    }

    fn leave(&mut self, journey: JourneyId) {
        self.offered.remove(&journey);
        self.line.retain(|waiting| *waiting != journey);
    }
}

/// Applies one event.
pub(super) fn evolve(state: State, event: &Event) -> State {
    match (state, event) {
        (_, Event::ActivityPlanned { plan }) => State::Planned(Box::new(Record {
            plan: *plan,
            booked: BTreeSet::new(),
            offered: BTreeMap::new(),
            line: VecDeque::new(),
            held: false,
            attendance: BTreeMap::new(),
            feedback: BTreeSet::new(),
        })),
        (State::Planned(record), Event::ActivityCancelled { .. }) => {
            State::Cancelled { plan: record.plan }
        }
        (State::Planned(mut record), event) => {
            record.apply(event);
            State::Planned(record)
        }
        (state @ (State::Unknown | State::Cancelled { .. }), _) => state,
    }
}
