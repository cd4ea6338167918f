use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Event, Rejection, SupporterKind};
use crate::{JourneyId, MentorshipId, journey::facts::Territory, rights::Rights};

/// What deciding needs to remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    /// Nobody is registered here.
    #[default]
    Unregistered,
    /// Somebody is.
    Registered(Record),
    /// Somebody was: all that was known of them is destroyed.
    Erased,
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
    /// Checks whose end was announced, by their last day.
    pub announced: BTreeSet<NaiveDate>,
    /// Capacity declared.
    pub max_live: u8,
    /// May they support somebody new?
    pub activity: Activity,
    /// Slots taken.
    pub slots: BTreeMap<MentorshipId, JourneyId>,
    /// How far their data may be used.
    pub rights: Rights,
}

/// Whether they may support somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Activity {
    /// As their charter, checks and capacity say.
    #[default]
    Active,
    /// Not for now.
    Suspended,
    /// They have left.
    Retired,
}

impl State {
    /// The record, if somebody is registered.
    #[must_use]
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Unregistered | Self::Erased => None,
            Self::Registered(record) => Some(record),
        }
    }

    /// The record.
    ///
    /// # Errors
    /// When nobody is registered, or they are erased.
    pub fn registered(&self) -> Result<&Record, Rejection> {
        match self {
            Self::Unregistered => Err(Rejection::NotRegistered),
            Self::Erased => Err(Rejection::Erased),
            Self::Registered(record) => Ok(record),
        }
    }
}

impl Record {
    /// The last day of the check that holds longest.
    #[must_use]
    pub fn checked_until(&self) -> Option<NaiveDate> {
        self.checks.iter().map(|(_, until)| *until).max()
    }

    /// Is a check of honorabilité valid on this day?
    #[must_use]
    pub fn is_checked_on(&self, day: NaiveDate) -> bool {
        self.checks.iter().any(|(from, until)| (*from..=*until).contains(&day))
    }
}

/// Applies one event.
pub(super) fn evolve(state: State, event: &Event) -> State {
    let mut record = match (state, event) {
        // Nothing brings them back, whatever the stream holds.
        (State::Erased, _) | (_, Event::SubjectErased { .. }) => return State::Erased,
        (_, Event::SupporterRegistered { kind, territory, .. }) => Record {
            kind: *kind,
            territory: *territory,
            charter: None,
            checks: Vec::new(),
            announced: BTreeSet::new(),
            max_live: 0,
            activity: Activity::Active,
            slots: BTreeMap::new(),
            rights: Rights::Open,
        },
        (State::Registered(record), _) => record,
        (State::Unregistered, _) => return State::Unregistered,
    };
    match event {
        Event::SupporterRegistered { .. }
        | Event::TrainingCompleted { .. }
        | Event::ProfileDeclared { .. }
        | Event::AccessExportProduced {}
        | Event::SubjectErased { .. } => {}
        Event::CharterSigned { version } => record.charter = Some(*version),
        Event::HonorabiliteChecked { issued_on, valid_until, .. } => {
            record.checks.push((*issued_on, *valid_until));
        }
        Event::HonorabiliteExpiring { valid_until } => {
            record.announced.insert(*valid_until);
        }
        Event::CapacityDeclared { max_live } => record.max_live = *max_live,
        Event::SlotReserved { mentorship, journey, .. } => {
            record.slots.insert(*mentorship, *journey);
        }
        Event::SlotReleased { mentorship } => {
            record.slots.remove(mentorship);
        }
        Event::SupporterSuspended { .. } => record.activity = Activity::Suspended,
        Event::SupporterReinstated {} => record.activity = Activity::Active,
        Event::SupporterRetired {} => record.activity = Activity::Retired,
        Event::ProcessingRestricted {} => record.rights = Rights::Restricted,
        Event::RestrictionLifted {} => record.rights = Rights::Open,
        Event::ErasureRequested { reason } => {
            record.rights = Rights::ErasureRequested { reason: *reason };
        }
    }
    State::Registered(record)
}
