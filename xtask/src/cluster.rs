//! A private `PostgreSQL` cluster: own folder, free port, this machine only, gone afterwards.

use std::{
    fs::{self, File},
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{binaries::Binaries, scratch::Scratch};

/// Each test has connections of its own, and many tests run at once.
const MAX_CONNECTIONS: &str = "max_connections=400";
const START_TIMEOUT: Duration = Duration::from_mins(1);
const STOP_TIMEOUT: Duration = Duration::from_secs(15);
const PORT_ATTEMPTS: u32 = 5;

pub struct Cluster {
    server: Child,
    port: u16,
    scratch: Scratch,
}

impl Cluster {
    /// Makes and starts a cluster; it stops and its files go when the value is dropped.
    ///
    /// Durability stays on (`fsync`, `synchronous_commit`): the tests check the promises on what
    /// production runs.
    pub fn start(binaries: &Binaries) -> Result<Self> {
        let mut scratch = Scratch::create()?;
        initialise(binaries, &mut scratch)?;
        for _ in 0..PORT_ATTEMPTS {
            let port = free_port()?;
            let mut server = launch(binaries, &scratch, port)?;
            scratch.stops(server.id())?;
            if wait_until_ready(&mut server, &scratch)? {
                return Ok(Self { server, port, scratch });
            }
        }
        bail!("PostgreSQL does not start; its log ends with:\n{}", log_end(&scratch))
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Waits until the server ends, which by itself it does not.
    pub fn wait(&mut self) -> Result<()> {
        let status = self.server.wait()?;
        bail!(
            "PostgreSQL ended by itself ({status}); its log ends with:\n{}",
            log_end(&self.scratch)
        )
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.scratch.release();
        if !ends_within(&mut self.server, STOP_TIMEOUT) {
            eprintln!("xtask: PostgreSQL (process {}) did not stop: killing it", self.server.id());
            drop(self.server.kill().and_then(|()| self.server.wait()));
        }
    }
}

fn initialise(binaries: &Binaries, scratch: &mut Scratch) -> Result<()> {
    let mut initdb = scratch.command(&binaries.program("initdb"));
    initdb.arg("--pgdata").arg(data(scratch)).stdin(Stdio::null());
    // Nothing is worth keeping yet, so the initial files are not forced to disk; what the server
    // writes later is.
    initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale"]);
    initdb.arg("--no-sync").stdout(Stdio::null()).stderr(Stdio::piped());
    let running = initdb.spawn().context("cannot run initdb")?;
    scratch.stops(running.id())?;
    let output = running.wait_with_output()?;
    if !output.status.success() {
        bail!("initdb failed ({}): {}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

fn launch(binaries: &Binaries, scratch: &Scratch, port: u16) -> Result<Child> {
    let log = File::create(log(scratch))?;
    let mut postgres = scratch.command(&binaries.program("postgres"));
    postgres.arg("-D").arg(data(scratch)).arg("-p").arg(port.to_string());
    postgres.arg("-k").arg(scratch.path(""));
    postgres.args(["-c", "listen_addresses=127.0.0.1", "-c", MAX_CONNECTIONS]);
    postgres.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    postgres.spawn().context("cannot run postgres")
}

/// False if the server ended instead, as it does when someone else took the port meanwhile.
fn wait_until_ready(server: &mut Child, scratch: &Scratch) -> Result<bool> {
    let status_file = data(scratch).join("postmaster.pid");
    let deadline = Instant::now() + START_TIMEOUT;
    while Instant::now() < deadline {
        if fs::read_to_string(&status_file).is_ok_and(|text| is_ready(&text, server.id())) {
            return Ok(true);
        }
        if server.try_wait()?.is_some() {
            return Ok(false);
        }
        thread::sleep(Duration::from_millis(20));
    }
    bail!(
        "PostgreSQL is not ready after {START_TIMEOUT:?}; its log ends with:\n{}",
        log_end(scratch)
    )
}

/// Whether `postmaster.pid` says that this very process takes connections: the process id is its
/// first line, the status its eighth (`src/include/utils/pidfile.h` of `PostgreSQL`).
fn is_ready(status_file: &str, server: u32) -> bool {
    let mut lines = status_file.lines().map(str::trim);
    lines.next() == Some(server.to_string().as_str()) && lines.nth(6) == Some("ready")
}

fn ends_within(server: &mut Child, timeout: Duration) -> bool {
    let deadline = Instant::now() + timeout;
    loop {
        match server.try_wait() {
            Ok(Some(_)) => return true,
            Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(10)),
            Ok(None) | Err(_) => return false,
        }
    }
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(listener.local_addr()?.port())
}

fn data(scratch: &Scratch) -> PathBuf {
    scratch.path("data")
}

fn log(scratch: &Scratch) -> PathBuf {
    scratch.path("server.log")
}

fn log_end(scratch: &Scratch) -> String {
    let text = fs::read_to_string(log(scratch)).unwrap_or_default();
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(10)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::is_ready;

    fn status_file(pid: u32, status: &str) -> String {
        format!("{pid}\n/tmp/data\n1700000000\n5432\n/tmp\n127.0.0.1\n  1 2\n{status}\n")
    }

    #[test]
    fn a_server_is_ready_when_its_own_status_file_says_so() {
        assert!(is_ready(&status_file(77, "ready   "), 77));
        assert!(!is_ready(&status_file(77, "starting"), 77));
        assert!(!is_ready(&status_file(78, "ready   "), 77), "another server's file");
        assert!(!is_ready("77\n/tmp/data\n", 77), "half written");
    }
}
