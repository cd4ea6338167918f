use anyhow::Context as _;
use eventstore::{CopyStep, Db, DbOptions};
use indicatif::ProgressBar;

use super::super::projections::bar;

/// From where, and where to.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The database that holds the log; it may be in use.
    #[arg(long, value_name = "URL")]
    from: String,

    /// An empty database, or one that an earlier copy of the same log began to fill. Nobody may
    /// use it yet.
    #[arg(long, value_name = "URL")]
    to: String,
}

impl Args {
    /// Copies, reads back, and says what there is now.
    pub(super) async fn run(&self, connections: u32) -> anyhow::Result<()> {
        let options = DbOptions { max_connections: connections.max(2) };
        let from = Db::connect(&self.from, options.clone()).await;
        let from = from.context("connecting to the source")?;
        let to = Db::connect(&self.to, options).await.context("connecting to the target")?;
        to.migrate().await.context("making the tables of the target")?;
        let bar = bar("rows");
        let copied = eventstore::copy(&from, &to, |step| show(&bar, step)).await;
        bar.finish_and_clear();
        from.close().await;
        to.close().await;
        let copied = copied.context("copying the log")?;
        println!(
            "log {} is copied and verified up to position {}; {} events are new",
            copied.log_id, copied.position, copied.events
        );
        Ok(())
    }
}

fn show(bar: &ProgressBar, step: CopyStep) {
    let (CopyStep::Copying { done, total } | CopyStep::Verifying { done, total }) = step;
    bar.set_length(total.unsigned_abs());
    bar.set_position(done.unsigned_abs());
}
