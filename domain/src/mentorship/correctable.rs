//! How each event of a pair is corrected.

use super::{Command as C, Event as E};
use crate::correction::Correctable;

pub(super) fn correctable(event: &E) -> Correctable<C> {
    use Correctable as As;
    match event.clone() {
        // Both sides know of these.
        E::MatchProposed { pair, kind, basis } => As::kept(C::Propose { pair, kind, basis }),
        E::MatchAccepted { party, .. } => As::kept(C::Accept { party }),
        E::MatchDeclined { party, reason, .. } => As::kept(C::Decline { party, reason }),
        E::MatchExpired { .. } => As::kept(C::Expire),
        E::MentorshipStarted { .. } => As::kept(C::Start),
        E::MentorshipEnded { reason, .. } => As::kept(C::End { reason }),
        E::MentorReplaced { next, .. } => As::kept(C::Replace { next }),

        E::SessionHeld { starts_at, minutes, mode, themes, .. } => {
            As::fact(C::RecordSession { starts_at, minutes, mode, themes })
        }
        E::SessionMissed { by, .. } => As::fact(C::MissSession { by }),
        E::GoalSet { theme, .. } => As::fact(C::SetGoal { theme }),
        E::GoalReviewed { theme, progress, .. } => As::fact(C::ReviewGoal { theme, progress }),
        E::RelationRated { by, rating, .. } => As::fact(C::Rate { by, rating }),

        // A safeguard is lifted by those who may, not undone.
        E::ConcernRaised { by, severity, .. } => As::kept(C::RaiseConcern { by, severity }),
        E::MentorshipPaused { reason, .. } => As::kept(C::Pause { reason }),
        E::MentorshipResumed { .. } => As::kept(C::Resume),
    }
}
