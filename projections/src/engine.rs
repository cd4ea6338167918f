use std::time::Duration;

use eventstore::{Log, Position};
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{Instant, sleep, sleep_until},
};

use crate::{
    Behind, Error, Poison, RebuildOptions, Report,
    error::without_values,
    follower::{Follower, State},
    rebuild,
};

/// Limits and habits of the engine; the defaults suit a server.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    /// Events per transaction while following.
    pub batch: usize,
    /// A projection that has not begun is rebuilt, not followed, when more events than this wait.
    pub refold_from: i64,
    /// Of the rebuilds that a changed fold makes necessary.
    pub rebuild: RebuildOptions,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self { batch: 2_000, refold_from: 20_000, rebuild: RebuildOptions::default() }
    }
}

/// Keeps the read models up with the log, in the background. Any number of processes may run one
/// over the same database: each batch is folded by one of them.
#[derive(Debug)]
pub struct Engine {
    reached: watch::Receiver<Position>,
    stop: watch::Sender<bool>,
    running: watch::Receiver<()>,
}

impl Engine {
    /// Starts it; what can not be done now is tried again until it can.
    #[must_use]
    pub fn start(log: Log) -> Self {
        Self::start_with(log, EngineOptions::default())
    }

    /// The same with other options.
    #[must_use]
    pub fn start_with(log: Log, options: EngineOptions) -> Self {
        let (reached, watch_reached) = watch::channel(Position::START);
        let (stop, stopped) = watch::channel(false);
        let (running, watch_running) = watch::channel(());
        let follower = Follower::new(log, options.batch);
        let task = Task { follower, options, reached, rebuild: None, rebuild_from: None };
        tokio::spawn(async move {
            let mut end = stopped;
            tokio::select! {
                // Ends as well when the engine is dropped.
                _ = end.wait_for(|stop| *stop) => {}
                () = task.run() => {}
            }
            drop(running);
        });
        Self { reached: watch_reached, stop, running: watch_running }
    }

    /// The position up to which all projections that are well have folded the log.
    #[must_use]
    pub fn reached(&self) -> watch::Receiver<Position> {
        self.reached.clone()
    }

    /// Waits until queries see everything up to a position.
    ///
    /// # Errors
    /// [`Behind`] when the time is over, or the engine has stopped.
    pub async fn wait_for(&self, position: Position, timeout: Duration) -> Result<(), Behind> {
        let mut reached = self.reached();
        let wait = reached.wait_for(|reached| *reached >= position);
        match tokio::time::timeout(timeout, wait).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => {
                Err(Behind { wanted: position, reached: *self.reached.borrow() })
            }
        }
    }

    /// Ends it. A batch under way is undone; whoever comes next folds it.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        let mut running = self.running.clone();
        while running.changed().await.is_ok() {}
    }
}

/// Folds everything there is into the read models, once, and returns the position reached.
///
/// # Errors
/// The first thing that kept a projection from coming that far.
pub async fn catch_up(log: &Log, options: &EngineOptions) -> Result<Position, Error> {
    let head = log.head().await?.position;
    let mut follower = Follower::new(log.clone(), options.batch);
    follower.open(head, options.refold_from).await?;
    let stale = follower.stale();
    if !stale.is_empty() {
        rebuild::rebuild_with(log, &stale, &options.rebuild, |_, _| {}).await?;
        follower.refresh(|state| state == State::Stale).await?;
    }
    loop {
        let more = follower.round(head).await;
        if let Some(error) = follower.members.iter_mut().find_map(|member| member.failure.take()) {
            return Err(error);
        }
        if !more {
            return Ok(follower.reached().unwrap_or_default());
        }
    }
}

struct Task {
    follower: Follower,
    options: EngineOptions,
    reached: watch::Sender<Position>,
    rebuild: Option<Rebuilding>,
    /// When to try a rebuild that failed again.
    rebuild_from: Option<Instant>,
}

/// A rebuild in the background; dropped, it ends.
struct Rebuilding(JoinHandle<Result<Report, Error>>);

impl Drop for Rebuilding {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Between two looks at what does not follow the log.
const LOOK: Duration = Duration::from_secs(5);
/// Before a rebuild that failed is tried again.
const WAIT: Duration = Duration::from_secs(1);

impl Task {
    async fn run(mut self) {
        let mut head = self.follower.log.watch();
        self.open(&head).await;
        let mut look = Instant::now() + LOOK;
        loop {
            let known = *head.borrow_and_update();
            let more = self.follower.round(known).await;
            self.publish();
            if self.rebuild_is_due() {
                self.start_rebuild();
            }
            if more {
                // Others get a turn between two batches.
                tokio::task::yield_now().await;
                continue;
            }
            let again = [self.follower.again(), self.rebuild_from, Some(look)];
            let again = again.into_iter().flatten().min().unwrap_or(look);
            tokio::select! {
                changed = head.changed() => if changed.is_err() { return },
                result = finished(&mut self.rebuild) => self.rebuilt(result).await,
                () = sleep_until(again) => {
                    if Instant::now() >= look {
                        look = Instant::now() + LOOK;
                        self.look().await;
                    }
                }
            }
        }
    }

    async fn open(&mut self, head: &watch::Receiver<Position>) {
        let mut wait = Duration::from_millis(50);
        loop {
            let known = *head.borrow();
            match self.follower.open(known, self.options.refold_from).await {
                Ok(()) => return,
                Err(error) => {
                    let error = without_values(&error);
                    tracing::warn!(error, "the read models can not be opened; trying on");
                    sleep(wait).await;
                    wait = (wait * 2).min(LOOK);
                }
            }
        }
    }

    /// Whatever stands still may have been helped by another process.
    async fn look(&mut self) {
        let stands = |state| matches!(state, State::Stopped | State::Superseded);
        if self.follower.members.iter().any(|member| stands(member.state))
            && let Err(error) = self.follower.refresh(stands).await
        {
            tracing::debug!(error = without_values(&error), "checkpoints can not be read");
        }
    }

    fn publish(&self) {
        if let Some(now) = self.follower.reached() {
            // One that joins from behind does not undo what others were told.
            self.reached.send_if_modified(|reached| {
                let moved = now > *reached;
                *reached = now.max(*reached);
                moved
            });
        }
    }

    fn rebuild_is_due(&self) -> bool {
        self.rebuild.is_none()
            && self.rebuild_from.is_none_or(|from| from <= Instant::now())
            && !self.follower.stale().is_empty()
    }

    fn start_rebuild(&mut self) {
        self.rebuild_from = None;
        let (log, options) = (self.follower.log.clone(), self.options.rebuild.clone());
        let names = self.follower.stale();
        tracing::info!(projections = names.join(", "), "read models are made again");
        self.rebuild = Some(Rebuilding(tokio::spawn(async move {
            let mut told = 0;
            rebuild::rebuild_with(&log, &names, &options, |done, total| {
                let tenth = done.saturating_mul(10).checked_div(total).unwrap_or(10);
                if tenth > told {
                    told = tenth;
                    tracing::info!(done, total, "rebuilding");
                }
            })
            .await
        })));
    }

    async fn rebuilt(&mut self, result: Result<Report, Error>) {
        self.rebuild = None;
        match result {
            Ok(report) => {
                tracing::info!(events = report.events, "read models are made again: done");
                self.refresh_stale().await;
            }
            Err(Error::Poison(poison)) => self.stopped_by(&poison).await,
            Err(error) => {
                tracing::warn!(error = without_values(&error), "a rebuild failed; trying on");
                self.rebuild_from = Some(Instant::now() + WAIT);
                // It may be that another process has done it.
                self.refresh_stale().await;
            }
        }
    }

    /// Rows of an older fold stay as they are; those only far behind follow up to the event.
    async fn stopped_by(&mut self, poison: &Poison) {
        self.rebuild_from = Some(Instant::now() + WAIT);
        if !self.refresh_stale().await {
            return;
        }
        let log = self.follower.log.clone();
        let stale = self.follower.members.iter_mut().filter(|m| m.state == State::Stale);
        for member in stale.filter(|member| poison.stops(member.fold.as_ref())) {
            if let Err(error) = member.stop(&log, poison.clone()).await {
                tracing::warn!(error = without_values(&error), "a stop can not be recorded");
            }
        }
    }

    async fn refresh_stale(&mut self) -> bool {
        let refreshed = self.follower.refresh(|state| state == State::Stale).await;
        if let Err(error) = &refreshed {
            tracing::warn!(error = without_values(error), "checkpoints can not be read");
        }
        refreshed.is_ok()
    }
}

/// The result of the rebuild in the background; never, when there is none.
async fn finished(rebuild: &mut Option<Rebuilding>) -> Result<Report, Error> {
    match rebuild {
        Some(Rebuilding(task)) => task.await.unwrap_or_else(|_| Err(Error::Interrupted)),
        None => std::future::pending().await,
    }
}
