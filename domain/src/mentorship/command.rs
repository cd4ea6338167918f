use chrono::NaiveTime;
use serde::Serialize;

use super::{
    ConcernBy, DeclineReason, GoalProgress, MentorshipEnd, Mode, Pair, Party, PauseReason,
    RelationKind, Severity, Theme,
};
use crate::{MentorshipId, matching::Basis};

/// What can be asked. `Propose`, `Decline`, `Expire`, `Start`, `Resume`, `RaiseConcern` and `End` go
/// through [`pairing`](crate::pairing), which sees both sides and keeps them in step.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
pub enum Command {
    /// Propose the two to each other.
    Propose {
        /// Both sides.
        pair: Pair,
        /// Tutorat or Mentorat.
        kind: RelationKind,
        /// Why the two were suggested; nothing for a pair that people thought of.
        basis: Option<Basis>,
    },
    /// Accept for one side.
    Accept {
        /// Who.
        party: Party,
    },
    /// Decline for one side.
    Decline {
        /// Who.
        party: Party,
        /// Why.
        reason: DeclineReason,
    },
    /// Give up a proposal that was not answered in time; sent by a process.
    Expire,
    /// Start, once both accepted.
    Start,
    /// Record a session.
    RecordSession {
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
    /// Record that a session did not take place.
    MissSession {
        /// Who was not there.
        by: Party,
    },
    /// Set a goal.
    SetGoal {
        /// About what.
        theme: Theme,
    },
    /// Look at how far it has come.
    ReviewGoal {
        /// About what.
        theme: Theme,
        /// How far.
        progress: GoalProgress,
    },
    /// Say how the relation is.
    Rate {
        /// Which side.
        by: Party,
        /// 1 to 5.
        #[cfg_attr(test, proptest(strategy = "0u8..8"))]
        rating: u8,
    },
    /// Raise a concern.
    RaiseConcern {
        /// Who.
        by: ConcernBy,
        /// How serious it is.
        severity: Severity,
    },
    /// Pause.
    Pause {
        /// Why.
        reason: PauseReason,
    },
    /// Go on.
    Resume,
    /// Say which pair takes over, once this one is over.
    Replace {
        /// The pair that takes over.
        #[cfg_attr(test, proptest(strategy = "crate::arbitrary::id()"))]
        next: MentorshipId,
    },
    /// End a live relation.
    End {
        /// Why.
        reason: MentorshipEnd,
    },
}
