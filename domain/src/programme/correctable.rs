//! How each event of the programme is corrected. What was in force was in force: decisions rest on
//! it, and the next version replaces it.

use super::{Command as C, Event as E};
use crate::correction::Correctable;

pub(super) fn correctable(event: &E) -> Correctable<C> {
    use Correctable as As;
    match event.clone() {
        E::PolicyPublished { .. }
        | E::SoclePublished { .. }
        | E::OptionCataloguePublished { .. }
        | E::CalendarPublished { .. }
        | E::DisclosurePolicyPublished { .. } => As::never(),
        E::TargetSet { metric, value, due } => As::fact(C::SetTarget { metric, value, due }),
        E::BudgetAllocated { line, cents, year } => {
            As::fact(C::AllocateBudget { line, cents, year })
        }
        // Held back for an aid, and given back.
        E::BudgetReserved { line, aid, cents } => As::kept(C::ReserveBudget { line, aid, cents }),
        E::BudgetReleased { line, aid, cents } => As::kept(C::ReleaseBudget { line, aid, cents }),
        E::CostRecorded { category, cents, period, allocation } => {
            As::fact(C::RecordCost { category, cents, period, allocation })
        }
        // What was imported and issued is proved by its hash.
        E::ReferenceImported { .. } | E::ReportIssued { .. } => As::never(),
    }
}
