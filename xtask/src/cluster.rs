//! A private `PostgreSQL` cluster: own folder, free port, this machine only, gone afterwards.

use std::{
    fs::{self, File},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
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

/// A running server, or one that was stopped for a while.
pub struct Cluster {
    /// None while it is stopped.
    server: Option<Child>,
    options: Options,
    binaries: Binaries,
    port: u16,
    scratch: Scratch,
}

/// How a cluster differs from the usual one.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Settings, as in `wal_level=replica`.
    pub settings: Vec<String>,
    /// Further arguments of `initdb`.
    pub initdb: Vec<String>,
    /// Words before the server's command line, of a program that becomes the server.
    pub before: Vec<String>,
    /// An empty folder for its files, instead of one of its own.
    pub data: Option<PathBuf>,
}

/// How a server is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Sessions are cut off, everything is written.
    Fast,
    /// Everything ends where it stands, as in a crash; the next start recovers.
    Immediate,
}

impl Cluster {
    /// Makes and starts a cluster; it stops and its files go when the value is dropped.
    ///
    /// Durability stays on (`fsync`, `synchronous_commit`): the tests check the promises on what
    /// production runs.
    ///
    /// # Errors
    /// When it can not be made or started.
    pub fn start(binaries: &Binaries) -> Result<Self> {
        Self::start_with(binaries, Options::default())
    }

    /// The same with options.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn start_with(binaries: &Binaries, options: Options) -> Result<Self> {
        let mut scratch = Scratch::create()?;
        if let Some(data) = &options.data {
            scratch.hand_over(data)?;
        }
        initialise(binaries, &options, &mut scratch)?;
        let binaries = binaries.clone();
        let mut cluster = Self { server: None, options, binaries, port: 0, scratch };
        for _ in 0..PORT_ATTEMPTS {
            cluster.port = free_port()?;
            if cluster.launch()? {
                return Ok(cluster);
            }
        }
        bail!("PostgreSQL does not start; its log ends with:\n{}", log_end(&cluster.scratch))
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// The process that starts all others of the server; none while it is stopped.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.server.as_ref().map(Child::id)
    }

    /// A program of the server's version, to be run by the server's account in its folder.
    #[must_use]
    pub fn program(&self, name: &str) -> Command {
        self.scratch.command(&self.binaries.program(name))
    }

    /// Any program, to be run as those of the server.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        self.scratch.command(program.as_ref())
    }

    /// A path in its own folder, for files that its account writes.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.scratch.path(name)
    }

    /// Stops it and waits until it has ended.
    ///
    /// # Errors
    /// When it does not end.
    pub fn stop(&mut self, how: Stop) -> Result<()> {
        let Some(mut server) = self.server.take() else { return Ok(()) };
        let mode = match how {
            Stop::Fast => "fast",
            Stop::Immediate => "immediate",
        };
        let mut command = self.program("pg_ctl");
        command.arg("-D").arg(data(&self.options, &self.scratch)).args(["stop", "-m", mode]);
        let output = command.stdin(Stdio::null()).output().context("cannot run pg_ctl")?;
        if !ends_within(&mut server, STOP_TIMEOUT) {
            bail!("PostgreSQL does not stop: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }

    /// Starts it again after [`Cluster::stop`], or after it ended by itself, on the same port.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_again(&mut self) -> Result<()> {
        if let Some(server) = &mut self.server
            && server.try_wait()?.is_none()
        {
            return Ok(());
        }
        if self.launch()? {
            return Ok(());
        }
        bail!("PostgreSQL does not start again; its log ends with:\n{}", log_end(&self.scratch))
    }

    /// Waits until the server ends, which by itself it does not.
    ///
    /// # Errors
    /// When it has ended.
    pub fn wait(&mut self) -> Result<()> {
        let status = self.server.as_mut().context("PostgreSQL is stopped")?.wait()?;
        bail!(
            "PostgreSQL ended by itself ({status}); its log ends with:\n{}",
            log_end(&self.scratch)
        )
    }

    /// False if it ended instead of taking connections.
    fn launch(&mut self) -> Result<bool> {
        let (options, scratch) = (&self.options, &self.scratch);
        let log = File::options().create(true).append(true).open(log(scratch))?;
        let program = self.binaries.program("postgres");
        let mut postgres = match options.before.split_first() {
            Some((before, words)) => {
                let mut command = scratch.command(before.as_ref());
                command.args(words).arg(program);
                command
            }
            None => scratch.command(&program),
        };
        postgres.arg("-D").arg(data(options, scratch)).arg("-p").arg(self.port.to_string());
        postgres.arg("-k").arg(scratch.path(""));
        postgres.args(["-c", "listen_addresses=127.0.0.1", "-c", MAX_CONNECTIONS]);
        for setting in &options.settings {
            postgres.args(["-c", setting]);
        }
        postgres.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let mut server = postgres.spawn().context("cannot run postgres")?;
        self.scratch.stops(server.id())?;
        let data = data(&self.options, &self.scratch);
        let ready = wait_until_ready(&mut server, &data, &self.scratch)?;
        self.server = Some(server);
        Ok(ready)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.options.data.is_some() {
            // The keeper looks for the files in the folder it deletes.
            drop(self.stop(Stop::Immediate));
        }
        self.scratch.release();
        let Some(server) = &mut self.server else { return };
        if !ends_within(server, STOP_TIMEOUT) {
            eprintln!("xtask: PostgreSQL (process {}) did not stop: killing it", server.id());
            drop(server.kill().and_then(|()| server.wait()));
        }
    }
}

fn initialise(binaries: &Binaries, options: &Options, scratch: &mut Scratch) -> Result<()> {
    let mut initdb = scratch.command(&binaries.program("initdb"));
    initdb.arg("--pgdata").arg(data(options, scratch)).stdin(Stdio::null());
    // Nothing is worth keeping yet, so the initial files are not forced to disk; what the server
    // writes later is.
    initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale"]);
    initdb.args(&options.initdb);
    initdb.arg("--no-sync").stdout(Stdio::null()).stderr(Stdio::piped());
    let running = initdb.spawn().context("cannot run initdb")?;
    scratch.stops(running.id())?;
    let output = running.wait_with_output()?;
    if !output.status.success() {
        bail!("initdb failed ({}): {}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

/// False if the server ended instead, as it does when someone else took the port meanwhile.
fn wait_until_ready(server: &mut Child, data: &Path, scratch: &Scratch) -> Result<bool> {
    let status_file = data.join("postmaster.pid");
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

fn data(options: &Options, scratch: &Scratch) -> PathBuf {
    options.data.clone().unwrap_or_else(|| scratch.path("data"))
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
