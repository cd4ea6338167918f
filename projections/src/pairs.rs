//! One row per pair: the mentoring board.

use chrono::NaiveDate;
use domain::{
    Event, JourneyId, MentorshipId, SupporterId,
    mentorship::{Event as E, GoalProgress, MentorshipEnd, Party, PauseReason, RelationKind},
    supporter, vocabulary,
};
use eventstore::Position;

use crate::{
    Applied, Mark, Page, Projection, Reader, Row as _, Scope,
    query::{Select, owned},
    row::row,
};

vocabulary! {
    /// How far a pair is.
    pub enum PairStatus {
        Proposed => "proposed", "Proposée";
        /// By both sides.
        Accepted => "accepted", "Acceptée";
        Live => "live", "En cours";
        Declined => "declined", "Déclinée";
        /// Not answered in time.
        Expired => "expired", "Expirée";
        Ended => "ended", "Terminée";
    }
}

impl PairStatus {
    /// Those that take a slot on both sides.
    pub const OPEN: [Self; 3] = [Self::Proposed, Self::Accepted, Self::Live];
}

row! {
    /// A beneficiary and a tutor or mentor.
    pub struct PairRow in "pairs" {
        /// The pair.
        pub id: MentorshipId,
        /// The beneficiary.
        pub journey: JourneyId,
        /// The tutor or mentor.
        pub supporter: SupporterId,
        /// Tutorat or Mentorat.
        pub kind: RelationKind,
        /// How far it is.
        pub status: PairStatus,
        /// The beneficiary accepted.
        pub by_beneficiary: bool,
        /// The supporter accepted.
        pub by_supporter: bool,
        /// Was the beneficiary a minor when it was proposed?
        pub minor: Option<bool>,
        /// How well they fit, if they were suggested.
        pub score: Option<i64>,
        /// Version of what suggested them.
        pub algorithm_version: Option<i64>,
        /// The day it was proposed.
        pub proposed_on: NaiveDate,
        /// Position of the proposal: the order of lists, the same for ever.
        pub proposed_position: i64,
        /// First day.
        pub started_on: Option<NaiveDate>,
        /// The day it was declined or ended.
        pub ended_on: Option<NaiveDate>,
        /// Why it ended.
        pub end_reason: Option<MentorshipEnd>,
        /// Why it pauses, if it does.
        pub paused: Option<PauseReason>,
        /// Goals that are open.
        pub goals: i64,
        /// Sessions that did not take place.
        pub missed: i64,
        /// The pair that takes over.
        pub next: Option<MentorshipId>,
        /// Sessions held.
        pub sessions: i64,
        /// Minutes of all sessions.
        pub minutes: i64,
        /// The day of the latest session.
        pub last_session_on: Option<NaiveDate>,
        /// Of its stream, as far as this row knows it.
        pub revision: i64,
        /// Of the last event this row knows.
        pub position: i64,
    }
}

/// The read model.
pub struct Pairs;

impl Projection for Pairs {
    const NAME: &'static str = "pairs";
    const VERSION: i64 = 2;
    const CATEGORIES: &'static [&'static str] = &["mentorship", "supporter"];
    type Row = PairRow;

    fn mark(row: &mut PairRow, at: Mark) {
        row.revision = at.revision.get();
        row.position = at.position.get();
    }

    fn keys(event: &Applied) -> impl IntoIterator<Item = MentorshipId> {
        match &event.event {
            Event::Mentorship(_) => Some(MentorshipId(event.stream_id)),
            Event::Supporter(supporter::Event::SlotReserved { mentorship, .. }) => {
                Some(*mentorship)
            }
            Event::Supporter(_)
            | Event::Journey(_)
            | Event::Activity(_)
            | Event::Aid(_)
            | Event::Placement(_)
            | Event::Partner(_)
            | Event::Programme(_) => None,
        }
    }

    fn apply(row: Option<PairRow>, key: &MentorshipId, event: &Applied) -> Option<PairRow> {
        let happened = match &event.event {
            Event::Mentorship(happened) => happened,
            Event::Supporter(supporter::Event::SlotReserved { minor, .. }) => {
                let position = event.position.get();
                return row.map(|row| PairRow { minor: Some(*minor), position, ..row });
            }
            Event::Supporter(_)
            | Event::Journey(_)
            | Event::Activity(_)
            | Event::Aid(_)
            | Event::Placement(_)
            | Event::Partner(_)
            | Event::Programme(_) => {
                return row;
            }
        };
        let mut row = match (row, happened) {
            (_, E::MatchProposed { pair, kind, basis }) => PairRow {
                id: *key,
                journey: pair.journey,
                supporter: pair.supporter,
                kind: *kind,
                status: PairStatus::Proposed,
                by_beneficiary: false,
                by_supporter: false,
                minor: None,
                score: basis.as_ref().map(|basis| i64::from(basis.score)),
                algorithm_version: basis.as_ref().map(|b| i64::from(b.algorithm_version)),
                proposed_on: event.occurred_on,
                proposed_position: event.position.get(),
                started_on: None,
                ended_on: None,
                end_reason: None,
                paused: None,
                goals: 0,
                missed: 0,
                next: None,
                sessions: 0,
                minutes: 0,
                last_session_on: None,
                revision: 0,
                position: 0,
            },
            (Some(row), _) => row,
            (None, _) => return None,
        };
        row.revision = event.revision.get();
        row.position = event.position.get();
        match happened {
            E::MatchProposed { .. } | E::RelationRated { .. } | E::ConcernRaised { .. } => {}
            E::MatchAccepted { party, .. } => {
                match party {
                    Party::Beneficiary => row.by_beneficiary = true,
                    Party::Supporter => row.by_supporter = true,
                }
                if row.by_beneficiary && row.by_supporter {
                    row.status = PairStatus::Accepted;
                }
            }
            E::MatchDeclined { .. } => {
                row.status = PairStatus::Declined;
                row.ended_on = Some(event.occurred_on);
            }
            E::MatchExpired { .. } => {
                row.status = PairStatus::Expired;
                row.ended_on = Some(event.occurred_on);
            }
            E::SessionMissed { .. } => row.missed += 1,
            E::GoalSet { .. } => row.goals += 1,
            E::GoalReviewed { progress, .. } => match progress {
                GoalProgress::UnderWay => {}
                GoalProgress::Reached | GoalProgress::Dropped => row.goals -= 1,
            },
            E::MentorshipPaused { reason, .. } => row.paused = Some(*reason),
            E::MentorshipResumed { .. } => row.paused = None,
            E::MentorReplaced { next, .. } => row.next = Some(*next),
            E::MentorshipStarted { on, .. } => {
                row.status = PairStatus::Live;
                row.started_on = Some(*on);
            }
            E::SessionHeld { on, minutes, .. } => {
                row.sessions += 1;
                row.minutes += i64::from(*minutes);
                row.last_session_on = row.last_session_on.max(Some(*on));
            }
            E::MentorshipEnded { reason, .. } => {
                row.status = PairStatus::Ended;
                row.paused = None;
                row.ended_on = Some(event.occurred_on);
                row.end_reason = Some(*reason);
            }
        }
        Some(row)
    }
}

impl PairRow {
    /// Full days since they last met, or since it started; none unless it is live.
    #[must_use]
    pub fn days_quiet(&self, today: NaiveDate) -> Option<i64> {
        let since = self.last_session_on.or(self.started_on)?;
        (self.status == PairStatus::Live).then(|| (today - since).num_days().max(0))
    }
}

/// Which pairs to list; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PairFilter {
    /// How far they are.
    pub status: Option<PairStatus>,
    /// Tutorat or Mentorat.
    pub kind: Option<RelationKind>,
    /// Of one beneficiary.
    pub journey: Option<JourneyId>,
    /// Of one tutor or mentor.
    pub supporter: Option<SupporterId>,
    /// Live ones that have not met since before this day.
    pub quiet_since: Option<NaiveDate>,
}

impl Reader {
    /// One pair, if it is within reach.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pair(&self, scope: &Scope, id: MentorshipId) -> sqlx::Result<Option<PairRow>> {
        let mut select = from_pairs(&PairRow::select("p."));
        select.and("p.id", Some(id));
        pairs_in(&mut select, scope);
        Ok(select.rows(&self.0).await?.pop())
    }

    /// Pairs in the order they were proposed, `first` of them (at most 1,000) after the one whose
    /// proposal has the position `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pairs(
        &self,
        scope: &Scope,
        filter: &PairFilter,
        after: Option<Position>,
        first: i64,
    ) -> sqlx::Result<Page<PairRow>> {
        let mut select = from_pairs(&PairRow::select("p."));
        pairs_in(&mut select, scope);
        filter.apply(&mut select);
        if let Some(after) = after {
            select.push(" and p.proposed_position > ?", [owned(after.get())]);
        }
        select.push(" order by p.proposed_position", []);
        select.page(&self.0, first).await
    }

    /// How many pairs there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_pairs(&self, scope: &Scope, filter: &PairFilter) -> sqlx::Result<i64> {
        let mut select = from_pairs("count(*)");
        pairs_in(&mut select, scope);
        filter.apply(&mut select);
        select.number(&self.0).await
    }
}

fn from_pairs(what: &str) -> Select {
    Select::new(format!("select {what} from pairs p where 1 = 1"))
}

impl PairFilter {
    fn apply(&self, select: &mut Select) {
        select
            .and("p.status", self.status)
            .and("p.kind", self.kind)
            .and("p.journey", self.journey)
            .and("p.supporter", self.supporter);
        if let Some(day) = self.quiet_since {
            let met = " and coalesce(p.last_session_on, p.started_on) < ?";
            select.and("p.status", Some(PairStatus::Live)).push(met, [owned(day)]);
        }
    }
}

/// Appends which rows of `pairs p` may be seen.
fn pairs_in(select: &mut Select, scope: &Scope) {
    match scope {
        Scope::All => {}
        Scope::Partner(_) | Scope::Nothing => {
            select.push(" and 1 = 0", []);
        }
        Scope::Journey(id) => {
            select.and("p.journey", Some(*id));
        }
        Scope::Supporter(id) => {
            select.and("p.supporter", Some(*id));
        }
        Scope::Academies(academies) => {
            select
                .push(" and (exists (select 1 from journeys j where j.id = p.journey and ", [])
                .in_academies("j.academie", academies)
                .push(") or exists (select 1 from supporters s where s.id = p.supporter and ", [])
                .in_academies("s.academie", academies)
                .push("))", []);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::mentorship::{DeclineReason, Mode, Pair};
    use uuid::Uuid;

    use super::*;
    use crate::testing::{applied, day};

    const ID: MentorshipId = MentorshipId(Uuid::from_u128(9));
    const PAIR: Pair =
        Pair { journey: JourneyId(Uuid::from_u128(1)), supporter: SupporterId(Uuid::from_u128(2)) };

    fn fold(events: impl IntoIterator<Item = E>) -> Option<PairRow> {
        let events = events.into_iter().map(Event::Mentorship);
        events
            .enumerate()
            .fold(None, |row, (n, event)| Pairs::apply(row, &ID, &applied(n, ID.0, event)))
    }

    fn proposed() -> E {
        E::MatchProposed { pair: PAIR, kind: RelationKind::Mentorat, basis: None }
    }

    fn session(on: NaiveDate, minutes: u16) -> E {
        let starts_at = chrono::NaiveTime::MIN;
        E::SessionHeld { pair: PAIR, on, starts_at, minutes, mode: Mode::Video, themes: vec![] }
    }

    #[test]
    fn a_pair_is_accepted_once_both_sides_have() {
        let accepted = |party| E::MatchAccepted { pair: PAIR, party };
        let one = fold([proposed(), accepted(Party::Supporter)]).unwrap();
        assert_eq!((one.status, one.by_supporter), (PairStatus::Proposed, true));
        let both = [proposed(), accepted(Party::Supporter), accepted(Party::Beneficiary)];
        assert_eq!(fold(both).unwrap().status, PairStatus::Accepted);
    }

    #[test]
    fn sessions_add_up_and_a_late_record_is_not_the_latest() {
        let started = E::MentorshipStarted { pair: PAIR, on: day(2026, 10, 1) };
        let row = fold([
            proposed(),
            started,
            session(day(2026, 11, 5), 45),
            session(day(2026, 10, 9), 30),
        ])
        .unwrap();
        assert_eq!((row.sessions, row.minutes), (2, 75));
        assert_eq!(row.last_session_on, Some(day(2026, 11, 5)));
        assert_eq!(row.days_quiet(day(2026, 11, 25)), Some(20));
    }

    #[test]
    fn a_declined_pair_is_not_quiet_but_over() {
        let reason = DeclineReason::Other;
        let declined = E::MatchDeclined { pair: PAIR, party: Party::Supporter, reason };
        let row = fold([proposed(), declined]).unwrap();
        assert_eq!(row.status, PairStatus::Declined);
        assert_eq!(row.days_quiet(day(2027, 1, 1)), None);
    }

    #[test]
    fn what_the_supporters_stream_says_of_her_age_is_kept() {
        let slot =
            supporter::Event::SlotReserved { mentorship: ID, journey: PAIR.journey, minor: true };
        let slot = applied(1, PAIR.supporter.0, Event::Supporter(slot));
        let key: Vec<_> = Pairs::keys(&slot).into_iter().collect();
        assert_eq!(key, [ID]);
        let row = Pairs::apply(fold([proposed()]), &ID, &slot).unwrap();
        assert_eq!(row.minor, Some(true));
        assert_eq!(Pairs::apply(None, &ID, &slot), None, "no pair was proposed");
    }
}
