//! Where a reader of the log stands, so that it can tell a log that was rewritten.
//!
//! A failover to an asynchronous standby, or a restored backup, can lose acknowledged events and
//! hand their positions out again, without any gap. Whoever kept a position alone would go on as
//! if nothing had happened, with events that are no longer in the log. A cursor says which log,
//! which epoch and which event it means, and is refused when that is not so any more.

use std::{fmt, str::FromStr};

use futures::Stream;
use uuid::Uuid;

use crate::{Error, Filter, Head, Log, LogId, Position, Recorded, on};

/// Where a reader stands: just after an event, in an epoch of a log.
///
/// As text `c1:<partition>:<log id>:<epoch>:<position>:<leaf hash>`; readers keep it and do not
/// look inside. The partition is 0: a log has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The log.
    pub log_id: LogId,
    /// See [`Head::epoch`].
    pub epoch: i64,
    /// Of the last event read; [`Position::START`] before the first.
    pub position: Position,
    /// Of that event; zeros before the first.
    pub leaf_hash: [u8; 32],
}

/// Why a cursor can not be gone on from.
#[derive(Debug, thiserror::Error)]
pub enum CursorError {
    /// The log is not what the reader has read.
    #[error("LOG_REWRITTEN: {0}; read the log again from its beginning")]
    Rewritten(Rewritten),
    /// The text is no cursor.
    #[error("this is no cursor; one reads c1:0:log:epoch:position:hash, as the log gave it")]
    Malformed,
    /// The position asked for is beyond the head.
    #[error("there is no event at position {position} yet; the last one is at {head}")]
    Beyond {
        /// Asked for.
        position: Position,
        /// Of the last event.
        head: Position,
    },
    /// The log can not be read.
    #[error(transparent)]
    Log(#[from] Error),
}

impl CursorError {
    /// A stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Rewritten(_) => "LOG_REWRITTEN",
            Self::Malformed => "CURSOR_MALFORMED",
            Self::Beyond { .. } => "CURSOR_BEYOND_HEAD",
            Self::Log(_) => "LOG_UNAVAILABLE",
        }
    }
}

/// In what a log differs from what a cursor says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rewritten {
    /// It is another log.
    #[error("the cursor is of log {0}, and this is another one")]
    OtherLog(LogId),
    /// Events may have been lost since.
    #[error("the cursor is of epoch {cursor}, and the log is in epoch {log}")]
    OtherEpoch {
        /// The cursor's.
        cursor: i64,
        /// The log's.
        log: i64,
    },
    /// Events were lost.
    #[error("the cursor is at position {cursor}, and the log ends at {log}")]
    Shorter {
        /// The cursor's.
        cursor: Position,
        /// The log's.
        log: Position,
    },
    /// Events were lost and others are in their place.
    #[error("the event at position {0} is another one")]
    OtherEvent(Position),
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { log_id, epoch, position, leaf_hash } = self;
        write!(f, "c1:0:{}:{epoch}:{position}:", log_id.0.simple())?;
        leaf_hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        parse(text).ok_or(CursorError::Malformed)
    }
}

fn parse(text: &str) -> Option<Cursor> {
    let [log_id, epoch, position, hash] =
        text.strip_prefix("c1:0:")?.split(':').collect::<Vec<_>>().try_into().ok()?;
    let mut leaf_hash = [0; 32];
    if hash.len() != 64 || !hash.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (n, byte) in leaf_hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hash.get(2 * n..2 * n + 2)?, 16).ok()?;
    }
    Some(Cursor {
        log_id: LogId(Uuid::try_parse(log_id).ok()?),
        epoch: epoch.parse().ok()?,
        position: Position::new(position.parse().ok().filter(|position| *position >= 0)?),
        leaf_hash,
    })
}

impl Log {
    /// The cursor just after the event at a position, in the present epoch.
    ///
    /// # Errors
    /// [`CursorError::Beyond`] when there is no such event.
    pub async fn cursor(&self, position: Position) -> Result<Cursor, CursorError> {
        let Head { log_id, epoch, position: head } = self.head().await?;
        let leaf_hash = self.leaf_hash(position).await?;
        let leaf_hash = leaf_hash.ok_or(CursorError::Beyond { position, head })?;
        Ok(Cursor { log_id, epoch, position, leaf_hash })
    }

    /// [`Log::subscribe`], from where a reader stands.
    ///
    /// # Errors
    /// [`CursorError::Rewritten`] when the log is not what the reader has read, or may not be.
    pub async fn resume(
        &self,
        cursor: &Cursor,
        filter: Filter,
    ) -> Result<impl Stream<Item = Result<Recorded, Error>> + Send + Unpin + 'static, CursorError>
    {
        let epoch = self.same_event(cursor).await?;
        if epoch != cursor.epoch {
            let (cursor, log) = (cursor.epoch, epoch);
            return Err(CursorError::Rewritten(Rewritten::OtherEpoch { cursor, log }));
        }
        Ok(self.subscribe(cursor.position, filter))
    }

    /// The same place in the present epoch, for a reader whose events are all still there: that the
    /// event it stands at is the same one says so, because what is lost is lost from the end.
    ///
    /// # Errors
    /// [`CursorError::Rewritten`] when it is not the same event.
    pub async fn renew(&self, cursor: &Cursor) -> Result<Cursor, CursorError> {
        let epoch = self.same_event(cursor).await?;
        Ok(Cursor { epoch, ..*cursor })
    }

    /// The present epoch, if the event at the cursor is the one it says.
    async fn same_event(&self, cursor: &Cursor) -> Result<i64, CursorError> {
        let Head { log_id, epoch, position: log } = self.head().await?;
        let found = self.leaf_hash(cursor.position).await?;
        let why = if log_id != cursor.log_id {
            Rewritten::OtherLog(cursor.log_id)
        } else if cursor.position > log {
            Rewritten::Shorter { cursor: cursor.position, log }
        } else if found != Some(cursor.leaf_hash) {
            Rewritten::OtherEvent(cursor.position)
        } else {
            return Ok(epoch);
        };
        Err(CursorError::Rewritten(why))
    }

    async fn leaf_hash(&self, position: Position) -> Result<Option<[u8; 32]>, Error> {
        if position == Position::START {
            return Ok(Some([0; 32]));
        }
        let sql = "select leaf_hash from events where position = $1";
        let hash: Option<Vec<u8>> = on!(Db, self.db(), pool => {
            sqlx::query_scalar(sql).bind(position.get()).fetch_optional(pool).await?
        });
        Ok(hash.and_then(|hash| hash.try_into().ok()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_is_read_as_it_was_written(
            id: u128, epoch: i64, position in 0..i64::MAX, leaf_hash: [u8; 32],
        ) {
            let log_id = LogId(Uuid::from_u128(id));
            let cursor = Cursor { log_id, epoch, position: Position::new(position), leaf_hash };
            prop_assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        }

        #[test]
        fn anything_else_is_refused(text in "(c1:0:)?[a-f0-9:é]{0,80}") {
            if let Ok(cursor) = text.parse::<Cursor>() {
                prop_assert_eq!(cursor.to_string().len(), text.len());
            }
        }
    }
}
