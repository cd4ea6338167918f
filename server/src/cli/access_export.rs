//! `parcours access-export`: gives a beneficiary all that is held on her.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use commands::{Actor, Commands, Request};
use domain::journey::{self, Journey};
use projections::{EngineOptions, Reader};
use uuid::Uuid;

use super::{Cli, beneficiary, new_id};
use crate::{app, clock, export::Held, private::write_private};

/// Whose data, and where it goes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Her journey: a UUID, or journey-<uuid>.
    #[arg(value_parser = beneficiary)]
    beneficiary: Uuid,

    /// Where the files go: JSON for programs, HTML for her. They hold personal data and are
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

/// Writes all that is held on her into a folder, and records it on her journey. Gives the files.
///
/// # Errors
/// When nobody is registered there, she is erased, or a file can not be written: then none is left.
pub async fn export(commands: &Commands, id: Uuid, folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    projections::catch_up(commands.log(), &EngineOptions::default()).await?;
    let reader = Reader::new(commands.log().db().clone());
    let held = Held::collect(commands, &reader, id, clock::now()).await?;
    let name = format!("access-export-{id}");
    let files = vec![folder.join(format!("{name}.json")), folder.join(format!("{name}.html"))];
    let texts = [serde_json::to_string_pretty(&held)?, held.html()];
    let mut written = Ok(());
    for (path, text) in files.iter().zip(&texts) {
        written = written.and_then(|()| {
            write_private(path, text).with_context(|| format!("writing {}", path.display()))
        });
    }
    let recorded = match written {
        Ok(()) => {
            let request = Request::new(Actor::service("cli"), new_id(), clock::today());
            let command = journey::Command::RecordAccessExport;
            let done = commands.run::<Journey>(&request, id, command).await;
            done.map(drop).context("recording the export; no file is left")
        }
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
