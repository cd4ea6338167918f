//! One path for every command of every aggregate: authorise, load, decide, append, retry.
//!
//! [`Commands::run`] takes a command of one aggregate, [`Commands::run_joint`] one that is
//! decided on two streams, [`Commands::run_pair`] one that changes both sides of a pair atomically,
//! [`Commands::run_placement`] one on a placement, [`Commands::correct`] amends what is recorded on
//! any stream, [`Commands::erase`] destroys what could single somebody out; [`processes`] run
//! commands because of what happened, or because a day has come.
//! [`policy`] says who may do what, and is one pure table.

mod actor;
mod cache;
mod certificate;
mod correct;
mod erase;
mod failure;
mod founding;
mod joint;
mod pair;
mod part;
mod place;
pub mod policy;
pub mod processes;
mod run;
mod subject;

pub use actor::{Actor, Role};
pub use certificate::Certificate;
pub use correct::{Amendment, Locality, Located, Replacement, permits_amendment};
pub use erase::Reapplied;
pub use failure::Failure;
pub use processes::Processes;
pub use run::{Commands, CommandsOptions, Done, History, Request, fold, stream_id};
pub use subject::Subject;
