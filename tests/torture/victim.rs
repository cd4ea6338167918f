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
const START: Duration = Duration::from_mins(1);

/// A process under torture, as seen from outside.
pub(super) struct Victim {
    process: Child,
    ready: watch::Receiver<Option<u64>>,
    answered: watch::Receiver<u64>,
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
        let program = program.display().to_string();
        let end = first_client + fours * KINDS;
        let [round, first_client, end] = [round, first_client, end].map(|n| n.to_string());
        Self::run(&[program, "work".to_owned(), url.to_owned(), round, first_client, end])
    }

    /// Starts one by its command line.
    pub(super) fn run(words: &[String]) -> anyhow::Result<Self> {
        let (program, arguments) = words.split_first().context("a program")?;
        let mut process = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("running {program}"))?;
        let out = process.stdout.take().context("the process has an output")?;
        let (tell, ready) = watch::channel(None);
        let (count, answered) = watch::channel(0);
        let journal = tokio::spawn(async move {
            let (mut out, mut line, mut journal) = (BufReader::new(out), String::new(), Vec::new());
            while out.read_line(&mut line).await? > 0 {
                // The last one may be cut short: then it was not told.
                if let Some(told) = Line::parse(&line) {
                    if let Line::Ready { millis } = told {
                        tell.send_replace(Some(millis));
                    }
                    if let Line::Answered { .. } = told {
                        count.send_modify(|count| *count += 1);
                    }
                    journal.push(told);
                }
                line.clear();
            }
            Ok(journal)
        });
        Ok(Self { process, ready, answered, journal })
    }

    /// Waits until it serves.
    pub(super) async fn ready(&mut self) -> anyhow::Result<Duration> {
        let ready = timeout(START, self.ready.wait_for(Option::is_some)).await;
        let millis = ready.context("the service does not start")?;
        let millis = millis.context("the service ended while it started")?;
        Ok(Duration::from_millis(millis.unwrap_or_default()))
    }

    /// Waits until it has so many answers more.
    pub(super) async fn answers(&self, more: u64) -> anyhow::Result<()> {
        let mut answered = self.answered.clone();
        let enough = *answered.borrow() + more;
        let answered = answered.wait_for(|answered| *answered >= enough).await;
        answered.context("the service ended while it worked").map(drop)
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
