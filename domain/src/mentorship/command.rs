use chrono::NaiveTime;
use serde::Serialize;

use super::{DeclineReason, MentorshipEnd, Mode, Pair, Party, RelationKind, Theme};
use crate::matching::Basis;

/// What can be asked. `Propose`, `Decline`, `Expire`, `Start` and `End` go
/// through
/// [`pairing`](crate::pairing), which keeps both sides in step.
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
    /// End a live relation.
    End {
        /// Why.
        reason: MentorshipEnd,
    },
}
