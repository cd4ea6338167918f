//! One path for every command of every aggregate: authorise, load, decide, append, retry.
//!
//! [`Commands::run`] takes a command of one aggregate, [`Commands::run_pair`] one that changes both
//! sides of a pair atomically, [`Commands::run_placement`] one on a placement, [`Commands::erase`]
//! destroys what could single somebody out; [`processes`] run commands because of what happened, or
//! because a day has come.
//! [`policy`] says who may do what, and is one pure table.

mod actor;
mod cache;
mod certificate;
mod erase;
mod failure;
mod founding;
mod pair;
mod part;
mod place;
pub mod policy;
pub mod processes;
mod run;
mod subject;

pub use actor::{Actor, Role};
pub use certificate::Certificate;
pub use erase::Reapplied;
pub use failure::Failure;
pub use processes::Processes;
pub use run::{Commands, CommandsOptions, Done, Request, stream_id};
pub use subject::Subject;
