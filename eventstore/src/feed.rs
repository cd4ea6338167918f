use std::collections::VecDeque;

use futures::{Stream, StreamExt as _, stream};
use tokio::sync::watch;

use crate::{Db, Direction, Error, Filter, Log, Position, Recorded, read::page};

/// Events read at once: what a subscriber that stands still keeps in memory at most.
const PAGE: usize = 256;

struct Feed {
    db: Db,
    filter: Filter,
    /// Everything up to here was handed over, or does not match.
    after: Position,
    read: VecDeque<Recorded>,
    head: watch::Receiver<Position>,
    epoch: watch::Receiver<i64>,
    /// It was told that another epoch has begun.
    ended: bool,
    closed: watch::Receiver<bool>,
}

impl Log {
    /// All events after a position, oldest first, then those to come, each once; ends when the log
    /// is closed, and with [`Error::Rewritten`] when another epoch begins. It reads at the consumer's pace, a page at a time, so that a slow one holds up
    /// nobody. After an error the next poll tries again from the same event.
    ///
    /// Nothing is lost between catching up and live, because there is no difference: positions
    /// become visible in order and without gaps, so whoever has read up to a head that this
    /// process knows has read everything up to there.
    pub fn subscribe(
        &self,
        after: Position,
        filter: Filter,
    ) -> impl Stream<Item = Result<Recorded, Error>> + Send + Unpin + 'static {
        let feed = Feed {
            db: self.db().clone(),
            filter,
            after,
            read: VecDeque::new(),
            head: self.watch(),
            epoch: self.epoch(),
            ended: false,
            closed: self.closed(),
        };
        stream::unfold(feed, |mut feed| async move { feed.next().await.map(|event| (event, feed)) })
            .boxed()
    }
}

impl Feed {
    async fn next(&mut self) -> Option<Result<Recorded, Error>> {
        loop {
            if let Some(event) = self.read.pop_front() {
                return Some(Ok(event));
            }
            if *self.closed.borrow() || self.ended {
                return None;
            }
            if self.epoch.has_changed().unwrap_or(false) {
                self.ended = true;
                return Some(Err(Error::Rewritten));
            }
            let head = *self.head.borrow_and_update();
            if head > self.after {
                if let Err(error) = self.read_on(head).await {
                    return Some(Err(error));
                }
            } else {
                tokio::select! {
                    moved = self.head.changed() => moved.ok()?,
                    entered = self.epoch.changed() => {
                        entered.ok()?;
                        self.ended = true;
                        return Some(Err(Error::Rewritten));
                    }
                    closed = self.closed.changed() => closed.ok()?,
                }
            }
        }
    }

    async fn read_on(&mut self, head: Position) -> Result<(), Error> {
        let between = (self.after, Position::new(head.get() + 1));
        let events = page(&self.db, between, Direction::Forward, PAGE, &self.filter).await?;
        self.after = match events.last() {
            Some(last) if events.len() == PAGE => last.position,
            // What is left up to the head does not match.
            _ => head,
        };
        self.read = events.into();
        Ok(())
    }
}
