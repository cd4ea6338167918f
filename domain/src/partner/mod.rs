//! One organisation of the ecosystem: its convention, what it pledges and brings, how it makes the
//! programme known, and what it changes in how it receives young women.
//!
//! No person is named here: whom to write to is not stored, and a sourcing action is a count and a
//! campaign code that registrations quote, never a list.

mod command;
mod contributions;
mod correctable;
mod decide;
mod event;
mod facts;
mod kinds;
mod reception;
mod rejection;
mod state;
#[cfg(test)]
mod tests;

pub use command::Command;
pub use contributions::{ContributionKind, ContributionUnit, WriteOffReason};
pub use event::Event;
pub use facts::{
    CampaignCode, ConventionClause, LegalId, PartnerDeparture, PartnershipRefusal, Profile,
    SourcingChannel,
};
pub use kinds::{PartnerFamily, PartnerKind};
pub use reception::{ReceptionDimension, ReceptionMeasure, Score};
pub use rejection::Rejection;
pub use state::{Campaign, Contribution, Record, State};

use crate::{Context, Decider, correction::Correctable};

/// The aggregate.
pub struct Partner;

impl Decider for Partner {
    const CATEGORY: &'static str = "partner";
    type State = State;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(state: &State, command: Command, context: &Context) -> Result<Vec<Event>, Rejection> {
        decide::decide(state, command, context)
    }

    fn evolve(state: State, event: &Event) -> State {
        state::evolve(state, event)
    }

    fn correctable(event: &Event) -> Correctable<Command> {
        correctable::correctable(event)
    }
}
