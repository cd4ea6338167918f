//! `cargo xtask bench log`: the log's speed beside the raw limits of this machine.

use std::process::ExitCode;

use anyhow::Result;
use xtask::workspace::cargo;

use crate::server::Server;

/// Runs it on a `PostgreSQL` of its own, as durable as production's.
pub fn log(arguments: &[String]) -> Result<ExitCode> {
    let mut command = cargo(&["bench", "--package", "benches", "--bench", "log", "--"]);
    command.args(arguments);
    let sqlite_only =
        arguments.windows(2).any(|pair| pair[0] == "--database" && pair[1] == "sqlite")
            || arguments.iter().any(|argument| argument == "--database=sqlite");
    // Held to the end, which stops the cluster.
    let server = if sqlite_only { None } else { Some(Server::private()?) };
    if let Some(server) = &server {
        server.export(&mut command);
    }
    let status = command.status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
