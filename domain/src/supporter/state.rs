use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Event, SupporterKind};
use crate::{JourneyId, MentorshipId, journey::facts::Territory};

/// What deciding needs to remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    /// Nobody is registered here.
    #[default]
    Unregistered,
    /// Somebody is.
    Registered(Record),
}

/// A registered supporter.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Student or professional.
    pub kind: SupporterKind,
    /// Where they support.
    pub territory: Territory,
    /// Version of the charter signed.
    pub charter: Option<u32>,
    /// Checks: day issued, last day valid.
    pub checks: Vec<(NaiveDate, NaiveDate)>,
    /// Capacity declared.
    pub max_live: u8,
    /// Slots taken.
    pub slots: BTreeMap<MentorshipId, JourneyId>,
}

impl State {
    /// The record, if somebody is registered.
    #[must_use]
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Unregistered => None,
            Self::Registered(record) => Some(record),
        }
    }
}

impl Record {
    /// Is a check of honorabilité valid on this day?
    #[must_use]
    pub fn is_checked_on(&self, day: NaiveDate) -> bool {
        self.checks.iter().any(|(from, until)| (*from..=*until).contains(&day))
    }
}

/// Applies one event.
pub(super) fn evolve(state: State, event: &Event) -> State {
    let mut record = match (state, event) {
        (_, Event::SupporterRegistered { kind, territory, .. }) => Record {
            kind: *kind,
            territory: *territory,
            charter: None,
            checks: Vec::new(),
            max_live: 0,
            slots: BTreeMap::new(),
        },
        (State::Registered(record), _) => record,
        (State::Unregistered, _) => return State::Unregistered,
    };
    match event {
        Event::SupporterRegistered { .. } => {}
        Event::CharterSigned { version } => record.charter = Some(*version),
        Event::HonorabiliteChecked { issued_on, valid_until, .. } => {
            record.checks.push((*issued_on, *valid_until));
        }
        Event::CapacityDeclared { max_live } => record.max_live = *max_live,
        Event::SlotReserved { mentorship, journey, .. } => {
            record.slots.insert(*mentorship, *journey);
        }
        Event::SlotReleased { mentorship } => {
            record.slots.remove(mentorship);
        }
    }
    State::Registered(record)
}
