//! One row per collective action: the agenda, and who came in numbers.

use chrono::NaiveDate;
use domain::{
    ActivityId, Event, PartnerId,
    activity::{
        ActivityKind, ActivityMode, ActivityTheme, CancelReason, Component, Event as E, Presence,
        SeatSource,
    },
    codes::{Academie, Region},
    vocabulary,
};

use crate::{Applied, Mark, Projection, row::row};

mod queries;

pub use queries::{ActivityFilter, AgendaCursor, AttendanceCount};

vocabulary! {
    /// How far an activity is.
    pub enum ActivityStatus {
        Planned => "planned", "Prévue";
        Held => "held", "Tenue";
        Cancelled => "cancelled", "Annulée";
    }
}

row! {
    /// A collective action.
    pub struct ActivityRow in "activities" {
        /// The activity.
        pub id: ActivityId,
        /// Kind.
        pub kind: ActivityKind,
        /// How one takes part.
        pub mode: ActivityMode,
        /// Its académie; none when it is for the whole country.
        pub academie: Option<Academie>,
        /// Its région.
        pub region: Option<Region>,
        /// The day it starts.
        pub starts: NaiveDate,
        /// How long it is: as planned, then as it was.
        pub minutes: i64,
        /// Seats.
        pub seats: i64,
        /// The partner that welcomes it.
        pub host_partner: Option<PartnerId>,
        /// Socle or option.
        pub component: Component,
        /// What it is about.
        pub theme: ActivityTheme,
        /// How far it is.
        pub status: ActivityStatus,
        /// Why it was cancelled.
        pub cancel_reason: Option<CancelReason>,
        /// Seats booked.
        pub booked: i64,
        /// Seats kept for those they are offered to.
        pub offered: i64,
        /// Those who wait.
        pub waiting: i64,
        /// Those who came.
        pub present: i64,
        /// Those who did not.
        pub absent: i64,
        /// Those who said that they could not.
        pub excused: i64,
        /// Minutes they stayed, all together.
        pub attended_minutes: i64,
        /// Those who said what they thought.
        pub ratings: i64,
        /// The sum of what they gave, 1 to 5 each.
        pub rating_sum: i64,
        /// Position of the planning.
        pub planned_position: i64,
        /// Of its stream, as far as this row knows it.
        pub revision: i64,
        /// Of the last event this row knows.
        pub position: i64,
    }
}

/// The read model.
pub struct Activities;

impl Projection for Activities {
    const NAME: &'static str = "activities";
    const VERSION: i64 = 1;
    const CATEGORIES: &'static [&'static str] = &["activity"];
    type Row = ActivityRow;

    fn mark(row: &mut ActivityRow, at: Mark) {
        row.revision = at.revision.get();
        row.position = at.position.get();
    }

    fn keys(event: &Applied) -> impl IntoIterator<Item = ActivityId> {
        match &event.event {
            Event::Activity(_) => Some(ActivityId(event.stream_id)),
            Event::Journey(_)
            | Event::Supporter(_)
            | Event::Mentorship(_)
            | Event::Aid(_)
            | Event::Placement(_)
            | Event::Partner(_)
            | Event::Programme(_) => None,
        }
    }

    fn apply(row: Option<ActivityRow>, key: &ActivityId, event: &Applied) -> Option<ActivityRow> {
        let Event::Activity(happened) = &event.event else { return row };
        let mut row = match (row, happened) {
            (_, E::ActivityPlanned { plan }) => ActivityRow {
                id: *key,
                kind: plan.kind,
                mode: plan.mode,
                academie: plan.territory.map(|territory| territory.academie),
                region: plan.territory.map(|territory| territory.region),
                starts: plan.starts,
                minutes: i64::from(plan.minutes),
                seats: i64::from(plan.seats),
                host_partner: plan.host_partner,
                component: plan.component,
                theme: plan.theme,
                status: ActivityStatus::Planned,
                cancel_reason: None,
                booked: 0,
                offered: 0,
                waiting: 0,
                present: 0,
                absent: 0,
                excused: 0,
                attended_minutes: 0,
                ratings: 0,
                rating_sum: 0,
                planned_position: event.position.get(),
                revision: 0,
                position: 0,
            },
            (Some(row), _) => row,
            (None, _) => return None,
        };
        row.revision = event.revision.get();
        row.position = event.position.get();
        match happened {
            E::ActivityPlanned { .. } => {}
            E::SeatBooked { from, .. } => {
                row.booked += 1;
                match from {
                    SeatSource::Free => {}
                    SeatSource::Offer => row.offered -= 1,
                    SeatSource::Line => row.waiting -= 1,
                }
            }
            E::SeatReleased { .. } => row.booked -= 1,
            E::WaitlistJoined { .. } => row.waiting += 1,
            E::WaitlistLeft { offered: true, .. } | E::OfferLapsed { .. } => row.offered -= 1,
            E::WaitlistLeft { offered: false, .. } => row.waiting -= 1,
            E::SeatOffered { .. } => {
                row.waiting -= 1;
                row.offered += 1;
            }
            E::ActivityHeld { minutes } => {
                row.status = ActivityStatus::Held;
                row.minutes = i64::from(*minutes);
            }
            E::AttendanceRecorded { presence, minutes, .. } => {
                match presence {
                    Presence::Present => row.present += 1,
                    Presence::Absent => row.absent += 1,
                    Presence::Excused => row.excused += 1,
                }
                row.attended_minutes += i64::from(*minutes);
            }
            E::FeedbackGiven { rating, .. } => {
                row.ratings += 1;
                row.rating_sum += i64::from(*rating);
            }
            E::ActivityCancelled { reason } => {
                row.status = ActivityStatus::Cancelled;
                row.cancel_reason = Some(*reason);
            }
        }
        Some(row)
    }
}

impl ActivityRow {
    /// Seats that can be booked; those kept for somebody can not, and none can once it is over.
    #[must_use]
    pub fn seats_left(&self) -> i64 {
        match self.status {
            ActivityStatus::Planned => (self.seats - self.booked - self.offered).max(0),
            ActivityStatus::Held | ActivityStatus::Cancelled => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        JourneyId,
        activity::{ActivityPlan, Attendee, ReleaseReason},
    };
    use uuid::Uuid;

    use super::*;
    use crate::testing::{applied, day};

    const ID: ActivityId = ActivityId(Uuid::from_u128(9));

    fn fold(events: impl IntoIterator<Item = E>) -> Option<ActivityRow> {
        let events = events.into_iter().map(Event::Activity);
        events
            .enumerate()
            .fold(None, |row, (n, event)| Activities::apply(row, &ID, &applied(n, ID.0, event)))
    }

    fn planned(seats: u16) -> E {
        let plan = ActivityPlan {
            kind: ActivityKind::Atelier,
            mode: ActivityMode::Online,
            territory: Some(Academie::ALL[0].into()),
            starts: day(2026, 11, 20),
            minutes: 60,
            seats,
            host_partner: None,
            component: Component::Socle,
            theme: ActivityTheme::Democratie,
        };
        E::ActivityPlanned { plan }
    }

    fn who(id: u128) -> Attendee {
        Attendee { journey: JourneyId(Uuid::from_u128(id)), kind: ActivityKind::Atelier }
    }

    fn booked(id: u128, from: SeatSource) -> E {
        E::SeatBooked { attendee: who(id), from, minor: false }
    }

    #[test]
    fn a_seat_kept_for_somebody_is_not_left() {
        let reason = ReleaseReason::Choice;
        let history = [
            planned(3),
            booked(1, SeatSource::Free),
            booked(2, SeatSource::Free),
            E::WaitlistJoined { attendee: who(3) },
            E::WaitlistJoined { attendee: who(4) },
            E::SeatReleased { attendee: who(1), reason },
            E::SeatOffered { attendee: who(3), until: day(2026, 11, 5) },
        ];
        let row = fold(history.clone()).unwrap();
        assert_eq!((row.booked, row.offered, row.waiting, row.seats_left()), (1, 1, 1, 1));
        let taken = [booked(3, SeatSource::Offer), booked(4, SeatSource::Line)];
        let row = fold(history.into_iter().chain(taken)).unwrap();
        assert_eq!((row.booked, row.offered, row.waiting, row.seats_left()), (3, 0, 0, 0));
    }

    #[test]
    fn those_who_came_and_what_they_thought_add_up() {
        let attended =
            |id, presence, minutes| E::AttendanceRecorded { attendee: who(id), presence, minutes };
        let row = fold([
            planned(3),
            E::ActivityHeld { minutes: 75 },
            attended(1, Presence::Present, 60),
            attended(2, Presence::Present, 75),
            attended(3, Presence::Excused, 0),
            E::FeedbackGiven { attendee: who(1), rating: 4 },
        ])
        .unwrap();
        assert_eq!((row.present, row.absent, row.excused, row.attended_minutes), (2, 0, 1, 135));
        assert_eq!((row.ratings, row.rating_sum, row.minutes), (1, 4, 75));
        assert_eq!((row.status, row.seats_left()), (ActivityStatus::Held, 0));
    }
}
