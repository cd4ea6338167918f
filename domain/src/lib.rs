//! The rules of the programme, as pure functions: no I/O, no clock, no randomness, no database.
//!
//! Each aggregate is a module of the same name in every crate: its events (names stored for ever),
//! commands, rejections, state, `decide` and `evolve`. To add an event, see CONTRIBUTING.md.

pub mod activity;
pub mod aid;
pub mod booking;
pub mod codec;
pub mod codes;
pub mod correction;
mod decider;
pub mod departure;
pub mod granting;
pub mod ids;
mod joint;
pub mod journey;
pub mod levels;
pub mod matching;
pub mod mentorship;
pub mod money;
pub mod pairing;
pub mod partner;
pub mod pii;
pub mod placement;
pub mod placing;
pub mod policy;
pub mod programme;
pub mod reason;
pub mod reference;
pub mod rights;
pub mod supporter;
pub mod testing;
pub mod time;
pub mod vocabulary;

#[cfg(test)]
mod arbitrary;
#[cfg(test)]
mod laws;

pub use decider::{Context, Decider};
pub use ids::{
    ActivityId, AidId, ContributionId, JourneyId, MentorshipId, PartnerId, PlacementId,
    SupporterId, WishId,
};
pub use joint::{Both, Joint, JointDecision};
pub use money::Cents;
pub use pii::Pii;
pub use reason::Reason;
pub use time::SchoolYear;
pub use vocabulary::Vocabulary;

/// Every event of every aggregate: what projections fold over.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// On a beneficiary's journey.
    Journey(journey::Event),
    /// To a tutor or mentor.
    Supporter(supporter::Event),
    /// Between a beneficiary and a supporter.
    Mentorship(mentorship::Event),
    /// To a collective action.
    Activity(activity::Event),
    /// To a request for aid.
    Aid(aid::Event),
    /// To a stage, an apprenticeship or a first job.
    Placement(placement::Event),
    /// To an organisation of the ecosystem.
    Partner(partner::Event),
    /// To the rules in force.
    Programme(programme::Event),
}
