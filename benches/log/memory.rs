//! Whether the memory of the appender and of the reader stays flat while the log grows.

use anyhow::Result;

use crate::{machine::resident_mib, own, place::Place, suite::Size};

/// How often memory is looked at while the log grows.
const LOOKS: usize = 20;
/// More than that between the small and the large log is growth.
const SLACK_MIB: f64 = 32.0;

/// Whether both stay flat.
pub async fn run(place: &Place, size: &Size) -> Result<bool> {
    let fresh = place.fresh("memory").await?;
    let mut filled = 0;
    let mut peaks = Vec::new();
    for events in [size.memory.0, size.memory.1] {
        let mut appender = 0f64;
        let step = (events - filled).div_ceil(LOOKS).next_multiple_of(own::STREAM);
        while filled < events {
            let more = step.min(events - filled);
            own::fill(&fresh.log, filled / own::STREAM, more).await?;
            filled += more;
            appender = appender.max(resident_mib()?);
        }
        let mut reader = 0f64;
        let head = fresh.log.head().await?.position.get();
        own::scan_watching(&fresh.log, head, |_| {
            reader = reader.max(resident_mib()?);
            Ok(())
        })
        .await?;
        println!(
            "{}: at {head} events: appender {appender:.1} MiB, reader {reader:.1} MiB resident",
            place.name()
        );
        peaks.push((appender, reader));
    }
    place.remove(fresh).await?;
    let flat = peaks
        .windows(2)
        .all(|pair| pair[1].0 - pair[0].0 < SLACK_MIB && pair[1].1 - pair[0].1 < SLACK_MIB);
    println!("{}: memory is {}", place.name(), if flat { "flat: ok" } else { "growing: miss" });
    Ok(flat)
}
