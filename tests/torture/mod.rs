//! A service that is killed again and again, and what must be true of its log afterwards.
//!
//! The service runs in a process of its own ([`work`]), which tells each order before it sends it
//! and each answer as soon as it has it. It is killed with SIGKILL at a random moment; then
//! [`torture`] starts a service on the same database and holds the log against what was told.

mod check;
mod journal;
mod order;
mod process;
mod report;
mod rounds;
mod traced;
mod victim;

pub use check::Findings;
pub use process::{append, work};
pub use report::{Summary, table};
pub use rounds::{Options, torture};
pub use traced::{Early, count_early, early_answers, work_under_faults};
