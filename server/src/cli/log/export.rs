use std::{
    fs::OpenOptions,
    io::{BufWriter, Write, stdout},
    path::PathBuf,
};

use anyhow::{Context as _, ensure};
use eventstore::{
    Db, Position,
    tree::{self, Exported, Start},
};

use super::super::projections::bar;

/// What, and where to.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file; `-` is standard output. Where it holds an earlier or interrupted export of this
    /// log, only what is missing is added.
    file: PathBuf,

    /// Leave out what is before this position. What is left out stands for itself by its tree:
    /// the file is verified from here on.
    #[arg(long, value_name = "POSITION", value_parser = clap::value_parser!(i64).range(1..))]
    from: Option<i64>,

    /// Leave out what is after this position.
    #[arg(long, value_name = "POSITION", value_parser = clap::value_parser!(i64).range(1..))]
    to: Option<i64>,
}

impl Args {
    /// Writes the log as NDJSON, with its checkpoints.
    pub(super) async fn run(&self, db: &Db) -> anyhow::Result<()> {
        let after = Position::new(self.from.unwrap_or(1) - 1);
        if self.file.as_os_str() == "-" {
            self.write(db, Start::After(after), BufWriter::new(stdout().lock())).await?;
            return Ok(());
        }
        let at = || self.file.display().to_string();
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&self.file).with_context(at)?;
        let start = match tree::resume(&mut file).with_context(at)? {
            Some(resumed) => {
                let goes_on = self.from.is_none();
                ensure!(goes_on, "{} is begun already: it goes on without --from", at());
                Start::Resumed(resumed)
            }
            None => Start::After(after),
        };
        let mut file = BufWriter::new(file);
        let Exported { events, position } = self.write(db, start, &mut file).await?;
        file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        println!("{}: {events} events added, up to position {position}", at());
        Ok(())
    }

    async fn write(&self, db: &Db, start: Start, to: impl Write) -> anyhow::Result<Exported> {
        let bar = bar("events");
        let upto = self.to.map(Position::new);
        let exported = tree::export(db, start, upto, to, |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        });
        let exported = exported.await.context("exporting the log")?;
        bar.finish_and_clear();
        Ok(exported)
    }
}
