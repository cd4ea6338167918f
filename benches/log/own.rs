//! The loads on the real log: `eventstore::Log`.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use eventstore::{ExpectedRevision, Filter, Log, Position, Revision, StreamId};
use futures::{StreamExt as _, TryStreamExt as _, stream};

use crate::{
    dice::Dice,
    event,
    measure::{Client, Run, closed_loop, once},
};

/// Appends waiting at once while a log is filled.
const FILLERS: usize = 4;
/// Events of a stream with which a log is filled.
pub const STREAM: usize = 50;
/// Streams per append while a log is filled.
const STREAMS: usize = 10;

/// A client that appends to a stream of its own at the revision it knows (W1, W2, W3).
pub struct Appender {
    log: Log,
    stream: StreamId,
    last: Revision,
    events: usize,
    dice: Dice,
}

impl Client for Appender {
    async fn step(&mut self) -> Result<u64> {
        let expected = ExpectedRevision::Exactly(self.last);
        let stream = self.stream.clone();
        let write = event::write(&mut self.dice, stream, expected, self.events);
        let appended = self.log.append(event::append(&mut self.dice, vec![write])).await?;
        (_, self.last) = appended.revisions.into_iter().next().context("no revision")?;
        Ok(self.events as u64)
    }
}

/// Streams of one length for clients to append to.
pub struct Appends {
    log: Log,
    streams: Vec<StreamId>,
    last: Vec<Revision>,
}

impl Appends {
    /// Fills them.
    pub async fn prepare(log: &Log, streams: usize, events: usize) -> Result<Self> {
        let mut appends = Self { log: log.clone(), streams: Vec::new(), last: Vec::new() };
        for n in 0..streams {
            let stream = StreamId::new("load", Dice(n as u64).uuid())?;
            let mut dice = Dice(!(n as u64));
            let new = ExpectedRevision::NoStream;
            let write = event::write(&mut dice, stream.clone(), new, events);
            let appended = log.append(event::append(&mut dice, vec![write])).await?;
            appends.last.push(appended.revisions.first().context("no revision")?.1);
            appends.streams.push(stream);
        }
        Ok(appends)
    }

    /// So many clients, each appending so many events at a time.
    pub async fn run(&mut self, clients: usize, events: usize, during: Duration) -> Result<Run> {
        ensure!(clients <= self.streams.len(), "a stream for each client");
        for (stream, last) in self.streams.iter().zip(&mut self.last) {
            let newest = self
                .log
                .read_stream(stream, Revision::END, eventstore::Direction::Backward, 1)
                .await?;
            *last = newest.first().context("an empty stream")?.revision;
        }
        let ready = (0..clients).map(|n| Appender {
            log: self.log.clone(),
            stream: self.streams[n].clone(),
            last: self.last[n],
            events,
            dice: Dice(Dice(self.last[n].get().unsigned_abs()).next() ^ n as u64),
        });
        closed_loop(ready.collect::<Vec<_>>(), during).await
    }
}

/// Fills a log with streams of [`STREAM`] events, beginning with the stream of this number.
pub async fn fill(log: &Log, first: usize, events: usize) -> Result<()> {
    let streams = first..first + events.div_ceil(STREAM);
    let appends = streams.step_by(STREAMS).map(|start| async move {
        let mut dice = Dice(start as u64);
        let streams = start..(start + STREAMS).min(first + events.div_ceil(STREAM));
        let writes = streams.map(|stream| {
            let id = StreamId::new("fill", Dice(stream as u64).uuid())?;
            Ok(event::write(&mut dice, id, ExpectedRevision::NoStream, STREAM))
        });
        let writes = writes.collect::<Result<_>>()?;
        log.append(event::append(&mut dice, writes)).await?;
        anyhow::Ok(())
    });
    stream::iter(appends).buffer_unordered(FILLERS).try_collect().await
}

/// Reads the whole log in order; `parse` also parses each payload and counts per type (W5).
pub async fn scan(log: &Log, events: i64, parse: bool) -> Result<Run> {
    once(async {
        let mut recorded = log.scan(Position::START, Filter::All);
        let (mut count, mut per_type) = (0u64, [0u64; event::TYPES.len()]);
        while let Some(event) = recorded.try_next().await? {
            count += 1;
            if parse {
                let data: event::Data<'_> = serde_json::from_str(&event.data)?;
                std::hint::black_box(&data);
                if let Some(n) = event::TYPES.iter().position(|kind| *kind == event.kind) {
                    per_type[n] += 1;
                }
            }
        }
        ensure!(i64::try_from(count) == Ok(events), "{count} events of {events} were read");
        ensure!(!parse || per_type.iter().sum::<u64>() == count, "a type is missing");
        Ok(count)
    })
    .await
}

/// Reads the whole log in order and calls `look` after each 1,000th event.
pub async fn scan_watching(
    log: &Log,
    events: i64,
    mut look: impl FnMut(u64) -> Result<()>,
) -> Result<()> {
    let mut recorded = log.scan(Position::START, Filter::All);
    let mut count = 0u64;
    while recorded.try_next().await?.is_some() {
        count += 1;
        if count.is_multiple_of(1_000) {
            look(count)?;
        }
    }
    ensure!(i64::try_from(count) == Ok(events), "{count} events of {events} were read");
    Ok(())
}
