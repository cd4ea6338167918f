use std::path::PathBuf;

use anyhow::Context as _;
use eventstore::{
    Db, Position,
    tree::{Checkpoint, Proof, prove_consistency, prove_inclusion},
};

/// What to prove.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The position of an event: prove that the newest checkpoint covers it.
    #[arg(required_unless_present = "since", conflicts_with = "since")]
    position: Option<i64>,

    /// An older checkpoint, in a file: prove that the newest one continues it.
    #[arg(long, value_name = "CHECKPOINT")]
    since: Option<PathBuf>,
}

impl Args {
    /// Prints the proof as JSON.
    pub(super) async fn run(&self, db: &Db) -> anyhow::Result<()> {
        let proof = match (&self.since, self.position) {
            (Some(file), _) => {
                let note = std::fs::read_to_string(file);
                let note = note.with_context(|| file.display().to_string())?;
                let old = Checkpoint::parse(&note, None)?;
                Proof::Consistency(prove_consistency(db, &old).await?)
            }
            (None, position) => {
                let position = Position::new(position.unwrap_or_default());
                Proof::Inclusion(prove_inclusion(db, position).await?)
            }
        };
        println!("{}", serde_json::to_string_pretty(&proof)?);
        Ok(())
    }
}
