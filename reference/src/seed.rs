//! The starter set: enough real data to try the service without importing a file.

use chrono::{DateTime, Utc};
use eventstore::Db;

use crate::error::ImportError;
use crate::import::import_source;
use crate::report::ImportReport;
use crate::source::Source;

macro_rules! starter {
    ($($name:literal),+ $(,)?) => {
        &[$(Source::Embedded {
            name: $name,
            bytes: include_bytes!(concat!("../starter/", $name)),
        }),+]
    };
}

/// Excerpts of the official files, in their layouts; `starter/README.md` tells their origin.
const STARTER: &[Source<'static>] = starter![
    "regions.csv",
    "departements.csv",
    "academies.csv",
    "niveaux.csv",
    "calendriers.csv",
    "bourses_echelons.csv",
    "comparateurs_publies.csv",
    "nsi_national.csv",
    "lycees.csv",
    "etablissements_superieur.csv",
    "parcoursup_2025_numerique.csv",
    "masters_mentions_numerique.csv",
];

/// Imports the starter set, but for the datasets of which any file is already in; answers with a
/// report for each that it took.
///
/// # Errors
/// When the database fails.
pub async fn seed(db: &Db, now: DateTime<Utc>) -> Result<Vec<ImportReport>, ImportError> {
    let mut reports = Vec::new();
    for source in STARTER {
        if let Some(report) = import_source(db, *source, now, true, &mut |_, _| {}).await? {
            reports.push(report);
        }
    }
    Ok(reports)
}
