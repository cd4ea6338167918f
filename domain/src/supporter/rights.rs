//! What each command is to their rights over their data.

use super::{Command, Rejection};
use crate::rights::{Asked, Refusal};

/// What the command asks of their data.
pub(super) fn asked(command: &Command) -> Asked {
    use Command as C;
    match command {
        // They can always ask what is held; pairs can always end, and a suspension protects others.
        C::RecordAccessExport | C::ReleaseSlot { .. } | C::Suspend { .. } => Asked::Always,
        C::RestrictProcessing => Asked::Restriction,
        C::LiftRestriction => Asked::Lifting,
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
