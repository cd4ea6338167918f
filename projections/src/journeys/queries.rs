use domain::{
    JourneyId, SchoolYear,
    codes::{Academie, Region},
    levels::Niveau,
    mentorship::RelationKind,
};
use eventstore::Position;

use super::{JourneyRow, Standing};
use crate::{
    Page, Reader, Row as _, Scope,
    pairs::PairStatus,
    query::{Select, owned},
};

/// Which beneficiaries to list; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JourneyFilter {
    /// Where they stand.
    pub standing: Option<Standing>,
    /// Their académie.
    pub academie: Option<Academie>,
    /// Their région.
    pub region: Option<Region>,
    /// Their level.
    pub niveau: Option<Niveau>,
    /// Their cohort.
    pub cohort: Option<SchoolYear>,
    /// Lauréates who have neither a live nor a proposed relation of this kind.
    pub unmatched: Option<RelationKind>,
    /// Only those who have to be contacted about a school year.
    pub to_contact: bool,
}

impl Reader {
    /// One beneficiary, if she is within reach.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn journey(&self, scope: &Scope, id: JourneyId) -> sqlx::Result<Option<JourneyRow>> {
        let mut select = from_journeys(&JourneyRow::select("j."));
        select.and("j.id", Some(id));
        journeys_in(&mut select, scope);
        Ok(select.rows(&self.0).await?.pop())
    }

    /// Those of these beneficiaries who are within reach, in no particular order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn journeys_by_id(
        &self,
        scope: &Scope,
        ids: &[JourneyId],
    ) -> sqlx::Result<Vec<JourneyRow>> {
        let mut select = from_journeys(&JourneyRow::select("j."));
        select.push(" and ", []).one_of("j.id", ids.iter().map(|id| owned(*id)));
        journeys_in(&mut select, scope);
        select.rows(&self.0).await
    }

    /// Beneficiaries in the order they registered, `first` of them (at most 1,000) after the one
    /// whose registration has the position `after`. New ones come last, so that pages stay as
    /// they are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn journeys(
        &self,
        scope: &Scope,
        filter: &JourneyFilter,
        after: Option<Position>,
        first: i64,
    ) -> sqlx::Result<Page<JourneyRow>> {
        let mut select = from_journeys(&JourneyRow::select("j."));
        journeys_in(&mut select, scope);
        filter.apply(&mut select);
        if let Some(after) = after {
            select.push(" and j.registered_position > ?", [owned(after.get())]);
        }
        select.push(" order by j.registered_position", []);
        select.page(&self.0, first).await
    }

    /// How many beneficiaries there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_journeys(&self, scope: &Scope, filter: &JourneyFilter) -> sqlx::Result<i64> {
        let mut select = from_journeys("count(*)");
        journeys_in(&mut select, scope);
        filter.apply(&mut select);
        select.number(&self.0).await
    }
}

fn from_journeys(what: &str) -> Select {
    Select::new(format!("select {what} from journeys j where 1 = 1"))
}

impl JourneyFilter {
    fn apply(&self, select: &mut Select) {
        select
            .and("j.standing", self.standing)
            .and("j.academie", self.academie)
            .and("j.region", self.region)
            .and("j.niveau", self.niveau)
            .and("j.cohort", self.cohort);
        if self.to_contact {
            select.push(" and j.to_contact is not null", []);
        }
        if let Some(kind) = self.unmatched {
            let column = match kind {
                RelationKind::Tutorat => "j.tutorat_id",
                RelationKind::Mentorat => "j.mentorat_id",
            };
            select.push(&format!(" and {column} is null"), []);
            select.and("j.standing", Some(Standing::Admitted));
            select.and("j.rights", Some(super::DataRights::Open));
        }
    }
}

/// Appends which rows of `journeys j` may be seen.
pub(crate) fn journeys_in(select: &mut Select, scope: &Scope) {
    match scope {
        Scope::All => {}
        Scope::Partner(_) | Scope::Nothing => {
            select.push(" and 1 = 0", []);
        }
        Scope::Journey(id) => {
            select.and("j.id", Some(*id));
        }
        Scope::Supporter(id) => {
            let pairs = " and exists (select 1 from pairs p where p.journey = j.id \
                         and p.supporter = ? and p.status in (?, ?, ?))";
            let [proposed, accepted, live] = PairStatus::OPEN.map(owned);
            select.push(pairs, [owned(*id), proposed, accepted, live]);
        }
        Scope::Academies(academies) => {
            select.push(" and ", []).in_academies("j.academie", academies);
        }
    }
}
