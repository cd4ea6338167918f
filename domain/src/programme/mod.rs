//! The rules in force, as versions in one stream: policies, the parcours socle, options, calendars,
//! targets, budgets, the protection of small groups; and what is issued under them.

mod budget;
mod calendar;
mod catalogue;
mod command;
mod correctable;
mod decide;
mod disclosure;
mod event;
mod rejection;
mod rules;
mod slug;
mod state;
#[cfg(test)]
mod tests;

pub use budget::{Allocation, Budget, CostCategory, Line, Period};
pub use calendar::{Calendar, CalendarPhase, PhaseKind, PlatformStep};
pub use catalogue::{CatalogueOption, OptionCatalogue, OptionKind, Socle, Step};
pub use command::Command;
pub use disclosure::DisclosurePolicy;
pub use event::Event;
pub use rejection::Rejection;
pub use rules::Rules;
pub use slug::{BudgetLine, Dataset, OptionCode, ReportCode, Sha256, StepCode};
pub use state::{Issued, State};

use crate::{Context, Decider, correction::Correctable, vocabulary};

vocabulary! {
    /// What a target measures.
    pub enum Metric {
        /// Distinct beneficiaries ever admitted.
        Laureates => "laureates", "Lauréates cumulées";
    }
}

/// The aggregate. There is one, in the stream `programme`.
pub struct Programme;

impl Decider for Programme {
    const CATEGORY: &'static str = "programme";
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
