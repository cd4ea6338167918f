//! `cargo xtask import-open-data`: the real open data, twice, on both databases. The second import
//! of the same files must find nothing to change, and nothing to record in the log.

use std::{
    fmt,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context, Result, bail, ensure};
use xtask::scratch::Scratch;

use crate::server::Server;
use xtask::workspace::{cargo, root, show, succeed};

/// The exit code for a folder that is not there: not a failure of the import.
const NO_FOLDER: u8 = 2;

pub fn run(folder: Option<PathBuf>) -> Result<ExitCode> {
    let folder = folder.unwrap_or_else(|| root().join("../shared/data"));
    let Some(folder) = folder.canonicalize().ok().filter(|folder| folder.is_dir()) else {
        eprintln!("xtask: there is no folder {}: nothing was imported", folder.display());
        return Ok(ExitCode::from(NO_FOLDER));
    };
    // As the tests have built it: to build another one takes longer than it would save.
    succeed(&mut cargo(&["build", "--package", "server"]))?;
    let on_sqlite = on_sqlite(&folder).context("on SQLite")?;
    let on_postgres = on_postgres(&folder).context("on PostgreSQL")?;
    ensure!(
        on_sqlite == on_postgres,
        "the same files gave `{on_sqlite}` on SQLite and `{on_postgres}` on PostgreSQL"
    );
    println!(
        "the open data is imported alike on both databases, and a second time without a change"
    );
    Ok(ExitCode::SUCCESS)
}

fn on_sqlite(folder: &Path) -> Result<Outcome> {
    let place = Scratch::create()?;
    import_twice("SQLite", &format!("sqlite://{}", place.path("parcours.db").display()), folder)
}

fn on_postgres(folder: &Path) -> Result<Outcome> {
    // Always a cluster of our own: its database is fresh.
    let server = Server::private()?;
    import_twice("PostgreSQL", server.url(), folder)
}

fn import_twice(database: &str, url: &str, folder: &Path) -> Result<Outcome> {
    succeed(parcours(url, &["migrate"]).stdin(Stdio::null()))?;
    let first = import(url, folder)?;
    println!("{database}, first import: {first}");
    ensure!(first.taken > 0, "the first import took nothing");
    ensure!(first.recorded > 0, "the first import recorded nothing in the log");
    let second = import(url, folder)?;
    println!("{database}, second import: {second}");
    ensure!(
        second.taken == 0 && second.flagged == 0 && second.refused == first.refused,
        "the second import of the same files changed something"
    );
    ensure!(second.recorded == 0, "the second import of the same files was recorded");
    Ok(first)
}

fn import(url: &str, folder: &Path) -> Result<Outcome> {
    let mut command = parcours(url, &["reference", "import"]);
    command.arg(folder).stdin(Stdio::null()).stderr(Stdio::inherit());
    let shown = show(&command);
    eprintln!("xtask: {shown}");
    let output = command.output().with_context(|| format!("cannot run `{shown}`"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "`{shown}` failed ({}):\n{text}", output.status);
    match Outcome::of_text(&text) {
        Some(outcome) => Ok(outcome),
        None => bail!(
            "`{shown}` should end with `N imports recorded in the log`, then `N taken, N flagged, \
             N refused, N unchanged`, not:\n{text}"
        ),
    }
}

fn parcours(url: &str, args: &[&str]) -> Command {
    let mut command = cargo(&["run", "--quiet", "--package", "server"]);
    command.args(["--bin", "parcours", "--"]).args(args).env("DATABASE_URL", url);
    command
}

/// What an import says it did, in lines of files, and in events.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    taken: u64,
    flagged: u64,
    refused: u64,
    unchanged: u64,
    recorded: u64,
}

impl Outcome {
    /// Reads the last two lines.
    fn of_text(text: &str) -> Option<Self> {
        let mut lines = text.lines().rev();
        let (line, before) = (lines.next()?, lines.next()?);
        let recorded = before.strip_suffix("imports recorded in the log")?.trim_end();
        let mut parts = line.trim().split(", ");
        let mut number = |name: &str| parts.next()?.strip_suffix(name)?.trim_end().parse().ok();
        let outcome = Self {
            taken: number("taken")?,
            flagged: number("flagged")?,
            refused: number("refused")?,
            unchanged: number("unchanged")?,
            recorded: recorded.parse().ok()?,
        };
        parts.next().is_none().then_some(outcome)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { taken, flagged, refused, unchanged, recorded } = self;
        write!(
            f,
            "{taken} taken, {flagged} flagged, {refused} refused, {unchanged} unchanged, {recorded} \
             imports recorded"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Outcome;

    #[test]
    fn the_last_lines_of_an_import_are_read() {
        let outcome = Outcome { taken: 12, flagged: 3, refused: 0, unchanged: 4567, recorded: 2 };
        let text = "a.csv: …\n2 imports recorded in the log\n12 taken, 3 flagged, 0 refused, 4567 unchanged\n";
        assert_eq!(Outcome::of_text(text), Some(outcome));
    }

    #[test]
    fn another_text_is_not_taken_for_an_outcome() {
        let counts = "12 taken, 3 flagged, 0 refused, 4 unchanged";
        for text in [
            String::new(),
            counts.to_owned(),
            format!("b imports recorded in the log\n{counts}"),
            "2 imports recorded in the log\n12 taken, 3 flagged, 0 refused".to_owned(),
            "2 imports recorded in the log\na taken, 3 flagged, 0 refused, 4 unchanged".to_owned(),
        ] {
            assert_eq!(Outcome::of_text(&text), None, "{text}");
        }
    }
}
