//! The rows to measure, and the table of what was measured.

use crate::measure::{Sample, median};

/// What a figure is compared with, and what is asked of the ratio.
#[derive(Clone, Copy)]
pub struct Against {
    /// The name of another row.
    pub row: &'static str,
    /// At least this times that row's figure; none when only shown.
    pub target: Option<f64>,
}

/// A load.
#[derive(Clone, Copy)]
pub struct Load {
    pub name: &'static str,
    /// What is counted.
    pub unit: &'static str,
    pub what: &'static str,
    pub against: Option<Against>,
}

/// A load with what its runs did, in the order of the rounds.
pub struct Measured {
    pub load: Load,
    pub samples: Vec<Sample>,
}

/// Everything measured on one database.
#[derive(Default)]
pub struct Table {
    pub rows: Vec<Measured>,
}

/// Whether a target is met.
pub struct Verdict {
    pub ok: bool,
    pub sentence: String,
}

impl Table {
    pub fn add(&mut self, load: Load, sample: Sample) {
        match self.rows.iter_mut().find(|row| row.load.name == load.name) {
            Some(row) => row.samples.push(sample),
            None => self.rows.push(Measured { load, samples: vec![sample] }),
        }
    }

    /// The middle one of the ratios of each round, so that both sides met the same machine.
    fn ratio(&self, row: &Measured) -> Option<f64> {
        let against = row.load.against?;
        let other = self.rows.iter().find(|other| other.load.name == against.row)?;
        let rounds = row.samples.iter().zip(&other.samples);
        Some(median(rounds.map(|(own, limit)| own.per_second / limit.per_second)))
    }

    fn verdict(&self, row: &Measured) -> Option<Verdict> {
        let Against { row: other, target } = row.load.against?;
        let (target, ratio) = (target?, self.ratio(row)?);
        let ok = ratio >= target;
        let word = if ok { "ok" } else { "miss" };
        let sentence = format!("{word}: {ratio:.2} of `{other}`, asked {target:.2}");
        Some(Verdict { ok, sentence })
    }

    /// Whether every target is met.
    pub fn is_ok(&self) -> bool {
        self.rows.iter().filter_map(|row| self.verdict(row)).all(|verdict| verdict.ok)
    }

    pub fn print(&self, database: &str) {
        println!(
            "\n| {database} | counted | median/s | min | max | p50 ms | p99 ms | cpu µs each \
             | other cpu | ratio | against | target |\n| --- | --- | ---: | ---: | ---: | ---: | \
             ---: | ---: | ---: | ---: | --- | --- |"
        );
        for row in &self.rows {
            let of = |value: fn(&Sample) -> f64| row.samples.iter().map(value);
            let per_second = || of(|sample| sample.per_second);
            let against = row.load.against.map_or("", |against| against.row);
            let ratio = self.ratio(row).map_or(String::new(), |ratio| format!("{ratio:.2}"));
            let verdict = self.verdict(row).map_or(String::new(), |verdict| {
                let word = if verdict.ok { "ok" } else { "**miss**" };
                let target = row.load.against.and_then(|against| against.target);
                format!("≥ {:.2} {word}", target.unwrap_or_default())
            });
            println!(
                "| {} | {} | {} | {} | {} | {} | {} | {:.1} | {:.0}% | {ratio} | {against} | {verdict} |",
                row.load.name,
                row.load.unit,
                thousands(median(per_second())),
                thousands(per_second().fold(f64::INFINITY, f64::min)),
                thousands(per_second().fold(0.0, f64::max)),
                milliseconds(median(of(|sample| sample.p50_ms))),
                milliseconds(median(of(|sample| sample.p99_ms))),
                median(of(|sample| sample.cpu_micros)),
                median(of(|sample| sample.other_cpu)) * 100.0,
            );
        }
        println!();
        for row in &self.rows {
            println!("- {}: {}", row.load.name, row.load.what);
        }
        println!();
        for row in &self.rows {
            if let Some(verdict) = self.verdict(row) {
                println!("{database}, {}: {}", row.load.name, verdict.sentence);
            }
        }
    }
}

/// `12,345`.
fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn milliseconds(value: f64) -> String {
    if value.is_nan() { "-".to_owned() } else { format!("{value:.2}") }
}
