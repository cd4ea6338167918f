//! `cargo xtask accept`: the generated files that are reviewed (schemas, golden files) are written anew.

use std::process::ExitCode;

use anyhow::Result;
use xtask::workspace::{cargo, succeed};

use crate::server::Server;

pub fn run() -> Result<ExitCode> {
    let server = Server::provide()?;
    let mut command = cargo(&["test", "-p", "tests", "--test", "it", "contract"]);
    server.export(&mut command);
    succeed(command.env("INSTA_UPDATE", "always"))?;
    eprintln!("xtask: done; read what changed with `git diff` before committing it");
    Ok(ExitCode::SUCCESS)
}
