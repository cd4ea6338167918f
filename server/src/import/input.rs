//! A file as batches of checked lines.

use std::path::{Path, PathBuf};

use super::{
    Format, ImportError, LineReport, Options,
    column::Form,
    object,
    reason::{About, LineReason},
    record::{Problems, Record},
    source::{Line, Lines, MAX_LINE},
    table::Table,
};

/// Lines read before they are sent together.
const BATCH: usize = 256;
/// Lines after which a batch ends even within the lines of one beneficiary.
const LARGEST_BATCH: usize = 2_048;
/// Bytes after which it does.
const LARGEST_BATCH_BYTES: usize = 16 * MAX_LINE;

/// A line as it was read, with what it says.
pub(super) struct Read {
    pub(super) number: u64,
    /// None of a line that is too long to be kept.
    pub(super) raw: Option<Vec<u8>>,
    pub(super) record: Result<Record, Problems>,
}

impl Read {
    fn id(&self) -> Option<&str> {
        self.record.as_ref().ok().map(|record| record.beneficiary.external_id.as_str())
    }
}

/// An open file whose layout is known.
pub(super) struct Input {
    pub(super) lines: Lines,
    path: PathBuf,
    /// Of a CSV file.
    pub(super) table: Option<Table>,
    /// The first line of the next batch, when it was read to see the end of this one.
    ahead: Option<Read>,
}

impl Input {
    pub(super) fn open(options: &Options) -> Result<Self, ImportError> {
        let path = options.file.clone();
        let failed = |source| ImportError::Open { path: path.clone(), source };
        let mut lines = Lines::open(&path).map_err(failed)?;
        let start = lines.peek().map_err(failed)?;
        if start.is_empty() {
            return Err(ImportError::Empty { path });
        }
        let object = start.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        let csv = match (options.format, ending(&path).as_deref()) {
            (Format::Csv, _) => true,
            (Format::Ndjson, _) => false,
            (Format::Auto, Some("csv")) => true,
            (Format::Auto, Some("ndjson" | "jsonl")) => false,
            (Format::Auto, _) => !object,
        };
        let table = if csv {
            let Some(Line::Bytes(header)) = lines.next().map_err(failed)? else {
                return Err(ImportError::Empty { path });
            };
            let table = Table::from_header(&header);
            Some(table.map_err(|source| ImportError::Header { path: path.clone(), source })?)
        } else {
            None
        };
        Ok(Self { lines, path, table, ahead: None })
    }

    pub(super) fn form(&self) -> Form {
        if self.table.is_some() { Form::Csv } else { Form::Json(None) }
    }

    /// Some lines, the lines of a beneficiary that stand together whole; none at the end.
    pub(super) fn batch(&mut self) -> Result<Vec<Read>, ImportError> {
        let mut batch: Vec<Read> = Vec::new();
        let mut bytes = 0;
        while batch.len() < LARGEST_BATCH && bytes < LARGEST_BATCH_BYTES {
            let next = match self.ahead.take() {
                Some(read) => Some(read),
                None => self.read()?,
            };
            let Some(next) = next else { break };
            if batch.len() >= BATCH && batch.last().is_some_and(|last| last.id() != next.id()) {
                self.ahead = Some(next);
                break;
            }
            bytes += next.raw.as_ref().map_or(0, Vec::len);
            batch.push(next);
        }
        Ok(batch)
    }

    fn read(&mut self) -> Result<Option<Read>, ImportError> {
        loop {
            let next = self.lines.next().map_err(|source| ImportError::Read {
                path: self.path.clone(),
                line: self.lines.number + 1,
                source,
            })?;
            let number = self.lines.number;
            return Ok(match next {
                None => None,
                Some(Line::TooLong) => {
                    let record = Err(vec![About::line(LineReason::LineTooLong)]);
                    Some(Read { number, raw: None, record })
                }
                Some(Line::Bytes(raw)) if self.is_blank(&raw) => continue,
                Some(Line::Bytes(raw)) => {
                    let record = match &self.table {
                        Some(table) => table.read(&raw),
                        None => object::read(&raw),
                    };
                    Some(Read { number, raw: Some(raw), record })
                }
            });
        }
    }

    /// Spreadsheets leave lines of separators behind.
    fn is_blank(&self, raw: &[u8]) -> bool {
        let also: &[u8] = if self.table.is_some() { b",;\"" } else { b"" };
        raw.iter().all(|byte| byte.is_ascii_whitespace() || also.contains(byte))
    }

    pub(super) fn with_reason(&self, raw: &[u8], report: &LineReport) -> Vec<u8> {
        let reasons: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        let reason = reasons.join("; ");
        match &self.table {
            Some(table) => table.with_reason(raw, &reason),
            None => object::with_reason(raw, &reason),
        }
    }

    /// `journeys.csv.gz` has its refused lines in `journeys.rejects.csv`.
    pub(super) fn default_rejects(&self, file: &Path) -> PathBuf {
        let mut path = file.to_owned();
        for known in ["gz", "csv", "ndjson", "jsonl"] {
            if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(known)) {
                path.set_extension("");
            }
        }
        let mut name = path.into_os_string();
        name.push(if self.table.is_some() { ".rejects.csv" } else { ".rejects.ndjson" });
        name.into()
    }
}

fn ending(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.').map(|(_, ending)| ending.to_owned())
}
