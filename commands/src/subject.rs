//! Those whose data is sealed under a key of their own, and what erasing them takes.

use domain::{
    Decider, JourneyId, MentorshipId,
    journey::{self, Journey, facts::ErasureReason},
    mentorship::{MentorshipEnd, Party},
    rights::Rights,
    supporter::{self, Supporter},
};
use uuid::Uuid;

/// How far the erasure of somebody has come.
pub enum Stage {
    /// Nobody is registered there.
    Nobody,
    /// Their data may be used.
    Open,
    /// It is not used any more. These pairs, proposed or live, hold them still.
    Restricted(Vec<MentorshipId>),
    /// It is decided. These pairs hold them still.
    Requested(Vec<MentorshipId>),
    /// It is done.
    Erased,
}

/// What an event says of an erasure.
pub enum Said {
    /// It was decided.
    Requested,
    /// It was done.
    Erased {
        /// Why.
        reason: ErasureReason,
        /// The key that was destroyed.
        key: Uuid,
    },
    /// Nothing.
    Nothing,
}

/// An aggregate of one person, whose data is sealed under a key of the stream.
pub trait Subject: Decider {
    /// The type of the event that ends an erasure.
    const ERASED: &'static str;
    /// The side of pairs they are on.
    const PARTY: Party;
    /// Why their pairs end.
    const LEFT: MentorshipEnd;
    /// Is a digest of who they are kept beside their key?
    const DIGEST: bool;

    /// Under which journey they may have aid, placements and seats.
    fn journey(id: Uuid) -> Option<JourneyId>;
    /// How far their erasure has come.
    fn stage(state: &Self::State) -> Stage;
    /// Restricts the use of their data.
    fn restrict() -> Self::Command;
    /// Decides.
    fn request(reason: ErasureReason) -> Self::Command;
    /// Records the end.
    fn record(key: Uuid) -> Self::Command;
    /// What an event says.
    fn said(event: &Self::Event) -> Said;
}

fn stage(rights: Rights, pairs: impl FnOnce() -> Vec<MentorshipId>) -> Stage {
    match rights {
        Rights::Open => Stage::Open,
        Rights::Restricted => Stage::Restricted(pairs()),
        Rights::ErasureRequested { .. } => Stage::Requested(pairs()),
    }
}

impl Subject for Journey {
    const ERASED: &'static str = "journey.v1.SubjectErased";
    const PARTY: Party = Party::Beneficiary;
    const LEFT: MentorshipEnd = MentorshipEnd::BeneficiaryLeft;
    const DIGEST: bool = true;

    fn journey(id: Uuid) -> Option<JourneyId> {
        Some(JourneyId(id))
    }

    fn stage(state: &journey::State) -> Stage {
        match state {
            journey::State::Unregistered => Stage::Nobody,
            journey::State::Erased => Stage::Erased,
            journey::State::Registered(record) => {
                stage(record.rights, || record.support.values().copied().collect())
            }
        }
    }

    fn restrict() -> journey::Command {
        journey::Command::RestrictProcessing
    }

    fn request(reason: ErasureReason) -> journey::Command {
        journey::Command::RequestErasure { reason }
    }

    fn record(key: Uuid) -> journey::Command {
        journey::Command::RecordErasure { key }
    }

    fn said(event: &journey::Event) -> Said {
        match event {
            journey::Event::ErasureRequested { .. } => Said::Requested,
            journey::Event::SubjectErased { reason, key } => {
                Said::Erased { reason: *reason, key: *key }
            }
            _ => Said::Nothing,
        }
    }
}

impl Subject for Supporter {
    const ERASED: &'static str = "supporter.v1.SubjectErased";
    const PARTY: Party = Party::Supporter;
    const LEFT: MentorshipEnd = MentorshipEnd::SupporterLeft;
    const DIGEST: bool = false;

    fn journey(_: Uuid) -> Option<JourneyId> {
        None
    }

    fn stage(state: &supporter::State) -> Stage {
        match state {
            supporter::State::Unregistered => Stage::Nobody,
            supporter::State::Erased => Stage::Erased,
            supporter::State::Registered(record) => {
                stage(record.rights, || record.slots.keys().copied().collect())
            }
        }
    }

    fn restrict() -> supporter::Command {
        supporter::Command::RestrictProcessing
    }

    fn request(reason: ErasureReason) -> supporter::Command {
        supporter::Command::RequestErasure { reason }
    }

    fn record(key: Uuid) -> supporter::Command {
        supporter::Command::RecordErasure { key }
    }

    fn said(event: &supporter::Event) -> Said {
        match event {
            supporter::Event::ErasureRequested { .. } => Said::Requested,
            supporter::Event::SubjectErased { reason, key } => {
                Said::Erased { reason: *reason, key: *key }
            }
            _ => Said::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_an_erasure_has_this_type() {
        let (reason, key) = (ErasureReason::Request, Uuid::nil());
        let event = journey::Event::SubjectErased { reason, key };
        assert_eq!(domain::codec::encode(&event).unwrap().0, Journey::ERASED);
        let event = supporter::Event::SubjectErased { reason, key };
        assert_eq!(domain::codec::encode(&event).unwrap().0, Supporter::ERASED);
    }
}
