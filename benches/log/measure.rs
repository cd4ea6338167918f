//! Runs loads and keeps what they did.

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;

use crate::machine::Cpu;

/// What one run of a load did.
pub struct Run {
    /// Events, rows or commands, as the load says.
    pub done: u64,
    pub elapsed: Duration,
    /// Of each operation; none where a load is one operation.
    pub latencies: Vec<Duration>,
}

/// One client of a closed loop.
pub trait Client: Send + 'static {
    /// One operation; says how many events it was.
    fn step(&mut self) -> impl Future<Output = Result<u64>> + Send;
}

/// All clients, each doing one operation after the other until the time is over.
pub async fn closed_loop(
    clients: impl IntoIterator<Item = impl Client>,
    during: Duration,
) -> Result<Run> {
    let started = Instant::now();
    let mut running = JoinSet::new();
    for mut client in clients {
        running.spawn(async move {
            let (mut done, mut latencies) = (0, Vec::new());
            loop {
                let at = Instant::now();
                if at - started >= during {
                    return anyhow::Ok((done, latencies));
                }
                done += client.step().await?;
                latencies.push(at.elapsed());
            }
        });
    }
    let mut run = Run { done: 0, elapsed: Duration::ZERO, latencies: Vec::new() };
    while let Some(ended) = running.join_next().await {
        let (done, latencies) = ended??;
        run.done += done;
        run.latencies.extend(latencies);
    }
    run.elapsed = started.elapsed();
    Ok(run)
}

/// One operation of known size.
pub async fn once(work: impl Future<Output = Result<u64>>) -> Result<Run> {
    let started = Instant::now();
    let done = work.await?;
    Ok(Run { done, elapsed: started.elapsed(), latencies: Vec::new() })
}

/// A run, in the figures that are compared.
#[derive(Clone, Copy)]
pub struct Sample {
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// Processor time of each, in microseconds, the database's included.
    pub cpu_micros: f64,
    /// The share of the machine that other programs took.
    pub other_cpu: f64,
}

/// Measures one run.
pub async fn sample(cpu: &Cpu, run: impl Future<Output = Result<Run>>) -> Result<Sample> {
    let before = cpu.used()?;
    let Run { done, elapsed, mut latencies } = run.await?;
    let after = cpu.used()?;
    let other_cpu = after.others_since(before);
    latencies.sort_unstable();
    let at = |share: usize| {
        let last = latencies.len().checked_sub(1).map(|last| last * share / 100);
        last.map_or(f64::NAN, |n| latencies[n].as_secs_f64() * 1_000.0)
    };
    #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
    let (done, own) = (done as f64, after.own_micros_since(before) as f64);
    let (per_second, cpu_micros) = (done / elapsed.as_secs_f64(), own / done);
    Ok(Sample { per_second, p50_ms: at(50), p99_ms: at(99), cpu_micros, other_cpu })
}

/// The middle one; NaN of none.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}
