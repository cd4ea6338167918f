//! Which files are in, and what they make together: a version.

use chrono::{DateTime, Utc};
use domain::reference::ReferenceVersion;
use eventstore::{Db, Tx, on};
use sha2::{Digest, Sha256};

use crate::error::ReferenceError;

/// Part of every version: raised when the rules that read schools and formations out of the
/// same files change.
const RULES: &str = "rules 1";

/// One imported file, as every figure drawn from it can cite it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Dataset {
    /// Which import.
    pub id: i64,
    /// Its short name, such as `nsi_lycees`.
    pub dataset: String,
    /// Its millésime, such as `2020-2023`.
    pub millesime: String,
    /// Who publishes the original.
    pub producer: String,
    /// The file name it was imported from.
    pub source: String,
    /// Of the uncompressed file, in hexadecimal.
    pub sha256: String,
    /// Lines stored, flagged ones included.
    pub taken: i64,
    /// Lines stored and marked.
    pub flagged: i64,
    /// Lines refused.
    pub refused: i64,
    /// When it was imported.
    pub imported_at: DateTime<Utc>,
}

const CURRENT: &str = "select id, dataset, millesime, producer, source, sha256, taken, flagged, \
     refused, imported_at from reference_datasets where replaced_by is null \
     order by dataset, millesime, id";

/// The files in use, by name and millésime: those that a newer import replaced are not among them.
///
/// # Errors
/// When the database fails.
pub async fn datasets(db: &Db) -> Result<Vec<Dataset>, ReferenceError> {
    Ok(on!(Db, db, pool => sqlx::query_as(CURRENT).fetch_all(pool).await?))
}

/// The same, within a transaction.
pub(crate) async fn datasets_in(tx: &mut Tx) -> sqlx::Result<Vec<Dataset>> {
    Ok(on!(Tx, tx, tx => sqlx::query_as(CURRENT).fetch_all(&mut **tx).await?))
}

/// The file of this name with the latest millésime; among equals the one imported last.
pub(crate) fn latest<'a>(datasets: &'a [Dataset], name: &str) -> Option<&'a Dataset> {
    let named = datasets.iter().filter(|dataset| dataset.dataset == name);
    named.max_by_key(|dataset| (last_year(&dataset.millesime), dataset.id))
}

/// The last year of a millésime: 2023 for `2020-2023`.
pub(crate) fn last_year(millesime: &str) -> &str {
    millesime.rsplit('-').next().unwrap_or(millesime)
}

/// Names the reference data in use now: cheap to ask, so that a newer import is noticed.
///
/// # Errors
/// When the database fails.
pub async fn version_in_use(db: &Db) -> Result<ReferenceVersion, ReferenceError> {
    version(&datasets(db).await?)
}

/// Names the reference data in use: the day of the last import and a digest of all files.
pub(crate) fn version(datasets: &[Dataset]) -> Result<ReferenceVersion, ReferenceError> {
    let mut hasher = Sha256::new();
    hasher.update(RULES);
    for dataset in datasets {
        // Sorted by name: the order of imports makes no difference.
        hasher.update(format!("\n{} {} {}", dataset.dataset, dataset.millesime, dataset.sha256));
    }
    let digest = hex::encode(&hasher.finalize()[..6]);
    let day = datasets.iter().map(|dataset| dataset.imported_at).max();
    let day = day.map_or("none".to_owned(), |day| day.format("%Y-%m-%d").to_string());
    ReferenceVersion::parse(&format!("{day}.{digest}"))
        .map_err(|source| ReferenceError::Code { table: "reference_datasets", source })
}
