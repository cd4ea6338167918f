//! The log's speed beside the raw limits, measured in turns in the same run.
//!
//! `cargo xtask bench log` runs it, with a PostgreSQL of its own.

mod dice;
mod event;
mod journeys;
mod machine;
mod measure;
mod memory;
mod own;
mod place;
mod raw;
mod suite;
mod table;

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, ValueEnum};

use crate::{place::Place, suite::Size};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Database {
    Sqlite,
    Postgres,
    Both,
}

#[derive(Parser)]
#[command(name = "log", about = "The log's speed beside the raw limits")]
struct Arguments {
    /// A tenth of the events and shorter runs: shows that everything works, and little more
    #[arg(long)]
    quick: bool,
    /// Which databases
    #[arg(long, value_enum, default_value = "both")]
    database: Database,
    /// Measure the memory of the appender and the reader instead of the speed
    #[arg(long)]
    memory: bool,
    /// How often each load is run
    #[arg(long)]
    rounds: Option<usize>,
    /// Only the loads whose name holds one of these words
    #[arg(long)]
    only: Vec<String>,
    /// The PostgreSQL server, on which databases are made
    #[arg(long, env = "PARCOURS_TEST_POSTGRES_URL", hide_env_values = true)]
    postgres: Option<String>,
    /// Passed by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let mut places = Vec::new();
    if arguments.database != Database::Sqlite {
        let url = arguments.postgres.as_deref();
        let url = url.context("PARCOURS_TEST_POSTGRES_URL names no PostgreSQL server")?;
        places.push(Place::postgres(url).await?);
    }
    if arguments.database != Database::Postgres {
        places.push(Place::sqlite()?);
    }
    let mut size = if arguments.quick { Size::QUICK } else { Size::FULL };
    size.rounds = arguments.rounds.unwrap_or(size.rounds).max(1);
    let cpus = std::thread::available_parallelism()?;
    println!("{cpus} processors, {} rounds", size.rounds);
    let mut ok = true;
    for place in places {
        println!("{}: {}", place.name(), place.settings().await?);
        if arguments.memory {
            ok &= memory::run(&place, &size).await?;
        } else {
            ok &= suite::run(&place, &size, &arguments.only).await?;
        }
    }
    if arguments.quick {
        println!("Measured in the short form: no target is judged by it.");
    }
    Ok(if ok || arguments.quick { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
