//! `cargo xtask lint`: what a change must pass before anyone reads it.

use std::process::ExitCode;

use anyhow::Result;
use xtask::workspace::{cargo, succeed};

pub fn run() -> Result<ExitCode> {
    succeed(&mut cargo(&["fmt", "--all", "--check"]))?;
    let deny = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    succeed(&mut cargo(&deny))?;
    let mut doc = cargo(&["doc", "--no-deps", "--workspace"]);
    succeed(doc.env("RUSTDOCFLAGS", "-D warnings"))?;
    Ok(ExitCode::SUCCESS)
}
