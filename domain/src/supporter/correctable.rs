//! How each event of a supporter is corrected.

use super::{Command as C, Event as E};
use crate::correction::Correctable;

pub(super) fn correctable(event: &E) -> Correctable<C> {
    use Correctable as As;
    match event.clone() {
        E::SupporterRegistered { .. } => As::never(),
        E::CharterSigned { version } => As::fact(C::SignCharter { version }),
        E::TrainingCompleted { module, hours } => As::fact(C::RecordTraining { module, hours }),
        E::ProfileDeclared { fields, languages, niveau } => {
            As::fact(C::DeclareProfile { fields, languages, niveau })
        }
        // A pair with a minor that rested on it is asked about again.
        E::HonorabiliteChecked { means, issued_on, valid_until } => {
            As::fact(C::RecordCheck { means, issued_on, valid_until })
        }
        E::HonorabiliteExpiring { valid_until } => As::kept(C::AnnounceExpiry { valid_until }),
        E::CapacityDeclared { max_live } => As::fact(C::DeclareCapacity { max_live }),

        // Decided together with the other side.
        E::SlotReserved { mentorship, journey, minor } => {
            As::kept(C::ReserveSlot { mentorship, journey, minor })
        }
        E::SlotReleased { mentorship } => As::kept(C::ReleaseSlot { mentorship }),
        E::SupporterSuspended { reason } => As::kept(C::Suspend { reason }),
        E::SupporterReinstated {} => As::kept(C::Reinstate),
        E::SupporterRetired {} => As::act(C::Retire),

        // Their rights, and the proof that they were respected.
        E::ProcessingRestricted {}
        | E::RestrictionLifted {}
        | E::AccessExportProduced {}
        | E::ErasureRequested { .. }
        | E::SubjectErased { .. } => As::never(),
    }
}
