//! What the people who run the service do, by the command line as they have it.

mod backup;
mod copy;
mod migrate;
mod postgres_backup;
mod roles;

use std::process::Output;

use tokio::process::Command;

/// `parcours` with these arguments.
fn parcours(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_torture"));
    command.arg("parcours").args(arguments).kill_on_drop(true);
    command.env("PARCOURS_MASTER_KEY", tests::db::MASTER_KEY);
    command
}

/// Runs it; gives what it printed.
pub(crate) async fn run(arguments: &[&str]) -> String {
    let output = parcours(arguments).output().await.unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    said(&output)
}

/// Runs it; it must fail, and say why.
pub(crate) async fn refused(arguments: &[&str]) -> String {
    let output = parcours(arguments).output().await.unwrap();
    assert!(!output.status.success(), "{arguments:?}: {}", said(&output));
    said(&output)
}

fn said(output: &Output) -> String {
    let Output { stdout, stderr, .. } = output;
    [stdout, stderr].map(|text| String::from_utf8_lossy(text).into_owned()).concat()
}
