use clap::Subcommand;
use eventstore::{Db, Log, LogOptions};
use indicatif::{ProgressBar, ProgressStyle};

/// On the read models.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say how far each read model is.
    Status,
    /// Fold read models again from the log.
    Rebuild {
        /// Which; by default all.
        names: Vec<String>,
    },
}

impl Command {
    /// Runs it.
    pub(super) async fn run(&self, db: &Db) -> anyhow::Result<()> {
        let log = Log::open(db.clone(), LogOptions::default()).await?;
        let done = match self {
            Self::Status => status(&log).await,
            Self::Rebuild { names } => rebuild(&log, names).await,
        };
        log.close().await;
        done
    }
}

async fn status(log: &Log) -> anyhow::Result<()> {
    let head = log.head().await?.position;
    println!("log at position {head}");
    for projection in projections::status(log.db(), head).await? {
        let error = projection.error.map(|error| format!("  {error}")).unwrap_or_default();
        println!(
            "{:<16} version {:>3}  position {:>10}  behind {:>8}  {}{error}",
            projection.name,
            projection.version,
            projection.position,
            projection.lag,
            projection.status,
        );
    }
    Ok(())
}

async fn rebuild(log: &Log, names: &[String]) -> anyhow::Result<()> {
    let bar = bar("events");
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let report = projections::rebuild(log, &names, |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })
    .await?;
    bar.finish_and_clear();
    println!(
        "rebuilt {} from {} events in {:.1} s",
        report.projections.join(", "),
        report.events,
        report.elapsed.as_secs_f64()
    );
    Ok(())
}

/// A progress bar on standard error; silent when that is not a terminal.
pub(super) fn bar(unit: &str) -> ProgressBar {
    let bar = ProgressBar::new(0);
    let template = format!(
        "{{elapsed_precise}} {{wide_bar}} {{human_pos}}/{{human_len}} {unit} {{per_sec}}, {{eta}} left"
    );
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style);
    }
    bar
}
