use std::{collections::HashSet, sync::Arc};

use chrono::{Datelike, NaiveDate};

use crate::{CommandId, Fingerprint, LogOptions, Position, Revision, StreamId, Trouble};

/// What the caller has seen of a stream when it decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedRevision {
    /// Anything: the events hold whatever came before.
    Any,
    /// The stream has no event yet.
    NoStream,
    /// The stream has at least one event.
    StreamExists,
    /// The last event of the stream has this revision.
    Exactly(Revision),
}

impl ExpectedRevision {
    pub(crate) fn holds(self, actual: Option<Revision>) -> bool {
        match self {
            Self::Any => true,
            Self::NoStream => actual.is_none(),
            Self::StreamExists => actual.is_some(),
            Self::Exactly(revision) => actual == Some(revision),
        }
    }
}

/// An event to append.
#[derive(Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Its type, for example `journey.v1.BeneficiaryRegistered`.
    pub kind: String,
    /// A JSON object; stored exactly as given.
    pub data: String,
    /// The civil date it happened on, years 1 to 9999.
    pub occurred_on: NaiveDate,
}

/// Events for one stream, or none: then it is only looked at, and must be as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamWrite {
    /// The stream.
    pub stream: StreamId,
    /// What must hold of it, or nothing at all is appended.
    pub expected: ExpectedRevision,
    /// At least one in all writes of an append.
    pub events: Vec<NewEvent>,
}

/// All the events of one command: they are appended together or not at all.
#[derive(Clone, PartialEq, Eq)]
pub struct Append {
    /// Appended once, however often it is sent.
    pub command_id: CommandId,
    /// Of the command's payload: the same id with another fingerprint is refused.
    pub fingerprint: Fingerprint,
    /// A JSON object that all the events share: who, why, from where.
    pub metadata: String,
    /// One write per stream, in the order the events get their positions. A decision that depends
    /// on streams it does not change has a write without events for each of them.
    pub writes: Vec<StreamWrite>,
}

/// Where the events of an append lie: durable, and visible to every later read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Of the first event.
    pub first: Position,
    /// Of the last event; there is nothing else between the two.
    pub last: Position,
    /// The last revision of each stream written, in the order of the writes; without those that
    /// were only looked at.
    pub revisions: Vec<(StreamId, Revision)>,
    /// The command id was known with the same fingerprint: this is the answer it got then, and
    /// nothing was appended now.
    pub replayed: bool,
}

/// Why nothing was appended.
#[derive(Clone, Debug, thiserror::Error)]
pub enum AppendError {
    /// The stream is not what the caller expects: load it again and decide again.
    #[error("stream {stream} is at {}, and not as expected: {expected:?}", Actual(*actual))]
    Conflict {
        /// The first stream of the append that is not as expected.
        stream: StreamId,
        /// What the caller expects.
        expected: ExpectedRevision,
        /// Its last revision; none when it has no event.
        actual: Option<Revision>,
    },
    /// The command id was used before for another command: take a new one.
    #[error("command id {command_id} was used before for another command")]
    CommandIdReused {
        /// The id.
        command_id: CommandId,
    },
    /// The append itself is wrong; sending it again can not help.
    #[error(transparent)]
    Invalid(#[from] InvalidAppend),
    /// Too many appends wait already: nothing was written, try again later.
    #[error("too many appends are waiting; try again later")]
    Overloaded,
    /// The log is closed. If that happened while this append was under way, the same command id
    /// tells on the next start whether it was written.
    #[error("the log is closed")]
    Closed,
    /// The database has no space left: nothing was written. Sent again once there is space, it is.
    #[error("the database has no space left; nothing was written")]
    NoSpace(#[source] Arc<sqlx::Error>),
    /// The database failed. It may have committed before it did, so try again with the same
    /// command id: the answer will be the same. One failure is shared by all who were in the
    /// same transaction.
    #[error("the database failed: {0}")]
    Db(#[source] Arc<sqlx::Error>),
}

impl AppendError {
    /// Whether sending the same append again can succeed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Overloaded | Self::NoSpace(_) | Self::Db(_) => true,
            Self::Conflict { .. } | Self::CommandIdReused { .. } | Self::Invalid(_) => false,
            Self::Closed => false,
        }
    }
}

impl From<sqlx::Error> for AppendError {
    fn from(error: sqlx::Error) -> Self {
        match Trouble::of(&error) {
            Trouble::NoSpace => Self::NoSpace(Arc::new(error)),
            Trouble::Database => Self::Db(Arc::new(error)),
        }
    }
}

struct Actual(Option<Revision>);

impl std::fmt::Display for Actual {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(revision) => write!(f, "revision {revision}"),
            None => f.write_str("no revision yet"),
        }
    }
}

/// What is wrong with an append.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAppend {
    /// No event at all.
    #[error("an append needs at least one event")]
    Empty,
    /// Two writes to one stream.
    #[error("stream {stream} is written twice in one append; put its events into one write")]
    StreamTwice {
        /// The stream.
        stream: StreamId,
    },
    /// An event type that can not be told apart or indexed.
    #[error("an event type for stream {stream} is not 1 to {MAX_KIND_BYTES} of A-Z a-z 0-9 . _ -")]
    Kind {
        /// The stream.
        stream: StreamId,
    },
    /// The payload of an event is something else than a JSON object.
    #[error("the data of a {kind} for stream {stream} is not a JSON object")]
    DataNotAnObject {
        /// The stream.
        stream: StreamId,
        /// The event's type.
        kind: String,
    },
    /// The metadata are something else than a JSON object.
    #[error("the metadata are not a JSON object")]
    MetadataNotAnObject,
    /// A date outside of the years 1 to 9999.
    #[error("a {kind} for stream {stream} occurred on {date}, outside of the years 1 to 9999")]
    OccurredOn {
        /// The stream.
        stream: StreamId,
        /// The event's type.
        kind: String,
        /// The date.
        date: NaiveDate,
    },
    /// One event is too large.
    #[error("a {kind} for stream {stream} has {bytes} bytes of data; the limit is {limit}")]
    EventTooLarge {
        /// The stream.
        stream: StreamId,
        /// The event's type.
        kind: String,
        /// The size of its data.
        bytes: usize,
        /// [`LogOptions::max_event_bytes`].
        limit: usize,
    },
    /// The metadata are too large.
    #[error("the metadata have {bytes} bytes; the limit is {limit}")]
    MetadataTooLarge {
        /// Their size.
        bytes: usize,
        /// [`LogOptions::max_metadata_bytes`].
        limit: usize,
    },
    /// Too many events at once.
    #[error("the append has {events} events; the limit is {limit}")]
    TooManyEvents {
        /// How many.
        events: usize,
        /// [`LogOptions::max_append_events`].
        limit: usize,
    },
    /// All its events together, each with the metadata, are too large.
    #[error("the append has {bytes} bytes of data and metadata; the limit is {limit}")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// [`LogOptions::max_append_bytes`].
        limit: usize,
    },
}

/// The longest event type, in bytes.
pub const MAX_KIND_BYTES: usize = 200;

impl Append {
    /// How many events it has.
    #[must_use]
    pub fn events(&self) -> usize {
        self.writes.iter().map(|write| write.events.len()).sum()
    }

    /// The bytes of data and metadata it will store.
    pub(crate) fn bytes(&self) -> usize {
        let events = self.writes.iter().flat_map(|write| &write.events);
        events.map(|event| event.data.len() + event.kind.len() + self.metadata.len()).sum()
    }

    /// Everything that can be told without the database; the cheap questions first.
    pub(crate) fn check(&self, options: &LogOptions) -> Result<(), InvalidAppend> {
        use InvalidAppend as I;
        let (events, limit) = (self.events(), options.max_append_events);
        if events == 0 {
            return Err(I::Empty);
        }
        if events > limit {
            return Err(I::TooManyEvents { events, limit });
        }
        let (bytes, limit) = (self.metadata.len(), options.max_metadata_bytes);
        if bytes > limit {
            return Err(I::MetadataTooLarge { bytes, limit });
        }
        let (bytes, limit) = (self.bytes(), options.max_append_bytes);
        if bytes > limit {
            return Err(I::TooLarge { bytes, limit });
        }
        if !is_json_object(&self.metadata) {
            return Err(I::MetadataNotAnObject);
        }
        let mut streams = HashSet::with_capacity(self.writes.len());
        for StreamWrite { stream, events, .. } in &self.writes {
            let stream = || stream.clone();
            if !streams.insert(stream()) {
                return Err(I::StreamTwice { stream: stream() });
            }
            for NewEvent { kind, data, occurred_on } in events {
                if !is_kind(kind) {
                    return Err(I::Kind { stream: stream() });
                }
                let (bytes, limit) = (data.len(), options.max_event_bytes);
                if bytes > limit {
                    let kind = kind.clone();
                    return Err(I::EventTooLarge { stream: stream(), kind, bytes, limit });
                }
                if !is_json_object(data) {
                    return Err(I::DataNotAnObject { stream: stream(), kind: kind.clone() });
                }
                if !(1..=9999).contains(&occurred_on.year()) {
                    let (kind, date) = (kind.clone(), *occurred_on);
                    return Err(I::OccurredOn { stream: stream(), kind, date });
                }
            }
        }
        Ok(())
    }
}

fn is_json_object(text: &str) -> bool {
    text.trim_ascii_start().starts_with('{')
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn is_kind(kind: &str) -> bool {
    (1..=MAX_KIND_BYTES).contains(&kind.len())
        && kind.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

/// Payloads hold personal data: they stay out of everything that is printed.
impl std::fmt::Debug for NewEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewEvent")
            .field("kind", &self.kind)
            .field("bytes", &self.data.len())
            .field("occurred_on", &self.occurred_on)
            .finish()
    }
}

impl std::fmt::Debug for Append {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Append")
            .field("command_id", &self.command_id)
            .field("writes", &self.writes)
            .finish_non_exhaustive()
    }
}
