//! Makes read models again from the first event, beside the live ones: queries and followers go on
//! until the new tables take the place of the old ones in one transaction.

use std::time::{Duration, Instant};

use eventstore::{Filter, Log, Position};
use tokio::sync::mpsc;

use crate::{Error, batch::Batch, checkpoint, shadow::Shadow};

/// Limits and habits of a rebuild.
#[derive(Clone, Debug)]
pub struct RebuildOptions {
    /// Events per transaction.
    pub chunk: usize,
    /// Rows of each projection kept in memory; with fewer than there are, rows are read again.
    pub rows: usize,
    /// A rebuild by another process that stands still that long is taken over.
    pub patience: Duration,
}

impl Default for RebuildOptions {
    fn default() -> Self {
        Self { chunk: 20_000, rows: 100_000, patience: Duration::from_secs(30) }
    }
}

/// What a rebuild did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The projections that were made again.
    pub projections: Vec<&'static str>,
    /// Events read.
    pub events: u64,
    /// Where the read models stand now.
    pub position: Position,
    /// How long it took.
    pub elapsed: Duration,
}

/// On a log that grows faster than it is folded, followers wait in the end for what is left.
const PASSES: usize = 20;

/// Makes read models again, all of them when no name is given. `progress` is told the events done
/// and those there are, after each transaction.
///
/// # Errors
/// When a name is unknown, an event can not be folded, another process takes over, or the database
/// fails: then the live read models are as they were.
pub async fn rebuild(
    log: &Log,
    names: &[&str],
    progress: impl FnMut(u64, u64),
) -> Result<Report, Error> {
    rebuild_with(log, names, &RebuildOptions::default(), progress).await
}

/// The same with other options.
///
/// # Errors
/// As [`rebuild`].
pub async fn rebuild_with(
    log: &Log,
    names: &[&str],
    options: &RebuildOptions,
    mut progress: impl FnMut(u64, u64),
) -> Result<Report, Error> {
    let started = Instant::now();
    if let Some(name) = names.iter().find(|name| !crate::NAMES.contains(name)) {
        return Err(Error::UnknownProjection { name: (*name).to_owned() });
    }
    let mut folds = crate::shadow(options.rows);
    folds.retain(|fold| names.is_empty() || names.contains(&fold.name()));
    if names.is_empty() {
        refuse_newer(log, &folds).await?;
    }
    let projections = folds.iter().map(|fold| fold.name()).collect();
    let mut shadow = Shadow::claim(log.db().clone(), folds, options.patience).await?;
    let filled = fill(log, &mut shadow, options.chunk, &mut progress).await;
    // Whatever happened: what is in the shadow tables now is of no use.
    let released = shadow.release().await;
    filled.and(released)?;
    let position = shadow.position;
    let events = position.get().unsigned_abs();
    progress(events, events);
    Ok(Report { projections, events, position, elapsed: started.elapsed() })
}

async fn fill(
    log: &Log,
    shadow: &mut Shadow,
    chunk: usize,
    progress: &mut impl FnMut(u64, u64),
) -> Result<(), Error> {
    for _ in 0..PASSES {
        let head = log.head().await?.position.get();
        if usize::try_from(head - shadow.position.get()).unwrap_or_default() <= chunk {
            break;
        }
        let mut batches = shadow.read(log, chunk);
        while let Some(batch) = batches.recv().await {
            shadow.fold(&batch?).await?;
            let done = shadow.position.get().unsigned_abs();
            progress(done, done.max(head.unsigned_abs()));
        }
    }
    shadow.write().await?;
    shadow.swap(log, chunk).await
}

/// Reads and decodes beside the folding.
pub(crate) fn read(
    log: Log,
    after: Position,
    chunk: usize,
    categories: Vec<&'static str>,
) -> mpsc::Receiver<Result<Batch, Error>> {
    let (batches, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut events = log.scan(after, Filter::All);
        let mut after = after;
        loop {
            let batch = Batch::take(&log, &mut events, after, chunk, &categories).await;
            let end = match &batch {
                Ok(batch) if batch.last == after => return,
                Ok(batch) => {
                    after = batch.last;
                    false
                }
                Err(_) => true,
            };
            if batches.send(batch).await.is_err() || end {
                return;
            }
        }
    });
    receiver
}

async fn refuse_newer(log: &Log, folds: &[Box<dyn crate::rows::Fold>]) -> Result<(), Error> {
    for checkpoint in checkpoint::all(log.db()).await? {
        let own = folds.iter().find(|fold| fold.name() == checkpoint.name);
        if let Some(fold) = own.filter(|fold| checkpoint.version > fold.version()) {
            let (found, version) = (checkpoint.version, fold.version());
            return Err(Error::Superseded { name: checkpoint.name, found, version });
        }
    }
    Ok(())
}
