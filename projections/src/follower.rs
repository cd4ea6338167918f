use std::{collections::BTreeSet, time::Duration};

use eventstore::{Log, Position};
use tokio::time::Instant;

use crate::{
    Error, Poison,
    batch::{self, Batch},
    checkpoint,
    error::without_values,
    rows::{Fold, When},
};

/// The longest wait before a projection that failed is tried again.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// From this many failures in a row on nobody waits for a projection any more.
const FAILURES: u32 = 5;

/// A projection and where it stands.
pub(crate) struct Member {
    pub fold: Box<dyn Fold>,
    pub position: Position,
    pub state: State,
    /// An event it has been found not to fold.
    poison: Option<Poison>,
    /// In a row.
    failures: u32,
    pub failure: Option<Error>,
    again: Option<Instant>,
}

/// What a projection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It follows the log.
    Following,
    /// Its rows are of an older fold, or far behind: they have to be made again.
    Stale,
    /// It has met an event it can not fold.
    Stopped,
    /// A newer program makes its rows.
    Superseded,
}

/// Moves projections forward, those that stand at the same position together.
pub(crate) struct Follower {
    pub log: Log,
    pub members: Vec<Member>,
    /// Events per transaction.
    pub batch: usize,
}

impl Follower {
    pub(crate) fn new(log: Log, batch: usize) -> Self {
        let members = crate::live().into_iter().map(Member::new).collect();
        Self { log, members, batch }
    }

    /// Reads where the projections stand, and makes a checkpoint for those that have none.
    /// Those not begun are stale if there are more than so many events to fold.
    pub(crate) async fn open(&mut self, head: Position, refold_from: i64) -> Result<(), Error> {
        let mut tx = self.log.db().begin().await?;
        let mut names: Vec<_> =
            self.members.iter().map(|member| (member.fold.name(), member.fold.version())).collect();
        names.sort_unstable();
        for (name, version) in names {
            checkpoint::create(&mut tx, name, version).await?;
        }
        tx.commit().await?;
        self.refresh(|_| true).await?;
        for member in &mut self.members {
            if member.position == Position::START && head.get() > refold_from {
                member.state = State::Stale;
            }
        }
        Ok(())
    }

    /// Reads where the projections in these states stand now.
    pub(crate) async fn refresh(&mut self, states: impl Fn(State) -> bool) -> Result<(), Error> {
        let checkpoints = checkpoint::all(self.log.db()).await?;
        for member in self.members.iter_mut().filter(|member| states(member.state)) {
            let own = |c: &&checkpoint::Checkpoint| c.name == member.fold.name();
            if let Some(checkpoint) = checkpoints.iter().find(own) {
                member.adopt(checkpoint.version, checkpoint.position);
            }
        }
        Ok(())
    }

    /// One batch for each position at which projections stand. True when there is more to do now.
    pub(crate) async fn round(&mut self, head: Position) -> bool {
        let now = Instant::now();
        let starts: BTreeSet<Position> = self
            .members
            .iter()
            .filter(|member| member.is_ready(head, now))
            .map(|member| member.position)
            .collect();
        for start in starts {
            let mut group: Vec<&mut Member> = self
                .members
                .iter_mut()
                .filter(|member| member.position == start && member.is_ready(head, now))
                .collect();
            let categories = batch::categories(group.iter().map(|member| &member.fold));
            match Batch::read(&self.log, start, self.batch, &categories).await {
                Err(error) => {
                    let what = without_values(&error);
                    tracing::warn!(error = what, "the log can not be read; trying on");
                    let mut error = Some(error);
                    for member in group {
                        member.failed(error.take());
                    }
                }
                Ok(batch) => together_or_alone(&self.log, &mut group, &batch).await,
            }
        }
        let now = Instant::now();
        self.members.iter().any(|member| member.is_ready(head, now))
    }

    /// The projections that have to be made again.
    pub(crate) fn stale(&self) -> Vec<&'static str> {
        let stale = self.members.iter().filter(|member| member.state == State::Stale);
        stale.map(|member| member.fold.name()).collect()
    }

    /// When to try again what failed.
    pub(crate) fn again(&self) -> Option<Instant> {
        let following = self.members.iter().filter(|member| member.state == State::Following);
        following.filter_map(|member| member.again).min()
    }

    /// The position up to which all projections that are well have folded the log.
    pub(crate) fn reached(&self) -> Option<Position> {
        let well =
            |member: &&Member| member.state == State::Following && member.failures < FAILURES;
        self.members.iter().filter(well).map(|member| member.position).min()
    }
}

/// One transaction for all; if the database refuses, one for each, so that one that can not be
/// written holds up no other.
async fn together_or_alone(log: &Log, group: &mut [&mut Member], batch: &Batch) {
    let Err(error) = step(log, group, batch).await else { return };
    if let [member] = group {
        member.fail(log, error).await;
        return;
    }
    tracing::warn!(error = without_values(&error), "a batch failed; trying each projection alone");
    for member in group {
        if let Err(error) = step(log, &mut [&mut **member], batch).await {
            member.fail(log, error).await;
        }
    }
}

/// Folds a batch into projections that all stand before it: rows and checkpoints in one commit.
async fn step(log: &Log, group: &mut [&mut Member], batch: &Batch) -> Result<(), Error> {
    let Some(start) = group.first().map(|member| member.position) else { return Ok(()) };
    let cut = cut(group, batch);
    let (events, to) = match &cut {
        Some(poison) if poison.position.get() == start.get() + 1 => {
            return stop(log, group, batch).await;
        }
        Some(poison) => (batch.before(poison.position), Position::new(poison.position.get() - 1)),
        None => (batch.steps.as_slice(), batch.last),
    };
    let mut tx = log.db().begin().await?;
    let checkpoints = batch::lock(&mut tx, group.iter().map(|member| member.fold.name())).await?;
    let mut moved = false;
    for member in &mut *group {
        let own = |c: &&checkpoint::Checkpoint| c.name == member.fold.name();
        let found = checkpoints.iter().find(own).map(|c| (c.version, c.position));
        if found != Some((member.fold.version(), start)) {
            // Another process was faster.
            let (version, position) = found.unwrap_or((member.fold.version(), Position::START));
            member.adopt(version, position);
            moved = true;
        }
    }
    if moved {
        return Ok(tx.rollback().await?);
    }
    let names: Vec<&str> = group.iter().map(|member| member.fold.name()).collect();
    let mut folds: Vec<_> = group.iter_mut().map(|member| &mut member.fold).collect();
    let done = match batch::fold(&mut tx, &mut folds, events, When::Now).await {
        Ok(()) => checkpoint::advance(&mut tx, &names, to).await.map_err(Error::from),
        Err(error) => Err(error),
    };
    let done = match done {
        Ok(()) => tx.commit().await.map_err(Error::from),
        Err(error) => {
            // If that fails too, it is undone with its connection.
            let _ = tx.rollback().await;
            Err(error)
        }
    };
    match done {
        Ok(()) => {
            for member in group {
                member.fold.committed();
                member.well_at(to);
            }
            Ok(())
        }
        Err(error) => {
            for member in &mut *group {
                member.fold.forget();
            }
            let Error::Poison(poison) = error else { return Err(error) };
            // The next rounds fold what comes before, then stop the one whose fold panicked.
            for member in group.iter_mut().filter(|member| poison.stops(member.fold.as_ref())) {
                member.poison = Some(poison.clone());
            }
            Ok(())
        }
    }
}

/// The first event that one of the group can not fold.
fn cut(group: &[&mut Member], batch: &Batch) -> Option<Poison> {
    let poison = batch.poison_for(&group.iter().map(|member| &member.fold));
    let known = group.iter().filter_map(|member| member.poison.as_ref());
    poison.into_iter().chain(known).min_by_key(|poison| poison.position).cloned()
}

/// Stops those that can not fold the very next event.
async fn stop(log: &Log, group: &mut [&mut Member], batch: &Batch) -> Result<(), Error> {
    for member in group {
        let next = Position::new(member.position.get() + 1);
        let poison = cut(&[&mut **member], batch).filter(|poison| poison.position == next);
        if let Some(poison) = poison {
            member.stop(log, poison).await?;
        }
    }
    Ok(())
}

impl Member {
    fn new(fold: Box<dyn Fold>) -> Self {
        Self {
            fold,
            position: Position::START,
            state: State::Following,
            poison: None,
            failures: 0,
            failure: None,
            again: None,
        }
    }

    fn is_ready(&self, head: Position, now: Instant) -> bool {
        self.state == State::Following
            && self.position < head
            && self.again.is_none_or(|again| again <= now)
    }

    /// Takes on what its checkpoint says.
    fn adopt(&mut self, version: i64, position: Position) {
        let own = self.fold.version();
        let state = match version {
            found if found > own => State::Superseded,
            found if found < own => State::Stale,
            _ if self.state == State::Stopped && position == self.position => State::Stopped,
            _ => State::Following,
        };
        if state == State::Superseded && self.state != state {
            tracing::warn!(
                projection = self.fold.name(),
                found = version,
                own,
                "a newer program makes these rows; this one leaves them alone"
            );
        }
        self.state = state;
        self.well_at(position);
    }

    fn well_at(&mut self, position: Position) {
        self.position = position;
        if self.poison.as_ref().is_some_and(|poison| poison.position <= position) {
            self.poison = None;
        }
        self.failures = 0;
        self.failure = None;
        self.again = None;
    }

    pub(crate) async fn stop(&mut self, log: &Log, poison: Poison) -> Result<(), Error> {
        let name = self.fold.name();
        tracing::error!(projection = name, %poison, "a projection stops; the others go on");
        let error = poison.to_string();
        checkpoint::report(log.db(), name, self.position, checkpoint::STOPPED, &error).await?;
        self.state = State::Stopped;
        self.failure = Some(Error::Poison(poison));
        Ok(())
    }

    /// Tries again later, and says so in the checkpoint once it lasts.
    async fn fail(&mut self, log: &Log, error: Error) {
        let (name, what) = (self.fold.name(), without_values(&error));
        tracing::warn!(projection = name, error = what, "a projection failed; trying on");
        self.failed(Some(error));
        if self.failures >= FAILURES {
            let status = checkpoint::FAILING;
            let report = checkpoint::report(log.db(), name, self.position, status, &what).await;
            if let Err(error) = report {
                let error = without_values(&Error::Db(error));
                tracing::debug!(projection = name, error, "and that can not be recorded");
            }
        }
    }

    fn failed(&mut self, error: Option<Error>) {
        self.failures = self.failures.saturating_add(1);
        let wait = Duration::from_millis(50).saturating_mul(1 << self.failures.min(10));
        self.again = Some(Instant::now() + wait.min(LONGEST_WAIT));
        self.failure = error;
    }
}
