//! Takes a folder in, file by file.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use eventstore::Db;

use crate::error::ImportError;
use crate::import::import;
use crate::report::ImportReport;

/// What became of one file.
#[derive(Debug)]
pub struct FileReport {
    /// The file.
    pub path: PathBuf,
    /// Its fate.
    pub outcome: Outcome,
}

/// What became of a file.
#[derive(Debug)]
pub enum Outcome {
    /// It was taken in, or had been before.
    Imported(ImportReport),
    /// It is no table, for this reason.
    Skipped(&'static str),
    /// It could not be taken in; nothing of it was stored.
    Failed(ImportError),
}

/// Imports every file of a folder (not of its subfolders), in the order of their names. One that
/// fails does not keep the others from being imported.
///
/// `progress` is told the file, how many of its lines are done, and of how many.
///
/// # Errors
/// When the folder can not be read.
pub async fn import_folder(
    db: &Db,
    folder: &Path,
    now: DateTime<Utc>,
    progress: &mut (dyn FnMut(&Path, u64, Option<u64>) + Send),
) -> Result<Vec<FileReport>, ImportError> {
    let mut reports = Vec::new();
    for path in
        files(folder).map_err(|source| ImportError::Read { path: folder.to_owned(), source })?
    {
        let outcome = match why_skip(&path) {
            Some(reason) => Outcome::Skipped(reason),
            None => {
                let mut told = |done, total| progress(&path, done, total);
                match import(db, &path, now, &mut told).await {
                    Ok(report) => Outcome::Imported(report),
                    Err(error) => Outcome::Failed(error),
                }
            }
        };
        reports.push(FileReport { path, outcome });
    }
    Ok(reports)
}

fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Why a file of a folder is not read as a table.
fn why_skip(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    match name.rsplit('.').next() {
        Some("csv" | "tsv" | "txt") => None,
        Some("geojson" | "json") => {
            Some("map outlines are not reference tables: the maps read them where they are")
        }
        _ => Some("only .csv files (plain or .gz) are reference tables"),
    }
}
