//! `cargo xtask torture`: the service is killed again and again, and nothing may be lost.

use std::process::ExitCode;

use anyhow::Result;
use xtask::workspace::{cargo, succeed};

use crate::server::Server;

pub fn run(rounds: u32, database: &str, seed: u64) -> Result<ExitCode> {
    // Always a cluster of our own: a long run must not share its server with others.
    let server = Server::private()?;
    let mut command = cargo(&["run", "--release", "--package", "tests", "--bin", "torture", "--"]);
    command.args(["run", "--database", database, "--rounds"]).arg(rounds.to_string());
    command.arg("--seed").arg(seed.to_string());
    server.export(&mut command);
    succeed(&mut command)?;
    Ok(ExitCode::SUCCESS)
}
