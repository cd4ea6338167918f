//! What the machine does meanwhile, as Linux tells in `/proc`. Elsewhere nothing is told.

use std::fs;

use anyhow::{Context as _, Result};

/// Looks at the processors, and knows which processes are part of the benchmark.
pub struct Cpu {
    /// The server's first process, when it runs on this machine.
    pub postmaster: Option<u32>,
}

/// Processor time used since the machine started, in ticks.
#[derive(Clone, Copy)]
pub struct Used {
    /// By anybody, waiting for the disk not counted.
    busy: u64,
    idle: u64,
    /// By this process and the PostgreSQL server.
    own: u64,
}

impl Cpu {
    pub fn used(&self) -> Result<Used> {
        let Ok(stat) = fs::read_to_string("/proc/stat") else {
            return Ok(Used { busy: 0, idle: 0, own: 0 });
        };
        let line = stat.lines().next().context("/proc/stat is empty")?;
        let ticks: Vec<u64> = line.split_whitespace().filter_map(|n| n.parse().ok()).collect();
        // user nice system idle iowait irq softirq steal
        let of = |columns: &[usize]| columns.iter().filter_map(|n| ticks.get(*n)).sum();
        let mut own = times("self").map_or(0, |(_, own, _)| own);
        if let Some(postmaster) = self.postmaster {
            own += times(&postmaster.to_string()).map_or(0, |(_, own, ended)| own + ended);
            own += children(postmaster);
        }
        Ok(Used { busy: of(&[0, 1, 2, 5, 6, 7]), idle: of(&[3, 4]), own })
    }
}

impl Used {
    /// Processor time of the benchmark and its database, in microseconds.
    pub fn own_micros_since(self, before: Self) -> u64 {
        // USER_HZ, which Linux never changes, is 100.
        self.own.saturating_sub(before.own) * 10_000
    }

    /// The share of the machine that other programs took.
    pub fn others_since(self, before: Self) -> f64 {
        let (busy, idle) = (self.busy - before.busy, self.idle - before.idle);
        let others = busy.saturating_sub(self.own.saturating_sub(before.own));
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
        let share = others as f64 / (busy + idle).max(1) as f64;
        share
    }
}

/// Parent, own ticks, ticks of children that ended (columns 4 and 14 to 17 of `/proc/…/stat`).
fn times(process: &str) -> Option<(u32, u64, u64)> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, in brackets, may hold anything.
    let after: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |column: usize| after.get(column - 3).and_then(|n| n.parse().ok()).unwrap_or(0u64);
    let parent = after.get(1)?.parse().ok()?;
    Some((parent, ticks(14) + ticks(15), ticks(16) + ticks(17)))
}

fn children(parent: u32) -> u64 {
    let Ok(entries) = fs::read_dir("/proc") else { return 0 };
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let processes = names.filter(|name| name.bytes().all(|b| b.is_ascii_digit()));
    processes
        .filter_map(|p| times(&p))
        .filter(|(of, ..)| *of == parent)
        .map(|(_, own, _)| own)
        .sum()
}

/// The parent of a process of this machine.
pub fn parent(process: u32) -> Option<u32> {
    times(&process.to_string()).map(|(parent, ..)| parent)
}

/// Memory of this process that is in RAM, in MiB (`/proc/self/statm`, pages of 4 KiB).
pub fn resident_mib() -> Result<f64> {
    let statm = fs::read_to_string("/proc/self/statm").context("/proc/self/statm")?;
    let pages = statm.split_whitespace().nth(1).and_then(|pages| pages.parse::<u32>().ok());
    Ok(f64::from(pages.context("/proc/self/statm")?) / 256.0)
}
