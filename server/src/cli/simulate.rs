use anyhow::ensure;
use chrono::NaiveDate;
use simulation::Options;

use super::Cli;
use crate::{app, clock};

/// How much, and which.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many beneficiaries.
    #[arg(long, default_value_t = 500)]
    journeys: u32,

    /// The same seed makes the same journeys.
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Last day that is simulated. By default today.
    #[arg(long)]
    until: Option<NaiveDate>,

    /// Groups of beneficiaries simulated at once.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=1024))]
    concurrency: u16,
}

impl Args {
    /// Simulates.
    pub(super) async fn run(&self, cli: &Cli) -> anyhow::Result<()> {
        let until = self.until.unwrap_or_else(clock::today);
        ensure!(
            until <= clock::today(),
            "--until {until} is after today: only the past is recorded"
        );
        let db = cli.migrated().await?;
        let keys = cli.keys.keys(&db, &cli.database_url).await?;
        let commands = app::open_commands(&db, &keys).await?;
        let directory = reference::Directory::load(&db).await?;
        let options = Options {
            journeys: self.journeys,
            seed: self.seed,
            until,
            concurrency: self.concurrency.into(),
        };
        let bar = super::projections::bar("journeys");
        bar.set_length(self.journeys.into());
        let started = std::time::Instant::now();
        let report = simulation::simulate(&commands, &directory, &options, |progress| {
            bar.set_position(progress.journeys_done.into());
        })
        .await;
        bar.finish_and_clear();
        commands.log().clone().close().await;
        let report = report?;
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "{} journeys, {} supporters, {} pairs, {} activities, {} aids, {} placements, {} partners",
            report.journeys,
            report.supporters,
            report.mentorships,
            report.activities,
            report.aids,
            report.placements,
            report.partners
        );
        println!(
            "{} commands, none refused; {} events appended in {seconds:.1} s",
            report.commands, report.events
        );
        if report.replayed > 0 {
            println!("{} commands had been run before and changed nothing", report.replayed);
        }
        Ok(())
    }
}
