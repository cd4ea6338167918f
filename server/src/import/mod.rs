//! Registrations and school years of another platform, taken in through the commands.
//!
//! A file is read line by line; each line is checked in itself ([`Column`], [`Level`]), looked up
//! in the reference data, turned into commands and sent. Identifiers of journeys and commands
//! follow from the platform's keys, so that an import that is run again, or was interrupted, adds
//! what is missing and nothing else. The format and the codes are told in `docs/import.md`.

mod apply;
mod codes;
mod column;
mod error;
mod input;
mod known;
mod levels;
mod object;
mod plan;
mod reason;
mod record;
mod references;
mod rejects;
mod report;
mod source;
mod table;

use std::{
    collections::{BTreeSet, HashMap},
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use commands::Commands;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use reference::Directory;

pub use column::{Column, Place};
pub use error::ImportError;
pub use reason::{About, LineReason, Reason, Remark};
pub use record::Level;
pub use report::{LineReport, Summary, Verdict};
pub use source::MAX_LINE;
pub use table::HeaderError;

use apply::{Applied, Target};
use column::Form;
use input::{Input, Read};
use plan::Draft;
use references::References;
use rejects::Rejects;
use table::Table;

/// Beneficiaries under way at once: their appends share commits.
const AT_ONCE: usize = 32;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A header, then a line per training experience.
    Csv,
    /// An object per beneficiary.
    Ndjson,
    /// As the name ends, or else as the first byte tells.
    Auto,
}

/// What to import, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The file, plain or gzip.
    pub file: PathBuf,
    /// How it is written.
    pub format: Format,
    /// Names the platform: its keys are unique within it.
    pub source: String,
    /// Check everything and write nothing.
    pub dry_run: bool,
    /// Where refused lines go; beside the file by default.
    pub rejects: Option<PathBuf>,
    /// The day of the import, Europe/Paris.
    pub today: NaiveDate,
    /// The platform's keys of those who are other people than somebody of the same name and birth
    /// date who is registered already.
    pub homonyms: BTreeSet<String>,
}

/// Who is told how an import goes on.
pub trait Listener {
    /// A line has its verdict; in the order of the file.
    fn line(&mut self, report: &LineReport);

    /// So many bytes of the file are done.
    fn progress(&mut self, _bytes: u64) {}
}

/// What became of a file.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The counts.
    pub summary: Summary,
    /// The file of refused lines, when there are any (and it was no dry run).
    pub rejects: Option<PathBuf>,
}

/// Imports a file.
///
/// # Errors
/// When the file cannot be read or has another header, before anything is written; when the log
/// fails: then what was written stays, and running the import again goes on from there.
pub async fn import(
    commands: &Commands,
    directory: &Directory,
    options: &Options,
    listener: &mut (impl Listener + Send),
) -> Result<Imported, ImportError> {
    if !is_source(&options.source) {
        return Err(ImportError::Source);
    }
    let mut input = Input::open(options)?;
    let path = options.rejects.clone().unwrap_or_else(|| input.default_rejects(&options.file));
    if same_file(&path, &options.file) {
        return Err(ImportError::RejectsIsInput { path });
    }
    let target = Target::new(commands, options)
        .await
        .map_err(|source| ImportError::Stopped { line: input.lines.number, source })?;
    let references = References::new(directory);
    let mut rejects = Rejects::new(&path, input.table.as_ref().map(Table::rejects_header));
    let failed = |source| ImportError::Rejects { path: path.clone(), source };
    let mut summary = Summary::default();
    loop {
        let batch = input.batch()?;
        if batch.is_empty() {
            break;
        }
        let first = batch.first().map_or(0, |line| line.number);
        let form = input.form();
        let (raw, reports) = settle(batch, form, &target, &references, options.today, &mut summary)
            .await
            .map_err(|source| ImportError::Stopped { line: first, source })?;
        for (raw, report) in raw.iter().zip(&reports) {
            if report.verdict == Verdict::Refused
                && !options.dry_run
                && let Some(raw) = raw
            {
                rejects.write(&input.with_reason(raw, report)).map_err(failed)?;
            }
            summary.add(report);
            listener.line(report);
        }
        listener.progress(input.lines.bytes_read());
    }
    let rejects = rejects.finish().map_err(failed)?;
    Ok(Imported { summary, rejects })
}

type Settled = (Vec<Option<Vec<u8>>>, Vec<LineReport>);

/// Sends a batch: the lines of one beneficiary one after the other, beneficiaries side by side, save
/// those of one name and birth date: of them the first in the file comes first.
async fn settle(
    batch: Vec<Read>,
    form: Form,
    target: &Target<'_>,
    references: &References<'_>,
    today: NaiveDate,
    summary: &mut Summary,
) -> Result<Settled, apply::Stopped> {
    let mut raw = Vec::with_capacity(batch.len());
    let mut reports = Vec::with_capacity(batch.len());
    let mut people: Vec<Vec<Vec<(usize, Draft)>>> = Vec::new();
    let mut person_of: HashMap<Vec<u8>, usize> = HashMap::new();
    let mut group_of: HashMap<String, (usize, usize)> = HashMap::new();
    for (index, read) in batch.into_iter().enumerate() {
        raw.push(read.raw);
        let mut report = LineReport {
            line: read.number,
            verdict: Verdict::Refused,
            problems: Vec::new(),
            remarks: Vec::new(),
        };
        let draft = read.record.and_then(|record| plan::draft(record, form, references, today));
        match draft {
            Err(problems) => report.problems = problems,
            Ok(draft) => {
                let id = draft.beneficiary.external_id.clone();
                let (person, group) = *group_of.entry(id).or_insert_with(|| {
                    let who = draft.beneficiary.person().to_bytes();
                    let person = *person_of.entry(who).or_insert_with(|| {
                        people.push(Vec::new());
                        people.len() - 1
                    });
                    people[person].push(Vec::new());
                    (person, people[person].len() - 1)
                });
                people[person][group].push((index, draft));
            }
        }
        reports.push(report);
    }
    let settled: Vec<Vec<(usize, Applied)>> = stream::iter(people)
        .map(|groups| async {
            let mut all = Vec::new();
            for group in groups {
                let (indexes, drafts): (Vec<usize>, Vec<Draft>) = group.into_iter().unzip();
                let applied = target.beneficiary(drafts).await?;
                all.extend(indexes.into_iter().zip(applied));
            }
            Ok::<_, apply::Stopped>(all)
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    for (index, Applied { verdict, problem, remarks, written }) in settled.into_iter().flatten() {
        let report = &mut reports[index];
        report.verdict = verdict;
        report.problems.extend(problem);
        report.remarks = remarks;
        summary.written += written as u64;
    }
    Ok((raw, reports))
}

fn is_source(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}
