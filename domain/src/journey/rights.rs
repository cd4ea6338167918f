//! Her rights over her data (RGPD, articles 15 to 18): they come before every other rule.

use super::{Command, Event, Record, Rejection, Rights};

/// Refuses what may not be done with her data as things stand.
pub(super) fn permit(record: &Record, command: &Command) -> Result<(), Rejection> {
    use {Command as C, Rejection as R, Rights as To};
    match (command, record.rights) {
        // She can always ask what is held, and withdraw consents; pairs and placements can always end.
        (C::RecordAccessExport | C::WithdrawConsent { .. } | C::ReleaseSupport { .. }, _)
        | (C::ReleaseApprenticeship { .. }, _) => Ok(()),

        (C::RecordErasure { .. }, To::ErasureRequested { .. }) => Ok(()),
        (C::RecordErasure { .. }, _) => Err(R::ErasureNotRequested),
        (_, To::ErasureRequested { .. }) => Err(R::ErasureUnderWay),

        (C::RestrictProcessing, To::Restricted) => Err(R::AlreadyRestricted),
        (C::LiftRestriction, To::Open) => Err(R::NotRestricted),
        (C::LiftRestriction | C::RequestErasure { .. }, _) => Ok(()),

        (_, To::Restricted) => Err(R::ProcessingRestricted),
        (_, To::Open) => Ok(()),
    }
}

/// Her key is destroyed, for the reason that was given when it was decided.
pub(super) fn erased(record: &Record, key: uuid::Uuid) -> Result<Vec<Event>, Rejection> {
    match record.rights {
        Rights::ErasureRequested { reason } => Ok(vec![Event::SubjectErased { reason, key }]),
        Rights::Open | Rights::Restricted => Err(Rejection::ErasureNotRequested),
    }
}
