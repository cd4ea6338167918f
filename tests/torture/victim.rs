use std::{path::Path, process::Stdio, time::Duration};

use anyhow::Context as _;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    sync::watch,
    task::JoinHandle,
    time::timeout,
};

use super::{journal::Line, order::KINDS};

/// A start that takes longer has failed.
const START: Duration = Duration::from_secs(60);

/// A process under torture, as seen from outside.
pub(super) struct Victim {
    process: Child,
    ready: watch::Receiver<Option<u64>>,
    journal: JoinHandle<std::io::Result<Vec<Line>>>,
}

impl Victim {
    /// Starts one with so many clients of each kind, the first of them with this number.
    pub(super) fn start(
        program: &Path,
        url: &str,
        round: u32,
        first_client: u32,
        fours: u32,
    ) -> anyhow::Result<Self> {
        let mut process = Command::new(program)
            .args(["work", url])
            .arg(round.to_string())
            .arg(first_client.to_string())
            .arg((first_client + fours * KINDS).to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("running {}", program.display()))?;
        let out = process.stdout.take().context("the process has an output")?;
        let (tell, ready) = watch::channel(None);
        let journal = tokio::spawn(async move {
            let (mut out, mut line, mut journal) = (BufReader::new(out), String::new(), Vec::new());
            while out.read_line(&mut line).await? > 0 {
                // The last one may be cut short: then it was not told.
                if let Some(told) = Line::parse(&line) {
                    if let Line::Ready { millis } = told {
                        tell.send_replace(Some(millis));
                    }
                    journal.push(told);
                }
                line.clear();
            }
            Ok(journal)
        });
        Ok(Self { process, ready, journal })
    }

    /// Waits until it serves.
    pub(super) async fn ready(&mut self) -> anyhow::Result<Duration> {
        let ready = timeout(START, self.ready.wait_for(Option::is_some)).await;
        let millis = ready.context("the service does not start")?;
        let millis = millis.context("the service ended while it started")?;
        Ok(Duration::from_millis(millis.unwrap_or_default()))
    }

    /// SIGKILL; gives everything it had told.
    pub(super) async fn kill(mut self) -> anyhow::Result<Vec<Line>> {
        if let Some(status) = self.process.try_wait()? {
            anyhow::bail!("the service ended by itself: {status}");
        }
        self.process.start_kill()?;
        self.process.wait().await?;
        Ok(self.journal.await??)
    }
}
