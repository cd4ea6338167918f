//! A process under torture whose system calls are seen, or answered falsely.

use std::path::Path;

use super::{
    Summary,
    journal::Line,
    order::Answer,
    rounds::{Options, Run},
    victim::Victim,
};
use crate::{
    db::EmptyDb,
    strace::{Step, Trace, steps},
};

/// Answers, and those of them that left before what they say was durable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Early {
    /// New appends that were answered.
    pub answers: usize,
    /// Of these, answered before the database file had been made durable.
    pub early: usize,
}

/// Appends from so many clients to a SQLite file until there are enough answers, and looks what
/// was durable when each of them left. Gives the trace as well.
///
/// # Errors
/// When the process fails.
pub async fn early_answers(
    on: &EmptyDb,
    program: &Path,
    clients: u32,
    enough: u64,
) -> anyhow::Result<(Early, String)> {
    let trace = Trace::new();
    let mut words = trace.before(&["-e", "trace=write,pwrite64,fsync,fdatasync"]);
    words.push(program.display().to_string());
    words.extend(["append".to_owned(), on.url.clone(), clients.to_string()]);
    let victim = Victim::run(&words)?;
    victim.answers(enough).await?;
    victim.kill().await?;
    let text = trace.text();
    Ok((count_early(&text, &on.url, clients), text))
}

/// Goes through a trace. What one client writes between two of its lines can only be its own;
/// several clients share transactions, then at least one must have begun after the question.
#[must_use]
pub fn count_early(trace: &str, url: &str, clients: u32) -> Early {
    let file = format!("{}-wal", url.trim_start_matches("sqlite://"));
    let mut early = Early::default();
    let mut asked = std::collections::HashMap::new();
    // Counted: writes; writes when the last sync that is over began; where that sync began.
    let (mut writes, mut begun, mut durable, mut synced_at) = (0_usize, (0, 0), 0, 0);
    for (at, step) in steps(trace, Path::new(&file)).into_iter().enumerate() {
        match step {
            Step::Wrote => writes += 1,
            Step::SyncBegun => begun = (writes, at),
            Step::Synced => (durable, synced_at) = begun,
            Step::Said(line) => match Line::parse(&line) {
                Some(Line::Sent { order, .. }) => {
                    asked.insert(order, (writes, at));
                }
                Some(Line::Answered { order, answer: Answer::Done { replayed: false, .. } }) => {
                    let (before, asked_at) = asked.remove(&order).unwrap_or_default();
                    let all = if clients == 1 { durable == writes } else { synced_at > asked_at };
                    early.answers += 1;
                    early.early += usize::from(!all || durable <= before);
                }
                _ => {}
            },
        }
    }
    early
}

/// Has the service work on a SQLite file while some answers of the system are false, until there
/// were so many of these and enough answers afterwards; then it is killed, and its log held against
/// what it said.
///
/// # Errors
/// As [`torture`](super::torture), or when the service fails for good.
pub async fn work_under_faults(
    on: &EmptyDb,
    options: &Options,
    inject: &[&str],
    faults: usize,
) -> anyhow::Result<Summary> {
    let trace = Trace::new();
    let mut words = trace.before(inject);
    words.push(options.program.display().to_string());
    words.extend(["work", &on.url, "0", "0", "16"].map(str::to_owned));
    let mut victim = Victim::run(&words)?;
    victim.ready().await?;
    trace.injected(faults).await;
    victim.answers(100).await?;
    let journal = victim.kill().await?;
    let mut run = Run::new(on, options);
    run.examine(0, &[journal]).await?;
    Ok(run.summary)
}
