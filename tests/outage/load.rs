//! Clients that append without a pause and send what failed again, with the same command id.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use eventstore::{AppendError, CommandId, Filter, Log, Position};
use futures::TryStreamExt as _;
use tests::db::{append_any, stream};
use tokio::task::JoinSet;

/// Clients at work.
pub(super) struct Load {
    clients: JoinSet<BTreeMap<CommandId, (Position, Position)>>,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    stop: AtomicBool,
    answers: AtomicU64,
    failures: AtomicU64,
    full: AtomicU64,
}

impl Load {
    /// So many clients, each with a stream of its own.
    pub(super) fn start(log: &Log, clients: usize) -> Self {
        let seen = Arc::new(Seen::default());
        let mut set = JoinSet::new();
        for client in 0..clients {
            set.spawn(run(log.clone(), client, Arc::clone(&seen)));
        }
        Self { clients: set, seen }
    }

    /// Waits until there are so many answers more.
    pub(super) async fn answers(&self, more: u64) {
        let enough = self.seen.answers.load(Ordering::Relaxed) + more;
        until(|| self.seen.answers.load(Ordering::Relaxed) >= enough).await;
    }

    /// Waits until an append has failed, and says how many have.
    pub(super) async fn failures(&self) -> u64 {
        until(|| self.seen.failures.load(Ordering::Relaxed) > 0).await;
        self.seen.failures.load(Ordering::Relaxed)
    }

    /// Waits until an append was refused because there is no space.
    pub(super) async fn full(&self) {
        until(|| self.seen.full.load(Ordering::Relaxed) > 0).await;
    }

    /// Ends when all clients have an answer to their last append, and compares: what was answered
    /// is in the log where it was said to be, once, and nothing else is.
    pub(super) async fn end(mut self, log: &Log) -> usize {
        self.seen.stop.store(true, Ordering::Relaxed);
        let mut answered = BTreeMap::new();
        while let Some(client) = self.clients.join_next().await {
            answered.extend(client.unwrap());
        }
        let mut found: BTreeMap<CommandId, (Position, Position)> = BTreeMap::new();
        let mut events = log.scan(Position::START, Filter::Category("test".into()));
        while let Some(event) = events.try_next().await.unwrap() {
            assert!(event.is_intact());
            let at = event.position;
            let place = found.entry(event.command_id).or_insert((at, at));
            assert!(at.get() - place.1.get() <= 1, "a command lies in two places");
            place.1 = at;
        }
        assert_eq!(found, answered);
        answered.len()
    }
}

async fn run(
    log: Log,
    client: usize,
    seen: Arc<Seen>,
) -> BTreeMap<CommandId, (Position, Position)> {
    let (stream, mut answered) = (stream(&format!("load-{client}")), BTreeMap::new());
    while !seen.stop.load(Ordering::Relaxed) {
        let append = append_any(&stream, 1 + client % 3);
        loop {
            match log.append(append.clone()).await {
                Ok(appended) => {
                    answered.insert(append.command_id, (appended.first, appended.last));
                    seen.answers.fetch_add(1, Ordering::Relaxed);
                    break;
                }
                Err(error) => {
                    assert!(error.is_retryable(), "{error}");
                    if matches!(error, AppendError::NoSpace(_)) {
                        seen.full.fetch_add(1, Ordering::Relaxed);
                    }
                    seen.failures.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        }
    }
    answered
}

/// Looks again until it holds.
pub(super) async fn until(mut holds: impl FnMut() -> bool) {
    while !holds() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
