use std::{
    fs::OpenOptions,
    io::{BufWriter, Write, stdout},
    path::PathBuf,
};

use anyhow::Context as _;
use eventstore::{
    Db, Position,
    tree::{self, Exported},
};

use super::super::projections::bar;

/// Where to.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file; `-` is standard output. Where it holds an earlier or interrupted export of this
    /// log, only what is missing is added.
    file: PathBuf,
}

impl Args {
    /// Writes the log as NDJSON, with its checkpoints.
    pub(super) async fn run(&self, db: &Db) -> anyhow::Result<()> {
        if self.file.as_os_str() == "-" {
            write(db, Position::START, stdout().lock()).await?;
            return Ok(());
        }
        let at = || self.file.display().to_string();
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&self.file).with_context(at)?;
        let after = tree::resume(&mut file).with_context(at)?;
        let mut file = BufWriter::new(file);
        let Exported { events, position } = write(db, after, &mut file).await?;
        file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        println!("{}: {events} events added, up to position {position}", at());
        Ok(())
    }
}

async fn write(db: &Db, after: Position, to: impl Write) -> anyhow::Result<Exported> {
    let bar = bar("events");
    let exported = tree::export(db, after, to, |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    let exported = exported.await.context("exporting the log")?;
    bar.finish_and_clear();
    Ok(exported)
}
