//! `parcours access-export`: gives a beneficiary or supporter all that is held on them.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use commands::{Actor, Commands, Request, stream_id};
use domain::{
    journey::{self, Journey},
    supporter::{self, Supporter},
};
use projections::{EngineOptions, Reader};

use super::{Cli, Person, new_id, person};
use crate::{app, clock, export::Held, private::write_private};

/// Whose data, and where it goes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Who: journey-UUID, or supporter-UUID for a tutor or mentor.
    #[arg(value_parser = person)]
    beneficiary: Person,

    /// Where the files go: JSON for programs, HTML for people. They hold personal data and are
    /// readable by their owner only.
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
}

impl Args {
    /// Writes the files, then records that it was done.
    pub(super) async fn run(&self, cli: &Cli) -> anyhow::Result<()> {
        let db = cli.migrated().await?;
        let keys = cli.keys.keys(&db, &cli.database_url).await?;
        let commands = app::open_commands(&db, &keys).await?;
        let done = export(&commands, self.beneficiary, &self.out).await;
        commands.log().clone().close().await;
        for file in done? {
            println!("{}", file.display());
        }
        Ok(())
    }
}

/// Writes all that is held on somebody into a folder, and records that it was done. Gives the files.
///
/// # Errors
/// When nobody is registered there, they are erased, or a file can not be written: then none is left.
pub async fn export(
    commands: &Commands,
    person: Person,
    folder: &Path,
) -> anyhow::Result<Vec<PathBuf>> {
    projections::catch_up(commands.log(), &EngineOptions::default()).await?;
    let reader = Reader::new(commands.log().db().clone());
    let now = clock::now();
    let (held, name) = match person {
        Person::Beneficiary(id) => {
            (Held::collect::<Journey>(commands, &reader, id, now).await?, stream_id::<Journey>(id))
        }
        Person::Supporter(id) => {
            let held = Held::collect::<Supporter>(commands, &reader, id, now).await?;
            (held, stream_id::<Supporter>(id))
        }
    };
    let name = format!("access-export-{name}");
    let files = vec![folder.join(format!("{name}.json")), folder.join(format!("{name}.html"))];
    let texts = [serde_json::to_string_pretty(&held)?, held.html()];
    let mut written = Ok(());
    for (path, text) in files.iter().zip(&texts) {
        written = written.and_then(|()| {
            write_private(path, text).with_context(|| format!("writing {}", path.display()))
        });
    }
    let recorded = match written {
        Ok(()) => record(commands, person).await.context("recording the export; no file is left"),
        Err(error) => Err(error),
    };
    if recorded.is_err() {
        for path in &files {
            // What was never written is not there to be removed.
            let _ = std::fs::remove_file(path);
        }
    }
    recorded.map(|()| files)
}

async fn record(commands: &Commands, person: Person) -> anyhow::Result<()> {
    let request = Request::new(Actor::service("cli"), new_id(), clock::today());
    match person {
        Person::Beneficiary(id) => {
            let command = journey::Command::RecordAccessExport;
            commands.run::<Journey>(&request, id, command).await?;
        }
        Person::Supporter(id) => {
            let command = supporter::Command::RecordAccessExport;
            commands.run::<Supporter>(&request, id, command).await?;
        }
    }
    Ok(())
}
