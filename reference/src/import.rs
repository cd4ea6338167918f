//! Takes one file in: one transaction, all or nothing.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use eventstore::{Db, Tx, on};

use crate::check::read_line;
use crate::dataset::{Dataset, datasets_in};
use crate::error::ImportError;
use crate::kind::Value;
use crate::layout::{Edition, Layout, Recognised, Unrecognised, recognise};
use crate::report::{ImportReport, Severity};
use crate::rows::{self, Row, Writer};
use crate::source::{Fingerprint, Source};

/// How many lines between two reports of progress.
const PROGRESS_EVERY: u64 = 1_000;
const SEPARATORS: &[u8] = b",;\t";

/// Told how many lines are done, and of how many.
pub type Progress<'a> = &'a mut (dyn FnMut(u64, Option<u64>) + Send);

/// Imports one file, plain or gzip, whose dataset is recognised by its header line.
///
/// The same file again changes nothing and says so. A file of the same dataset and millésime
/// replaces the earlier one. Lines that would falsify a figure are refused, and lines with the
/// known errors of official files are taken and flagged: the report names both.
///
/// # Errors
/// When the file can not be read, is of no known dataset, or holds nothing that can be taken; when
/// the database fails. Nothing is stored then.
pub async fn import(
    db: &Db,
    path: &Path,
    now: DateTime<Utc>,
    progress: Progress<'_>,
) -> Result<ImportReport, ImportError> {
    let report = import_source(db, Source::File(path), now, false, progress).await?;
    Ok(report.unwrap_or_default())
}

/// Imports it; with `only_if_absent`, answers `None` when any file of the dataset is already in.
pub(crate) async fn import_source(
    db: &Db,
    source: Source<'_>,
    now: DateTime<Utc>,
    only_if_absent: bool,
    progress: Progress<'_>,
) -> Result<Option<ImportReport>, ImportError> {
    let failed = |error| ImportError::Read { path: path_of(source), source: error };
    let (header, separator, found) = header(source)?;
    let Fingerprint { sha256, lines } = source.fingerprint().map_err(failed)?;

    let mut tx = db.begin().await?;
    // Imports take turns: the row stays locked to the end of the transaction.
    let sql = "update reference_head set last_dataset = last_dataset + 1 where id = 1 \
               returning last_dataset";
    let id: i64 = on!(Tx, &mut tx, tx => sqlx::query_scalar(sql).fetch_one(&mut **tx).await?);
    let current = datasets_in(&mut tx).await?;
    let name = found.layout.dataset;
    let subset = found.layout.subset.map_or(name, |(_, subset)| subset);
    let mut same = current.iter().filter(|d| d.dataset == name || d.dataset == subset);
    if only_if_absent && same.clone().next().is_some() {
        return Ok(None);
    }
    if let Some(known) = same.find(|dataset| dataset.sha256 == sha256) {
        return Ok(Some(unchanged(known)));
    }

    let mut report =
        ImportReport { sha256, ignored_columns: found.ignored.clone(), ..ImportReport::default() };
    let mut edition = Years::default();
    let mut keys = HashSet::new();
    let mut is_subset = found.layout.subset.is_some();
    let mut writer = Writer::new(found.layout, id);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(source.open().map_err(failed)?);
    let mut record = csv::ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(failed(error.into())),
        }
        let line = record.position().map_or(0, csv::Position::line);
        if line.is_multiple_of(PROGRESS_EVERY) {
            progress(line, Some(lines));
        }
        let Some(row) = read_line(&found, header.len(), line, &record, &mut report)
            .filter(|row| is_first(found.layout, row, &mut keys, &mut report))
        else {
            report.refused += 1;
            continue;
        };
        edition.see(found.layout, &row);
        is_subset &=
            found.layout.subset.is_some_and(|(column, _)| filled(found.layout, &row, column));
        report.taken += 1;
        report.flagged += u64::from(row.flags.is_some());
        writer.write(&mut tx, row).await?;
    }
    writer.flush(&mut tx).await?;
    progress(lines, Some(lines));
    if report.taken == 0 {
        let reason = report.issues.first().map_or_else(
            || "it has a header line and nothing else".to_owned(),
            |issue| format!("line {}: {} {}", issue.line, issue.field, issue.reason),
        );
        return Err(ImportError::NothingTaken {
            name: source.name(),
            refused: report.refused,
            reason,
        });
    }
    report.dataset = if is_subset { subset } else { name }.to_owned();
    report.millesime = edition.name(&found.layout.edition, &source.name());
    replace(&mut tx, id, &report, found.layout, &current).await?;
    record_dataset(&mut tx, id, &report, found.layout.producer, &source.name(), now).await?;
    tx.commit().await?;
    tracing::info!(
        dataset = report.dataset,
        millesime = report.millesime,
        taken = report.taken,
        flagged = report.flagged,
        refused = report.refused,
        "reference data imported"
    );
    Ok(Some(report))
}

fn path_of(source: Source<'_>) -> PathBuf {
    match source {
        Source::File(path) => path.to_owned(),
        Source::Embedded { name, .. } => name.into(),
    }
}

/// The header line, its separator, and the dataset it belongs to.
fn header(source: Source<'_>) -> Result<(Vec<String>, u8, Recognised), ImportError> {
    let line = source
        .first_line()
        .map_err(|error| ImportError::Read { path: path_of(source), source: error })?
        .unwrap_or_default();
    let mut nearest = None;
    for &separator in SEPARATORS {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(separator).from_reader(line.as_bytes());
        let Ok(names) = reader.headers() else { continue };
        let header: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
        match recognise(&header) {
            Ok(found) => return Ok((header, separator, found)),
            Err(Unrecognised::Lacks(layout, columns)) => nearest = Some((layout, columns)),
            Err(Unrecognised::Unknown) => {}
        }
    }
    Err(match nearest {
        Some((layout, columns)) => {
            ImportError::MissingColumns { name: source.name(), dataset: layout.dataset, columns }
        }
        None => ImportError::UnknownLayout {
            name: source.name(),
            header: line.trim_end().chars().take(120).collect(),
        },
    })
}

fn unchanged(known: &Dataset) -> ImportReport {
    ImportReport {
        dataset: known.dataset.clone(),
        millesime: known.millesime.clone(),
        sha256: known.sha256.clone(),
        unchanged: u64::try_from(known.taken).unwrap_or(0),
        ..ImportReport::default()
    }
}

/// Whether no line before had the same key. Only hashes are kept, 8 bytes a line.
fn is_first(
    layout: &Layout,
    row: &Row,
    keys: &mut HashSet<u64>,
    report: &mut ImportReport,
) -> bool {
    if layout.key.is_empty() {
        return true;
    }
    let mut hasher = DefaultHasher::new();
    for position in layout.key.iter().filter_map(|name| layout.position(name)) {
        match &row.values[position] {
            Value::Text(text) => text.hash(&mut hasher),
            Value::Int(number) => number.hash(&mut hasher),
            other => format!("{other:?}").hash(&mut hasher),
        }
    }
    let first = keys.insert(hasher.finish());
    if !first {
        let line = u64::try_from(row.line).unwrap_or(0);
        let reason = "a line before this one has the same key".to_owned();
        report.note(Severity::Refused, line, &layout.key.join(" "), None, reason);
    }
    first
}

fn filled(layout: &Layout, row: &Row, column: &str) -> bool {
    layout.position(column).is_some_and(|position| row.values[position] != Value::Text(None))
}

/// The years seen in the column that tells the millésime.
#[derive(Debug, Default)]
struct Years {
    seen: Option<(String, String)>,
}

impl Years {
    fn see(&mut self, layout: &Layout, row: &Row) {
        let (Edition::Span(name) | Edition::Latest(name)) = layout.edition else { return };
        let year = match layout.position(name).map(|position| &row.values[position]) {
            Some(Value::Int(Some(year))) => year.to_string(),
            Some(Value::Text(Some(year))) => year.clone(),
            _ => return,
        };
        match &mut self.seen {
            None => self.seen = Some((year.clone(), year)),
            Some((first, _)) if year < *first => *first = year,
            Some((_, last)) if year > *last => *last = year,
            Some(_) => {}
        }
    }

    fn name(self, edition: &Edition, file: &str) -> String {
        match (edition, self.seen) {
            (Edition::FileName(default), _) => year_in(file).unwrap_or(default).to_owned(),
            (Edition::Latest(_), Some((_, last))) => last,
            (Edition::Span(_), Some((first, last))) if first == last => first,
            (Edition::Span(_), Some((first, last))) => format!("{first}-{last}"),
            (_, None) => "none".to_owned(),
        }
    }
}

/// A year of this century standing alone in a file name, such as `communes_2027.csv`.
fn year_in(file: &str) -> Option<&str> {
    file.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 4 && run.starts_with("20"))
}

/// Removes what this import replaces; the record of what it was stays.
async fn replace(
    tx: &mut Tx,
    id: i64,
    report: &ImportReport,
    layout: &Layout,
    current: &[Dataset],
) -> sqlx::Result<()> {
    let replaced =
        current.iter().filter(|d| d.dataset == report.dataset && d.millesime == report.millesime);
    for dataset in replaced {
        rows::delete(tx, layout.table, dataset.id).await?;
        let sql = "update reference_datasets set replaced_by = $1 where id = $2";
        on!(Tx, tx, tx => {
            sqlx::query(sql).bind(id).bind(dataset.id).execute(&mut **tx).await?;
        });
    }
    Ok(())
}

async fn record_dataset(
    tx: &mut Tx,
    id: i64,
    report: &ImportReport,
    producer: &str,
    source: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let sql = "insert into reference_datasets (id, dataset, millesime, producer, source, sha256, \
               taken, flagged, refused, imported_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    on!(Tx, tx, tx => {
        sqlx::query(sql)
            .bind(id)
            .bind(&report.dataset)
            .bind(&report.millesime)
            .bind(producer)
            .bind(source)
            .bind(&report.sha256)
            .bind(count(report.taken))
            .bind(count(report.flagged))
            .bind(count(report.refused))
            .bind(now)
            .execute(&mut **tx)
            .await?;
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_in_the_file_name_is_found() {
        assert_eq!(year_in("communes_2027.csv.gz"), Some("2027"));
        assert_eq!(year_in("fr-en-ips-lycees-ap2022.csv"), Some("2022"));
        assert_eq!(year_in("sha256-20261124.csv"), None);
        assert_eq!(year_in("regions.csv"), None);
    }
}
