//! One row per offer of a stage, an apprenticeship or a first job, and what becomes of it.

use chrono::NaiveDate;
use domain::{
    Event, JourneyId, PartnerId, PlacementId,
    codes::{Academie, Region, Siret},
    placement::{Event as E, PlacementInterruption, PlacementKind, RemoteWork, Signatory},
    vocabulary,
};
use eventstore::Position;

use crate::{
    Applied, Mark, Page, Projection, Reader, Row as _, Scope,
    query::{Select, owned},
    row::row,
};

vocabulary! {
    /// How far a placement is.
    pub enum PlacementStatus {
        Open => "open", "Ouverte aux candidatures";
        Secured => "secured", "Place prise";
        Started => "started", "En cours";
        Completed => "completed", "Menée à son terme";
        Interrupted => "interrupted", "Interrompue";
        Withdrawn => "withdrawn", "Retirée";
    }
}

row! {
    /// An offer, and what becomes of it.
    pub struct PlacementRow in "placements" {
        /// The placement.
        pub id: PlacementId,
        /// Who offers.
        pub partner: PartnerId,
        /// In which establishment.
        pub siret: Siret,
        /// What.
        pub kind: PlacementKind,
        /// From when.
        pub starts_on: NaiveDate,
        /// For how long; a job without end has none.
        pub weeks: Option<i64>,
        /// Where.
        pub academie: Academie,
        /// The région of it.
        pub region: Region,
        /// On site or not.
        pub remote: RemoteWork,
        /// How far it is.
        pub status: PlacementStatus,
        /// The day it was published.
        pub published_on: NaiveDate,
        /// Position of the publication: the order of lists, the same for ever.
        pub published_position: i64,
        /// How many applied.
        pub applications: i64,
        /// Who takes, has or had the place.
        pub journey: Option<JourneyId>,
        /// Who signed, in that order.
        pub signed: Vec<Signatory>,
        /// First day.
        pub started_on: Option<NaiveDate>,
        /// The day it was completed, interrupted or withdrawn.
        pub ended_on: Option<NaiveDate>,
        /// Why it was interrupted.
        pub interruption: Option<PlacementInterruption>,
        /// What she thinks of it, 1 to 5.
        pub rating: Option<i64>,
        /// Of its stream, as far as this row knows it.
        pub revision: i64,
        /// Of the last event this row knows.
        pub position: i64,
    }
}

row! {
    /// What everybody may know of an offer: nothing of those who apply.
    pub struct OfferRow in "placements" {
        /// The placement.
        pub id: PlacementId,
        /// Who offers.
        pub partner: PartnerId,
        /// In which establishment.
        pub siret: Siret,
        /// What.
        pub kind: PlacementKind,
        /// From when.
        pub starts_on: NaiveDate,
        /// For how long; a job without end has none.
        pub weeks: Option<i64>,
        /// Where.
        pub academie: Academie,
        /// The région of it.
        pub region: Region,
        /// On site or not.
        pub remote: RemoteWork,
        /// How far it is.
        pub status: PlacementStatus,
        /// The day it was published.
        pub published_on: NaiveDate,
        /// Position of the publication: the order of lists, the same for ever.
        pub published_position: i64,
    }
}

/// The read model.
pub struct Placements;

impl Projection for Placements {
    const NAME: &'static str = "placements";
    const VERSION: i64 = 1;
    const CATEGORIES: &'static [&'static str] = &["placement"];
    type Row = PlacementRow;

    fn mark(row: &mut PlacementRow, at: Mark) {
        row.revision = at.revision.get();
        row.position = at.position.get();
    }

    fn keys(event: &Applied) -> impl IntoIterator<Item = PlacementId> {
        placement_of(event)
    }

    fn apply(
        row: Option<PlacementRow>,
        key: &PlacementId,
        event: &Applied,
    ) -> Option<PlacementRow> {
        let Event::Placement(happened) = &event.event else { return row };
        let mut row = match (row, happened) {
            (_, E::OfferPublished { offer }) => PlacementRow {
                id: *key,
                partner: offer.partner,
                siret: offer.siret,
                kind: offer.kind,
                starts_on: offer.from,
                weeks: offer.weeks.map(i64::from),
                academie: offer.place.academie,
                region: offer.place.region,
                remote: offer.remote,
                status: PlacementStatus::Open,
                published_on: event.occurred_on,
                published_position: event.position.get(),
                applications: 0,
                journey: None,
                signed: Vec::new(),
                started_on: None,
                ended_on: None,
                interruption: None,
                rating: None,
                revision: 0,
                position: 0,
            },
            (Some(row), _) => row,
            (None, _) => return None,
        };
        row.revision = event.revision.get();
        row.position = event.position.get();
        match happened {
            E::OfferPublished { .. } | E::ApplicationAnswered { .. } => {}
            E::ApplicationSent { .. } => row.applications += 1,
            E::PlacementSecured { journey } => {
                row.status = PlacementStatus::Secured;
                row.journey = Some(*journey);
            }
            E::ApplicationWithdrawn { journey, .. } => {
                if row.status == PlacementStatus::Secured && row.journey == Some(*journey) {
                    row.status = PlacementStatus::Open;
                    row.journey = None;
                    row.signed.clear();
                }
            }
            E::ConventionSigned { by, .. } => row.signed.push(*by),
            E::PlacementStarted { on, .. } => {
                row.status = PlacementStatus::Started;
                row.started_on = Some(*on);
            }
            E::PlacementInterrupted { reason, .. } => {
                row.status = PlacementStatus::Interrupted;
                row.ended_on = Some(event.occurred_on);
                row.interruption = Some(*reason);
            }
            E::PlacementCompleted { rating, .. } => {
                row.status = PlacementStatus::Completed;
                row.ended_on = Some(event.occurred_on);
                row.rating = Some(i64::from(*rating));
            }
            E::OfferWithdrawn {} => {
                row.status = PlacementStatus::Withdrawn;
                row.ended_on = Some(event.occurred_on);
            }
        }
        Some(row)
    }
}

/// The placement an event happened to.
pub(crate) fn placement_of(event: &Applied) -> Option<PlacementId> {
    match &event.event {
        Event::Placement(_) => Some(PlacementId(event.stream_id)),
        Event::Journey(_)
        | Event::Supporter(_)
        | Event::Mentorship(_)
        | Event::Activity(_)
        | Event::Aid(_)
        | Event::Partner(_)
        | Event::Programme(_) => None,
    }
}

/// Which placements to list; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlacementFilter {
    /// How far they are.
    pub status: Option<PlacementStatus>,
    /// What.
    pub kind: Option<PlacementKind>,
    /// Where.
    pub academie: Option<Academie>,
    /// Where.
    pub region: Option<Region>,
    /// On site or not.
    pub remote: Option<RemoteWork>,
    /// Those that start on this day or later.
    pub starts_from: Option<NaiveDate>,
    /// Those that start on this day or earlier.
    pub starts_until: Option<NaiveDate>,
    /// Of one partner.
    pub partner: Option<PartnerId>,
    /// Of one beneficiary.
    pub journey: Option<JourneyId>,
}

impl Reader {
    /// One placement, if it is within reach.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn placement(
        &self,
        scope: &Scope,
        id: PlacementId,
    ) -> sqlx::Result<Option<PlacementRow>> {
        let mut select = from_placements(&PlacementRow::select("p."));
        select.and("p.id", Some(id));
        placements_in(&mut select, scope);
        Ok(select.rows(&self.0).await?.pop())
    }

    /// Placements in the order they were published, `first` of them (at most 1,000) after the one
    /// whose publication has the position `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn placements(
        &self,
        scope: &Scope,
        filter: &PlacementFilter,
        after: Option<Position>,
        first: i64,
    ) -> sqlx::Result<Page<PlacementRow>> {
        let mut select = from_placements(&PlacementRow::select("p."));
        placements_in(&mut select, scope);
        filter.apply(&mut select, after);
        select.page(&self.0, first).await
    }

    /// What is open to applications, in the order it was published: the same for everyone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_offers(
        &self,
        filter: &PlacementFilter,
        after: Option<Position>,
        first: i64,
    ) -> sqlx::Result<Page<OfferRow>> {
        let mut select = from_placements(&OfferRow::select("p."));
        let open = PlacementFilter { status: Some(PlacementStatus::Open), ..filter.clone() };
        open.apply(&mut select, after);
        select.page(&self.0, first).await
    }

    /// Those of these offers that there are, whatever became of them, in no particular order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn offers_by_id(&self, ids: &[PlacementId]) -> sqlx::Result<Vec<OfferRow>> {
        let mut select = from_placements(&OfferRow::select("p."));
        select.push(" and ", []).one_of("p.id", ids.iter().map(|id| owned(*id)));
        select.rows(&self.0).await
    }
}

fn from_placements(what: &str) -> Select {
    Select::new(format!("select {what} from placements p where 1 = 1"))
}

impl PlacementFilter {
    fn apply(&self, select: &mut Select, after: Option<Position>) {
        select
            .and("p.status", self.status)
            .and("p.kind", self.kind)
            .and("p.academie", self.academie)
            .and("p.region", self.region)
            .and("p.remote", self.remote)
            .and("p.partner", self.partner)
            .and("p.journey", self.journey);
        if let Some(day) = self.starts_from {
            select.push(" and p.starts_on >= ?", [owned(day)]);
        }
        if let Some(day) = self.starts_until {
            select.push(" and p.starts_on <= ?", [owned(day)]);
        }
        if let Some(after) = after {
            select.push(" and p.published_position > ?", [owned(after.get())]);
        }
        select.push(" order by p.published_position", []);
    }
}

/// Appends which rows of `placements p` may be seen.
pub(crate) fn placements_in(select: &mut Select, scope: &Scope) {
    match scope {
        Scope::All => {}
        Scope::Supporter(_) | Scope::Nothing => {
            select.push(" and 1 = 0", []);
        }
        Scope::Journey(id) => {
            select.and("p.journey", Some(*id));
        }
        Scope::Partner(id) => {
            select.and("p.partner", Some(*id));
        }
        Scope::Academies(academies) => {
            select
                .push(" and (", [])
                .in_academies("p.academie", academies)
                .push(" or exists (select 1 from journeys j where j.id = p.journey and ", [])
                .in_academies("j.academie", academies)
                .push("))", []);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::placement::{Offer, Withdrawal};
    use uuid::Uuid;

    use super::*;
    use crate::testing::{applied, day};

    const ID: PlacementId = PlacementId(Uuid::from_u128(51));
    const SHE: JourneyId = JourneyId(Uuid::from_u128(1));

    fn fold(events: impl IntoIterator<Item = E>) -> Option<PlacementRow> {
        let events = events.into_iter().map(Event::Placement);
        events
            .enumerate()
            .fold(None, |row, (n, event)| Placements::apply(row, &ID, &applied(n, ID.0, event)))
    }

    fn published() -> E {
        let offer = Offer {
            partner: Uuid::from_u128(41).into(),
            siret: "13002566100013".parse().unwrap(),
            kind: PlacementKind::Stage,
            from: day(2027, 1, 4),
            weeks: Some(8),
            place: Academie::ALL[0].into(),
            remote: RemoteWork::Hybrid,
        };
        E::OfferPublished { offer }
    }

    #[test]
    fn a_placement_goes_from_the_offer_to_its_end() {
        let on = day(2026, 9, 5);
        let started = [
            published(),
            E::ApplicationSent { journey: SHE },
            E::PlacementSecured { journey: SHE },
            E::ConventionSigned { journey: SHE, by: Signatory::School, on },
            E::PlacementStarted { journey: SHE, on },
        ];
        let row = fold(started.clone()).unwrap();
        assert_eq!((row.status, row.journey), (PlacementStatus::Started, Some(SHE)));
        assert_eq!((row.applications, row.signed), (1, vec![Signatory::School]));
        let completed = E::PlacementCompleted { journey: SHE, rating: 4 };
        let row = fold(started.into_iter().chain([completed])).unwrap();
        assert_eq!((row.status, row.rating), (PlacementStatus::Completed, Some(4)));
        assert_eq!(row.ended_on, Some(day(2026, 9, 6)));
    }

    #[test]
    fn a_place_that_is_given_up_is_open_again() {
        let on = day(2026, 9, 5);
        let (reason, other) = (Withdrawal::Choice, JourneyId(Uuid::from_u128(2)));
        let taken = [
            published(),
            E::ApplicationSent { journey: SHE },
            E::ApplicationSent { journey: other },
            E::PlacementSecured { journey: SHE },
            E::ConventionSigned { journey: SHE, by: Signatory::School, on },
        ];
        let then = |journey| {
            taken.clone().into_iter().chain([E::ApplicationWithdrawn { journey, reason }])
        };
        assert_eq!(fold(then(other)).unwrap().status, PlacementStatus::Secured);
        let row = fold(then(SHE)).unwrap();
        assert_eq!((row.status, row.journey, row.signed), (PlacementStatus::Open, None, vec![]));
        assert_eq!(row.applications, 2, "both did apply");
    }

    #[test]
    fn nothing_becomes_of_an_offer_nobody_published() {
        assert_eq!(fold([E::OfferWithdrawn {}]), None);
    }
}
