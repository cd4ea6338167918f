//! One row per request for aid: the ledger, by budget line and by beneficiary.

use chrono::NaiveDate;
use domain::{
    AidId, Cents, Event, JourneyId,
    aid::{AidCancellation, AidItem, AidKind, AidRefusal, Event as E, ItemCondition, NeedLevel},
    vocabulary,
};
use eventstore::Position;

use crate::{
    Applied, Mark, Page, Projection, Reader, Row as _, Scope,
    journeys::journeys_in,
    query::{Select, owned},
    row::row,
};

vocabulary! {
    /// How far an aid is.
    pub enum AidStatus {
        Requested => "requested", "Demandée";
        Assessed => "assessed", "Besoin évalué";
        Awarded => "awarded", "Accordée";
        Delivered => "delivered", "Remise";
        Returned => "returned", "Rendue";
        Refused => "refused", "Refusée";
        Cancelled => "cancelled", "Annulée";
    }
}

row! {
    /// A request for aid, and what became of it.
    pub struct AidRow in "aids" {
        /// The aid.
        pub id: AidId,
        /// Who asks.
        pub journey: JourneyId,
        /// Material or financial.
        pub kind: AidKind,
        /// What, or what for.
        pub item: Option<AidItem>,
        /// How much she asked for, in cents.
        pub asked_cents: Option<i64>,
        /// How far it is.
        pub status: AidStatus,
        /// As last assessed.
        pub need: Option<NeedLevel>,
        /// Who pays.
        pub budget_line: Option<String>,
        /// Awarded, in cents.
        pub awarded_cents: i64,
        /// Delivered, in cents.
        pub delivered_cents: i64,
        /// Awarded and given up later, in cents.
        pub freed_cents: i64,
        /// The day of the last delivery.
        pub delivered_on: Option<NaiveDate>,
        /// In what state a thing came back.
        pub condition: Option<ItemCondition>,
        /// Why it is refused.
        pub refusal: Option<AidRefusal>,
        /// The day a refusal is looked at again.
        pub review_on: Option<NaiveDate>,
        /// Why it was given up.
        pub cancellation: Option<AidCancellation>,
        /// The day it was asked for.
        pub requested_on: NaiveDate,
        /// Position of the request: the order of lists, the same for ever.
        pub requested_position: i64,
        /// Of its stream, as far as this row knows it.
        pub revision: i64,
        /// Of the last event this row knows.
        pub position: i64,
    }
}

/// The read model.
pub struct Aids;

impl Projection for Aids {
    const NAME: &'static str = "aids";
    const VERSION: i64 = 1;
    const CATEGORIES: &'static [&'static str] = &["aid"];
    type Row = AidRow;

    fn mark(row: &mut AidRow, at: Mark) {
        row.revision = at.revision.get();
        row.position = at.position.get();
    }

    fn keys(event: &Applied) -> impl IntoIterator<Item = AidId> {
        match &event.event {
            Event::Aid(_) => Some(AidId(event.stream_id)),
            Event::Journey(_)
            | Event::Supporter(_)
            | Event::Mentorship(_)
            | Event::Activity(_)
            | Event::Placement(_)
            | Event::Partner(_)
            | Event::Programme(_) => None,
        }
    }

    fn apply(row: Option<AidRow>, key: &AidId, event: &Applied) -> Option<AidRow> {
        let Event::Aid(happened) = &event.event else { return row };
        let mut row = match (row, happened) {
            (_, E::AidRequested { request }) => AidRow {
                id: *key,
                journey: request.journey,
                kind: request.kind,
                item: request.item,
                asked_cents: request.amount_cents.map(cents),
                status: AidStatus::Requested,
                need: None,
                budget_line: None,
                awarded_cents: 0,
                delivered_cents: 0,
                freed_cents: 0,
                delivered_on: None,
                condition: None,
                refusal: None,
                review_on: None,
                cancellation: None,
                requested_on: event.occurred_on,
                requested_position: event.position.get(),
                revision: 0,
                position: 0,
            },
            (Some(row), _) => row,
            (None, _) => return None,
        };
        row.revision = event.revision.get();
        row.position = event.position.get();
        match happened {
            E::AidRequested { .. } => {}
            E::AidAssessed { need, .. } => {
                row.status = AidStatus::Assessed;
                row.need = Some(*need);
            }
            E::AidAwarded { amount_cents, budget_line, .. } => {
                row.status = AidStatus::Awarded;
                row.awarded_cents = cents(*amount_cents);
                row.budget_line = Some(budget_line.to_string());
            }
            E::AidDelivered { on, amount_cents, .. } => {
                row.status = AidStatus::Delivered;
                row.delivered_cents = row.delivered_cents.saturating_add(cents(*amount_cents));
                row.delivered_on = row.delivered_on.max(Some(*on));
            }
            E::AidReturned { condition, .. } => {
                row.status = AidStatus::Returned;
                row.condition = Some(*condition);
            }
            E::AidRefused { reason, review_on, .. } => {
                row.status = AidStatus::Refused;
                row.refusal = Some(*reason);
                row.review_on = Some(*review_on);
            }
            E::AidCancelled { reason, freed_cents, .. } => {
                row.status = AidStatus::Cancelled;
                row.cancellation = Some(*reason);
                row.freed_cents = cents(*freed_cents);
            }
        }
        Some(row)
    }
}

/// Amounts of one aid are far below what a column holds.
fn cents(amount: Cents) -> i64 {
    i64::try_from(amount.0).unwrap_or(i64::MAX)
}

row! {
    /// The sums of a line of the budget, in cents.
    pub struct LedgerLine in "aids" {
        /// The line.
        pub budget_line: String,
        /// Aids that were awarded on it.
        pub aids: i64,
        /// Awarded, and not given up.
        pub awarded_cents: i64,
        /// Delivered.
        pub delivered_cents: i64,
    }
}

/// Which aids to list; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AidFilter {
    /// Of one beneficiary.
    pub journey: Option<JourneyId>,
    /// How far they are.
    pub status: Option<AidStatus>,
    /// Material or financial.
    pub kind: Option<AidKind>,
    /// Paid by this line.
    pub budget_line: Option<String>,
    /// Refused, and to be looked at again on this day or before.
    pub review_by: Option<NaiveDate>,
}

impl Reader {
    /// One aid, if it is within reach.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn aid(&self, scope: &Scope, id: AidId) -> sqlx::Result<Option<AidRow>> {
        let mut select = from_aids(&AidRow::select("d."));
        select.and("d.id", Some(id));
        aids_in(&mut select, scope);
        Ok(select.rows(&self.0).await?.pop())
    }

    /// Aids in the order they were asked for, `first` of them (at most 1,000) after the one whose
    /// request has the position `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn aids(
        &self,
        scope: &Scope,
        filter: &AidFilter,
        after: Option<Position>,
        first: i64,
    ) -> sqlx::Result<Page<AidRow>> {
        let mut select = from_aids(&AidRow::select("d."));
        aids_in(&mut select, scope);
        filter.apply(&mut select);
        if let Some(after) = after {
            select.push(" and d.requested_position > ?", [owned(after.get())]);
        }
        select.push(" order by d.requested_position", []);
        select.page(&self.0, first).await
    }

    /// What was awarded and delivered on each line of the budget, in a scope, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn aid_ledger(&self, scope: &Scope) -> sqlx::Result<Vec<LedgerLine>> {
        let mut select = from_aids(
            "d.budget_line, count(*), cast(sum(d.awarded_cents - d.freed_cents) as bigint), \
             cast(sum(d.delivered_cents) as bigint)",
        );
        aids_in(&mut select, scope);
        select.push(" and d.budget_line is not null group by d.budget_line", []);
        select.push(" order by d.budget_line", []);
        select.rows(&self.0).await
    }
}

fn from_aids(what: &str) -> Select {
    Select::new(format!("select {what} from aids d where 1 = 1"))
}

impl AidFilter {
    fn apply(&self, select: &mut Select) {
        select
            .and("d.journey", self.journey)
            .and("d.status", self.status)
            .and("d.kind", self.kind)
            .and("d.budget_line", self.budget_line.clone());
        if let Some(day) = self.review_by {
            select.and("d.status", Some(AidStatus::Refused));
            select.push(" and d.review_on <= ?", [owned(day)]);
        }
    }
}

/// Appends which rows of `aids d` may be seen. What a beneficiary is given is not her supporter's
/// business.
fn aids_in(select: &mut Select, scope: &Scope) {
    match scope {
        Scope::All => {}
        Scope::Nothing | Scope::Supporter(_) | Scope::Partner(_) => {
            select.push(" and 1 = 0", []);
        }
        Scope::Journey(id) => {
            select.and("d.journey", Some(*id));
        }
        Scope::Academies(_) => {
            select.push(" and exists (select 1 from journeys j where j.id = d.journey", []);
            journeys_in(select, scope);
            select.push(")", []);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        aid::{AidRequest, For},
        journey::facts::Evidence,
        programme::BudgetLine,
    };
    use uuid::Uuid;

    use super::*;
    use crate::testing::{applied, day};

    const ID: AidId = AidId(Uuid::from_u128(9));

    fn fold(events: impl IntoIterator<Item = E>) -> Option<AidRow> {
        let events = events.into_iter().map(Event::Aid);
        events
            .enumerate()
            .fold(None, |row, (n, event)| Aids::apply(row, &ID, &applied(n, ID.0, event)))
    }

    #[test]
    fn an_aid_is_followed_from_the_request_to_the_return() {
        let journey = JourneyId(Uuid::from_u128(1));
        let (kind, item) = (AidKind::Materiel, Some(AidItem::Ordinateur));
        let whose = For { journey, kind };
        let request = AidRequest { journey, kind, item, amount_cents: None, territory: None };
        let budget_line = BudgetLine::parse("materiel-2026").unwrap();
        let amount_cents = Cents(50_000);
        let history = [
            E::AidRequested { request },
            E::AidAssessed { whose, need: NeedLevel::High, evidence: Evidence::Documented },
            E::AidAwarded { whose, amount_cents, budget_line },
            E::AidDelivered { whose, on: day(2026, 11, 2), amount_cents: Cents(45_000) },
            E::AidCancelled { whose, reason: AidCancellation::Settled, freed_cents: Cents(5_000) },
            E::AidReturned { whose, condition: ItemCondition::Good },
        ];
        let row = fold(history).unwrap();
        assert_eq!(
            (row.awarded_cents, row.delivered_cents, row.freed_cents),
            (50_000, 45_000, 5_000)
        );
        assert_eq!((row.status, row.need), (AidStatus::Returned, Some(NeedLevel::High)));
        assert_eq!(row.budget_line.as_deref(), Some("materiel-2026"));
        assert_eq!(row.delivered_on, Some(day(2026, 11, 2)));
    }
}
