//! All loads on one database, round after round, each limit beside what is compared with it.

use std::time::Duration;

use anyhow::Result;
use commands::CommandsOptions;
use eventstore::{Db, DbOptions};

use crate::{
    journeys,
    machine::Cpu,
    measure::{Run, sample},
    own::{self, Appends},
    place::{Fresh, Place},
    raw,
    table::{Against, Load, Table},
};

/// How much to do.
#[derive(Clone, Copy)]
pub struct Size {
    pub rounds: usize,
    /// Of each run of a closed loop.
    pub during: Duration,
    /// Of the log that is read.
    pub read: usize,
    /// Of the log that is appended to, before it is.
    pub filled: usize,
    /// Streams of 200 events for commands.
    pub long_streams: usize,
    /// Journeys in the log from which read models are made.
    pub journeys: usize,
    /// Of the log that is to be read and written in flat memory: at first, and in the end.
    pub memory: (usize, usize),
}

impl Size {
    pub const FULL: Self = Self {
        rounds: 5,
        during: Duration::from_secs(3),
        read: 1_000_000,
        filled: 100_000,
        long_streams: 2_000,
        journeys: 20_000,
        memory: (100_000, 4_000_000),
    };
    pub const QUICK: Self = Self {
        rounds: 3,
        during: Duration::from_millis(700),
        read: 100_000,
        filled: 10_000,
        long_streams: 500,
        journeys: 2_000,
        memory: (20_000, 200_000),
    };
}

const CLIENTS: usize = 64;
/// Events of a stream before clients append to it.
const LENGTH: usize = 200;

/// `load(name, unit, what, compared with, at least)`
const fn load(
    name: &'static str,
    unit: &'static str,
    what: &'static str,
    against: Option<(&'static str, Option<f64>)>,
) -> Load {
    let against = match against {
        Some((row, target)) => Some(Against { row, target }),
        None => None,
    };
    Load { name, unit, what, against }
}

const W1: &str = "W1";
const W2: &str = "W2";
const W3: &str = "W3";
const W4: &str = "W4, states cached";
const W4_COLD: &str = "W4, nothing cached";
const SCAN: &str = "full read";
const W5: &str = "W5";
const W6: &str = "W6, all read models";
const W6_ONE: &str = "W6, journeys";
const ONE: &str = "limit: insert, 1 client";
const PLAIN: &str = "limit: insert, 64 clients";
const BULK: &str = "limit: 500 rows a transaction";
const BULK_64: &str = "limit: 64 rows a transaction";
const BULK_2: &str = "limit: 500 rows, 2 clients";
const READ: &str = "limit: read";

const APPENDS: [&str; 10] = [ONE, PLAIN, BULK, BULK_2, BULK_64, W1, W2, W3, W4, W4_COLD];
const READS: [&str; 5] = [READ, SCAN, W5, W6, W6_ONE];

struct Suite<'a> {
    cpu: Cpu,
    only: &'a [String],
    table: Table,
}

impl Suite<'_> {
    async fn measure(&mut self, load: Load, run: impl Future<Output = Result<Run>>) -> Result<()> {
        if self.wants(&load) {
            let sample = sample(&self.cpu, run).await?;
            let (per_second, micros) = (sample.per_second, sample.cpu_micros);
            let others = sample.other_cpu * 100.0;
            eprintln!(
                "  {}: {per_second:.0} {}/s, {micros:.1} µs of processor each, others {others:.0}%",
                load.name, load.unit
            );
            self.table.add(load, sample);
        }
        Ok(())
    }

    fn wants(&self, load: &Load) -> bool {
        self.wants_any(&[load.name])
    }

    fn wants_any(&self, names: &[&str]) -> bool {
        let asked = |name: &&str| self.only.iter().any(|word| name.contains(word.as_str()));
        self.only.is_empty() || names.iter().any(asked)
    }
}

/// Measures everything on one database; whether all targets are met.
pub async fn run(place: &Place, size: &Size, only: &[String]) -> Result<bool> {
    let mut suite = Suite { cpu: place.cpu().await?, only, table: Table::default() };
    if suite.wants_any(&APPENDS) {
        appends(place, size, &mut suite).await?;
    }
    if suite.wants_any(&READS) {
        Box::pin(reads(place, size, &mut suite)).await?;
    }
    suite.table.print(place.name());
    Ok(suite.table.is_ok())
}

#[expect(clippy::large_enum_variant, reason = "there is one, for a whole run")]
enum Raw {
    Postgres(raw::postgres::Raw),
    Sqlite(raw::sqlite::Raw),
}

async fn appends(place: &Place, size: &Size, suite: &mut Suite<'_>) -> Result<()> {
    let append = place.fresh("append").await?;
    own::fill(&append.log, 0, size.filled).await?;
    let mut appends = Appends::prepare(&append.log, CLIENTS, LENGTH).await?;
    let mut raw = match append.db {
        Db::Postgres(_) => Raw::Postgres(raw::postgres::Raw::beside(&append).await?),
        Db::Sqlite(_) => Raw::Sqlite(raw::sqlite::Raw::beside(&append).await?),
    };
    append.settle().await?;

    let run = place.fresh("commands").await?;
    let long = if suite.wants_any(&[W4, W4_COLD]) { size.long_streams } else { 1 };
    let (warm, cold) = (0..long, long..2 * long);
    journeys::found(&run.log).await?;
    journeys::fill(&run, 0..cold.end, journeys::long).await?;
    let warmed = run.commands(CommandsOptions::default());
    journeys::warm(&warmed, warm.clone()).await?;
    run.settle().await?;

    let during = size.during;
    for round in 1..=size.rounds {
        eprintln!("{}, round {round}: appends", place.name());
        match &mut raw {
            Raw::Postgres(raw) => {
                let what = "one insert per transaction, one connection";
                suite.measure(load(ONE, "rows", what, None), raw.insert(1, during)).await?;
                let what = "one insert per transaction, 64 connections: the plain writer";
                let plain = load(PLAIN, "rows", what, None);
                suite.measure(plain, raw.insert(CLIENTS, during)).await?;
                own_appends(suite, &mut appends, during, (PLAIN, 3.0)).await?;
                let what = "one `unnest` insert of 500 rows per transaction, one connection";
                let bulk = load(BULK, "rows", what, None);
                suite.measure(bulk, raw.insert_bulk(500, 1, during)).await?;
                own_bulk(suite, &mut appends, during, Some(0.4)).await?;
                let what = "the same, two connections";
                let bulk = load(BULK_2, "rows", what, None);
                suite.measure(bulk, raw.insert_bulk(500, 2, during)).await?;
            }
            Raw::Sqlite(raw) => {
                let what = "one insert per transaction, the plain writer";
                suite.measure(load(ONE, "rows", what, None), raw.insert(1, during)).await?;
                own_appends(suite, &mut appends, during, (ONE, 8.0)).await?;
                let what = "one insert of 64 rows per transaction";
                suite.measure(load(BULK_64, "rows", what, None), raw.insert(64, during)).await?;
                let what = "500 rows per transaction, 64 per insert";
                suite.measure(load(BULK, "rows", what, None), raw.insert(500, during)).await?;
                own_bulk(suite, &mut appends, during, None).await?;
            }
        }
        let what = "`Commands::run` on journeys of 200 events taken at random, 64 clients; the \
                    state cache knows all of them";
        let w4 = load(W4, "commands", what, Some((W2, Some(0.6))));
        suite.measure(w4, journeys::run(&warmed, warm.clone(), CLIENTS, during)).await?;
        let what = "the same on other journeys, by a process that has just started with nothing \
                    cached and keeps one state: each command reads its stream";
        let w4 = load(W4_COLD, "commands", what, Some((W2, None)));
        let cold_cache = run.commands(CommandsOptions { cached_states: 1 });
        suite.measure(w4, journeys::run(&cold_cache, cold.clone(), CLIENTS, during)).await?;
    }
    place.remove(append).await?;
    place.remove(run).await
}

async fn own_appends(
    suite: &mut Suite<'_>,
    appends: &mut Appends,
    during: Duration,
    (plain, target): (&'static str, f64),
) -> Result<()> {
    let what = "append 1 event with an expected revision, 1 client";
    let w1 = load(W1, "events", what, Some((ONE, None)));
    suite.measure(w1, appends.run(1, 1, during)).await?;
    let what = "append 1 event with an expected revision, 64 clients on streams of 200 events";
    let w2 = load(W2, "events", what, Some((plain, Some(target))));
    suite.measure(w2, appends.run(CLIENTS, 1, during)).await
}

async fn own_bulk(
    suite: &mut Suite<'_>,
    appends: &mut Appends,
    during: Duration,
    target: Option<f64>,
) -> Result<()> {
    let what = "append 10 events in one command, 64 clients";
    let w3 = load(W3, "events", what, Some((BULK, target)));
    suite.measure(w3, appends.run(CLIENTS, 10, during)).await
}

async fn reads(place: &Place, size: &Size, suite: &mut Suite<'_>) -> Result<()> {
    let read = place.fresh("read").await?;
    own::fill(&read.log, 0, size.read).await?;
    read.settle().await?;
    let events = read.log.head().await?.position.get();
    let programme = place.fresh("programme").await?;
    journeys::fill(&programme, 0..size.journeys, journeys::ordinary).await?;
    programme.settle().await?;
    let limit = Limit::of(&read).await?;
    // Once unmeasured, so that everybody finds the same pages in memory.
    limit.read(events).await?;
    for round in 1..=size.rounds {
        eprintln!("{}, round {round}: reads", place.name());
        let what = limit.what();
        suite.measure(load(READ, "rows", what, None), limit.read(events)).await?;
        let what = "the whole log in order, `Log::scan`";
        let scan = load(SCAN, "events", what, Some((READ, Some(0.5))));
        suite.measure(scan, own::scan(&read.log, events, false)).await?;
        let what = "the same, each payload parsed and counted per type";
        let w5 = load(W5, "events", what, Some((READ, None)));
        suite.measure(w5, own::scan(&read.log, events, true)).await?;
        let what = "all read models made again";
        let w6 = load(W6, "events", what, Some((READ, None)));
        Box::pin(suite.measure(w6, journeys::rebuild(&programme.log, &[]))).await?;
        let what = "the read model of journeys made again: one row per journey";
        let w6 = load(W6_ONE, "events", what, Some((READ, None)));
        Box::pin(suite.measure(w6, journeys::rebuild(&programme.log, &["journeys"]))).await?;
    }
    place.remove(read).await?;
    place.remove(programme).await
}

/// Reads with the driver alone.
enum Limit {
    Postgres(sqlx::PgPool),
    Sqlite(sqlx::SqlitePool),
}

impl Limit {
    /// On connections of its own.
    async fn of(fresh: &Fresh) -> Result<Self> {
        let options = DbOptions { max_connections: 1 };
        Ok(match Db::connect(&fresh.url, options).await? {
            Db::Postgres(pool) => Self::Postgres(pool),
            Db::Sqlite(sqlite) => Self::Sqlite(sqlite.pool().clone()),
        })
    }

    fn what(&self) -> &'static str {
        match self {
            Self::Postgres(_) => "the driver streams the same rows",
            Self::Sqlite(_) => {
                "the driver reads the same rows in pages of 4,096 by position, faster with sqlx \
                 than one stream"
            }
        }
    }

    async fn read(&self, events: i64) -> Result<Run> {
        match self {
            Self::Postgres(pool) => raw::postgres::stream(pool, events).await,
            Self::Sqlite(pool) => raw::sqlite::pages(pool, events).await,
        }
    }
}
