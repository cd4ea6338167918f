//! How each event of a placement is corrected.

use super::{Command as C, Event as E};
use crate::correction::Correctable;

pub(super) fn correctable(event: &E) -> Correctable<C> {
    use Correctable as As;
    match event.clone() {
        // Beneficiaries applied to what was published: another offer is.
        E::OfferPublished { offer } => As::kept(C::Publish { offer }),
        E::OfferWithdrawn {} => As::act(C::Withdraw),
        E::ApplicationSent { journey } => As::act(C::Apply { journey }),
        E::ApplicationAnswered { journey, answer } => As::fact(C::Answer { journey, answer }),
        E::ConventionSigned { by, .. } => As::act(C::Sign { by }),
        E::PlacementCompleted { rating, .. } => As::value(C::Complete { rating }),

        // The place may be another's since.
        E::ApplicationWithdrawn { journey, reason } => As::kept(C::Renounce { journey, reason }),

        // Her journey knows of these.
        E::PlacementSecured { journey } => As::kept(C::Secure { journey }),
        E::PlacementStarted { .. } => As::kept(C::Start),
        E::PlacementInterrupted { reason, .. } => As::value(C::Interrupt { reason }),
    }
}
