//! `strace`: what a program asks of the system, in order, and answers of the system that are false
//! or late.
#![expect(clippy::expect_used, reason = "a test that can not be set up has failed")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

/// A trace that is being written.
pub struct Trace {
    folder: TempDir,
}

impl Default for Trace {
    fn default() -> Self {
        Self::new()
    }
}

impl Trace {
    /// Of a program to come.
    ///
    /// # Panics
    /// When programs can not be traced here, which these tests need.
    #[must_use]
    pub fn new() -> Self {
        let mut works = Command::new("strace");
        works.args(["-f", "-D", "-o", "/dev/null", "true"]).stdout(Stdio::null());
        let works = works.output();
        let works = works.expect("`strace` is installed; `cargo xtask test` does that");
        let why = String::from_utf8_lossy(&works.stderr);
        assert!(works.status.success(), "`strace` can not trace programs here: {why}");
        let folder = tempfile::tempdir().expect("a temporary folder");
        // Whatever account the program runs as.
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
        fs::set_permissions(folder.path(), open).expect("permissions");
        Self { folder }
    }

    /// What to put before a program and its arguments. The program keeps the process id that the
    /// caller sees, and its end is the end of the trace.
    #[must_use]
    pub fn before(&self, options: &[&str]) -> Vec<String> {
        let file = self.file().display().to_string();
        let mut words: Vec<String> =
            ["strace", "-D", "-f", "-qq", "-y", "-s", "64", "-o", &file].map(str::to_owned).into();
        words.extend(options.iter().map(|&option| option.to_owned()));
        words
    }

    /// What was traced so far.
    #[must_use]
    pub fn text(&self) -> String {
        fs::read(self.file()).map(|text| String::from_utf8_lossy(&text).into()).unwrap_or_default()
    }

    /// Waits until so many answers of the system were false.
    pub async fn injected(&self, at_least: usize) {
        while self.text().matches("(INJECTED)").count() < at_least {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("trace")
    }
}

/// A step of a program that writes a file and says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It wrote this to its standard output.
    Said(String),
    /// It has written to the file.
    Wrote,
    /// It asks for the file to be made durable.
    SyncBegun,
    /// The file is durable.
    Synced,
}

/// The steps in their order: what it says counts from the moment it begins to, what it writes when
/// that is done.
#[must_use]
pub fn steps(trace: &str, file: &Path) -> Vec<Step> {
    let file = format!("<{}>", file.display());
    let mut steps = Vec::new();
    // By process, what was begun and is not over.
    let mut begun = std::collections::HashMap::new();
    for line in trace.lines() {
        let Some((process, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        if let Some((_, end)) = call.strip_prefix("<... ").and_then(|call| call.split_once(')')) {
            if let Some(step) = begun.remove(process)
                && !end.contains("= -1")
            {
                steps.push(step);
            }
            continue;
        }
        let Some((name, arguments)) = call.split_once('(') else { continue };
        let (over, failed) = (!call.contains("<unfinished"), call.contains(" = -1 "));
        let step = match name {
            "write" if arguments.starts_with("1<") => {
                let said = arguments.split_once('"').and_then(|(_, said)| said.rsplit_once('"'));
                let said = said.map(|(said, _)| said.replace("\\n", "\n")).unwrap_or_default();
                steps.push(Step::Said(said));
                continue;
            }
            "pwrite64" | "write" if arguments.contains(&file) => Step::Wrote,
            "fsync" | "fdatasync" if arguments.contains(&file) => {
                steps.push(Step::SyncBegun);
                Step::Synced
            }
            _ => continue,
        };
        if over && !failed {
            steps.push(step);
        } else if !over {
            begun.insert(process, step);
        }
    }
    steps
}
