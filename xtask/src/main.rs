//! The repository's own commands: `cargo xtask <command>`.
//!
//! Standard library, `anyhow` and `clap` only, so that it is built in seconds on a fresh machine.

mod accept;
mod bench;
mod count;
mod lint;
mod open_data;
mod server;
mod sizes;
mod test;
mod torture;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Checks and chores of this repository")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run every test, on `SQLite` and on a private `PostgreSQL` (found, or installed where possible)
    Test {
        /// Passed to `cargo test`, for instance `-- -p domain` or `-- -- nobody_is_registered_twice`
        #[arg(last = true)]
        cargo_args: Vec<String>,
    },
    /// Start a private `PostgreSQL` for the tests and keep it until Ctrl-C
    Postgres,
    /// Rewrite the reviewed files (schemas, golden files) from the code as it is now
    Accept,
    /// Formatting, clippy and documentation, with warnings refused
    Lint,
    /// List the Rust files that grow too long
    Sizes,
    /// Import the open data twice, on both databases, and check that the second time changes nothing
    ImportOpenData {
        /// The folder with the files; `../shared/data` beside the repository by default
        folder: Option<PathBuf>,
    },
    /// Measure the speed beside the raw limits of this machine (durable, so nothing else should run)
    Bench {
        #[command(subcommand)]
        what: Bench,
    },
    /// Kill the service again and again while it works, and check that nothing is lost
    Torture {
        /// How often, on each database
        #[arg(long, default_value_t = 200)]
        rounds: u32,
        /// `sqlite`, `postgres` or `both`
        #[arg(long, default_value = "both", value_parser = ["sqlite", "postgres", "both"])]
        database: String,
        /// Another seed kills at other moments
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

#[derive(Subcommand)]
enum Bench {
    /// The log: appends, commands, reads, rebuilds
    Log {
        /// `--quick`, `--database sqlite|postgres|both`, `--memory`, `--rounds N`, `--only WORD`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Test { cargo_args } => test::run(&cargo_args),
        Command::Postgres => server::keep(),
        Command::Accept => accept::run(),
        Command::Lint => lint::run(),
        Command::Sizes => sizes::run(),
        Command::ImportOpenData { folder } => open_data::run(folder),
        Command::Bench { what: Bench::Log { arguments } } => bench::log(&arguments),
        Command::Torture { rounds, database, seed } => torture::run(rounds, &database, seed),
    }
}
