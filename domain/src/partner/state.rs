use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{CampaignCode, ContributionKind, Event, Profile, ReceptionMeasure};
use crate::ContributionId;

/// What deciding needs to remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    /// Nobody asked.
    #[default]
    Unknown,
    /// It asked, and waits.
    Requested(Box<Profile>),
    /// It asked, in vain.
    Declined,
    /// It is a partner, or was one.
    Member(Box<Record>),
}

/// A partner.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Who it is.
    pub profile: Profile,
    /// The day it joined.
    pub joined_on: NaiveDate,
    /// Its conventions: first and last day in force.
    pub conventions: Vec<(NaiveDate, NaiveDate)>,
    /// What it pledged.
    pub contributions: BTreeMap<ContributionId, Contribution>,
    /// Its campaigns.
    pub campaigns: BTreeMap<CampaignCode, Campaign>,
    /// Measures it committed to; true once they are in place.
    pub measures: BTreeMap<ReceptionMeasure, bool>,
    /// It has left.
    pub left: bool,
}

/// Something pledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// What.
    pub kind: ContributionKind,
    /// How much in all.
    pub pledged: u64,
    /// How much was brought.
    pub delivered: u64,
    /// What was left is given up.
    pub written_off: bool,
}

/// A sourcing campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// First day.
    pub from: NaiveDate,
    /// Last day, once it is closed.
    pub until: Option<NaiveDate>,
}

impl State {
    /// Who it is, once it asked or joined.
    #[must_use]
    pub fn profile(&self) -> Option<&Profile> {
        match self {
            Self::Unknown | Self::Declined => None,
            Self::Requested(profile) => Some(profile),
            Self::Member(record) => Some(&record.profile),
        }
    }

    /// The partner, once it joined.
    #[must_use]
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Member(record) => Some(record),
            Self::Unknown | Self::Requested(_) | Self::Declined => None,
        }
    }
}

impl Record {
    /// Is a convention in force on this day?
    #[must_use]
    pub fn has_convention_on(&self, day: NaiveDate) -> bool {
        self.conventions.iter().any(|(from, to)| (*from..=*to).contains(&day))
    }
}

impl Contribution {
    /// What can still be delivered.
    #[must_use]
    pub fn left(&self) -> u64 {
        if self.written_off { 0 } else { self.pledged.saturating_sub(self.delivered) }
    }
}

impl Campaign {
    /// Was it open on this day?
    #[must_use]
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// Applies one event.
pub(super) fn evolve(state: State, event: &Event) -> State {
    let mut record = match (state, event) {
        (State::Member(record), _) => record,
        (_, Event::PartnershipRequested { profile }) => {
            return State::Requested(Box::new(profile.clone()));
        }
        (_, Event::PartnershipDeclined { .. }) => return State::Declined,
        (_, Event::PartnerJoined { profile, on }) => {
            return State::Member(Box::new(Record {
                profile: profile.clone(),
                joined_on: *on,
                conventions: Vec::new(),
                contributions: BTreeMap::new(),
                campaigns: BTreeMap::new(),
                measures: BTreeMap::new(),
                left: false,
            }));
        }
        (state, _) => return state,
    };
    match event {
        Event::PartnershipRequested { .. }
        | Event::PartnershipDeclined { .. }
        | Event::PartnerJoined { .. }
        | Event::SourcingActionHeld { .. }
        | Event::ReceptionAssessed { .. } => {}
        Event::ConventionSigned { from, to, .. } => record.conventions.push((*from, *to)),
        Event::ContributionPledged { contribution, kind, quantity, .. } => {
            let (kind, pledged) = (*kind, *quantity);
            let pledge = Contribution { kind, pledged, delivered: 0, written_off: false };
            record.contributions.insert(*contribution, pledge);
        }
        Event::PledgeRaised { contribution, quantity, .. } => {
            if let Some(pledge) = record.contributions.get_mut(contribution) {
                pledge.pledged = *quantity;
            }
        }
        Event::ContributionDelivered { contribution, quantity, .. } => {
            if let Some(pledge) = record.contributions.get_mut(contribution) {
                pledge.delivered = pledge.delivered.saturating_add(*quantity);
            }
        }
        Event::ContributionWrittenOff { contribution, .. } => {
            if let Some(pledge) = record.contributions.get_mut(contribution) {
                pledge.written_off = true;
            }
        }
        Event::CampaignOpened { code, on } => {
            record.campaigns.insert(code.clone(), Campaign { from: *on, until: None });
        }
        Event::CampaignClosed { code, on } => {
            if let Some(campaign) = record.campaigns.get_mut(code) {
                campaign.until = Some(*on);
            }
        }
        Event::CommitmentMade { measure } => {
            record.measures.insert(*measure, false);
        }
        Event::MeasureImplemented { measure } => {
            record.measures.insert(*measure, true);
        }
        Event::PartnerLeft { .. } => record.left = true,
    }
    State::Member(record)
}
