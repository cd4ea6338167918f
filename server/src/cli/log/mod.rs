//! `parcours log …`: on the log as a whole. Each command is a file.

mod begin_epoch;
mod copy;
mod export;
mod key;
mod prove;
mod verify;

use anyhow::Context as _;
use clap::Subcommand;
use eventstore::tree::checkpoint;

use super::Cli;
use crate::log_key;

/// On the log as a whole.
#[derive(Debug, Subcommand)]
pub enum LogCommand {
    /// Copy a log to another database, or take over what was appended since the last copy.
    Copy(copy::Args),
    /// Print the public key by which the log's checkpoints are recognised.
    Key(key::Args),
    /// Sign the log as it is now and print the checkpoint.
    Checkpoint,
    /// Write the log to a file that can be verified without the database.
    Export(export::Args),
    /// Print a proof that an event is in the log, or that the log continues an older checkpoint.
    Prove(prove::Args),
    /// Hold the log, an export of it or a proof against what was signed.
    Verify(verify::Args),
    /// Say that events may have been lost: after a backup was restored or a standby promoted.
    BeginEpoch,
}

impl LogCommand {
    /// Runs it.
    pub(super) async fn run(&self, cli: &Cli) -> anyhow::Result<()> {
        match self {
            Self::Copy(args) => args.run(cli.database_connections).await,
            Self::Key(args) => args.run(cli).await,
            Self::Checkpoint => {
                let key = log_key::read(&cli.log_key_file)?;
                let key = key.with_context(|| key::missing(&cli.log_key_file))?;
                print!("{}", checkpoint(&cli.connect().await?, &key).await?.note);
                Ok(())
            }
            Self::Export(args) => args.run(&cli.connect_to_read().await?).await,
            Self::Prove(args) => args.run(&cli.connect_to_read().await?).await,
            Self::Verify(args) => args.run(cli).await,
            Self::BeginEpoch => begin_epoch::run(&cli.connect().await?).await,
        }
    }
}
