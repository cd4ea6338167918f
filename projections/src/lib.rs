//! Read models: pure folds over the log, the engine that keeps their rows, and queries on them.
//!
//! A read model is one file: its row ([`Row`]), its fold ([`Projection`]) and its queries, which
//! are methods of [`Reader`]. [`Engine`] does all I/O: it reads and decodes the log once for all,
//! and commits rows and checkpoint together. [`rebuild`] makes the rows again, [`replay`] folds
//! over memory.

pub mod activities;
pub mod aids;
pub mod applications;
mod applied;
mod batch;
mod bind;
mod bulk;
pub mod campaigns;
mod checkpoint;
pub mod column;
pub mod contributions;
mod corrected;
mod engine;
mod error;
mod follower;
pub mod identity;
pub mod journeys;
pub mod pairs;
pub mod partners;
pub mod placements;
mod projection;
mod query;
mod rebuild;
mod row;
mod rows;
pub mod seats;
mod shadow;
pub mod statistics;
mod status;
pub mod supporters;
pub mod targets;
#[cfg(test)]
mod testing;
pub mod timeline;

pub use applied::{Applied, Poison, PoisonReason};
pub use column::{Column, Stored, Value};
pub use corrected::Mark;
pub use engine::{Engine, EngineOptions, catch_up};
pub use error::{Behind, Error};
pub use projection::{Cell, Counter, KeyOf, Projection, recount, replay};
pub use query::{Page, Reader, Scope};
pub use rebuild::{RebuildOptions, Report, rebuild, rebuild_with};
pub use row::{Field, Row};
pub use status::{Health, ProjectionStatus, status};

use rows::{Fold, Rows};

/// The tables of all read models: each has a twin, named `…_next`, in which it is made again.
#[must_use]
pub fn tables() -> Vec<&'static str> {
    live().iter().flat_map(|fold| fold.tables()).collect()
}

/// Says once which projections there are.
macro_rules! projections {
    ($($projection:ty),* $(,)?) => {
        /// The names of all projections.
        pub const NAMES: &[&str] = &[$( <$projection as Projection>::NAME ),*];

        /// All projections, over their live tables.
        fn live() -> Vec<Box<dyn Fold>> {
            vec![$( Box::new(Rows::<$projection>::live()) ),*]
        }

        /// All projections, over the tables in which they are made again; each keeps so many rows
        /// in memory.
        fn shadow(keep: usize) -> Vec<Box<dyn Fold>> {
            vec![$( Box::new(Rows::<$projection>::shadow(keep)) ),*]
        }
    };
}

projections![
    journeys::Journeys,
    timeline::Timeline,
    pairs::Pairs,
    supporters::Supporters,
    activities::Activities,
    seats::Seats,
    aids::Aids,
    placements::Placements,
    applications::Applications,
    partners::Partners,
    contributions::Contributions,
    campaigns::Campaigns,
    statistics::Statistics,
    targets::Targets,
];
