//! The one writer of a log, and how the log keeps its promises.
//!
//! **Order.** Every transaction first takes the row of `log_head` and holds it to its commit, at
//! READ COMMITTED (SQLite: `begin immediate`). So transactions that append follow each other, over
//! all processes, and positions are gapless and become visible in order: a reader that has seen
//! one has seen all before it. The row is locked before anything is read, in a statement of its
//! own, so that what is read is not older than the lock.
//!
//! **Group commit.** While one transaction is in flight, appends queue; the next one takes them
//! all, decides each on its own (see `batch`), writes them in bulk and commits once. One append's
//! conflict is its own business.
//!
//! **Guess first.** While no other process appends, the writer knows where the head is and where
//! its streams end: then it writes first and looks afterwards, in one statement that writes nothing
//! unless the head is where the writer left it (see `recent`). Everything unusual takes the long
//! way above: a guess that was wrong, a command sent again, an error.
//!
//! **Acknowledged is durable.** Callers are answered after the commit. When it fails, all of them
//! are told so: the same command id, sent again, finds out what became of it.

use std::{collections::HashMap, time::Duration};

use chrono::{DateTime, Utc};
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc, oneshot, watch},
    time::{Instant, sleep, timeout},
};
use uuid::{Builder, Uuid};

use crate::{
    Append, AppendError, Appended, CommandId, Db, Error, Fingerprint, Position, Revision, Trouble,
    batch::{Committed, Known, Plan, Verdict, plan},
    clock,
    db::{Batch, NewCommand, NewHead, NewRow},
    follower::{advance, enter, notice},
    read::{replay, wrong_length},
    recent::Recent,
    tree::{Node, catch_up},
    trouble::{is_unreachable, timed_out},
};

/// How often the others may run without any of them asking for something, before a batch is
/// closed, …
const PATIENCE: usize = 4;
/// … and how often at all.
const TURNS: usize = 16;
/// The longest one batch may take: a host that is frozen answers nothing, not even an error.
const LONGEST: Duration = Duration::from_secs(20);
/// Between two looks whether appends work again.
const PROBE: Duration = Duration::from_millis(500);

/// An append that waits, and who waits for it.
#[derive(Debug)]
pub(crate) struct Request {
    pub append: Append,
    pub answer: oneshot::Sender<Result<Appended, AppendError>>,
    pub _room: OwnedSemaphorePermit,
}

/// Runs as one task per log.
pub(crate) struct Writer {
    /// The writer's own connection.
    pub own: Db,
    pub db: Db,
    pub channel: String,
    pub origin: u64,
    pub requests: mpsc::Receiver<Request>,
    pub head: watch::Sender<Position>,
    pub epoch: watch::Sender<i64>,
    pub closed: watch::Receiver<bool>,
    pub max_batch_events: usize,
    pub recent: Recent,
    /// Why the last batch failed.
    pub trouble: watch::Sender<Option<Trouble>>,
}

impl Writer {
    /// Runs until the log is closed or dropped, and what waits then is written.
    pub(crate) async fn run(mut self) {
        let mut left = None;
        loop {
            let first = match left.take() {
                Some(request) => request,
                None => match self.next().await {
                    Some(request) => request,
                    None => return,
                },
            };
            let batch = self.batch(first, &mut left).await;
            self.write(batch).await;
        }
    }

    async fn next(&mut self) -> Option<Request> {
        while !*self.closed.borrow() {
            let troubled = self.trouble.borrow().is_some();
            tokio::select! {
                request = self.requests.recv() => return request,
                // Also when the log is dropped: then the queue ends by itself.
                ended = self.closed.changed() => if ended.is_err() { break },
                () = sleep(PROBE), if troubled => self.probe().await,
            }
        }
        self.requests.close();
        self.requests.recv().await
    }

    /// Everything that waits, as far as it fits; the first that does not is left for the next.
    ///
    /// Callers that have just been answered are about to ask again: as long as they do, they are
    /// let go first, so that the batch has all of them and not the first one only. Nothing sleeps.
    async fn batch(&mut self, first: Request, left: &mut Option<Request>) -> Vec<Request> {
        let mut events = first.append.events();
        let mut batch = vec![first];
        let (mut idle, mut turns) = (0, 0);
        while idle < PATIENCE && turns < TURNS {
            let before = batch.len();
            while let Ok(request) = self.requests.try_recv() {
                events += request.append.events();
                if events > self.max_batch_events {
                    *left = Some(request);
                    return batch;
                }
                batch.push(request);
            }
            idle = if batch.len() == before { idle + 1 } else { 0 };
            turns += 1;
            tokio::task::yield_now().await;
        }
        batch
    }

    async fn write(&mut self, batch: Vec<Request>) {
        let guess = timeout(LONGEST, self.guess(&batch)).await;
        let mut attempt = match guess.unwrap_or_else(|_| Err(timed_out())) {
            Ok(Some(verdicts)) => Ok(verdicts),
            Ok(None) => self.attempt_in_time(&batch).await,
            Err(error) => {
                // Should it be committed all the same, the command ids are found.
                tracing::debug!(%error, "a guess failed; going the long way");
                self.reconnect();
                self.attempt_in_time(&batch).await
            }
        };
        if let Err(failed) = &attempt {
            self.reconnect();
            if let Failed::BeforeCommit(error) = failed
                && !is_unreachable(error)
            {
                let appends = batch.len();
                tracing::warn!(%error, appends, "nothing was appended; trying once more");
                attempt = self.attempt_in_time(&batch).await;
            }
        }
        match attempt.map_err(Failed::cause) {
            Ok(verdicts) => {
                self.well();
                for (request, verdict) in batch.into_iter().zip(verdicts) {
                    let answer = match verdict {
                        Verdict::Appended(appended) => Ok(appended),
                        Verdict::Refused(error) => Err(error),
                        Verdict::Before(first, last) => {
                            replay(&self.db, (first, last)).await.map_err(AppendError::from)
                        }
                    };
                    // A caller that no longer waits has its events in the log all the same.
                    let _ = request.answer.send(answer);
                }
            }
            Err(error) => {
                tracing::error!(%error, appends = batch.len(), "appends failed");
                self.trouble.send_replace(Some(Trouble::of(&error)));
                self.reconnect();
                let error = AppendError::from(error);
                for request in batch {
                    let _ = request.answer.send(Err(error.clone()));
                }
            }
        }
    }

    async fn attempt_in_time(&mut self, batch: &[Request]) -> Result<Vec<Verdict>, Failed> {
        let attempt = timeout(LONGEST, self.attempt(batch)).await;
        // Where it was when the time was over nobody knows.
        attempt.unwrap_or_else(|_| Err(Failed::InCommit(timed_out())))
    }

    /// What is left of a connection after an error is not worth finding out.
    fn reconnect(&mut self) {
        self.recent.forget();
        self.own = self.db.dedicated();
    }

    /// Whether appends work again, while nobody appends.
    async fn probe(&mut self) {
        let probe = async {
            let mut tx = self.own.begin().await?;
            tx.lock_head().await?;
            tx.commit().await
        };
        match timeout(LONGEST, probe).await.unwrap_or_else(|_| Err(timed_out())) {
            Ok(()) => self.well(),
            Err(error) => {
                self.trouble.send_replace(Some(Trouble::of(&error)));
                self.reconnect();
            }
        }
    }

    fn well(&self) {
        if self.trouble.borrow().is_some() {
            self.trouble.send_replace(None);
            tracing::info!("appends work again");
        }
    }

    /// One statement for the whole batch, on what the writer remembers; `None`, with nothing
    /// written, when it is not to be decided that way.
    async fn guess(&mut self, batch: &[Request]) -> sqlx::Result<Option<Vec<Verdict>>> {
        let started = Instant::now();
        let Some(from) = self.recent.head().cloned() else { return Ok(None) };
        let mut revisions = HashMap::new();
        let mut unknown = Vec::new();
        for stream in streams(batch) {
            match self.recent.revision(stream) {
                Some(revision) => drop(revisions.insert(stream, revision)),
                None => unknown.push(stream),
            }
        }
        if !unknown.is_empty() {
            // Read before the lock is taken, yet as good as under it if the head has not moved.
            let last = self.own.revisions(&unknown).await?;
            let last = unknown.into_iter().zip(last);
            revisions.extend(last.filter_map(|(id, last)| Some((id, Revision::new(last?)))));
        }
        let recorded_at = clock::now().max(from.recorded_at);
        let known = Known { position: from.position, commands: HashMap::new(), revisions };
        let appends = || batch.iter().map(|request| &request.append);
        let Plan { verdicts, rows, commands, position } =
            plan(appends(), known, recorded_at, event_ids(recorded_at, batch));
        if rows.is_empty() {
            return Ok(None);
        }
        // One that is refused may be one that was answered before.
        let refused = verdicts.iter().zip(appends());
        let refused = refused.filter(|(verdict, _)| matches!(verdict, Verdict::Refused(_)));
        let refused: Vec<Uuid> = refused.map(|(_, append)| append.command_id.0).collect();
        if !refused.is_empty() && !self.own.known_commands(&refused).await?.is_empty() {
            return Ok(None);
        }
        let (to, nodes) = grown(&from, &rows, position, recorded_at);
        let notice = self.notice(&to);
        let batch = self.to_write((&rows, &commands, &nodes), (&from, &to), &notice);
        if !self.own.write(&batch).await? {
            return Ok(None);
        }
        self.written(&rows, to, started);
        Ok(Some(verdicts))
    }

    fn notice(&self, head: &NewHead) -> String {
        notice(head.position, self.origin)
    }

    fn to_write<'a>(
        &'a self,
        (rows, commands, nodes): (&'a [NewRow<'a>], &'a [NewCommand], &'a [Node]),
        (from, to): (&'a NewHead, &'a NewHead),
        notice: &'a str,
    ) -> Batch<'a> {
        Batch { rows, commands, nodes, from, to, channel: &self.channel, notice }
    }

    /// A batch is committed.
    fn written(&mut self, rows: &[NewRow<'_>], head: NewHead, started: Instant) {
        let position = head.position;
        for NewRow { leaf, .. } in rows {
            self.recent.remember(leaf.stream, leaf.revision);
        }
        enter(&self.epoch, &self.head, head.epoch, position);
        self.recent.leave(head);
        advance(&self.head, position);
        let micros = started.elapsed().as_micros();
        tracing::debug!(%position, events = rows.len(), micros, "appended");
    }

    /// One transaction for the whole batch.
    async fn attempt(&mut self, batch: &[Request]) -> Result<Vec<Verdict>, Failed> {
        let started = Instant::now();
        let mut tx = self.own.begin().await?;
        let head = tx.lock_head().await?;
        self.recent.found(&head);
        let appends = || batch.iter().map(|request| &request.append);
        let ids: Vec<Uuid> = appends().map(|append| append.command_id.0).collect();
        let streams = streams(batch);

        let mut commands = HashMap::new();
        for (id, fingerprint, first, last) in tx.known_commands(&ids).await? {
            let fingerprint = fingerprint.try_into().map_err(|_| wrong_length(id))?;
            let fingerprint = Fingerprint::from_bytes(fingerprint);
            let between = (Position::new(first), Position::new(last));
            commands.insert(CommandId(id), Committed { fingerprint, between });
        }
        let last = tx.revisions(&streams).await?;
        let revisions = streams.iter().zip(last);
        let revisions =
            revisions.filter_map(|(stream, last)| Some((*stream, Revision::new(last?)))).collect();

        let recorded_at = clock::now().max(head.recorded_at);
        let known = Known { position: head.position, commands, revisions };
        let Plan { verdicts, rows, commands, position } =
            plan(appends(), known, recorded_at, event_ids(recorded_at, batch));
        if rows.is_empty() {
            tx.rollback().await?;
            return Ok(verdicts);
        }
        if head.tree.size() != head.position.get().unsigned_abs() {
            // A program that knows no tree appends beside this one.
            tx.rollback().await?;
            let grown = catch_up(&self.db).await.map_err(|error| match error {
                Error::Db(error) => error,
                other => sqlx::Error::Protocol(other.to_string()),
            });
            let behind = || sqlx::Error::Protocol("the tree of the log was not at its head".into());
            return Err(grown.err().unwrap_or_else(behind).into());
        }
        let (mut to, nodes) = grown(&head, &rows, position, recorded_at);
        to.incarnation = tx.incarnation().await?;
        if head.incarnation.is_some() && head.incarnation != to.incarnation {
            // Where this server was promoted or restored from may have had more events.
            to.epoch += 1;
            tracing::warn!(epoch = to.epoch, position = %head.position, "another epoch begins");
        }
        let notice = self.notice(&to);
        let batch = self.to_write((&rows, &commands, &nodes), (&head, &to), &notice);
        if !tx.write(&batch).await? {
            return Err(sqlx::Error::Protocol("the head moved under its lock".to_owned()).into());
        }
        tx.commit().await.map_err(Failed::InCommit)?;
        self.written(&rows, to, started);
        Ok(verdicts)
    }
}

/// The head after these events, and the subtrees they complete.
fn grown(
    from: &NewHead,
    rows: &[NewRow<'_>],
    position: Position,
    recorded_at: DateTime<Utc>,
) -> (NewHead, Vec<Node>) {
    let mut tree = from.tree.clone();
    let nodes = tree.grow(rows.iter().map(|row| row.leaf_hash));
    let (epoch, incarnation) = (from.epoch, from.incarnation.clone());
    (NewHead { position, recorded_at, epoch, incarnation, tree }, nodes)
}

/// The streams that a batch writes to, each once.
fn streams(batch: &[Request]) -> Vec<&str> {
    let writes = batch.iter().flat_map(|request| &request.append.writes);
    let mut streams: Vec<&str> = writes.map(|write| write.stream.as_str()).collect();
    streams.sort_unstable();
    streams.dedup();
    streams
}

/// Ids for the events of a batch: UUIDv7, made here and nowhere else. What is random in them is
/// drawn at once, because to ask the system for each costs as much as to hash the event.
fn event_ids(at: DateTime<Utc>, batch: &[Request]) -> impl FnMut() -> Uuid {
    let events = batch.iter().map(|request| request.append.events()).sum();
    let mut random = vec![[0; 10]; events];
    let drawn = getrandom::fill(random.as_flattened_mut()).is_ok();
    let mut random = random.into_iter().filter(move |_| drawn);
    let millis = at.timestamp_millis().unsigned_abs();
    move || match random.next() {
        Some(random) => Builder::from_unix_timestamp_millis(millis, &random).into_uuid(),
        None => other_event_id(),
    }
}

#[expect(clippy::disallowed_methods, reason = "event ids are made in this file")]
fn other_event_id() -> Uuid {
    Uuid::now_v7()
}

/// When the database failed.
enum Failed {
    /// Nothing was committed, for certain: a connection lost while idle, a race with a process that
    /// does not take the log's row first.
    BeforeCommit(sqlx::Error),
    /// Only a later look at the command ids can tell.
    InCommit(sqlx::Error),
}

impl Failed {
    fn cause(self) -> sqlx::Error {
        match self {
            Self::BeforeCommit(error) | Self::InCommit(error) => error,
        }
    }
}

impl From<sqlx::Error> for Failed {
    fn from(error: sqlx::Error) -> Self {
        Self::BeforeCommit(error)
    }
}
