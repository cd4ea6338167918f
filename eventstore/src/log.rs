use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tokio::sync::{Semaphore, mpsc, oneshot, watch};
use uuid::Uuid;

use crate::{
    Append, AppendError, Appended, Db, Error, LogId, Position, Trouble, clock,
    follower::{Follower, channel},
    on,
    recent::Recent,
    tree::catch_up,
    writer::{Request, Writer},
};

/// Limits and habits of a log; the defaults suit a server.
#[derive(Clone, Debug)]
pub struct LogOptions {
    /// The most appends that wait; more are refused as [`AppendError::Overloaded`].
    pub queue: usize,
    /// The most bytes of data and metadata that wait or are being written.
    pub queue_bytes: usize,
    /// The most events written in one transaction for several appends.
    pub max_batch_events: usize,
    /// The most bytes of one event's data.
    pub max_event_bytes: usize,
    /// The most bytes of an append's metadata.
    pub max_metadata_bytes: usize,
    /// The most events of one append.
    pub max_append_events: usize,
    /// The most bytes of data and metadata of one append, the metadata counted with each event.
    pub max_append_bytes: usize,
    /// How often to look for what other processes append.
    pub poll_interval: Duration,
}

impl Default for LogOptions {
    fn default() -> Self {
        Self {
            queue: 4_096,
            queue_bytes: 64 << 20,
            max_batch_events: 2_000,
            max_event_bytes: 64 << 10,
            max_metadata_bytes: 16 << 10,
            max_append_events: 5_000,
            max_append_bytes: 16 << 20,
            poll_interval: Duration::from_secs(1),
        }
    }
}

/// The log; cheap to clone, all clones share one writer.
#[derive(Clone, Debug)]
pub struct Log {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    options: LogOptions,
    queue: mpsc::Sender<Request>,
    /// One permit per KiB that waits.
    room: Arc<Semaphore>,
    head: watch::Sender<Position>,
    epoch: watch::Sender<i64>,
    trouble: watch::Receiver<Option<Trouble>>,
    closed: watch::Sender<bool>,
    /// Ends when the tasks have.
    tasks: watch::Receiver<()>,
}

/// How far the log has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Names the log.
    pub log_id: LogId,
    /// Changes when a failover may have lost events: positions of two epochs do not compare.
    pub epoch: i64,
    /// Of the last event; [`Position::START`] before the first.
    pub position: Position,
}

impl Log {
    /// Opens the log of a migrated database, names it if it is new, and starts its one writer.
    ///
    /// # Errors
    /// [`Error::NotMigrated`] when tables are missing, [`Error::HeadMismatch`] when the last event
    /// is not where the head says.
    pub async fn open(db: Db, options: LogOptions) -> Result<Self, Error> {
        options.check()?;
        let pending = db.pending_migrations().await?;
        if !pending.is_empty() {
            return Err(Error::NotMigrated { pending });
        }
        check_head(&db).await?;
        name_if_new(&db).await?;
        catch_up(&db).await?;
        let known = head(&db).await?;
        let Head { log_id, position, epoch } = known;
        tracing::info!(%log_id, %position, epoch, on = db.name(), "log opened");

        let (queue, requests) = mpsc::channel(options.queue);
        let (head, closed) = (watch::Sender::new(position), watch::Sender::new(false));
        let epoch = watch::Sender::new(epoch);
        let (tell_trouble, trouble) = watch::channel(None);
        let (running, tasks) = watch::channel(());
        #[expect(clippy::disallowed_methods, reason = "tells this process from others, no more")]
        let origin = Uuid::new_v4().as_u64_pair().1;
        let channel = channel(log_id);
        let writer = Writer {
            own: db.dedicated(),
            db: db.clone(),
            channel: channel.clone(),
            origin,
            requests,
            head: head.clone(),
            epoch: epoch.clone(),
            closed: closed.subscribe(),
            max_batch_events: options.max_batch_events,
            recent: Recent::default(),
            trouble: tell_trouble,
        };
        let follower = Follower {
            db: db.clone(),
            channel,
            origin,
            head: head.clone(),
            epoch: epoch.clone(),
            closed: closed.subscribe(),
            poll_interval: options.poll_interval,
        };
        let kept = running.clone();
        tokio::spawn(async move {
            writer.run().await;
            drop(kept);
        });
        tokio::spawn(async move {
            follower.run().await;
            drop(running);
        });
        let room = Arc::new(Semaphore::new(kib(options.queue_bytes)));
        let inner = Inner { db, options, queue, room, head, epoch, trouble, closed, tasks };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Appends all the events of a command, or none of them; once answered they are durable and
    /// every later read sees them. Sent again with the same command id and fingerprint it appends
    /// nothing and gives the same answer. A caller that stops waiting may still have appended.
    ///
    /// # Errors
    /// [`AppendError`]: a stream is not as expected, the command id was used for something else,
    /// the append is invalid, the log is overloaded or closed, or the database failed.
    pub async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let inner = &self.inner;
        append.check(&inner.options)?;
        let size = u32::try_from(kib(append.bytes())).unwrap_or(u32::MAX);
        let room = Arc::clone(&inner.room).try_acquire_many_owned(size);
        let room = room.map_err(|_| AppendError::Overloaded)?;
        let (answer, answered) = oneshot::channel();
        inner.queue.try_send(Request { append, answer, _room: room }).map_err(
            |full| match full {
                mpsc::error::TrySendError::Full(_) => AppendError::Overloaded,
                mpsc::error::TrySendError::Closed(_) => AppendError::Closed,
            },
        )?;
        answered.await.unwrap_or(Err(AppendError::Closed))
    }

    /// How far the log has come, asked of the database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn head(&self) -> Result<Head, Error> {
        head(self.db()).await
    }

    /// Says that events may have been lost, after a backup was restored or a standby promoted:
    /// positions handed out before and after do not compare any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_epoch(&self) -> Result<Head, Error> {
        let sql = "update log_head set epoch = epoch + 1 where id = 1";
        let mut tx = self.db().begin().await?;
        on!(Tx, &mut tx, tx => { sqlx::query(sql).execute(&mut **tx).await?; });
        tx.commit().await?;
        self.head().await
    }

    /// The last position this process knows of: moves with its own appends at once, with those of
    /// other processes when they notify or within [`LogOptions::poll_interval`]. Moves back only with another epoch.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Position> {
        self.inner.head.subscribe()
    }

    /// The epoch this process knows the log to be in: what was read in another one may be gone.
    #[must_use]
    pub fn epoch(&self) -> watch::Receiver<i64> {
        self.inner.epoch.subscribe()
    }

    /// Why the last appends failed; none as soon as one succeeds. The log tries by itself, so that
    /// this is true also when nobody appends.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        *self.inner.trouble.borrow()
    }

    /// The database below, for the read models that live in it.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.inner.db
    }

    /// Refuses new appends, writes those that wait, and ends the log's tasks and subscriptions,
    /// for all clones. The database stays open.
    pub async fn close(self) {
        self.inner.closed.send_replace(true);
        let mut tasks = self.inner.tasks.clone();
        while tasks.changed().await.is_ok() {}
    }

    pub(crate) fn closed(&self) -> watch::Receiver<bool> {
        self.inner.closed.subscribe()
    }
}

impl LogOptions {
    fn check(&self) -> Result<(), Error> {
        let least_one = [
            ("queue", self.queue),
            ("queue_bytes", self.queue_bytes),
            ("max_batch_events", self.max_batch_events),
        ];
        match least_one.into_iter().find(|(_, value)| *value == 0) {
            Some((option, _)) => Err(Error::Option { option }),
            None => Ok(()),
        }
    }
}

fn kib(bytes: usize) -> usize {
    bytes.div_ceil(1_024).min(Semaphore::MAX_PERMITS)
}

/// Asks the database how far the log has come.
pub(crate) async fn head(db: &Db) -> Result<Head, Error> {
    let sql = "select log_id, epoch, position from log_head where id = 1";
    let (log_id, epoch, position): (Uuid, i64, i64) =
        on!(Db, db, pool => sqlx::query_as(sql).fetch_one(pool).await?);
    Ok(Head { log_id: LogId(log_id), epoch, position: Position::new(position) })
}

/// Events and head move in one transaction: nobody may append where they are apart.
async fn check_head(db: &Db) -> Result<(), Error> {
    let sql = "select coalesce((select max(position) from events), 0),
                      coalesce((select position from log_head where id = 1), 0)";
    let (events, head): (i64, i64) =
        on!(Db, db, pool => sqlx::query_as(sql).fetch_one(pool).await?);
    if events != head {
        let (events, head) = (Position::new(events), Position::new(head));
        return Err(Error::HeadMismatch { events, head });
    }
    Ok(())
}

/// The id of the log of a migrated database, which names it if it is new.
///
/// # Errors
/// When the database fails.
pub async fn log_id(db: &Db) -> Result<LogId, Error> {
    name_if_new(db).await?;
    Ok(head(db).await?.log_id)
}

async fn name_if_new(db: &Db) -> Result<(), Error> {
    let exists = "select count(*) from log_head";
    let rows: i64 = on!(Db, db, pool => sqlx::query_scalar(exists).fetch_one(pool).await?);
    if rows == 0 {
        #[expect(clippy::disallowed_methods, reason = "a log is named once, when it is created")]
        let log_id = Uuid::new_v4();
        let since: DateTime<Utc> = clock::now();
        let sql = "insert into log_head (id, log_id, epoch, position, recorded_at)
                   values (1, $1, 1, 0, $2) on conflict (id) do nothing";
        let mut tx = db.begin().await?;
        on!(Tx, &mut tx, tx => {
            sqlx::query(sql).bind(log_id).bind(since).execute(&mut **tx).await?;
        });
        tx.commit().await?;
    }
    Ok(())
}
