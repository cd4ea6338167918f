use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use eventstore::{
    Db, EventId, Position,
    tree::{Checkpoint, Proof, position_of, prove_consistency, prove_inclusion},
};

/// What to prove.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// An event, by its position or its id: prove that the checkpoint covers it.
    #[arg(required_unless_present = "since", conflicts_with = "since")]
    event: Option<String>,

    /// An older checkpoint, in a file: prove that the checkpoint continues it.
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,

    /// The checkpoint, in a file; by default the newest one stored.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
}

impl Args {
    /// Prints the proof as JSON.
    pub(super) async fn run(&self, db: &Db) -> anyhow::Result<()> {
        let checkpoint = self.checkpoint.as_deref().map(read).transpose()?;
        let checkpoint = checkpoint.as_ref();
        let proof = match (&self.since, &self.event) {
            (Some(file), _) => {
                Proof::Consistency(prove_consistency(db, &read(file)?, checkpoint).await?)
            }
            (None, event) => {
                let position = position(db, event.as_deref().unwrap_or_default()).await?;
                Proof::Inclusion(prove_inclusion(db, position, checkpoint).await?)
            }
        };
        println!("{}", serde_json::to_string_pretty(&proof)?);
        Ok(())
    }
}

async fn position(db: &Db, event: &str) -> anyhow::Result<Position> {
    if let Ok(position) = event.parse() {
        return Ok(Position::new(position));
    }
    let Ok(id) = event.parse() else {
        bail!("{event} is neither a position (a number) nor the id of an event (a UUID)")
    };
    position_of(db, EventId(id)).await?.with_context(|| format!("there is no event {id}"))
}

fn read(file: &Path) -> anyhow::Result<Checkpoint> {
    let note = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    Checkpoint::parse(&note, None).with_context(|| file.display().to_string())
}
