//! How each event of an aid is corrected.

use super::{Command as C, Event as E};
use crate::correction::Correctable;

pub(super) fn correctable(event: &E) -> Correctable<C> {
    use Correctable as As;
    match event.clone() {
        E::AidRequested { request } => As::kept(C::Request { request }),
        E::AidAssessed { need, evidence, .. } => As::fact(C::Assess { need, evidence }),
        // Money that the budget holds back, or that was paid.
        E::AidAwarded { amount_cents, budget_line, .. } => {
            As::kept(C::Award { amount_cents, budget_line })
        }
        E::AidDelivered { amount_cents, .. } => As::kept(C::Deliver { amount_cents }),
        E::AidCancelled { reason, .. } => As::kept(C::Cancel { reason }),
        E::AidReturned { condition, .. } => As::fact(C::Return { condition }),
        E::AidRefused { reason, review_on, .. } => As::value(C::Refuse { reason, review_on }),
    }
}
