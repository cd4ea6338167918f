//! `parcours`: see `parcours --help`.
// The mutations are one object of many, whose futures nest deeper than the compiler goes by itself.
#![recursion_limit = "256"]

use std::process::ExitCode;

use clap::Parser as _;
use server::{cli::Cli, exit, telemetry};

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    telemetry::start(cli.log_format, cli.log_filter());
    match cli.run().await {
        Ok(code) => code,
        Err(error) => {
            // One line for people, with its causes; the exit code says which kind it is.
            eprintln!("error: {error:#}");
            exit::code_of(&error)
        }
    }
}
