//! A beneficiary's way through the programme, from Seconde to the first job.
//!
//! Lauréate means admitted to the programme, not holder of a diploma. The stream alone decides
//! eligibility, admission, what she studies, her applications, and her side of each pair.

mod admission;
mod applications;
mod command;
mod correctable;
mod decide;
mod event;
pub mod facts;
mod milestones;
mod plan;
mod rejection;
mod rights;
mod state;
mod studies;
mod support;
#[cfg(test)]
mod tests;
mod wish;

pub use command::Command;
pub use event::Event;
pub use milestones::{SURVEYS, rollover_day};
pub use rejection::Rejection;
pub use state::{Record, Socle, Standing, State, Year};
pub use wish::{Wish, WishStatus};

use crate::{Context, Decider, correction::Correctable, rights::Asked};

/// The aggregate.
pub struct Journey;

impl Decider for Journey {
    const CATEGORY: &'static str = "journey";
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

    fn may_correct(state: &State) -> Result<(), Rejection> {
        match state {
            State::Unregistered => Err(Rejection::NotRegistered),
            State::Erased => Err(Rejection::Erased),
            State::Registered(record) => Ok(record.rights.permit(Asked::Rectification)?),
        }
    }
}
