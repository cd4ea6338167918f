use chrono::{NaiveDate, NaiveDateTime};

use super::{Event, Pair, Party, RelationKind};

/// What deciding needs to remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    /// Nothing proposed.
    #[default]
    Unknown,
    /// Waiting for answers.
    Proposed {
        /// Both sides.
        pair: Pair,
        /// Tutorat or Mentorat.
        kind: RelationKind,
        /// The beneficiary accepted.
        by_beneficiary: bool,
        /// The supporter accepted.
        by_supporter: bool,
    },
    /// Live.
    Live {
        /// Both sides.
        pair: Pair,
        /// Tutorat or Mentorat.
        kind: RelationKind,
        /// First day.
        since: NaiveDate,
        /// Start and length in minutes of each session.
        sessions: Vec<(NaiveDateTime, u16)>,
    },
    /// Declined, expired or ended.
    Over {
        /// Both sides.
        pair: Pair,
    },
}

impl State {
    /// Both sides, once proposed.
    #[must_use]
    pub fn pair(&self) -> Option<Pair> {
        match self {
            Self::Unknown => None,
            Self::Proposed { pair, .. } | Self::Live { pair, .. } | Self::Over { pair } => {
                Some(*pair)
            }
        }
    }
}

/// Applies one event.
pub(super) fn evolve(state: State, event: &Event) -> State {
    match (state, event) {
        (_, Event::MatchProposed { pair, kind, .. }) => {
            State::Proposed { pair: *pair, kind: *kind, by_beneficiary: false, by_supporter: false }
        }
        (
            State::Proposed { pair, kind, by_beneficiary, by_supporter },
            Event::MatchAccepted { party, .. },
        ) => State::Proposed {
            pair,
            kind,
            by_beneficiary: by_beneficiary || *party == Party::Beneficiary,
            by_supporter: by_supporter || *party == Party::Supporter,
        },
        (State::Proposed { pair, kind, .. }, Event::MentorshipStarted { on, .. }) => {
            State::Live { pair, kind, since: *on, sessions: Vec::new() }
        }
        (
            State::Live { pair, kind, since, mut sessions },
            Event::SessionHeld { on, starts_at, minutes, .. },
        ) => {
            sessions.push((on.and_time(*starts_at), *minutes));
            State::Live { pair, kind, since, sessions }
        }
        (
            _,
            Event::MatchDeclined { pair, .. }
            | Event::MatchExpired { pair }
            | Event::MentorshipEnded { pair, .. },
        ) => State::Over { pair: *pair },
        (
            state,
            Event::MatchAccepted { .. }
            | Event::MentorshipStarted { .. }
            | Event::SessionHeld { .. },
        ) => state,
    }
}
