//! `parcours log …`: on the log as a whole. Each command is a file.

mod begin_epoch;
mod copy;

use clap::Subcommand;

use super::Cli;

/// On the log as a whole.
#[derive(Debug, Subcommand)]
pub enum LogCommand {
    /// Copy a log to another database, or take over what was appended since the last copy.
    Copy(copy::Args),
    /// Say that events may have been lost: after a backup was restored or a standby promoted.
    BeginEpoch,
}

impl LogCommand {
    /// Runs it.
    pub(super) async fn run(&self, cli: &Cli) -> anyhow::Result<()> {
        match self {
            Self::Copy(args) => args.run(cli.database_connections).await,
            Self::BeginEpoch => begin_epoch::run(&cli.connect().await?).await,
        }
    }
}
