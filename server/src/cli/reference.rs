//! `parcours reference`: takes open data in and says what is in.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use clap::{Args, Subcommand};
use eventstore::Db;
use indicatif::{ProgressBar, ProgressStyle};
use reference::{FileReport, ImportReport, Issue, Outcome, Severity};

use crate::{app, clock, recording::record_imports};

/// How many issues are shown for a file; the others are counted.
const SHOWN: usize = 5;

/// Open data on schools, formations, calendars and national figures.
#[derive(Debug, Args)]
pub struct ReferenceArgs {
    #[command(subcommand)]
    command: ReferenceCommand,
}

#[derive(Debug, Subcommand)]
enum ReferenceCommand {
    /// Import open data files, plain or .gz, recognised by their header line.
    ///
    /// A file imported before is left as it is; a newer file of the same dataset and millésime
    /// takes the place of the older one. Each file is taken in whole or not at all.
    Import {
        /// Files, or folders of which every file is imported (without their subfolders).
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// List the files in use, with their millésime and producer.
    List,
}

/// Runs `parcours reference …`.
///
/// # Errors
/// When the database fails, or when a file could not be imported; the others are imported then.
pub async fn run(args: &ReferenceArgs, db: &Db) -> anyhow::Result<()> {
    match &args.command {
        ReferenceCommand::Import { paths } => import(paths, db).await,
        ReferenceCommand::List => list(db).await,
    }
}

async fn import(paths: &[PathBuf], db: &Db) -> anyhow::Result<()> {
    let mut total = ImportReport::default();
    let (mut failed, mut imported) = (0, Vec::new());
    for path in paths {
        let bar = bar();
        let mut progress = |file: &Path, done: u64, of: Option<u64>| {
            bar.set_message(name(file));
            bar.set_length(of.unwrap_or(done));
            bar.set_position(done);
        };
        let now = clock::now();
        let reports = if path.is_dir() {
            reference::import_folder(db, path, now, &mut progress).await
        } else {
            let mut progress = |done, of| progress(path, done, of);
            let outcome = match reference::import(db, path, now, &mut progress).await {
                Ok(report) => Outcome::Imported(report),
                Err(error) => Outcome::Failed(error),
            };
            Ok(vec![FileReport { path: path.clone(), outcome }])
        };
        bar.finish_and_clear();
        match reports {
            Ok(reports) => {
                for report in reports {
                    failed += usize::from(matches!(report.outcome, Outcome::Failed(_)));
                    if let Outcome::Imported(report) = &report.outcome {
                        total.taken += report.taken;
                        total.flagged += report.flagged;
                        total.refused += report.refused;
                        total.unchanged += report.unchanged;
                    }
                    say(&describe(&report))?;
                    if let Outcome::Imported(report) = report.outcome {
                        imported.push(report);
                    }
                }
            }
            Err(error) => {
                failed += 1;
                say(&format!("{}: not imported: {error}\n", path.display()))?;
            }
        }
    }
    let commands = app::open_without_key(db).await?;
    let recorded = record_imports(&commands, db, &imported, clock::today()).await;
    commands.log().clone().close().await;
    let recorded = recorded.context("imported, but not recorded: import again to record it")?;
    say(&format!("{recorded} imports recorded in the log\n{}\n", counts(&total)))?;
    ensure!(failed == 0, "{failed} of the files or folders could not be imported, see above");
    Ok(())
}

async fn list(db: &Db) -> anyhow::Result<()> {
    let datasets = reference::datasets(db).await?;
    if datasets.is_empty() {
        bail!("no reference data is imported: run `parcours reference import <PATH>`");
    }
    let mut text = String::new();
    for dataset in datasets {
        writeln!(
            text,
            "{} {}: {} lines ({} flagged), imported {} from {}, sha256 {}\n    {}",
            dataset.dataset,
            dataset.millesime,
            dataset.taken,
            dataset.flagged,
            dataset.imported_at.format("%Y-%m-%d"),
            dataset.source,
            dataset.sha256.get(..12).unwrap_or_default(),
            dataset.producer,
        )?;
    }
    say(&text)
}

/// What became of a file, for people.
fn describe(file: &FileReport) -> String {
    let name = name(&file.path);
    let report = match &file.outcome {
        Outcome::Skipped(reason) => return format!("{name}: skipped: {reason}\n"),
        Outcome::Failed(error) => return format!("{name}: not imported: {error}\n"),
        Outcome::Imported(report) => report,
    };
    let dataset = format!("{name}: {} {}", report.dataset, report.millesime);
    if report.unchanged > 0 {
        return format!("{dataset}, imported before, {} unchanged\n", report.unchanged);
    }
    let mut lines = vec![format!("{dataset}, {}", counts(report))];
    if !report.ignored_columns.is_empty() {
        lines.push(format!("    columns not used: {}", report.ignored_columns.join(", ")));
    }
    lines.extend(report.issues.iter().take(SHOWN).map(describe_issue));
    let found = report.issues.len() as u64 + report.issues_beyond;
    if let Some(more) = found.checked_sub(SHOWN as u64).filter(|more| *more > 0) {
        lines.push(format!("    and {more} more"));
    }
    lines.join("\n") + "\n"
}

fn describe_issue(issue: &Issue) -> String {
    let fate = match issue.severity {
        Severity::Flagged => "flagged",
        Severity::Refused => "refused",
    };
    let place = match (issue.field.as_str(), issue.value.as_deref()) {
        ("", _) => "the line".to_owned(),
        (field, Some(value)) => format!("{field} {value}"),
        (field, None) => field.to_owned(),
    };
    format!("    line {}, {fate}: {place}: {}", issue.line, issue.reason)
}

fn counts(report: &ImportReport) -> String {
    format!(
        "{} taken, {} flagged, {} refused, {} unchanged",
        report.taken, report.flagged, report.refused, report.unchanged
    )
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// On standard output; a reader that went away is an error and no panic.
fn say(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Shown to people only: never in a log or a pipe.
fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} {msg}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

#[cfg(test)]
mod tests {
    use reference::ImportError;

    use super::*;

    #[test]
    fn a_report_names_lines_fields_values_and_reasons() {
        let issue = |line, field: &str, value: Option<&str>, severity| Issue {
            line,
            field: field.to_owned(),
            value: value.map(str::to_owned),
            reason: "wrong".to_owned(),
            severity,
        };
        let mut issues = vec![
            issue(2, "uai", Some("0751150E"), Severity::Flagged),
            issue(3, "", None, Severity::Refused),
        ];
        issues.extend((4..8).map(|line| issue(line, "admis", Some("-1"), Severity::Refused)));
        let report = ImportReport {
            dataset: "parcoursup_formations".to_owned(),
            millesime: "2025".to_owned(),
            taken: 3,
            flagged: 1,
            refused: 5,
            issues,
            issues_beyond: 2,
            ..ImportReport::default()
        };
        let file = FileReport { path: "/a/b.csv".into(), outcome: Outcome::Imported(report) };
        assert_eq!(
            describe(&file),
            "b.csv: parcoursup_formations 2025, 3 taken, 1 flagged, 5 refused, 0 unchanged\n    \
             line 2, flagged: uai 0751150E: wrong\n    \
             line 3, refused: the line: wrong\n    \
             line 4, refused: admis -1: wrong\n    \
             line 5, refused: admis -1: wrong\n    \
             line 6, refused: admis -1: wrong\n    \
             and 3 more\n"
        );
    }

    #[test]
    fn a_file_that_failed_or_was_skipped_says_why() {
        let error =
            ImportError::UnknownLayout { name: "b.csv".to_owned(), header: "a,b".to_owned() };
        let text = describe(&FileReport { path: "b.csv".into(), outcome: Outcome::Failed(error) });
        assert!(text.starts_with("b.csv: not imported: b.csv: no known dataset"), "{text}");
        let skipped = FileReport { path: "b.md".into(), outcome: Outcome::Skipped("no table") };
        assert_eq!(describe(&skipped), "b.md: skipped: no table\n");
    }
}
