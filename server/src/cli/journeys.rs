//! `parcours journeys import`: takes registrations and school years in.

use std::{
    io::{IsTerminal as _, Write as _},
    path::PathBuf,
};

use chrono::NaiveDate;
use commands::Commands;
use indicatif::{ProgressBar, ProgressStyle};
use reference::Directory;

use crate::import::{self, Format, LineReport, Listener, Options, Verdict};

/// Import registrations and school years from another platform.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file, in the format of docs/import.md; plain or .gz.
    file: PathBuf,

    /// Check everything and write nothing: neither events nor a file of refused lines.
    #[arg(long)]
    dry_run: bool,

    /// Where refused lines go, with their reasons. They hold personal data: the file is readable
    /// by its owner only. An earlier one is replaced. [default: beside FILE, as NAME.rejects.csv]
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,

    /// How the file is written; by default its name or its first byte tells.
    #[arg(long, value_enum, default_value = "auto")]
    format: Format,

    /// The platform it comes from. The same name every time: identifiers follow from it.
    #[arg(long, value_name = "NAME", default_value = "platform")]
    source: String,

    /// The platform's identifier of somebody who is another person than the one who is registered
    /// under the same name and birth date; once for each.
    #[arg(long = "homonym", value_name = "ID")]
    homonyms: Vec<String>,
}

/// Imports the file and says what became of it; answers whether lines were refused.
///
/// # Errors
/// When the file is not in the format, or the log fails; run again, it goes on where it stopped.
pub async fn run(
    args: &Args,
    commands: &Commands,
    directory: &Directory,
    today: NaiveDate,
) -> anyhow::Result<bool> {
    let options = Options {
        file: args.file.clone(),
        format: args.format,
        source: args.source.clone(),
        dry_run: args.dry_run,
        rejects: args.rejects.clone(),
        today,
        homonyms: args.homonyms.iter().cloned().collect(),
    };
    let bytes = std::fs::metadata(&args.file).map_or(0, |file| file.len());
    let mut terminal = Terminal { bar: bar(bytes), failed: None };
    let imported = import::import(commands, directory, &options, &mut terminal).await;
    terminal.bar.finish_and_clear();
    let imported = imported?;
    if let Some(error) = terminal.failed {
        return Err(error.into());
    }
    let summary = imported.summary;
    for (code, count) in &summary.codes {
        say(&format!("{count} × {code}\n"))?;
    }
    if let Some(path) = imported.rejects {
        say(&format!("refused lines, with personal data: {}\n", path.display()))?;
    }
    if args.dry_run {
        let written = summary.written;
        say(&format!("dry run: nothing was written; {written} commands would be\n"))?;
    }
    say(&format!("{summary}\n"))?;
    Ok(summary.count(Verdict::Refused) > 0)
}

/// Lines that need attention on standard output, progress on standard error.
struct Terminal {
    bar: ProgressBar,
    /// Whoever read standard output went away; the import goes on to its end all the same.
    failed: Option<std::io::Error>,
}

impl Listener for Terminal {
    fn line(&mut self, report: &LineReport) {
        if report.problems.is_empty() && report.remarks.is_empty() {
            return;
        }
        let said = self.bar.suspend(|| say(&format!("{report}\n")));
        self.failed = self.failed.take().or(said.err());
    }

    fn progress(&mut self, bytes: u64) {
        self.bar.set_position(bytes);
    }
}

/// A reader that went away is an error and no panic.
fn say(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Shown to people only: never in a log or a pipe.
fn bar(bytes: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {eta}");
    ProgressBar::new(bytes).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
