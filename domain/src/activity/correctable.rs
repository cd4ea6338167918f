//! How each event of an activity is corrected.

use super::{Command as C, Event as E};
use crate::correction::Correctable;

pub(super) fn correctable(event: &E) -> Correctable<C> {
    use Correctable as As;
    match event.clone() {
        // Beneficiaries booked what was announced: another one is planned.
        E::ActivityPlanned { plan } => As::kept(C::Plan { plan }),
        E::ActivityCancelled { reason } => As::kept(C::Cancel { reason }),

        // Who sits where follows from all that came before, and from her authorisations.
        E::SeatBooked { .. }
        | E::SeatReleased { .. }
        | E::WaitlistJoined { .. }
        | E::WaitlistLeft { .. }
        | E::SeatOffered { .. }
        | E::OfferLapsed { .. } => As::never(),

        E::ActivityHeld { minutes } => As::fact(C::Hold { minutes }),
        E::AttendanceRecorded { attendee, presence, minutes } => {
            As::fact(C::RecordAttendance { journey: attendee.journey, presence, minutes })
        }
        E::FeedbackGiven { attendee, rating } => {
            As::fact(C::GiveFeedback { journey: attendee.journey, rating })
        }
    }
}
