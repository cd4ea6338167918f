//! One row per contribution a partner pledged: what is delivered of it, and what will not come.

use chrono::NaiveDate;
use domain::{
    ContributionId, Event, PartnerId,
    partner::{ContributionKind, ContributionUnit, Event as E},
};

use crate::{
    Applied, Mark, Projection, Reader, Row as _, Scope,
    partners::{PartnerFilter, partner_of, partners_in},
    query::Select,
    row::row,
};

row! {
    /// A contribution.
    pub struct ContributionRow in "contributions" {
        /// `<partner>/<contribution>`: each partner names its own.
        pub id: String,
        /// The partner.
        pub partner: PartnerId,
        /// The contribution.
        pub contribution: ContributionId,
        /// What.
        pub kind: ContributionKind,
        /// What it is counted in.
        pub unit: ContributionUnit,
        /// How much is pledged in all.
        pub pledged: i64,
        /// How much was delivered.
        pub delivered: i64,
        /// How much will not come.
        pub written_off: i64,
        /// What is pledged is worth, in cents; 0 where nobody said.
        pub pledged_cents: i64,
        /// What was delivered is worth, in cents.
        pub delivered_cents: i64,
        /// The day it was pledged.
        pub pledged_on: NaiveDate,
        /// The latest day something of it was delivered.
        pub delivered_on: Option<NaiveDate>,
        /// Position of the pledge: the order of lists, the same for ever.
        pub pledged_position: i64,
        /// Of the last event this row knows.
        pub position: i64,
    }
}

row! {
    /// What was pledged and delivered of one kind, in one unit.
    pub struct ContributionTotal in "contributions" {
        /// What.
        pub kind: ContributionKind,
        /// What it is counted in.
        pub unit: ContributionUnit,
        /// How many pledges.
        pub pledges: i64,
        /// How much is pledged in all.
        pub pledged: i64,
        /// How much was delivered.
        pub delivered: i64,
        /// How much will not come.
        pub written_off: i64,
        /// What is pledged is worth, in cents.
        pub pledged_cents: i64,
        /// What was delivered is worth, in cents.
        pub delivered_cents: i64,
    }
}

/// The read model.
pub struct Contributions;

impl Projection for Contributions {
    const NAME: &'static str = "contributions";
    const VERSION: i64 = 1;
    const CATEGORIES: &'static [&'static str] = &["partner"];
    type Row = ContributionRow;

    fn mark(row: &mut ContributionRow, at: Mark) {
        row.position = at.position.get();
    }

    fn keys(event: &Applied) -> impl IntoIterator<Item = String> {
        let partner = partner_of(event)?;
        contribution_of(event).map(|contribution| format!("{partner}/{contribution}"))
    }

    fn apply(
        row: Option<ContributionRow>,
        key: &String,
        event: &Applied,
    ) -> Option<ContributionRow> {
        let Event::Partner(happened) = &event.event else { return row };
        let mut row = match (row, happened) {
            (_, E::ContributionPledged { contribution, kind, quantity, unit, value_cents }) => {
                let mut row = ContributionRow {
                    id: key.clone(),
                    partner: PartnerId(event.stream_id),
                    contribution: *contribution,
                    kind: *kind,
                    unit: *unit,
                    pledged: 0,
                    delivered: 0,
                    written_off: 0,
                    pledged_cents: 0,
                    delivered_cents: 0,
                    pledged_on: event.occurred_on,
                    delivered_on: None,
                    pledged_position: event.position.get(),
                    position: 0,
                };
                row.pledged = whole(*quantity);
                row.pledged_cents = row.cents(*quantity, *value_cents);
                row
            }
            (Some(row), _) => row,
            (None, _) => return None,
        };
        row.position = event.position.get();
        match happened {
            E::PledgeRaised { quantity, value_cents, .. } => {
                row.pledged = whole(*quantity);
                // Raised without a value, it is worth what was said before.
                row.pledged_cents = match row.cents(*quantity, *value_cents) {
                    0 => row.pledged_cents,
                    cents => cents,
                };
            }
            E::ContributionDelivered { quantity, value_cents, .. } => {
                row.delivered = row.delivered.saturating_add(whole(*quantity));
                let cents = row.cents(*quantity, *value_cents);
                row.delivered_cents = row.delivered_cents.saturating_add(cents);
                row.delivered_on = row.delivered_on.max(Some(event.occurred_on));
            }
            E::ContributionWrittenOff { quantity, .. } => row.written_off = whole(*quantity),
            E::ContributionPledged { .. }
            | E::PartnershipRequested { .. }
            | E::PartnershipDeclined { .. }
            | E::PartnerJoined { .. }
            | E::ConventionSigned { .. }
            | E::CampaignOpened { .. }
            | E::CampaignClosed { .. }
            | E::SourcingActionHeld { .. }
            | E::CommitmentMade { .. }
            | E::MeasureImplemented { .. }
            | E::ReceptionAssessed { .. }
            | E::PartnerLeft { .. } => {}
        }
        Some(row)
    }
}

fn contribution_of(event: &Applied) -> Option<ContributionId> {
    let Event::Partner(happened) = &event.event else { return None };
    match happened {
        E::ContributionPledged { contribution, .. }
        | E::PledgeRaised { contribution, .. }
        | E::ContributionDelivered { contribution, .. }
        | E::ContributionWrittenOff { contribution, .. } => Some(*contribution),
        E::PartnershipRequested { .. }
        | E::PartnershipDeclined { .. }
        | E::PartnerJoined { .. }
        | E::ConventionSigned { .. }
        | E::CampaignOpened { .. }
        | E::CampaignClosed { .. }
        | E::SourcingActionHeld { .. }
        | E::CommitmentMade { .. }
        | E::MeasureImplemented { .. }
        | E::ReceptionAssessed { .. }
        | E::PartnerLeft { .. } => None,
    }
}

/// Far below what the column holds, by the rules of the domain.
fn whole(quantity: u64) -> i64 {
    i64::try_from(quantity).unwrap_or(i64::MAX)
}

impl ContributionRow {
    /// Money is its own value.
    fn cents(&self, quantity: u64, value: Option<u64>) -> i64 {
        match self.unit {
            ContributionUnit::Cents => whole(quantity),
            ContributionUnit::Heures
            | ContributionUnit::Jours
            | ContributionUnit::Personnes
            | ContributionUnit::Places
            | ContributionUnit::Actions
            | ContributionUnit::Objets => value.map_or(0, whole),
        }
    }
}

impl Reader {
    /// The contributions of a partner in the order it pledged them; none when it is out of reach.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn contributions(
        &self,
        scope: &Scope,
        partner: PartnerId,
    ) -> sqlx::Result<Vec<ContributionRow>> {
        let mut select = from_contributions(&ContributionRow::select("c."));
        select.and("c.partner", Some(partner));
        partners_in(&mut select, scope);
        select.push(" order by c.pledged_position", []);
        select.rows(&self.0).await
    }

    /// What partners within reach pledged and delivered, by kind and unit; of one partner if it is
    /// named.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn contribution_totals(
        &self,
        scope: &Scope,
        filter: &PartnerFilter,
        partner: Option<PartnerId>,
    ) -> sqlx::Result<Vec<ContributionTotal>> {
        let sum = |column: &str| format!("cast(sum(c.{column}) as bigint)");
        let sums = ["pledged", "delivered", "written_off", "pledged_cents", "delivered_cents"];
        let sums = sums.map(sum).join(", ");
        let mut select = from_contributions(&format!("c.kind, c.unit, count(*), {sums}"));
        select.and("c.partner", partner);
        partners_in(&mut select, scope);
        filter.apply(&mut select);
        select.push(" group by c.kind, c.unit", []);
        let mut totals: Vec<ContributionTotal> = select.rows(&self.0).await?;
        // Here and not in SQL: kinds have an order of their own.
        totals.sort_unstable_by_key(|total| (total.kind, total.unit));
        Ok(totals)
    }
}

fn from_contributions(what: &str) -> Select {
    Select::new(format!(
        "select {what} from contributions c join partners o on o.id = c.partner where 1 = 1"
    ))
}

#[cfg(test)]
mod tests {
    use domain::partner::WriteOffReason;
    use uuid::Uuid;

    use super::*;
    use crate::testing::{applied, day};

    const ID: ContributionId = ContributionId(Uuid::from_u128(1));
    const PARTNER: Uuid = Uuid::from_u128(41);

    fn fold(events: impl IntoIterator<Item = E>) -> Option<ContributionRow> {
        let key = format!("{PARTNER}/{ID}");
        events.into_iter().enumerate().fold(None, |row, (n, event)| {
            let event = applied(n, PARTNER, Event::Partner(event));
            assert_eq!(
                Contributions::keys(&event).into_iter().collect::<Vec<_>>(),
                std::slice::from_ref(&key)
            );
            Contributions::apply(row, &key, &event)
        })
    }

    fn pledged(unit: ContributionUnit, quantity: u64, value_cents: Option<u64>) -> E {
        let kind = ContributionKind::DonEnNature;
        E::ContributionPledged { contribution: ID, kind, quantity, unit, value_cents }
    }

    fn delivered(quantity: u64, value_cents: Option<u64>) -> E {
        E::ContributionDelivered { contribution: ID, quantity, value_cents }
    }

    #[test]
    fn deliveries_add_up_and_what_is_left_is_written_off() {
        let reason = WriteOffReason::Abandoned;
        let row = fold([
            pledged(ContributionUnit::Objets, 10, Some(50_000)),
            delivered(3, Some(15_000)),
            E::PledgeRaised { contribution: ID, quantity: 12, value_cents: None },
            delivered(4, None),
            E::ContributionWrittenOff { contribution: ID, quantity: 5, reason },
        ])
        .unwrap();
        assert_eq!((row.pledged, row.delivered, row.written_off), (12, 7, 5));
        assert_eq!((row.pledged_cents, row.delivered_cents), (50_000, 15_000));
        assert_eq!(row.delivered_on, Some(day(2026, 9, 4)));
    }

    #[test]
    fn money_is_its_own_value() {
        let row = fold([pledged(ContributionUnit::Cents, 70_000, None), delivered(20_000, None)]);
        let row = row.unwrap();
        assert_eq!((row.pledged_cents, row.delivered_cents), (70_000, 20_000));
    }

    #[test]
    fn nothing_is_delivered_of_what_was_never_pledged() {
        assert_eq!(fold([delivered(3, None)]), None);
    }
}
