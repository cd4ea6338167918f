//! A tutor or mentor: may this adult support someone now?

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Context, Decider, JourneyId, MentorshipId, Pii,
    journey::facts::{Identity, Territory},
    rejections, vocabulary,
};

vocabulary! {
    /// What a supporter is; decides which relation they can have.
    pub enum SupporterKind {
        Etudiant => "etudiant", "Étudiante ou étudiant (tutorat)";
        Professionnel => "professionnel", "Professionnelle ou professionnel (mentorat)";
    }
}
vocabulary! {
    /// How honorabilité was checked. The bulletin itself is never kept.
    pub enum CheckMeans {
        Attestation => "attestation", "Attestation d'honorabilité";
        BulletinB3 => "b3", "Bulletin n° 3 du casier judiciaire";
        PartnerCertified => "partner_certified", "Certifié par le partenaire";
    }
}

/// What has happened. The names are stored for ever: never edit one, add the next version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// They offered their support.
    #[serde(rename = "supporter.v1.SupporterRegistered")]
    SupporterRegistered {
        /// Who they are.
        identity: Pii<Identity>,
        /// Student or professional.
        kind: SupporterKind,
        /// Where they support.
        territory: Territory,
    },
    /// They signed the charter.
    #[serde(rename = "supporter.v1.CharterSigned")]
    CharterSigned {
        /// Version of the charter.
        version: u32,
    },
    /// Their honorabilité was checked. Expiry is computed from the dates, never an event.
    #[serde(rename = "supporter.v1.HonorabiliteChecked")]
    HonorabiliteChecked {
        /// How.
        means: CheckMeans,
        /// Day it was issued.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        issued_on: NaiveDate,
        /// Last day it is valid.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        valid_until: NaiveDate,
    },
    /// How many they can support at once.
    #[serde(rename = "supporter.v1.CapacityDeclared")]
    CapacityDeclared {
        /// Live pairs at most.
        max_live: u8,
    },
    /// A slot is taken by a pair, proposed or live.
    #[serde(rename = "supporter.v1.SlotReserved")]
    SlotReserved {
        /// The pair.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        mentorship: MentorshipId,
        /// The beneficiary.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// Was she a minor on that day?
        minor: bool,
    },
    /// The slot is free again.
    #[serde(rename = "supporter.v1.SlotReleased")]
    SlotReleased {
        /// The pair.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        mentorship: MentorshipId,
    },
}

/// What can be asked.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub enum Command {
    /// Offer support.
    Register {
        /// Who they are.
        identity: Identity,
        /// Student or professional.
        kind: SupporterKind,
        /// Where they support.
        territory: Territory,
    },
    /// Sign the charter.
    SignCharter {
        /// Version of the charter.
        version: u32,
    },
    /// Record a check of honorabilité.
    RecordCheck {
        /// How.
        means: CheckMeans,
        /// Day it was issued.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        issued_on: NaiveDate,
        /// Last day it is valid.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        valid_until: NaiveDate,
    },
    /// Say how many can be supported at once.
    DeclareCapacity {
        /// 0 to 20; 0 takes nobody new.
        max_live: u8,
    },
    /// Take a slot; sent by [`pairing`](crate::pairing).
    ReserveSlot {
        /// The pair.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        mentorship: MentorshipId,
        /// The beneficiary.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        journey: JourneyId,
        /// Is she a minor on that day?
        minor: bool,
    },
    /// Free a slot; sent by [`pairing`](crate::pairing).
    ReleaseSlot {
        /// The pair.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        mentorship: MentorshipId,
    },
}

rejections! {
    /// Why a command on a supporter is refused.
    pub enum Rejection {
        /// Registered twice.
        AlreadyRegistered => "supporter_already_registered", None,
            "this supporter is already registered";
        /// Nobody to act on.
        NotRegistered => "supporter_not_registered", Some("supporterId"),
            "no supporter is registered under this identifier";
        /// A date after today.
        InTheFuture => "date_in_future", Some("occurredOn"),
            "this date is after today; record a fact once it has happened";
        /// An empty or too long name or address.
        InvalidIdentity => "invalid_identity", Some("identity"),
            "first name, last name (1 to 100 characters each) and an email address with one @ are required";
        /// Ends before it starts, or was issued later than today.
        InvalidCheckDates => "invalid_check_dates", Some("validUntil"),
            "a check is issued on or before the day it is recorded, and valid until a later day";
        /// More than anyone can support.
        CapacityOutOfRange => "capacity_out_of_range", Some("maxLive"),
            "capacity goes from 0 to 20";
        /// Below what is taken.
        CapacityBelowLive {
            /// Slots taken.
            live: usize,
        } => "capacity_below_live", Some("maxLive"),
            "{live} slots are taken: end or reassign those pairs first";
        /// The charter is not signed.
        CharterNotSigned => "charter_not_signed", Some("supporterId"),
            "the supporter must sign the charter first";
        /// Every slot is taken.
        NoFreeSlot {
            /// Capacity declared.
            max: u8,
        } => "no_free_slot", Some("supporterId"),
            "all {max} slots of this supporter are taken";
        /// No valid check, and she is a minor.
        NoValidCheck => "no_valid_check", Some("supporterId"),
            "she is a minor: the supporter needs a check of honorabilité valid on that day";
        /// The pair has its slot already.
        SlotAlreadyReserved => "slot_already_reserved", Some("mentorshipId"),
            "this pair already holds a slot";
        /// No such pair.
        SlotNotReserved => "slot_not_reserved", Some("mentorshipId"),
            "this pair holds no slot of this supporter";
    }
}

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

/// The aggregate.
pub struct Supporter;

impl Decider for Supporter {
    const CATEGORY: &'static str = "supporter";
    type State = State;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, command: Command, context: &Context) -> Result<Vec<Event>, Rejection> {
        use {Command as C, Rejection as R};
        if context.occurred_on > context.today {
            return Err(R::InTheFuture);
        }
        let record = match (state, command) {
            (State::Unregistered, C::Register { identity, kind, territory }) => {
                if !identity.is_valid() {
                    return Err(R::InvalidIdentity);
                }
                let identity = identity.into();
                return Ok(vec![Event::SupporterRegistered { identity, kind, territory }]);
            }
            (State::Unregistered, _) => return Err(R::NotRegistered),
            (State::Registered(record), command) => (record, command),
        };
        match record {
            (_, C::Register { .. }) => Err(R::AlreadyRegistered),
            (_, C::SignCharter { version }) => Ok(vec![Event::CharterSigned { version }]),
            (_, C::RecordCheck { issued_on, valid_until, .. })
                if issued_on > context.occurred_on || valid_until <= issued_on =>
            {
                Err(R::InvalidCheckDates)
            }
            (_, C::RecordCheck { means, issued_on, valid_until }) => {
                Ok(vec![Event::HonorabiliteChecked { means, issued_on, valid_until }])
            }
            (_, C::DeclareCapacity { max_live: 21.. }) => Err(R::CapacityOutOfRange),
            (record, C::DeclareCapacity { max_live }) => {
                let live = record.slots.len();
                if usize::from(max_live) < live {
                    return Err(R::CapacityBelowLive { live });
                }
                Ok(vec![Event::CapacityDeclared { max_live }])
            }
            (record, C::ReserveSlot { mentorship, journey, minor }) => {
                if record.slots.contains_key(&mentorship) {
                    Err(R::SlotAlreadyReserved)
                } else if record.charter.is_none() {
                    Err(R::CharterNotSigned)
                } else if record.slots.len() >= usize::from(record.max_live) {
                    Err(R::NoFreeSlot { max: record.max_live })
                } else if minor && !record.is_checked_on(context.occurred_on) {
                    Err(R::NoValidCheck)
                } else {
                    Ok(vec![Event::SlotReserved { mentorship, journey, minor }])
                }
            }
            (record, C::ReleaseSlot { mentorship }) => {
                let held = record.slots.contains_key(&mentorship);
                if held { Ok(vec![Event::SlotReleased { mentorship }]) } else { Err(R::SlotNotReserved) }
            }
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        let mut record = match (state, event) {
            (_, Event::SupporterRegistered { kind, .. }) => Record {
                kind: *kind,
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
}
