use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};

use super::{Event, GoalProgress, Pair, Party, PauseReason, RelationKind, Theme};

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
        /// Why it is paused, if it is.
        paused: Option<PauseReason>,
        /// Themes of the open goals.
        goals: BTreeSet<Theme>,
    },
    /// Declined, expired or ended.
    Over {
        /// Both sides.
        pair: Pair,
        /// Was it ever live?
        lived: bool,
        /// Does another pair take over?
        replaced: bool,
    },
}

impl State {
    /// Both sides, once proposed.
    #[must_use]
    pub fn pair(&self) -> Option<Pair> {
        match self {
            Self::Unknown => None,
            Self::Proposed { pair, .. } | Self::Live { pair, .. } | Self::Over { pair, .. } => {
                Some(*pair)
            }
        }
    }
}

/// Applies one event.
pub(super) fn evolve(mut state: State, event: &Event) -> State {
    match (&mut state, event) {
        (_, Event::MatchProposed { pair, kind, .. }) => {
            State::Proposed { pair: *pair, kind: *kind, by_beneficiary: false, by_supporter: false }
        }
        (
            State::Proposed { by_beneficiary, by_supporter, .. },
            Event::MatchAccepted { party, .. },
        ) => {
            match party {
                Party::Beneficiary => *by_beneficiary = true,
                Party::Supporter => *by_supporter = true,
            }
            state
        }
        (State::Proposed { pair, kind, .. }, Event::MentorshipStarted { on, .. }) => State::Live {
            pair: *pair,
            kind: *kind,
            since: *on,
            sessions: Vec::new(),
            paused: None,
            goals: BTreeSet::new(),
        },
        (_, Event::MatchDeclined { pair, .. } | Event::MatchExpired { pair }) => {
            State::Over { pair: *pair, lived: false, replaced: false }
        }
        (_, Event::MentorshipEnded { pair, .. }) => {
            State::Over { pair: *pair, lived: true, replaced: false }
        }
        (State::Over { replaced, .. }, Event::MentorReplaced { .. }) => {
            *replaced = true;
            state
        }
        (State::Live { sessions, paused, goals, .. }, event) => {
            while_live(sessions, paused, goals, event);
            state
        }
        (
            _,
            Event::MatchAccepted { .. }
            | Event::MentorshipStarted { .. }
            | Event::SessionHeld { .. }
            | Event::SessionMissed { .. }
            | Event::GoalSet { .. }
            | Event::GoalReviewed { .. }
            | Event::RelationRated { .. }
            | Event::ConcernRaised { .. }
            | Event::MentorshipPaused { .. }
            | Event::MentorshipResumed { .. }
            | Event::MentorReplaced { .. },
        ) => state,
    }
}

fn while_live(
    sessions: &mut Vec<(NaiveDateTime, u16)>,
    paused: &mut Option<PauseReason>,
    goals: &mut BTreeSet<Theme>,
    event: &Event,
) {
    match event {
        Event::SessionHeld { on, starts_at, minutes, .. } => {
            sessions.push((on.and_time(*starts_at), *minutes));
        }
        Event::GoalSet { theme, .. } => {
            goals.insert(*theme);
        }
        Event::GoalReviewed { theme, progress, .. } => match progress {
            GoalProgress::UnderWay => {}
            GoalProgress::Reached | GoalProgress::Dropped => {
                goals.remove(theme);
            }
        },
        Event::MentorshipPaused { reason, .. } => *paused = Some(*reason),
        Event::MentorshipResumed { .. } => *paused = None,
        Event::MatchProposed { .. }
        | Event::MatchAccepted { .. }
        | Event::MatchDeclined { .. }
        | Event::MatchExpired { .. }
        | Event::MentorshipStarted { .. }
        | Event::SessionMissed { .. }
        | Event::RelationRated { .. }
        | Event::ConcernRaised { .. }
        | Event::MentorReplaced { .. }
        | Event::MentorshipEnded { .. } => {}
    }
}
