use std::{pin::pin, time::Duration};

use futures::{StreamExt as _, stream::BoxStream};
use sqlx::postgres::PgNotification;
use tokio::{sync::watch, time::sleep};

use crate::{Db, LogId, Position, log::head};

/// Learns what other processes append: a notification is a hint to look at once, looking at
/// regular times is what nothing escapes.
pub(crate) struct Follower {
    pub db: Db,
    /// Where the processes of the log notify each other.
    pub channel: String,
    /// Of the own process, whose appends are no news.
    pub origin: u64,
    pub head: watch::Sender<Position>,
    pub epoch: watch::Sender<i64>,
    pub closed: watch::Receiver<bool>,
    pub poll_interval: Duration,
}

type Hints = BoxStream<'static, sqlx::Result<PgNotification>>;

/// The channel on which the processes of one log notify each other.
pub(crate) fn channel(log_id: LogId) -> String {
    format!("eventstore_{}", log_id.0.simple())
}

/// What is notified: what [`Follower::is_news`] reads.
pub(crate) fn notice(position: Position, origin: u64) -> String {
    format!("{position} {origin}")
}

/// Moves a known head forward, never back.
pub(crate) fn advance(known: &watch::Sender<Position>, head: Position) {
    known.send_if_modified(|known| {
        let moved = head > *known;
        *known = head.max(*known);
        moved
    });
}

/// In another epoch than the known one the head may be further back. Told in this order: whoever
/// sees the new head sees the new epoch.
pub(crate) fn enter(
    known: &watch::Sender<i64>,
    known_head: &watch::Sender<Position>,
    epoch: i64,
    head: Position,
) {
    let entered = known.send_if_modified(|known| {
        let newer = epoch > *known;
        *known = epoch.max(*known);
        newer
    });
    if entered {
        known_head.send_replace(head);
    }
}

impl Follower {
    /// Runs until the log is closed.
    pub(crate) async fn run(self) {
        let mut closed = self.closed.clone();
        let mut end = pin!(closed.wait_for(|closed| *closed));
        tokio::select! {
            _ = &mut end => {}
            () = self.follow() => {}
        }
    }

    async fn follow(&self) {
        let mut hints: Option<Hints> = None;
        let mut healthy = true;
        loop {
            if hints.is_none() {
                hints = self.listen().await;
            }
            // Also right after beginning to listen: what was appended just before is not notified.
            healthy = self.look(healthy).await;
            if healthy {
                self.wait_for_news(&mut hints).await;
            } else {
                sleep(self.poll_interval).await;
            }
        }
    }

    /// Until somebody else has appended, or may have.
    async fn wait_for_news(&self, hints: &mut Option<Hints>) {
        let mut poll = pin!(sleep(self.poll_interval));
        loop {
            let hint = tokio::select! {
                hint = next(hints) => hint,
                () = &mut poll => return,
            };
            match hint {
                Some(Ok(hint)) if !self.is_news(&hint) => {}
                Some(Ok(_)) => return,
                Some(Err(_)) | None => {
                    *hints = None;
                    return;
                }
            }
        }
    }

    /// Reads the head; false when that fails, which is told once.
    async fn look(&self, healthy: bool) -> bool {
        match head(&self.db).await {
            Ok(head) => {
                enter(&self.epoch, &self.head, head.epoch, head.position);
                if head.epoch == *self.epoch.borrow() {
                    advance(&self.head, head.position);
                }
                if !healthy {
                    tracing::info!("the head of the log can be read again");
                }
                true
            }
            Err(error) => {
                if healthy {
                    tracing::warn!(%error, "the head of the log can not be read; trying on");
                }
                false
            }
        }
    }

    async fn listen(&self) -> Option<Hints> {
        match self.db.listen(&self.channel).await {
            Ok(listener) => Some(listener?.into_stream().boxed()),
            Err(error) => {
                tracing::debug!(%error, "can not listen for other processes; polling only");
                None
            }
        }
    }

    fn is_news(&self, hint: &PgNotification) -> bool {
        match hint.payload().split_once(' ') {
            Some((position, origin)) => {
                let position = position.parse().map_or(Position::END, Position::new);
                origin.parse() != Ok(self.origin) && position > *self.head.borrow()
            }
            None => true,
        }
    }
}

/// The next hint; never, when nobody can give any.
async fn next(hints: &mut Option<Hints>) -> Option<sqlx::Result<PgNotification>> {
    match hints {
        Some(hints) => hints.next().await,
        None => std::future::pending().await,
    }
}
