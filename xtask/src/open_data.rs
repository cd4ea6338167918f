//! `cargo xtask import-open-data`: the real open data, twice, on both databases. The second import
//! of the same files must find nothing to change.

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
    let second = import(url, folder)?;
    println!("{database}, second import: {second}");
    ensure!(
        second.taken == 0 && second.flagged == 0 && second.refused == first.refused,
        "the second import of the same files changed something"
    );
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
    let last = text.lines().last().unwrap_or_default();
    match Outcome::of_line(last) {
        Some(outcome) => Ok(outcome),
        None => bail!(
            "`{shown}` should end with `N taken, N flagged, N refused, N unchanged`, not `{last}`"
        ),
    }
}

fn parcours(url: &str, args: &[&str]) -> Command {
    let mut command = cargo(&["run", "--quiet", "--package", "server"]);
    command.args(["--bin", "parcours", "--"]).args(args).env("DATABASE_URL", url);
    command
}

/// What an import says it did, in records.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    taken: u64,
    flagged: u64,
    refused: u64,
    unchanged: u64,
}

impl Outcome {
    fn of_line(line: &str) -> Option<Self> {
        let mut parts = line.trim().split(", ");
        let mut number = |name: &str| parts.next()?.strip_suffix(name)?.trim_end().parse().ok();
        let outcome = Self {
            taken: number("taken")?,
            flagged: number("flagged")?,
            refused: number("refused")?,
            unchanged: number("unchanged")?,
        };
        parts.next().is_none().then_some(outcome)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { taken, flagged, refused, unchanged } = self;
        write!(f, "{taken} taken, {flagged} flagged, {refused} refused, {unchanged} unchanged")
    }
}

#[cfg(test)]
mod tests {
    use super::Outcome;

    #[test]
    fn the_last_line_of_an_import_is_read() {
        let outcome = Outcome { taken: 12, flagged: 3, refused: 0, unchanged: 4567 };
        assert_eq!(
            Outcome::of_line("12 taken, 3 flagged, 0 refused, 4567 unchanged"),
            Some(outcome)
        );
    }

    #[test]
    fn another_line_is_not_taken_for_an_outcome() {
        for line in [
            "",
            "12 taken",
            "12 taken, 3 flagged, 0 refused",
            "a taken, 3 flagged, 0 refused, 4 unchanged",
        ] {
            assert_eq!(Outcome::of_line(line), None, "{line}");
        }
    }
}
