use chrono::{NaiveDate, NaiveTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{DeclineReason, MentorshipEnd, Mode, Pair, Party, RelationKind, Theme};
use crate::matching::Basis;

/// What has happened. The names are stored for ever: never edit one, add the next version.
/// Each names both sides, so that a reader needs no other event to place it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// The two were proposed to each other.
    #[serde(rename = "mentorship.v1.MatchProposed")]
    MatchProposed {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// Tutorat or Mentorat.
        kind: RelationKind,
        /// Why the two were suggested; nothing for a pair that people thought of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        basis: Option<Basis>,
    },
    /// One side accepted.
    #[serde(rename = "mentorship.v1.MatchAccepted")]
    MatchAccepted {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// Who accepted.
        party: Party,
    },
    /// One side declined.
    #[serde(rename = "mentorship.v1.MatchDeclined")]
    MatchDeclined {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// Who declined.
        party: Party,
        /// Why.
        reason: DeclineReason,
    },
    /// Nobody answered in time.
    #[serde(rename = "mentorship.v1.MatchExpired")]
    MatchExpired {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
    },
    /// The relation is live.
    #[serde(rename = "mentorship.v1.MentorshipStarted")]
    MentorshipStarted {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// First day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        on: NaiveDate,
    },
    /// They met.
    #[serde(rename = "mentorship.v1.SessionHeld")]
    SessionHeld {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// The day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        on: NaiveDate,
        /// Start, local time.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::time()"))]
        starts_at: NaiveTime,
        /// Length in minutes, 1 to 600.
        minutes: u16,
        /// How.
        mode: Mode,
        /// What about.
        themes: Vec<Theme>,
    },
    /// The relation is over.
    #[serde(rename = "mentorship.v1.MentorshipEnded")]
    MentorshipEnded {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// Why.
        reason: MentorshipEnd,
    },
}

impl Event {
    /// Both sides.
    #[must_use]
    pub fn pair(&self) -> Pair {
        match self {
            Self::MatchProposed { pair, .. }
            | Self::MatchAccepted { pair, .. }
            | Self::MatchDeclined { pair, .. }
            | Self::MatchExpired { pair }
            | Self::MentorshipStarted { pair, .. }
            | Self::SessionHeld { pair, .. }
            | Self::MentorshipEnded { pair, .. } => *pair,
        }
    }
}
