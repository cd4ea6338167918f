use std::path::PathBuf;

use anyhow::Context as _;
use clap::Subcommand;
use eventstore::{Log, LogOptions, MasterKeys};

use super::Cli;
use crate::keys::DEFAULT_FILE;

/// On the keys of personal data.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a master key, in a file that its owner alone can read. An existing file is left alone.
    Init {
        /// The file.
        #[arg(default_value = DEFAULT_FILE)]
        file: PathBuf,
    },
    /// Wrap every key with the current master key, the first line of the file; older ones, on
    /// further lines, can be given up afterwards. Interrupted, it goes on where it stopped.
    Rotate,
    /// Say how many keys there are, and which master keys wrap them.
    Status,
}

impl Command {
    /// Runs it.
    pub(super) async fn run(&self, cli: &Cli) -> anyhow::Result<()> {
        match self {
            Self::Init { file } => {
                let keys = MasterKeys::create_file(file)?;
                println!("master key {} written to {}", keys.id(), file.display());
                println!(
                    "Keep a copy apart from the database: without it no personal data can be read \
                     again."
                );
                Ok(())
            }
            Self::Rotate | Self::Status => {
                let db = cli.migrated().await?;
                let log = Log::open(db, LogOptions::default()).await?;
                let done = self.on(cli, &log).await;
                log.close().await;
                done
            }
        }
    }

    async fn on(&self, cli: &Cli, log: &Log) -> anyhow::Result<()> {
        let vault = cli.keys.keys(log.db(), &cli.database_url).await?.open(log).await?;
        if matches!(self, Self::Rotate) {
            let bar = super::projections::bar("keys");
            let rotated = vault.rotate(|done| bar.set_position(done)).await;
            bar.finish_and_clear();
            let rotated = rotated.context("wrapping keys anew; run it again to go on")?;
            println!("{} keys and {} secrets wrapped anew", rotated.keys, rotated.secrets);
        }
        if let Some(status) = vault.status().await? {
            println!("current master key {}", status.current);
            for (master, count) in status.by_master {
                println!("{count:>10} keys wrapped by {master}");
            }
            println!("{:>10} keys destroyed", status.destroyed);
            if status.secrets_to_rotate > 0 {
                println!("{:>10} secrets wrapped by older keys", status.secrets_to_rotate);
            }
        }
        Ok(())
    }
}
