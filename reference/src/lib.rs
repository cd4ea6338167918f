//! Reference data: open datasets of the French school system, imported as they are published,
//! checked line by line, versioned, and read by everything that needs a school, a formation, a
//! calendar or a national figure.
//!
//! [`import`] and [`import_folder`] take files in, [`seed`] a starter set. [`Directory`] holds
//! schools and formations in memory; [`nsi_share`] and the lists read the tables. Every answer can
//! cite its [`Dataset`], and [`Directory::version`] names all of them together.

mod check;
pub mod classify;
mod dataset;
mod directory;
mod error;
mod figures;
mod folder;
mod import;
mod kind;
mod layout;
mod lists;
mod rate;
mod report;
mod rows;
mod seed;
mod source;

pub use dataset::{Dataset, datasets, version_in_use};
pub use directory::Directory;
pub use error::{ImportError, ReferenceError};
pub use figures::{NsiLevel, NsiShare, Perimeter, nsi_share, nsi_share_by_academie};
pub use folder::{FileReport, Outcome, import_folder};
pub use import::{Progress, import};
pub use lists::{
    Comparator, Level, Milestone, ScholarshipStep, calendars, comparators, levels,
    scholarship_scales,
};
pub use rate::Percent;
pub use report::{ImportReport, Issue, Severity};
pub use seed::seed;

/// The tables of reference data.
pub fn tables() -> impl Iterator<Item = &'static str> {
    layout::all().map(|layout| layout.table).chain(["reference_head", "reference_datasets"])
}
