use std::{fs::File, io::BufReader, path::PathBuf};

use anyhow::{Context as _, bail};
use eventstore::tree::{self, Against, Checkpoint, Proof, Report, VerifierKey};

use super::super::{Cli, projections::bar};
use crate::log_key;

/// What to verify, and against what.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// An export of the log: nothing else is needed, no database.
    #[arg(long, value_name = "FILE", conflicts_with = "proof")]
    export: Option<PathBuf>,

    /// A proof that `parcours log prove` printed: nothing else is needed.
    #[arg(long, value_name = "FILE")]
    proof: Option<PathBuf>,

    /// A checkpoint kept elsewhere, which the log must still contain.
    #[arg(long, value_name = "FILE", conflicts_with = "proof")]
    checkpoint: Option<PathBuf>,

    /// The public key, as `parcours log key` prints it. By default that of the key file, where
    /// there is one.
    #[arg(long)]
    key: Option<String>,
}

impl Args {
    /// Says that all is well, or fails with the first position that is not.
    pub(super) async fn run(&self, cli: &Cli) -> anyhow::Result<()> {
        let key = match &self.key {
            Some(key) => Some(VerifierKey::parse(key)?),
            None => log_key::read(&cli.log_key_file)?.map(|key| key.verifier().clone()),
        };
        if key.is_none() {
            eprintln!("No signature is checked: pass the public key with --key.");
        }
        let older = match &self.checkpoint {
            Some(file) => Some(Checkpoint::parse(&text(file)?, key.as_ref())?),
            None => None,
        };
        let against = Against { key: key.as_ref(), older: older.as_ref() };
        if let Some(file) = &self.proof {
            let proof: Proof = serde_json::from_str(&text(file)?)?;
            proof.check(key.as_ref())?;
            println!("the proof holds");
            return Ok(());
        }
        let bar = bar("events");
        let report = if let Some(file) = &self.export {
            let file = File::open(file).with_context(|| file.display().to_string())?;
            tree::verify_export(BufReader::new(file), against, |done| bar.set_position(done))?
        } else {
            let db = cli.connect_to_read().await?;
            let report = tree::verify(&db, against, |done, total| {
                bar.set_length(total);
                bar.set_position(done);
            });
            let report = report.await?;
            db.close().await;
            report
        };
        bar.finish_and_clear();
        say(&report, against)
    }
}

fn text(file: &PathBuf) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| file.display().to_string())
}

fn say(report: &Report, against: Against<'_>) -> anyhow::Result<()> {
    let Report { events, checkpoints, signed, root, findings } = report;
    if let Some(first) = report.first() {
        for finding in findings {
            println!("position {}: {}", finding.position, finding.what);
        }
        bail!("the log is not what it was, from position {} on", first.position);
    }
    println!("{events} events, root {root}");
    if *signed > 0 {
        let by = against.key.map_or("nobody known: no key was given", VerifierKey::as_str);
        println!("up to position {signed} as in {checkpoints} checkpoints, signed by {by}");
    }
    // Whoever asks for signatures is not content without.
    let asked = against.key.is_some() || against.older.is_some();
    if *signed == 0 && *events > 0 && asked {
        bail!("no checkpoint covers any of it: whether it is what it was can not be told");
    }
    Ok(())
}
