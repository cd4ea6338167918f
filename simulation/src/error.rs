use chrono::NaiveDate;

/// Why a simulation stopped.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// A command was refused: the simulator made a journey that the rules do not allow.
    #[error("block {block}: {command} of {day} was refused as `{code}`: {reason}")]
    Rejected {
        /// The block of beneficiaries it is in.
        block: u32,
        /// The command, such as `journey.Admit`.
        command: String,
        /// The simulated day.
        day: NaiveDate,
        /// Stable code of the rule.
        code: &'static str,
        /// The rule, as people read it.
        reason: String,
    },
    /// A command had no effect for another reason, however often it was tried.
    #[error("block {block}: {command} of {day} failed: {source}")]
    Failed {
        /// The block of beneficiaries it is in.
        block: u32,
        /// The command, such as `journey.Admit`.
        command: String,
        /// The simulated day.
        day: NaiveDate,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The directory holds no general lycée in any académie.
    #[error("the reference data hold no lycée; import them first, or take the starter set")]
    NoSchools,
    /// The directory lacks BTS SIO, licences d'informatique or masters.
    #[error(
        "the reference data lack BTS SIO, licences d'informatique or masters; import Parcoursup \
         and the mentions of masters first, or take the starter set"
    )]
    NoFormations,
    /// The programme can not publish what its people need.
    #[error("the programme can not publish its calendars and budgets: {0}")]
    Programme(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A name of this crate's own is not well formed.
    #[error("a line of the budget is not well named")]
    Name(#[source] domain::codes::CodeError),
    /// The last day lies before registrations open.
    #[error("the last day is {until}; registrations open on {first}")]
    TooEarly {
        /// The last day asked for.
        until: NaiveDate,
        /// The first day of registrations.
        first: NaiveDate,
    },
    /// A block was not carried through: its task panicked or was cancelled.
    #[error("a block was not carried through")]
    Task(#[source] tokio::task::JoinError),
}
