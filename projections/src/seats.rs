//! One row per beneficiary and activity: her bookings, and the list of those who come.

use chrono::NaiveDate;
use domain::{
    ActivityId, Event, JourneyId,
    activity::{ActivityKind, Event as E, Presence},
    vocabulary,
};
use eventstore::Position;

use crate::{
    Applied, Mark, Page, Projection, Reader, Row as _, Scope,
    activities::ActivityStatus,
    query::{Select, owned},
    row::row,
};

vocabulary! {
    /// Where somebody stands at an activity.
    pub enum SeatStatus {
        Booked => "booked", "Place réservée";
        Offered => "offered", "Place proposée";
        Waiting => "waiting", "En file d'attente";
        Released => "released", "Place rendue";
        Left => "left", "Sortie de la file d'attente";
        Lapsed => "lapsed", "Proposition expirée";
    }
}

impl SeatStatus {
    /// Those that hold a seat, or a place in the line.
    pub const OPEN: [Self; 3] = [Self::Booked, Self::Offered, Self::Waiting];
}

row! {
    /// A beneficiary at an activity.
    pub struct SeatRow in "seats" {
        /// `<activity>:<journey>`.
        pub id: String,
        /// The activity.
        pub activity: ActivityId,
        /// The beneficiary.
        pub journey: JourneyId,
        /// Kind of the activity.
        pub kind: ActivityKind,
        /// Where she stands.
        pub status: SeatStatus,
        /// Last day to take the seat she was offered.
        pub offered_until: Option<NaiveDate>,
        /// Was she a minor on the day it starts, as her booking says?
        pub minor: Option<bool>,
        /// Did she come?
        pub presence: Option<Presence>,
        /// How long she stayed.
        pub minutes: i64,
        /// What she thought of it, 1 to 5.
        pub rating: Option<i64>,
        /// Position of the last time she booked or joined the line: the order of both.
        pub since_position: i64,
        /// Position of the first event: the order of lists, the same for ever.
        pub first_position: i64,
        /// Of the last event this row knows.
        pub position: i64,
    }
}

/// The read model.
pub struct Seats;

impl Projection for Seats {
    const NAME: &'static str = "seats";
    const VERSION: i64 = 1;
    const CATEGORIES: &'static [&'static str] = &["activity"];
    type Row = SeatRow;

    fn mark(row: &mut SeatRow, at: Mark) {
        row.position = at.position.get();
    }

    fn keys(event: &Applied) -> impl IntoIterator<Item = String> {
        match &event.event {
            Event::Activity(happened) => {
                happened.journey().map(|journey| format!("{}:{journey}", event.stream_id))
            }
            Event::Journey(_)
            | Event::Supporter(_)
            | Event::Mentorship(_)
            | Event::Aid(_)
            | Event::Placement(_)
            | Event::Partner(_)
            | Event::Programme(_) => None,
        }
    }

    fn apply(row: Option<SeatRow>, key: &String, event: &Applied) -> Option<SeatRow> {
        let Event::Activity(happened) = &event.event else { return row };
        let position = event.position.get();
        let mut row = match (row, happened) {
            (Some(row), _) => row,
            (None, E::SeatBooked { attendee, .. } | E::WaitlistJoined { attendee }) => SeatRow {
                id: key.clone(),
                activity: ActivityId(event.stream_id),
                journey: attendee.journey,
                kind: attendee.kind,
                status: SeatStatus::Waiting,
                offered_until: None,
                minor: None,
                presence: None,
                minutes: 0,
                rating: None,
                since_position: position,
                first_position: position,
                position,
            },
            (None, _) => return None,
        };
        row.position = position;
        match happened {
            E::SeatBooked { minor, .. } => {
                row.stand(SeatStatus::Booked);
                row.minor = Some(*minor);
                row.since_position = position;
            }
            E::WaitlistJoined { .. } => {
                row.stand(SeatStatus::Waiting);
                row.since_position = position;
            }
            E::SeatOffered { until, .. } => {
                row.stand(SeatStatus::Offered);
                row.offered_until = Some(*until);
            }
            E::SeatReleased { .. } => row.stand(SeatStatus::Released),
            E::WaitlistLeft { .. } => row.stand(SeatStatus::Left),
            E::OfferLapsed { .. } => row.stand(SeatStatus::Lapsed),
            E::AttendanceRecorded { presence, minutes, .. } => {
                row.presence = Some(*presence);
                row.minutes = i64::from(*minutes);
            }
            E::FeedbackGiven { rating, .. } => row.rating = Some(i64::from(*rating)),
            // They concern nobody in particular.
            E::ActivityPlanned { .. } | E::ActivityHeld { .. } | E::ActivityCancelled { .. } => {}
        }
        Some(row)
    }
}

impl SeatRow {
    fn stand(&mut self, status: SeatStatus) {
        self.status = status;
        self.offered_until = None;
    }
}

/// Which seats to list; what is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeatFilter {
    /// At one activity.
    pub activity: Option<ActivityId>,
    /// Of one beneficiary.
    pub journey: Option<JourneyId>,
    /// Where they stand.
    pub status: Option<SeatStatus>,
    /// At activities that start on this day or later and are not cancelled.
    pub from: Option<NaiveDate>,
}

impl Reader {
    /// Seats in the order of the first booking or waiting, `first` of them (at most 1,000) after
    /// the one that began at the position `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seats(
        &self,
        scope: &Scope,
        filter: &SeatFilter,
        after: Option<Position>,
        first: i64,
    ) -> sqlx::Result<Page<SeatRow>> {
        let mut select = from_seats(&SeatRow::select("s."));
        seats_in(&mut select, scope);
        filter.apply(&mut select);
        if let Some(after) = after {
            select.push(" and s.first_position > ?", [owned(after.get())]);
        }
        select.push(" order by s.first_position", []);
        select.page(&self.0, first).await
    }

    /// Where one beneficiary stands at some activities.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seats_of(
        &self,
        journey: JourneyId,
        activities: &[ActivityId],
    ) -> sqlx::Result<Vec<SeatRow>> {
        let ids = activities.iter().map(|activity| owned(format!("{activity}:{journey}")));
        let mut select = from_seats(&SeatRow::select("s."));
        select.push(" and ", []).one_of("s.id", ids);
        select.rows(&self.0).await
    }
}

fn from_seats(what: &str) -> Select {
    Select::new(format!("select {what} from seats s where 1 = 1"))
}

impl SeatFilter {
    fn apply(&self, select: &mut Select) {
        select
            .and("s.activity", self.activity)
            .and("s.journey", self.journey)
            .and("s.status", self.status);
        if let Some(day) = self.from {
            let to_come = " and exists (select 1 from activities a where a.id = s.activity \
                           and a.status <> ? and a.starts >= ?)";
            select.push(to_come, [owned(ActivityStatus::Cancelled), owned(day)]);
        }
    }
}

/// Appends which rows of `seats s` may be seen. A supporter sees those of the beneficiaries of
/// their pairs.
fn seats_in(select: &mut Select, scope: &Scope) {
    match scope {
        Scope::All => {}
        Scope::Nothing | Scope::Partner(_) => {
            select.push(" and 1 = 0", []);
        }
        Scope::Journey(id) => {
            select.and("s.journey", Some(*id));
        }
        Scope::Supporter(_) => {
            select.push(" and exists (select 1 from journeys j where j.id = s.journey", []);
            crate::journeys::journeys_in(select, scope);
            select.push(")", []);
        }
        Scope::Academies(academies) => {
            select
                .push(" and (exists (select 1 from activities a where a.id = s.activity and ", [])
                .in_academies("a.academie", academies)
                .push(") or exists (select 1 from journeys j where j.id = s.journey and ", [])
                .in_academies("j.academie", academies)
                .push("))", []);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::activity::{Attendee, ReleaseReason, SeatSource};
    use uuid::Uuid;

    use super::*;
    use crate::testing::{applied, day};

    const ACTIVITY: Uuid = Uuid::from_u128(9);

    fn her() -> Attendee {
        Attendee { journey: JourneyId(Uuid::from_u128(1)), kind: ActivityKind::Conference }
    }

    fn fold(events: impl IntoIterator<Item = E>) -> Option<SeatRow> {
        events.into_iter().enumerate().fold(None, |row, (n, event)| {
            let event = applied(n, ACTIVITY, Event::Activity(event));
            let key = Seats::keys(&event).into_iter().next()?;
            Seats::apply(row, &key, &event)
        })
    }

    #[test]
    fn a_seat_is_followed_from_the_line_to_what_she_thought_of_it() {
        let attendee = her();
        let row = fold([
            E::WaitlistJoined { attendee },
            E::SeatOffered { attendee, until: day(2026, 9, 5) },
            E::SeatBooked { attendee, from: SeatSource::Offer, minor: true },
            E::AttendanceRecorded { attendee, presence: Presence::Present, minutes: 50 },
            E::FeedbackGiven { attendee, rating: 5 },
        ])
        .unwrap();
        assert_eq!(row.id, format!("{ACTIVITY}:{}", her().journey));
        assert_eq!((row.status, row.offered_until), (SeatStatus::Booked, None));
        assert_eq!((row.presence, row.minutes), (Some(Presence::Present), 50));
        assert_eq!((row.rating, row.minor), (Some(5), Some(true)));
        assert_eq!((row.first_position, row.since_position), (1, 3));
    }

    #[test]
    fn a_seat_that_is_given_back_can_be_booked_again() {
        let attendee = her();
        let booked = || E::SeatBooked { attendee, from: SeatSource::Free, minor: false };
        let released = || E::SeatReleased { attendee, reason: ReleaseReason::Choice };
        assert_eq!(fold([booked(), released()]).unwrap().status, SeatStatus::Released);
        let again = fold([booked(), released(), booked()]).unwrap();
        assert_eq!((again.status, again.since_position), (SeatStatus::Booked, 3));
    }

    #[test]
    fn what_concerns_nobody_changes_no_seat() {
        let held = applied(0, ACTIVITY, Event::Activity(E::ActivityHeld { minutes: 60 }));
        assert_eq!(Seats::keys(&held).into_iter().next(), None);
    }
}
