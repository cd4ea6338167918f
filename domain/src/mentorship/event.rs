use chrono::{NaiveDate, NaiveTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ConcernBy, DeclineReason, GoalProgress, MentorshipEnd, Mode, Pair, Party, PauseReason,
    RelationKind, Severity, Theme,
};
use crate::{MentorshipId, matching::Basis};

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
    /// A session that was agreed did not take place.
    #[serde(rename = "mentorship.v1.SessionMissed")]
    SessionMissed {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// The day.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::date()"))]
        on: NaiveDate,
        /// Who was not there.
        by: Party,
    },
    /// They set themselves a goal.
    #[serde(rename = "mentorship.v1.GoalSet")]
    GoalSet {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// About what; one open goal for each theme.
        theme: Theme,
    },
    /// They looked at how far it has come.
    #[serde(rename = "mentorship.v1.GoalReviewed")]
    GoalReviewed {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// About what.
        theme: Theme,
        /// How far.
        progress: GoalProgress,
    },
    /// One side said how the relation is.
    #[serde(rename = "mentorship.v1.RelationRated")]
    RelationRated {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// Which side.
        by: Party,
        /// 1 to 5.
        rating: u8,
    },
    /// Somebody is worried. What was said lies sealed on the beneficiary's journey.
    #[serde(rename = "mentorship.v1.ConcernRaised")]
    ConcernRaised {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// Who.
        by: ConcernBy,
        /// How serious it is.
        severity: Severity,
    },
    /// The relation pauses: no sessions.
    #[serde(rename = "mentorship.v1.MentorshipPaused")]
    MentorshipPaused {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// Why.
        reason: PauseReason,
    },
    /// It goes on.
    #[serde(rename = "mentorship.v1.MentorshipResumed")]
    MentorshipResumed {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
    },
    /// Another pair takes over from one that is over.
    #[serde(rename = "mentorship.v1.MentorReplaced")]
    MentorReplaced {
        /// Both sides.
        #[serde(flatten)]
        pair: Pair,
        /// The pair that takes over.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        next: MentorshipId,
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
            | Self::SessionMissed { pair, .. }
            | Self::GoalSet { pair, .. }
            | Self::GoalReviewed { pair, .. }
            | Self::RelationRated { pair, .. }
            | Self::ConcernRaised { pair, .. }
            | Self::MentorshipPaused { pair, .. }
            | Self::MentorshipResumed { pair }
            | Self::MentorReplaced { pair, .. }
            | Self::MentorshipEnded { pair, .. } => *pair,
        }
    }
}
