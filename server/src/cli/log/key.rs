use std::path::Path;

use anyhow::Context as _;

use super::super::Cli;
use crate::log_key;

/// Make it, or show it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Make a key for this log first.
    #[arg(long)]
    init: bool,
}

impl Args {
    /// Prints the public key.
    pub(super) async fn run(&self, cli: &Cli) -> anyhow::Result<()> {
        let file = &cli.log_key_file;
        let key = if self.init {
            log_key::create(file, &cli.migrated().await?).await?
        } else {
            log_key::read(file)?.with_context(|| missing(file))?
        };
        println!("{}", key.verifier().as_str());
        Ok(())
    }
}

/// What to say where there is none.
pub(super) fn missing(file: &Path) -> String {
    format!("there is no log key at {}: make one with `parcours log key --init`", file.display())
}
