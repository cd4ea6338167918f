//! One row per organisation that asked or joined: the head of a partner's scoreboard.

use chrono::NaiveDate;
use domain::{
    Event, PartnerId, Vocabulary as _,
    codes::{Academie, Region},
    partner::{Event as E, LegalId, PartnerFamily, PartnerKind, Profile, ReceptionMeasure, Score},
    vocabulary,
};
use eventstore::Position;

use crate::{
    Applied, Mark, Page, Projection, Reader, Row as _, Scope,
    query::{Select, owned},
    row::row,
};

vocabulary! {
    /// Where an organisation stands towards the programme.
    pub enum PartnerStatus {
        Requested => "requested", "Demande en attente";
        Declined => "declined", "Demande déclinée";
        Joined => "joined", "Partenaire";
        Left => "left", "Ancien partenaire";
    }
}

row! {
    /// An organisation.
    pub struct PartnerRow in "partners" {
        /// The partner.
        pub id: PartnerId,
        /// What it is called.
        pub name: String,
        /// What it is.
        pub kind: PartnerKind,
        /// Its number.
        pub legal_id: LegalId,
        /// Where it acts; without it, all over France.
        pub academie: Option<Academie>,
        /// The région of it.
        pub region: Option<Region>,
        /// Where it stands.
        pub status: PartnerStatus,
        /// The day it joined.
        pub joined_on: Option<NaiveDate>,
        /// The day it left.
        pub left_on: Option<NaiveDate>,
        /// First day of the convention that lasts longest.
        pub convention_from: Option<NaiveDate>,
        /// Last day of it.
        pub convention_until: Option<NaiveDate>,
        /// Sourcing actions it held.
        pub sourcing_actions: i64,
        /// People they reached.
        pub sourcing_audience: i64,
        /// Minutes they took.
        pub sourcing_minutes: i64,
        /// Measures it committed to, those in place included.
        pub committed: Vec<ReceptionMeasure>,
        /// Measures in place.
        pub implemented: Vec<ReceptionMeasure>,
        /// The day of the last assessment of its reception.
        pub assessed_on: Option<NaiveDate>,
        /// Version of the instrument of it.
        pub instrument: Option<String>,
        /// What was found.
        pub scores: Vec<Score>,
        /// Position of its first event: the order of lists, the same for ever.
        pub first_position: i64,
        /// Of its stream, as far as this row knows it.
        pub revision: i64,
        /// Of the last event this row knows.
        pub position: i64,
    }
}

/// The read model.
pub struct Partners;

impl Projection for Partners {
    const NAME: &'static str = "partners";
    const VERSION: i64 = 1;
    const CATEGORIES: &'static [&'static str] = &["partner"];
    type Row = PartnerRow;

    fn mark(row: &mut PartnerRow, at: Mark) {
        row.revision = at.revision.get();
        row.position = at.position.get();
    }

    fn keys(event: &Applied) -> impl IntoIterator<Item = PartnerId> {
        partner_of(event)
    }

    fn apply(row: Option<PartnerRow>, key: &PartnerId, event: &Applied) -> Option<PartnerRow> {
        let Event::Partner(happened) = &event.event else { return row };
        let mut row = match (row, happened) {
            (
                Some(mut row),
                E::PartnershipRequested { profile } | E::PartnerJoined { profile, .. },
            ) => {
                row.is(profile);
                row
            }
            (None, E::PartnershipRequested { profile } | E::PartnerJoined { profile, .. }) => {
                PartnerRow::new(*key, profile, event)
            }
            (Some(row), _) => row,
            (None, _) => return None,
        };
        row.revision = event.revision.get();
        row.position = event.position.get();
        match happened {
            E::PartnershipRequested { .. } => row.status = PartnerStatus::Requested,
            E::PartnershipDeclined { .. } => row.status = PartnerStatus::Declined,
            E::PartnerJoined { on, .. } => {
                row.status = PartnerStatus::Joined;
                row.joined_on = Some(*on);
            }
            E::ConventionSigned { from, to, .. } => {
                if row.convention_until <= Some(*to) {
                    row.convention_from = Some(*from);
                    row.convention_until = Some(*to);
                }
            }
            E::ContributionPledged { .. }
            | E::PledgeRaised { .. }
            | E::ContributionDelivered { .. }
            | E::ContributionWrittenOff { .. }
            | E::CampaignOpened { .. }
            | E::CampaignClosed { .. } => {}
            E::SourcingActionHeld { audience, minutes, .. } => {
                row.sourcing_actions += 1;
                row.sourcing_audience += i64::from(*audience);
                row.sourcing_minutes += i64::from(*minutes);
            }
            E::CommitmentMade { measure } => row.committed.push(*measure),
            E::MeasureImplemented { measure } => row.implemented.push(*measure),
            E::ReceptionAssessed { instrument_version, scores } => {
                // Recorded late, an older one does not replace a newer one.
                if row.assessed_on <= Some(event.occurred_on) {
                    row.assessed_on = Some(event.occurred_on);
                    row.instrument = Some(instrument_version.clone());
                    row.scores.clone_from(scores);
                }
            }
            E::PartnerLeft { .. } => {
                row.status = PartnerStatus::Left;
                row.left_on = Some(event.occurred_on);
            }
        }
        Some(row)
    }
}

/// The partner an event happened to.
pub(crate) fn partner_of(event: &Applied) -> Option<PartnerId> {
    match &event.event {
        Event::Partner(_) => Some(PartnerId(event.stream_id)),
        Event::Journey(_)
        | Event::Supporter(_)
        | Event::Mentorship(_)
        | Event::Activity(_)
        | Event::Aid(_)
        | Event::Placement(_)
        | Event::Programme(_) => None,
    }
}

impl PartnerRow {
    fn new(id: PartnerId, profile: &Profile, event: &Applied) -> Self {
        Self {
            id,
            name: profile.name.clone(),
            kind: profile.kind,
            legal_id: profile.legal_id,
            academie: profile.territory.map(|place| place.academie),
            region: profile.territory.map(|place| place.region),
            status: PartnerStatus::Requested,
            joined_on: None,
            left_on: None,
            convention_from: None,
            convention_until: None,
            sourcing_actions: 0,
            sourcing_audience: 0,
            sourcing_minutes: 0,
            committed: Vec::new(),
            implemented: Vec::new(),
            assessed_on: None,
            instrument: None,
            scores: Vec::new(),
            first_position: event.position.get(),
            revision: 0,
            position: 0,
        }
    }

    fn is(&mut self, profile: &Profile) {
        self.name.clone_from(&profile.name);
        self.kind = profile.kind;
        self.legal_id = profile.legal_id;
        self.academie = profile.territory.map(|place| place.academie);
        self.region = profile.territory.map(|place| place.region);
    }
}

/// Which partners to list; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartnerFilter {
    /// Where they stand.
    pub status: Option<PartnerStatus>,
    /// Their family.
    pub family: Option<PartnerFamily>,
    /// What they are.
    pub kind: Option<PartnerKind>,
    /// Where they act; those that act all over France are in none.
    pub academie: Option<Academie>,
}

impl Reader {
    /// One partner, if it is within reach.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn partner(&self, scope: &Scope, id: PartnerId) -> sqlx::Result<Option<PartnerRow>> {
        let mut select = from_partners(&PartnerRow::select("o."));
        select.and("o.id", Some(id));
        partners_in(&mut select, scope);
        Ok(select.rows(&self.0).await?.pop())
    }

    /// Partners in the order they asked or joined, `first` of them (at most 1,000) after the one
    /// whose first event has the position `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn partners(
        &self,
        scope: &Scope,
        filter: &PartnerFilter,
        after: Option<Position>,
        first: i64,
    ) -> sqlx::Result<Page<PartnerRow>> {
        let mut select = from_partners(&PartnerRow::select("o."));
        partners_in(&mut select, scope);
        filter.apply(&mut select);
        if let Some(after) = after {
            select.push(" and o.first_position > ?", [owned(after.get())]);
        }
        select.push(" order by o.first_position", []);
        select.page(&self.0, first).await
    }
}

fn from_partners(what: &str) -> Select {
    Select::new(format!("select {what} from partners o where 1 = 1"))
}

impl PartnerFilter {
    /// Appends to a select that has `partners o`.
    pub(crate) fn apply(&self, select: &mut Select) {
        select
            .and("o.status", self.status)
            .and("o.kind", self.kind)
            .and("o.academie", self.academie);
        if let Some(family) = self.family {
            let kinds = PartnerKind::ALL.iter().filter(|kind| kind.family() == family);
            select.push(" and ", []).one_of("o.kind", kinds.map(|kind| owned(*kind)));
        }
    }
}

/// Appends which rows of `partners o` may be seen.
pub(crate) fn partners_in(select: &mut Select, scope: &Scope) {
    match scope {
        Scope::All => {}
        Scope::Journey(_) | Scope::Supporter(_) | Scope::Nothing => {
            select.push(" and 1 = 0", []);
        }
        Scope::Partner(id) => {
            select.and("o.id", Some(*id));
        }
        Scope::Academies(academies) => {
            select.push(" and ", []).in_academies("o.academie", academies);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::partner::{
        PartnerDeparture, PartnershipRefusal, ReceptionDimension, SourcingChannel,
    };
    use uuid::Uuid;

    use super::*;
    use crate::testing::{applied, day};

    const ID: PartnerId = PartnerId(Uuid::from_u128(41));

    fn fold(events: impl IntoIterator<Item = E>) -> Option<PartnerRow> {
        let events = events.into_iter().map(Event::Partner);
        events
            .enumerate()
            .fold(None, |row, (n, event)| Partners::apply(row, &ID, &applied(n, ID.0, event)))
    }

    fn profile(name: &str) -> Profile {
        Profile {
            name: name.to_owned(),
            kind: PartnerKind::Ecole,
            legal_id: LegalId::Uai("0912409Z".parse().unwrap()),
            territory: None,
        }
    }

    fn joined() -> E {
        E::PartnerJoined { profile: profile("École"), on: day(2026, 9, 1) }
    }

    #[test]
    fn a_request_that_is_made_again_after_a_refusal_keeps_its_place() {
        let declined = E::PartnershipDeclined { reason: PartnershipRefusal::Incomplete };
        let request = |name| E::PartnershipRequested { profile: profile(name) };
        let row = fold([request("Écol"), declined.clone()]).unwrap();
        assert_eq!(row.status, PartnerStatus::Declined);
        let row = fold([request("Écol"), declined, request("École")]).unwrap();
        assert_eq!((row.status, row.name.as_str()), (PartnerStatus::Requested, "École"));
        assert_eq!((row.first_position, row.revision), (1, 2));
    }

    #[test]
    fn actions_and_measures_add_up() {
        let held = E::SourcingActionHeld {
            uai: None,
            channel: SourcingChannel::Forum,
            audience: 30,
            minutes: 45,
            campaign: None,
        };
        let measure = ReceptionMeasure::Ecoute;
        let row = fold([
            joined(),
            held.clone(),
            held,
            E::CommitmentMade { measure },
            E::CommitmentMade { measure: ReceptionMeasure::Marrainage },
            E::MeasureImplemented { measure },
        ])
        .unwrap();
        let sourcing = (row.sourcing_actions, row.sourcing_audience, row.sourcing_minutes);
        assert_eq!(sourcing, (2, 60, 90));
        assert_eq!((row.committed.len(), row.implemented), (2, vec![measure]));
    }

    #[test]
    fn the_convention_that_lasts_longest_and_the_latest_assessment_are_shown() {
        let signed = |to| E::ConventionSigned { from: day(2026, 1, 1), to, clauses: vec![] };
        let assessed = |score| E::ReceptionAssessed {
            instrument_version: "1".to_owned(),
            scores: vec![Score { dimension: ReceptionDimension::Accueil, score }],
        };
        let row = fold([
            joined(),
            signed(day(2028, 1, 1)),
            signed(day(2027, 1, 1)),
            assessed(40),
            assessed(60),
            E::PartnerLeft { reason: PartnerDeparture::Means },
        ])
        .unwrap();
        assert_eq!(row.convention_until, Some(day(2028, 1, 1)));
        assert_eq!(row.scores[0].score, 60);
        assert_eq!((row.status, row.left_on), (PartnerStatus::Left, Some(day(2026, 9, 6))));
    }

    #[test]
    fn nothing_happens_to_an_organisation_that_never_asked() {
        assert_eq!(fold([E::PartnerLeft { reason: PartnerDeparture::Means }]), None);
    }
}
