//! One pair: Tutorat by a student, Mentorat by a professional. Proposed, accepted by both, live,
//! ended; its sessions. No content of what is said is ever stored.

mod command;
mod correctable;
mod event;
mod facts;
mod rejection;
mod state;
#[cfg(test)]
mod tests;

pub use command::Command;
pub use event::Event;
pub use facts::{
    ConcernBy, DeclineReason, GoalProgress, MentorshipEnd, Mode, Pair, Party, PauseReason,
    RelationKind, Severity, Theme,
};
pub use rejection::Rejection;
pub use state::State;

use chrono::{NaiveDateTime, TimeDelta};

use crate::{Context, Decider, correction::Correctable};

/// The aggregate.
pub struct Mentorship;

impl Decider for Mentorship {
    const CATEGORY: &'static str = "mentorship";
    type State = State;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, command: Command, context: &Context) -> Result<Vec<Event>, Rejection> {
        use {Command as C, Event as E, Rejection as R, State as S};
        let on = context.occurred_on;
        if on > context.today {
            return Err(R::InTheFuture);
        }
        match (command, state) {
            (C::Propose { pair, kind, basis }, S::Unknown) => {
                Ok(vec![E::MatchProposed { pair, kind, basis }])
            }
            (C::Propose { .. }, _) => Err(R::AlreadyProposed),
            (_, S::Unknown) => Err(R::Unknown),

            (C::Accept { party: Party::Beneficiary }, S::Proposed { by_beneficiary: true, .. })
            | (C::Accept { party: Party::Supporter }, S::Proposed { by_supporter: true, .. }) => {
                Err(R::AlreadyAccepted)
            }
            (C::Accept { party }, S::Proposed { pair, .. }) => {
                Ok(vec![E::MatchAccepted { pair: *pair, party }])
            }
            (C::Decline { party, reason }, S::Proposed { pair, .. }) => {
                Ok(vec![E::MatchDeclined { pair: *pair, party, reason }])
            }
            (C::Expire, S::Proposed { by_beneficiary: true, by_supporter: true, .. }) => {
                Err(R::AcceptedByBoth)
            }
            (C::Expire, S::Proposed { pair, .. }) => Ok(vec![E::MatchExpired { pair: *pair }]),
            (C::Start, S::Proposed { pair, by_beneficiary: true, by_supporter: true, .. }) => {
                Ok(vec![E::MentorshipStarted { pair: *pair, on }])
            }
            (C::Start, S::Proposed { .. }) => Err(R::NotAcceptedByBoth),
            (C::Accept { .. } | C::Decline { .. } | C::Expire | C::Start, _) => Err(R::NotProposed),

            (C::RaiseConcern { by, severity }, state) => Ok(concern(state, by, severity)),
            (C::Rate { rating: 0 | 6.., .. }, _) => Err(R::RatingOutOfRange),
            (C::Rate { by, rating }, S::Live { pair, .. } | S::Over { pair, lived: true, .. }) => {
                Ok(vec![E::RelationRated { pair: *pair, by, rating }])
            }
            (C::Rate { .. }, _) => Err(R::NeverStarted),
            (C::Replace { next }, S::Over { pair, lived: true, replaced: false }) => {
                Ok(vec![E::MentorReplaced { pair: *pair, next }])
            }
            (C::Replace { .. }, S::Over { lived: true, .. }) => Err(R::AlreadyReplaced),
            (C::Replace { .. }, S::Over { .. }) => Err(R::NeverStarted),
            (C::Replace { .. }, _) => Err(R::NotOver),

            (C::Resume, S::Live { pair, paused: Some(_), .. }) => {
                Ok(vec![E::MentorshipResumed { pair: *pair }])
            }
            (C::Resume, S::Live { .. }) => Err(R::NotPaused),
            (C::Pause { reason }, S::Live { pair, paused: None, .. }) => {
                Ok(vec![E::MentorshipPaused { pair: *pair, reason }])
            }
            (C::Pause { .. }, S::Live { .. }) => Err(R::Paused),

            (
                C::RecordSession { .. } | C::MissSession { .. } | C::End { .. },
                S::Live { since, .. },
            ) if on < *since => Err(R::BeforeStart),
            (C::End { reason }, S::Live { pair, .. }) => {
                Ok(vec![E::MentorshipEnded { pair: *pair, reason }])
            }
            (_, S::Live { paused: Some(_), .. }) => Err(R::Paused),
            (C::MissSession { by }, S::Live { pair, .. }) => {
                Ok(vec![E::SessionMissed { pair: *pair, on, by }])
            }
            (C::SetGoal { theme }, S::Live { goals, .. }) if goals.contains(&theme) => {
                Err(R::GoalAlreadySet)
            }
            (C::SetGoal { theme }, S::Live { pair, .. }) => {
                Ok(vec![E::GoalSet { pair: *pair, theme }])
            }
            (C::ReviewGoal { theme, .. }, S::Live { goals, .. }) if !goals.contains(&theme) => {
                Err(R::GoalNotSet)
            }
            (C::ReviewGoal { theme, progress }, S::Live { pair, .. }) => {
                Ok(vec![E::GoalReviewed { pair: *pair, theme, progress }])
            }
            (C::RecordSession { minutes: 0 | 601.., .. }, S::Live { .. }) => {
                Err(R::MinutesOutOfRange)
            }
            (
                C::RecordSession { starts_at, minutes, mode, themes },
                S::Live { pair, sessions, .. },
            ) => {
                let start = on.and_time(starts_at);
                if sessions.iter().any(|held| overlap(*held, (start, minutes))) {
                    return Err(R::DoubleBooked);
                }
                Ok(vec![E::SessionHeld { pair: *pair, on, starts_at, minutes, mode, themes }])
            }
            (
                C::RecordSession { .. }
                | C::MissSession { .. }
                | C::SetGoal { .. }
                | C::ReviewGoal { .. }
                | C::Pause { .. }
                | C::Resume
                | C::End { .. },
                _,
            ) => Err(R::NotLive),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        state::evolve(state, event)
    }

    fn correctable(event: &Event) -> Correctable<Command> {
        correctable::correctable(event)
    }
}

/// A concern is never refused. A high one suspends a live relation at once.
fn concern(state: &State, by: ConcernBy, severity: Severity) -> Vec<Event> {
    let Some(pair) = state.pair() else { return Vec::new() };
    let mut events = vec![Event::ConcernRaised { pair, by, severity }];
    if severity == Severity::High && matches!(state, State::Live { paused: None, .. }) {
        events.push(Event::MentorshipPaused { pair, reason: PauseReason::Safety });
    }
    events
}

fn overlap(a: (NaiveDateTime, u16), b: (NaiveDateTime, u16)) -> bool {
    let end = |(start, minutes): (NaiveDateTime, u16)| start + TimeDelta::minutes(minutes.into());
    a.0 < end(b) && b.0 < end(a)
}
