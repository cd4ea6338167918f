//! What each command is to her rights over her data.

use super::{Command, Rejection};
use crate::rights::{Asked, Refusal};

/// What the command asks of her data.
pub(super) fn asked(command: &Command) -> Asked {
    use Command as C;
    match command {
        // She can always ask what is held, and withdraw consents; pairs and placements can
        // always end, and a concern always be raised.
        C::RecordAccessExport | C::WithdrawConsent { .. } => Asked::Always,
        C::ReleaseSupport { .. } | C::ReleaseApprenticeship { .. } => Asked::Always,
        C::NoteConcern { .. } => Asked::Always,
        C::RestrictProcessing => Asked::Restriction,
        C::LiftRestriction => Asked::Lifting,
        C::ApplyRectification { .. } => Asked::Rectification,
        C::RequestErasure { .. } => Asked::Erasure,
        C::RecordErasure { .. } => Asked::Record,
        _ => Asked::Use,
    }
}

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::ErasureNotRequested => Self::ErasureNotRequested,
            Refusal::ErasureUnderWay => Self::ErasureUnderWay,
            Refusal::AlreadyRestricted => Self::AlreadyRestricted,
            Refusal::NotRestricted => Self::NotRestricted,
            Refusal::Restricted => Self::ProcessingRestricted,
        }
    }
}
