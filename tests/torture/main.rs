//! Kills the service again and again and says what became of its log: `torture run [--rounds N]
//! [--database sqlite|postgres|both]`. `cargo xtask torture` runs it with a PostgreSQL of its own.

use std::{process::ExitCode, time::Duration};

use anyhow::Context as _;
use clap::{Parser, Subcommand, ValueEnum};
use tests::{
    OnBoth as _,
    db::EmptyDb,
    torture::{Options, append, table, torture, work},
};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Kill the service again and again
    Run {
        /// How often
        #[arg(long, default_value_t = 200)]
        rounds: u32,
        /// On which database
        #[arg(long, value_enum, default_value = "both")]
        database: On,
        /// Another seed kills at other moments
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// The process that is killed
    #[command(hide = true)]
    Work { url: String, round: u32, first_client: u32, end: u32 },
    /// `parcours` itself
    #[command(hide = true)]
    Parcours(Box<server::cli::Cli>),
    /// A process that only appends
    #[command(hide = true)]
    Append { url: String, clients: u32 },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum On {
    Sqlite,
    Postgres,
    Both,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    match Arguments::parse().command {
        Command::Work { url, round, first_client, end } => {
            work(&url, round, first_client..end).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Parcours(cli) => cli.run().await,
        Command::Append { url, clients } => {
            append(&url, clients).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Run { rounds, database, seed } => run(rounds, database, seed).await,
    }
}

async fn run(rounds: u32, database: On, seed: u64) -> anyhow::Result<ExitCode> {
    let options = Options {
        program: std::env::current_exe().context("this program has a path")?,
        rounds,
        seed,
        longest: Duration::from_millis(400),
        fours: 4,
        replay_every: 5,
    };
    let mut databases = Vec::new();
    if database != On::Postgres {
        databases.push(EmptyDb::sqlite().await);
    }
    if database != On::Sqlite {
        databases.push(EmptyDb::postgres().await);
    }
    let mut summaries = Vec::new();
    for on in &databases {
        let summary = torture(on, &options, |so_far| {
            eprintln!(
                "{}: round {} of {rounds}, {} events, {:.0} s",
                so_far.database,
                so_far.rounds,
                so_far.events,
                so_far.elapsed.as_secs_f64()
            );
        });
        summaries.push(summary.await?);
    }
    print!("{}", table(&summaries));
    let well = summaries
        .iter()
        .all(|summary| summary.findings.none() && summary.slowest_start < Duration::from_secs(5));
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
