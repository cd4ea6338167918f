//! One row per sourcing campaign of a partner: how many people were told, and how many came.

use chrono::NaiveDate;
use domain::{
    Event, PartnerId,
    partner::{CampaignCode, Event as E},
};

use crate::{
    Applied, Mark, Projection, Reader, Row as _, Scope,
    partners::{partner_of, partners_in},
    query::{Select, owned},
    row::row,
};

row! {
    /// A campaign.
    pub struct CampaignRow in "campaigns" {
        /// `<partner>/<code>`: partners may hold a campaign together, under one code.
        pub id: String,
        /// The partner.
        pub partner: PartnerId,
        /// What registrations quote.
        pub code: CampaignCode,
        /// First day.
        pub opened_on: NaiveDate,
        /// Last day, once it is closed.
        pub closed_on: Option<NaiveDate>,
        /// Actions held in it.
        pub actions: i64,
        /// People they reached.
        pub audience: i64,
        /// Position of its opening: the order of lists, the same for ever.
        pub opened_position: i64,
        /// Of the last event this row knows.
        pub position: i64,
    }
}

row! {
    /// What a campaign code brought.
    pub struct CampaignYield in "journeys" {
        /// The code.
        pub code: CampaignCode,
        /// Registrations that quote it.
        pub registrations: i64,
        /// Those of them who were ever admitted.
        pub laureates: i64,
    }
}

/// The read model.
pub struct Campaigns;

impl Projection for Campaigns {
    const NAME: &'static str = "campaigns";
    const VERSION: i64 = 1;
    const CATEGORIES: &'static [&'static str] = &["partner"];
    type Row = CampaignRow;

    fn mark(row: &mut CampaignRow, at: Mark) {
        row.position = at.position.get();
    }

    fn keys(event: &Applied) -> impl IntoIterator<Item = String> {
        let partner = partner_of(event)?;
        campaign_of(event).map(|code| format!("{partner}/{code}"))
    }

    fn apply(row: Option<CampaignRow>, key: &String, event: &Applied) -> Option<CampaignRow> {
        let Event::Partner(happened) = &event.event else { return row };
        let mut row = match (row, happened) {
            (_, E::CampaignOpened { code, on }) => CampaignRow {
                id: key.clone(),
                partner: PartnerId(event.stream_id),
                code: code.clone(),
                opened_on: *on,
                closed_on: None,
                actions: 0,
                audience: 0,
                opened_position: event.position.get(),
                position: 0,
            },
            (Some(row), _) => row,
            (None, _) => return None,
        };
        row.position = event.position.get();
        match happened {
            E::CampaignClosed { on, .. } => row.closed_on = Some(*on),
            E::SourcingActionHeld { audience, .. } => {
                row.actions += 1;
                row.audience += i64::from(*audience);
            }
            E::CampaignOpened { .. }
            | E::PartnershipRequested { .. }
            | E::PartnershipDeclined { .. }
            | E::PartnerJoined { .. }
            | E::ConventionSigned { .. }
            | E::ContributionPledged { .. }
            | E::PledgeRaised { .. }
            | E::ContributionDelivered { .. }
            | E::ContributionWrittenOff { .. }
            | E::CommitmentMade { .. }
            | E::MeasureImplemented { .. }
            | E::ReceptionAssessed { .. }
            | E::PartnerLeft { .. } => {}
        }
        Some(row)
    }
}

fn campaign_of(event: &Applied) -> Option<&CampaignCode> {
    let Event::Partner(happened) = &event.event else { return None };
    match happened {
        E::CampaignOpened { code, .. } | E::CampaignClosed { code, .. } => Some(code),
        E::SourcingActionHeld { campaign, .. } => campaign.as_ref(),
        E::PartnershipRequested { .. }
        | E::PartnershipDeclined { .. }
        | E::PartnerJoined { .. }
        | E::ConventionSigned { .. }
        | E::ContributionPledged { .. }
        | E::PledgeRaised { .. }
        | E::ContributionDelivered { .. }
        | E::ContributionWrittenOff { .. }
        | E::CommitmentMade { .. }
        | E::MeasureImplemented { .. }
        | E::ReceptionAssessed { .. }
        | E::PartnerLeft { .. } => None,
    }
}

impl Reader {
    /// The campaigns of a partner in the order it opened them; none when it is out of reach.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn campaigns(
        &self,
        scope: &Scope,
        partner: PartnerId,
    ) -> sqlx::Result<Vec<CampaignRow>> {
        let mut select = Select::new(format!(
            "select {} from campaigns c join partners o on o.id = c.partner where 1 = 1",
            CampaignRow::select("c.")
        ));
        select.and("c.partner", Some(partner));
        partners_in(&mut select, scope);
        select.push(" order by c.opened_position", []);
        select.rows(&self.0).await
    }

    /// What each of these codes brought; those that brought nobody are not there. Only counts: it
    /// tells nobody's name, and is the same for everyone who may know the codes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn campaign_yields(
        &self,
        codes: impl IntoIterator<Item = CampaignCode>,
    ) -> sqlx::Result<Vec<CampaignYield>> {
        let mut select = Select::new(
            "select campaign, count(*), count(admitted_on) from journeys where campaign is not null \
             and ",
        );
        select.one_of("campaign", codes.into_iter().map(owned));
        select.push(" group by campaign order by campaign", []);
        select.rows(&self.0).await
    }
}

#[cfg(test)]
mod tests {
    use domain::partner::SourcingChannel;
    use uuid::Uuid;

    use super::*;
    use crate::testing::{applied, day};

    const PARTNER: Uuid = Uuid::from_u128(41);

    fn code() -> CampaignCode {
        CampaignCode::parse("NSI-2026").unwrap()
    }

    fn held(campaign: Option<CampaignCode>) -> Applied {
        let (uai, channel) = (None, SourcingChannel::Classe);
        let held = E::SourcingActionHeld { uai, channel, audience: 30, minutes: 55, campaign };
        applied(1, PARTNER, Event::Partner(held))
    }

    #[test]
    fn actions_count_for_the_campaign_they_belong_to() {
        let opened = E::CampaignOpened { code: code(), on: day(2026, 9, 1) };
        let opened = applied(0, PARTNER, Event::Partner(opened));
        let key = format!("{PARTNER}/NSI-2026");
        let keys = |event: &Applied| Campaigns::keys(event).into_iter().collect::<Vec<_>>();
        assert_eq!(keys(&held(Some(code()))), std::slice::from_ref(&key));
        assert_eq!(keys(&held(None)), [""; 0]);
        let row = Campaigns::apply(None, &key, &opened);
        let row = Campaigns::apply(row, &key, &held(Some(code()))).unwrap();
        assert_eq!((row.actions, row.audience, row.closed_on), (1, 30, None));
        assert_eq!(Campaigns::apply(None, &key, &held(Some(code()))), None);
    }
}
