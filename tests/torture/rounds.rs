use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use projections::Health;

use super::{
    Summary,
    check::Memory,
    journal::Line,
    order::{Answer, KINDS, Order},
    process::Serving,
    victim::Victim,
};
use crate::{
    OnBoth as _,
    db::{EmptyDb, READ_MODELS, read_models},
    dice::Dice,
};

/// The client number of the orders that the torturer itself sends.
const OWN_CLIENT: u32 = 1_000_001;

/// How to torture.
#[derive(Clone, Debug)]
pub struct Options {
    /// The program that runs [`work`](super::work).
    pub program: PathBuf,
    /// How often to kill.
    pub rounds: u32,
    /// Another seed kills at other moments.
    pub seed: u64,
    /// The longest a process works before it is killed.
    pub longest: Duration,
    /// Clients of a process, in fours.
    pub fours: u32,
    /// Every how many rounds all read models are compared with a fresh replay.
    pub replay_every: u32,
}

/// Kills the service so many times on one database, whose content grows from round to round.
///
/// # Errors
/// When the service does not start again, or an order can not be completed. What is found wrong
/// with the log is in the summary.
pub async fn torture(
    on: &EmptyDb,
    options: &Options,
    mut progress: impl FnMut(&Summary),
) -> anyhow::Result<Summary> {
    let started = Instant::now();
    let database = on.db.name();
    let mut run = Run::new(on, options);
    for round in 0..options.rounds {
        run.round(round).await.with_context(|| format!("round {round} on {database}"))?;
        run.summary.rounds += 1;
        run.summary.elapsed = started.elapsed();
        progress(&run.summary);
    }
    Ok(run.summary)
}

pub(super) struct Run<'a> {
    options: &'a Options,
    url: String,
    dice: Dice,
    memory: Memory,
    /// How long the last start took.
    start: Duration,
    pub summary: Summary,
}

impl<'a> Run<'a> {
    pub(super) fn new(on: &EmptyDb, options: &'a Options) -> Self {
        Self {
            options,
            url: on.url.clone(),
            dice: Dice(options.seed),
            memory: Memory::default(),
            start: Duration::from_millis(300),
            summary: Summary { database: on.db.name(), ..Summary::default() },
        }
    }

    async fn round(&mut self, round: u32) -> anyhow::Result<()> {
        let starting = round.is_multiple_of(5);
        // Now and then two processes share the database, and one outlives the other.
        let processes = if round % 4 == 3 { 2 } else { 1 };
        if starting {
            self.kill_first_starts(round).await?;
        }
        let mut victims = Vec::new();
        for process in 0..processes {
            victims.push(self.victim(&self.url, round, process * self.options.fours * KINDS)?);
        }
        if !starting {
            for victim in &mut victims {
                let took = victim.ready().await?;
                self.started_in(took);
            }
        }
        let mut journals = Vec::new();
        for victim in victims {
            let longest = if starting { self.start } else { self.options.longest };
            tokio::time::sleep(self.dice.up_to(longest)).await;
            journals.push(victim.kill().await?);
        }
        self.count_kills(starting, processes);
        self.examine(round, &journals).await
    }

    /// Killed twice while the tables of a database are made, the service then starts there.
    async fn kill_first_starts(&mut self, round: u32) -> anyhow::Result<()> {
        let fresh = match self.summary.database {
            "SQLite" => EmptyDb::sqlite().await,
            _ => EmptyDb::postgres().await,
        };
        for _ in 0..2 {
            let victim = self.victim(&fresh.url, round, 0)?;
            tokio::time::sleep(self.dice.up_to(self.start)).await;
            victim.kill().await?;
            self.count_kills(true, 1);
        }
        let first = Order { round, client: OWN_CLIENT, number: 0 };
        let serving = Serving::start(&fresh.url, first).await.context("after a first start")?;
        self.started_in(serving.took);
        let log = serving.commands().log();
        Memory::default().check(log, &mut self.summary.findings).await?;
        serving.stop().await;
        fresh.db.close().await;
        Ok(())
    }

    /// Starts a service on the log again and compares it with what was told of it.
    pub(super) async fn examine(
        &mut self,
        round: u32,
        journals: &[Vec<Line>],
    ) -> anyhow::Result<()> {
        let first = Order { round, client: OWN_CLIENT, number: 0 };
        let serving = Serving::start(&self.url, first).await.context("starting again")?;
        self.started_in(serving.took);
        let log = serving.commands().log().clone();
        let (mut under_way, mut answered) = (Vec::new(), Vec::new());
        for journal in journals {
            under_way.extend(self.memory.learn(journal));
            answered.extend(journal.iter().filter_map(|line| match line {
                Line::Answered { order, answer: Answer::Done { .. } } => Some(*order),
                _ => None,
            }));
        }
        // Before anything is sent again.
        self.memory.check(&log, &mut self.summary.findings).await?;
        self.summary.under_way += under_way.len();
        for (order, expected) in under_way {
            self.complete(&serving, order, expected).await?;
        }
        // The last ones are those that a lost write would hit.
        for order in answered.iter().rev().take(20) {
            self.send_again(&serving, *order).await?;
        }
        self.summary.events = self.memory.check(&log, &mut self.summary.findings).await?;
        self.summary.acknowledged = self.memory.acknowledged();
        self.read_models(&serving, round).await?;
        serving.stop().await;
        Ok(())
    }

    /// Sends an order of which nobody knows whether it was appended, twice.
    async fn complete(
        &mut self,
        serving: &Serving,
        order: Order,
        expected: Option<i64>,
    ) -> anyhow::Result<()> {
        let (answer, _) = order.send(serving.commands(), expected).await?;
        self.memory.answered(order, answer);
        if let Answer::Done { first, last, replayed } = answer {
            self.summary.had_appended += usize::from(replayed);
            if last - first + 1 != order.events() {
                let what = || format!("{order:?} is at {first}..={last}, not all of it");
                self.summary.findings.note(|f| &mut f.lost, what);
            }
            self.send_again(serving, order).await?;
        }
        Ok(())
    }

    async fn send_again(&mut self, serving: &Serving, order: Order) -> anyhow::Result<()> {
        let (again, _) = order.send(serving.commands(), None).await?;
        self.summary.sent_again += 1;
        let place = self.memory.place(order);
        let same = matches!(again, Answer::Done { first, last, replayed: true }
            if Some((first, last)) == place);
        if !same {
            let what = || format!("{order:?}, at {place:?}, was answered {again:?} the next time");
            self.summary.findings.note(|f| &mut f.duplicated, what);
        }
        Ok(())
    }

    async fn read_models(&mut self, serving: &Serving, round: u32) -> anyhow::Result<()> {
        let log = serving.commands().log();
        let head = log.head().await?.position;
        serving.service.engine.wait_for(head, Duration::from_mins(1)).await?;
        for status in projections::status(&serving.db, head).await? {
            ensure!(
                status.status == Health::Following && status.position == head,
                "{} is {} at {}, and the head is {head}: {:?}",
                status.name,
                status.status,
                status.position,
                status.error
            );
        }
        if round + 1 != self.options.rounds && !round.is_multiple_of(self.options.replay_every) {
            return Ok(());
        }
        let before = read_models(&serving.db).await;
        projections::rebuild(log, &[], |_, _| {}).await?;
        let after = read_models(&serving.db).await;
        self.summary.replays += 1;
        for table in READ_MODELS {
            if before[table] != after[table] {
                let differ = before[table].symmetric_difference(&after[table]).count();
                let what = || format!("round {round}: {differ} rows of {table} differ");
                self.summary.findings.note(|f| &mut f.stale, what);
            }
        }
        Ok(())
    }

    fn victim(&self, url: &str, round: u32, first_client: u32) -> anyhow::Result<Victim> {
        let Options { program, fours, .. } = self.options;
        Victim::start(program, url, round, first_client, *fours)
    }

    fn count_kills(&mut self, starting: bool, processes: u32) {
        let Summary { killed_starting, killed_working, .. } = &mut self.summary;
        *if starting { killed_starting } else { killed_working } += processes;
    }

    fn started_in(&mut self, took: Duration) {
        self.summary.slowest_start = self.summary.slowest_start.max(took);
        self.start = took;
    }
}
