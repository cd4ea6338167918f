//! Plausible journeys, made through the real command path: the log they leave is a valid one.
//!
//! Everything is planned first, without I/O: partners, who she is, her way from Seconde on,
//! applications, mentoring, activities, aid, placements, as dated commands. [`simulate`] then sends
//! the commands, many blocks of beneficiaries at once. Every number behind the plans stands in
//! `calibration`, with its source.

mod activities;
mod aids;
#[cfg(test)]
mod around_tests;
mod atlas;
mod block;
mod calendar;
mod calibration;
mod dice;
mod driver;
mod error;
mod journey;
mod mentoring;
mod names;
mod options;
mod partners;
mod person;
mod placements;
#[cfg(test)]
mod plan_tests;
mod programme;
#[cfg(test)]
mod rehearsal;
mod step;

pub use driver::simulate;
pub use error::SimulationError;
pub use options::{Options, Progress, Report};
