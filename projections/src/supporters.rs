//! One row per tutor or mentor: who can take one more, and where.

use chrono::NaiveDate;
use domain::{
    Event, Pii, SupporterId,
    codes::{Academie, Region},
    journey::facts::{Identity, Target},
    levels::Niveau,
    supporter::{Event as E, Langue, SupporterKind},
    vocabulary,
};
use eventstore::Position;

use crate::{
    Applied, Mark, Page, Projection, Reader, Row as _, Scope,
    journeys::DataRights,
    query::{Select, owned},
    row::row,
};

vocabulary! {
    /// Whether a tutor or mentor may support somebody.
    pub enum SupporterActivity {
        Active => "active", "En activité";
        Suspended => "suspended", "Suspension";
        Retired => "retired", "Départ";
    }
}

row! {
    /// A tutor or mentor.
    pub struct SupporterRow in "supporters" {
        /// The supporter.
        pub id: SupporterId,
        /// Who they are.
        pub identity: Pii<Identity>,
        /// How far their data may be used.
        pub rights: DataRights,
        /// Student or professional.
        pub kind: SupporterKind,
        /// Where they support.
        pub academie: Academie,
        /// The région of it.
        pub region: Region,
        /// May they support somebody?
        pub activity: SupporterActivity,
        /// Hours of training followed.
        pub training_hours: i64,
        /// What they know.
        pub fields: Vec<Target>,
        /// What they speak.
        pub languages: Vec<Langue>,
        /// A student's level.
        pub niveau: Option<Niveau>,
        /// Version of the charter signed.
        pub charter: Option<i64>,
        /// Last day of the check of honorabilité that holds longest.
        pub check_valid_until: Option<NaiveDate>,
        /// How many they can support at once.
        pub max_live: i64,
        /// Slots taken by pairs, proposed or live.
        pub live: i64,
        /// The day they registered.
        pub registered_on: NaiveDate,
        /// Position of their registration: the order of lists, the same for ever.
        pub registered_position: i64,
        /// Of their stream, as far as this row knows it.
        pub revision: i64,
        /// Of the last event this row knows.
        pub position: i64,
    }
}

/// The read model.
pub struct Supporters;

impl Projection for Supporters {
    const NAME: &'static str = "supporters";
    const VERSION: i64 = 3;
    const CATEGORIES: &'static [&'static str] = &["supporter"];
    type Row = SupporterRow;

    fn mark(row: &mut SupporterRow, at: Mark) {
        row.revision = at.revision.get();
        row.position = at.position.get();
    }

    fn keys(event: &Applied) -> impl IntoIterator<Item = SupporterId> {
        match &event.event {
            Event::Supporter(_) => Some(SupporterId(event.stream_id)),
            Event::Journey(_)
            | Event::Mentorship(_)
            | Event::Activity(_)
            | Event::Aid(_)
            | Event::Placement(_)
            | Event::Partner(_)
            | Event::Programme(_) => None,
        }
    }

    fn apply(
        row: Option<SupporterRow>,
        key: &SupporterId,
        event: &Applied,
    ) -> Option<SupporterRow> {
        let Event::Supporter(happened) = &event.event else { return row };
        let mut row = match (row, happened) {
            (_, E::SupporterRegistered { identity, kind, territory, .. }) => SupporterRow {
                id: *key,
                identity: identity.clone(),
                rights: DataRights::Open,
                kind: *kind,
                academie: territory.academie,
                region: territory.region,
                activity: SupporterActivity::Active,
                training_hours: 0,
                fields: Vec::new(),
                languages: Vec::new(),
                niveau: None,
                charter: None,
                check_valid_until: None,
                max_live: 0,
                live: 0,
                registered_on: event.occurred_on,
                registered_position: event.position.get(),
                revision: 0,
                position: 0,
            },
            (Some(row), _) => row,
            (None, _) => return None,
        };
        row.revision = event.revision.get();
        row.position = event.position.get();
        match happened {
            E::SupporterRegistered { .. }
            | E::HonorabiliteExpiring { .. }
            | E::AccessExportProduced {} => {}
            E::ProfileDeclared { fields, languages, niveau } => {
                row.fields.clone_from(fields);
                row.languages.clone_from(languages);
                row.niveau = *niveau;
            }
            E::CharterSigned { version } => row.charter = Some(i64::from(*version)),
            E::HonorabiliteChecked { valid_until, .. } => {
                row.check_valid_until = row.check_valid_until.max(Some(*valid_until));
            }
            E::CapacityDeclared { max_live } => row.max_live = i64::from(*max_live),
            E::SlotReserved { .. } => row.live += 1,
            E::SlotReleased { .. } => row.live -= 1,
            E::TrainingCompleted { hours, .. } => row.training_hours += i64::from(*hours),
            E::SupporterSuspended { .. } => row.activity = SupporterActivity::Suspended,
            E::SupporterReinstated {} => row.activity = SupporterActivity::Active,
            E::SupporterRetired {} => row.activity = SupporterActivity::Retired,
            E::ProcessingRestricted {} => row.rights = DataRights::Restricted,
            E::RestrictionLifted {} => row.rights = DataRights::Open,
            E::ErasureRequested { .. } => row.rights = DataRights::ErasureRequested,
            E::SubjectErased { .. } => {
                row.rights = DataRights::Erased;
                row.identity = Pii::Erased;
                row.max_live = 0;
            }
        }
        Some(row)
    }
}

impl SupporterRow {
    /// Slots left; 0 before the charter is signed, while they are suspended or once they left, and
    /// when their data may not be used.
    #[must_use]
    pub fn free(&self) -> i64 {
        let active = self.activity == SupporterActivity::Active;
        if active && self.charter.is_some() && self.rights == DataRights::Open {
            (self.max_live - self.live).max(0)
        } else {
            0
        }
    }
}

/// Which supporters to list; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SupporterFilter {
    /// Student or professional.
    pub kind: Option<SupporterKind>,
    /// Where they support.
    pub academie: Option<Academie>,
    /// Where they support.
    pub region: Option<Region>,
    /// Only those who signed the charter and have a slot left.
    pub free: bool,
    /// Only those whose check of honorabilité holds on this day: a minor needs one.
    pub checked_on: Option<NaiveDate>,
}

impl Reader {
    /// One supporter, if within reach.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn supporter(
        &self,
        scope: &Scope,
        id: SupporterId,
    ) -> sqlx::Result<Option<SupporterRow>> {
        Ok(self.supporters_by_id(scope, &[id]).await?.pop())
    }

    /// Those of these supporters who are within reach, in no particular order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn supporters_by_id(
        &self,
        scope: &Scope,
        ids: &[SupporterId],
    ) -> sqlx::Result<Vec<SupporterRow>> {
        let mut select = from_supporters(&SupporterRow::select("s."));
        select.push(" and ", []).one_of("s.id", ids.iter().map(|id| owned(*id)));
        supporters_in(&mut select, scope);
        select.rows(&self.0).await
    }

    /// Supporters in the order they registered, `first` of them (at most 1,000) after the one
    /// whose registration has the position `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn supporters(
        &self,
        scope: &Scope,
        filter: &SupporterFilter,
        after: Option<Position>,
        first: i64,
    ) -> sqlx::Result<Page<SupporterRow>> {
        let mut select = from_supporters(&SupporterRow::select("s."));
        supporters_in(&mut select, scope);
        filter.apply(&mut select);
        if let Some(after) = after {
            select.push(" and s.registered_position > ?", [owned(after.get())]);
        }
        select.push(" order by s.registered_position", []);
        select.page(&self.0, first).await
    }

    /// How many supporters there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_supporters(
        &self,
        scope: &Scope,
        filter: &SupporterFilter,
    ) -> sqlx::Result<i64> {
        let mut select = from_supporters("count(*)");
        supporters_in(&mut select, scope);
        filter.apply(&mut select);
        select.number(&self.0).await
    }
}

fn from_supporters(what: &str) -> Select {
    Select::new(format!("select {what} from supporters s where 1 = 1"))
}

impl SupporterFilter {
    fn apply(&self, select: &mut Select) {
        select
            .and("s.kind", self.kind)
            .and("s.academie", self.academie)
            .and("s.region", self.region);
        if self.free {
            select.push(" and s.charter is not null and s.live < s.max_live", []);
            select
                .and("s.rights", Some(DataRights::Open))
                .and("s.activity", Some(SupporterActivity::Active));
        }
        if let Some(day) = self.checked_on {
            select.push(" and s.check_valid_until >= ?", [owned(day)]);
        }
    }
}

/// Appends which rows of `supporters s` may be seen.
fn supporters_in(select: &mut Select, scope: &Scope) {
    match scope {
        Scope::All => {}
        Scope::Partner(_) | Scope::Nothing => {
            select.push(" and 1 = 0", []);
        }
        Scope::Journey(id) => {
            let pairs =
                " and exists (select 1 from pairs p where p.supporter = s.id and p.journey = ?)";
            select.push(pairs, [owned(*id)]);
        }
        Scope::Supporter(id) => {
            select.and("s.id", Some(*id));
        }
        Scope::Academies(academies) => {
            select.push(" and ", []).in_academies("s.academie", academies);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::supporter::CheckMeans;
    use uuid::Uuid;

    use super::*;
    use crate::testing::{applied, day};

    fn fold(events: impl IntoIterator<Item = E>) -> Option<SupporterRow> {
        let id = Uuid::from_u128(2);
        events.into_iter().enumerate().fold(None, |row, (n, event)| {
            let event = applied(n, id, Event::Supporter(event));
            Supporters::apply(row, &SupporterId(id), &event)
        })
    }

    fn registered() -> E {
        E::SupporterRegistered {
            identity: Pii::Erased,
            kind: SupporterKind::Etudiant,
            territory: Academie::ALL[0].into(),
            partner: None,
        }
    }

    fn reserved(id: u128) -> E {
        E::SlotReserved {
            mentorship: Uuid::from_u128(id).into(),
            journey: Uuid::from_u128(1).into(),
            minor: false,
        }
    }

    #[test]
    fn slots_are_free_once_the_charter_is_signed() {
        let capacity = E::CapacityDeclared { max_live: 3 };
        assert_eq!(fold([registered(), capacity.clone()]).unwrap().free(), 0);
        let signed = E::CharterSigned { version: 1 };
        let released = E::SlotReleased { mentorship: Uuid::from_u128(7).into() };
        let row = fold([registered(), capacity, signed, reserved(7), reserved(8), released]);
        assert_eq!(row.map(|row| (row.live, row.free())), Some((1, 2)));
    }

    #[test]
    fn the_check_that_holds_longest_counts() {
        let check = |until| E::HonorabiliteChecked {
            means: CheckMeans::BulletinB3,
            issued_on: day(2026, 1, 1),
            valid_until: until,
        };
        let row = fold([registered(), check(day(2028, 1, 1)), check(day(2027, 1, 1))]).unwrap();
        assert_eq!(row.check_valid_until, Some(day(2028, 1, 1)));
    }

    #[test]
    fn an_erased_supporter_has_no_name_but_a_row() {
        let row = fold([registered()]).unwrap();
        assert_eq!((row.identity, row.kind), (Pii::Erased, SupporterKind::Etudiant));
    }

    #[test]
    fn nothing_happens_to_somebody_who_never_registered() {
        assert_eq!(fold([reserved(7)]), None);
    }
}
