//! `cargo xtask test`: every test of the workspace, on both databases, counted.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    process::{Command, ExitCode, ExitStatus, Stdio},
};

use anyhow::{Context, Result, anyhow};
use xtask::{
    install,
    workspace::{cargo, show},
};

use crate::{count::Count, server::Server};

/// Names a file that the count line is written to as well, for a script that prints it again.
const COUNT_FILE_VARIABLE: &str = "PARCOURS_TEST_COUNT_FILE";

pub fn run(cargo_args: &[String]) -> Result<ExitCode> {
    install::strace()?;
    let server = Server::provide()?;
    let mut command = cargo_test(cargo_args);
    server.export(&mut command);
    let (status, count) = stream(&mut command)?;
    drop(server);
    if let Some(file) = env::var_os(COUNT_FILE_VARIABLE) {
        let written = fs::write(&file, format!("{count}\n"));
        written.with_context(|| format!("cannot write the count to {}", file.display()))?;
    }
    let objection = objection(status.success(), count);
    if let Some(sentence) = &objection {
        eprintln!("xtask: {sentence}");
    }
    println!("{count}");
    Ok(if objection.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Plain `cargo test`: libraries, programs, integration tests and documentation examples.
fn cargo_test(cargo_args: &[String]) -> Command {
    let mut command = cargo(&["test"]);
    let own = || cargo_args.iter().take_while(|arg| *arg != "--");
    let is = |names: &[&str]| own().any(|arg| names.contains(&arg.as_str()));
    let names_packages = own().any(|arg| arg.starts_with("-p") || arg.starts_with("--package"));
    if !names_packages && !is(&["--workspace", "--all"]) {
        command.arg("--workspace");
    }
    if !is(&["--no-fail-fast"]) {
        command.arg("--no-fail-fast");
    }
    command.args(cargo_args);
    command
}

/// Runs the tests, passes their output on as it comes and sums their results.
fn stream(command: &mut Command) -> Result<(ExitStatus, Count)> {
    let shown = show(command);
    eprintln!("xtask: {shown}");
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot run `{shown}`"))?;
    let output = child.stdout.take().ok_or_else(|| anyhow!("`{shown}` has no output"))?;
    let mut count = Count::default();
    let mut out = std::io::stdout().lock();
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        out.write_all(&line)?;
        out.write_all(b"\n")?;
        out.flush()?;
        if let Some(result) = Count::of_line(&String::from_utf8_lossy(&line)) {
            count += result;
        }
    }
    Ok((child.wait()?, count))
}

/// Why the run is not a success, if it is not.
fn objection(cargo_succeeded: bool, count: Count) -> Option<&'static str> {
    if !cargo_succeeded || count.failed > 0 {
        Some("`cargo test` failed: what failed, to compile or to pass, is above")
    } else if count.skipped > 0 {
        Some("skipped tests promise what nobody checks: make them run, or delete them")
    } else if count.passed == 0 {
        Some("no test ran: nothing was checked")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{cargo_test, objection};
    use crate::count::Count;
    use xtask::workspace::show;

    fn command_line(args: &[&str]) -> String {
        show(&cargo_test(&args.iter().map(ToString::to_string).collect::<Vec<_>>()))
    }

    #[test]
    fn the_whole_workspace_is_tested_unless_packages_are_named() {
        assert!(command_line(&[]).ends_with("test --workspace --no-fail-fast"));
        assert!(command_line(&["-p", "domain"]).ends_with("test --no-fail-fast -p domain"));
        assert!(
            command_line(&["--", "-pdomain"])
                .ends_with("test --workspace --no-fail-fast -- -pdomain"),
            "what follows the dashes is for the test program"
        );
    }

    #[test]
    fn only_tests_that_ran_and_passed_are_a_success() {
        let good = Count { passed: 3, failed: 0, skipped: 0 };
        assert_eq!(objection(true, good), None);
        assert!(objection(false, good).is_some());
        assert!(objection(true, Count { skipped: 1, ..good }).is_some());
        assert!(objection(true, Count::default()).is_some());
    }
}
