use std::{borrow::Cow, collections::BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{AssertSqlSafe, FromRow, Row, postgres::PgRow, sqlite::SqliteRow};
use uuid::Uuid;

use crate::{
    Appended, CommandId, Db, Error, EventId, Fingerprint, Log, Position, Revision, StreamId, on,
};

/// An event as it lies in the log.
#[derive(Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Order over all streams, from 1, without gaps.
    pub position: Position,
    /// The stream it belongs to.
    pub stream: StreamId,
    /// Order inside the stream, from 0, without gaps.
    pub revision: Revision,
    /// Its own id.
    pub event_id: EventId,
    /// Its type, for example `journey.v1.BeneficiaryRegistered`.
    pub kind: String,
    /// A JSON object, exactly as appended.
    pub data: String,
    /// A JSON object, exactly as appended.
    pub metadata: String,
    /// The civil date it happened on.
    pub occurred_on: NaiveDate,
    /// When it was appended, in microseconds; never earlier than the event before.
    pub recorded_at: DateTime<Utc>,
    /// The command it came from.
    pub command_id: CommandId,
    /// SHA-256 over [`Recorded::canonical_bytes`], as an RFC 6962 leaf.
    pub leaf_hash: [u8; 32],
}

/// Payloads hold personal data: they stay out of everything that is printed.
impl std::fmt::Debug for Recorded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recorded")
            .field("position", &self.position.get())
            .field("stream", &self.stream.as_str())
            .field("revision", &self.revision.get())
            .field("kind", &self.kind)
            .field("occurred_on", &self.occurred_on)
            .field("recorded_at", &self.recorded_at)
            .field("command_id", &self.command_id)
            .finish_non_exhaustive()
    }
}

/// Which events to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Those of the streams of one category.
    Category(String),
    /// Those of these types; none when there is no type.
    Types(Vec<String>),
    /// Those of one stream.
    Stream(StreamId),
}

impl Filter {
    pub(crate) fn matches_nothing(&self) -> bool {
        matches!(self, Self::Types(types) if types.is_empty())
    }

    /// A type named twice would have its events read twice.
    fn without_repetition(&self) -> Cow<'_, Self> {
        match self {
            Self::Types(types) => {
                let types: BTreeSet<&String> = types.iter().collect();
                Cow::Owned(Self::Types(types.into_iter().cloned().collect()))
            }
            other => Cow::Borrowed(other),
        }
    }

    pub(crate) fn arguments(&self) -> Vec<&str> {
        match self {
            Self::All => Vec::new(),
            Self::Category(category) => vec![category],
            Self::Types(types) => types.iter().map(String::as_str).collect(),
            Self::Stream(stream) => vec![stream.as_str()],
        }
    }
}

/// Which way to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Oldest first.
    Forward,
    /// Newest first.
    Backward,
}

impl Direction {
    fn sql(self) -> &'static str {
        match self {
            Self::Forward => "asc",
            Self::Backward => "desc",
        }
    }
}

/// A command whose events are in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommittedCommand {
    /// What the command was.
    pub fingerprint: Fingerprint,
    /// What it was answered, with [`Appended::replayed`] set.
    pub appended: Appended,
}

pub(crate) const COLUMNS: &str = "position, stream, revision, event_id, type, data, metadata, \
                                  occurred_on, recorded_at, command_id, leaf_hash";

macro_rules! recorded_from {
    ($row:ty) => {
        impl<'r> FromRow<'r, $row> for Recorded {
            fn from_row(row: &'r $row) -> sqlx::Result<Self> {
                let stream: String = row.try_get(1)?;
                let leaf_hash: &[u8] = row.try_get(10)?;
                Ok(Self {
                    position: Position::new(row.try_get(0)?),
                    stream: StreamId::parse(stream).map_err(decode)?,
                    revision: Revision::new(row.try_get(2)?),
                    event_id: EventId(row.try_get(3)?),
                    kind: row.try_get(4)?,
                    data: row.try_get(5)?,
                    metadata: row.try_get(6)?,
                    occurred_on: row.try_get(7)?,
                    recorded_at: row.try_get(8)?,
                    command_id: CommandId(row.try_get(9)?),
                    leaf_hash: leaf_hash.try_into().map_err(decode)?,
                })
            }
        }
    };
}
recorded_from!(PgRow);
recorded_from!(SqliteRow);

fn decode(error: impl std::error::Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}

impl Log {
    /// A page of one stream, from this revision on (included), in this direction.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_stream(
        &self,
        stream: &StreamId,
        from: Revision,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Recorded>, Error> {
        let compare = match direction {
            Direction::Forward => ">=",
            Direction::Backward => "<=",
        };
        let sql = format!(
            "select {COLUMNS} from events where stream = $1 and revision {compare} $2 \
             order by revision {} limit $3",
            direction.sql()
        );
        Ok(on!(Db, self.db(), pool => {
            sqlx::query_as(AssertSqlSafe(sql))
                .bind(stream.as_str()).bind(from.get()).bind(count(limit))
                .fetch_all(pool).await?
        }))
    }

    /// A page of the whole log: after `from` forward, before it backward ([`Position::END`] to
    /// begin at the end).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_all(
        &self,
        from: Position,
        direction: Direction,
        limit: usize,
        filter: &Filter,
    ) -> Result<Vec<Recorded>, Error> {
        let between = match direction {
            Direction::Forward => (from, Position::END),
            Direction::Backward => (Position::START, from),
        };
        page(self.db(), between, direction, limit, filter).await
    }

    /// What a command was answered, if it was appended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_command(&self, id: CommandId) -> Result<Option<CommittedCommand>, Error> {
        let sql = "select fingerprint, first_position, last_position
                   from commands where command_id = $1";
        let found: Option<(Vec<u8>, i64, i64)> = on!(Db, self.db(), pool => {
            sqlx::query_as(sql).bind(id.0).fetch_optional(pool).await?
        });
        let Some((fingerprint, first, last)) = found else { return Ok(None) };
        let fingerprint = fingerprint.try_into().map_err(|_| wrong_length(id.0))?;
        let between = (Position::new(first), Position::new(last));
        Ok(Some(CommittedCommand {
            fingerprint: Fingerprint::from_bytes(fingerprint),
            appended: replay(self.db(), between).await?,
        }))
    }
}

pub(crate) fn wrong_length(command: Uuid) -> sqlx::Error {
    sqlx::Error::Decode(format!("the fingerprint of command {command} is not 32 bytes").into())
}

/// The answer of an append that was committed before, read from the events themselves: all those
/// between its two positions are its own.
pub(crate) async fn replay(db: &Db, (first, last): (Position, Position)) -> sqlx::Result<Appended> {
    let sql = "select stream, max(revision) from events where position >= $1 and position <= $2
               group by stream order by min(position)";
    let revisions: Vec<(String, i64)> = on!(Db, db, pool => {
        sqlx::query_as(sql).bind(first.get()).bind(last.get()).fetch_all(pool).await?
    });
    let revisions = revisions
        .into_iter()
        .map(|(stream, last)| Ok((StreamId::parse(stream).map_err(decode)?, Revision::new(last))));
    Ok(Appended { first, last, revisions: revisions.collect::<sqlx::Result<_>>()?, replayed: true })
}

/// At most `limit` events between two positions, both excluded.
pub(crate) async fn page(
    db: &Db,
    (after, before): (Position, Position),
    direction: Direction,
    limit: usize,
    filter: &Filter,
) -> Result<Vec<Recorded>, Error> {
    if filter.matches_nothing() {
        return Ok(Vec::new());
    }
    let filter = &filter.without_repetition();
    let sql = page_sql(direction, filter);
    Ok(on!(Db, db, pool => {
        let mut query = sqlx::query_as(AssertSqlSafe(sql))
            .bind(after.get()).bind(before.get()).bind(count(limit));
        for argument in filter.arguments() {
            query = query.bind(argument);
        }
        query.fetch_all(pool).await?
    }))
}

/// `$1` and `$2` are the positions between which to read, `$3` the limit, then the filter's.
fn page_sql(direction: Direction, filter: &Filter) -> String {
    let order = direction.sql();
    let page = format!("select {COLUMNS} from events where position > $1 and position < $2");
    match filter {
        Filter::All => format!("{page} order by position {order} limit $3"),
        Filter::Category(_) => {
            format!("{page} and category = $4 order by position {order} limit $3")
        }
        // The order of revisions is the order of positions, and has an index.
        Filter::Stream(_) => format!("{page} and stream = $4 order by revision {order} limit $3"),
        // Each type in its order from the index, merged: neither database does so for an `in`.
        Filter::Types(types) => {
            let each = (4..4 + types.len()).map(|n| {
                format!(
                    "select * from ({page} and type = ${n} order by position {order} limit $3) t{n}"
                )
            });
            let merged = each.collect::<Vec<_>>().join(" union all ");
            format!("{merged} order by position {order} limit $3")
        }
    }
}

fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
