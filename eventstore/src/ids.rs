use std::fmt::{self, Display};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The longest stream id, in bytes.
pub const MAX_STREAM_ID_BYTES: usize = 200;

/// Names a stream: `<category>-<id>`, or a bare `<category>` where there is only one of its kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StreamId(String);

impl StreamId {
    /// Joins a category (without `-`) and an id; an empty id names the only stream of its category.
    ///
    /// # Errors
    /// [`InvalidStreamId`] when the result is no stream id.
    pub fn new(category: &str, id: impl Display) -> Result<Self, InvalidStreamId> {
        if category.contains('-') {
            return Err(InvalidStreamId::DashInCategory);
        }
        let id = id.to_string();
        if id.is_empty() { Self::parse(category) } else { Self::parse(format!("{category}-{id}")) }
    }

    /// Reads a whole stream id.
    ///
    /// # Errors
    /// [`InvalidStreamId`] when it is too long, holds other characters than `A-Z a-z 0-9 - _`, or
    /// has no category.
    pub fn parse(text: impl Into<String>) -> Result<Self, InvalidStreamId> {
        let text = text.into();
        if text.len() > MAX_STREAM_ID_BYTES {
            return Err(InvalidStreamId::TooLong { bytes: text.len() });
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if let Some(character) = text.chars().find(|&c| !allowed(c)) {
            return Err(InvalidStreamId::Character { character });
        }
        if text.is_empty() || text.starts_with('-') {
            return Err(InvalidStreamId::NoCategory);
        }
        Ok(Self(text))
    }

    /// What stands before the first `-`.
    #[must_use]
    pub fn category(&self) -> &str {
        self.0.split_once('-').map_or(self.as_str(), |(category, _)| category)
    }

    /// What stands after the first `-`; empty for the only stream of its category.
    #[must_use]
    pub fn id(&self) -> &str {
        self.0.split_once('-').map_or("", |(_, id)| id)
    }

    /// The whole id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for StreamId {
    type Error = InvalidStreamId;

    fn try_from(text: String) -> Result<Self, InvalidStreamId> {
        Self::parse(text)
    }
}

impl From<StreamId> for String {
    fn from(stream: StreamId) -> Self {
        stream.0
    }
}

/// Why a text names no stream.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidStreamId {
    /// Nothing before the first `-`.
    #[error("a stream id begins with its category, as in `journey-1`")]
    NoCategory,
    /// A category given apart holds the separator.
    #[error("a category holds no `-`: it ends at the first one")]
    DashInCategory,
    /// Longer than [`MAX_STREAM_ID_BYTES`].
    #[error("a stream id has at most {MAX_STREAM_ID_BYTES} bytes, not {bytes}")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Another character than `A-Z a-z 0-9 - _`.
    #[error("a stream id is made of A-Z a-z 0-9 - and _, not of {character:?}")]
    Character {
        /// The first one that is not allowed.
        character: char,
    },
}

/// Order over all streams: from 1, without gaps.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Position(i64);

impl Position {
    /// Before the first event.
    pub const START: Self = Self(0);
    /// After every event.
    pub const END: Self = Self(i64::MAX);

    /// The position with this number; anything below 0 is [`Position::START`].
    #[must_use]
    pub const fn new(number: i64) -> Self {
        Self(if number < 0 { 0 } else { number })
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Order inside a stream: from 0, without gaps.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Revision(i64);

impl Revision {
    /// Of the first event.
    pub const START: Self = Self(0);
    /// At or after the last event, to read backward from.
    pub const END: Self = Self(i64::MAX);

    /// The revision with this number; anything below 0 is [`Revision::START`].
    #[must_use]
    pub const fn new(number: i64) -> Self {
        Self(if number < 0 { 0 } else { number })
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Of the event that comes next.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Names one intention of a client for ever: the same id again is the same append.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommandId(pub Uuid);

/// Names one event; `UUIDv7`, given by the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub Uuid);

/// Names a log for ever, so that a cursor of one log is never used on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LogId(pub Uuid);

impl Display for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Tells a repeated command from another one that took its id.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// SHA-256 over the parts of a command, each preceded by its length (8 bytes, big endian), so
    /// that moving a byte from one part to the next gives another fingerprint.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    /// The one with these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprint(")?;
        self.0[..4].iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str("…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_id_is_its_category_and_its_id() {
        let stream = StreamId::new("journey", "a-b").unwrap();
        assert_eq!(
            (stream.as_str(), stream.category(), stream.id()),
            ("journey-a-b", "journey", "a-b")
        );
    }

    #[test]
    fn the_only_stream_of_its_category_has_no_id() {
        let stream = StreamId::parse("programme").unwrap();
        assert_eq!((stream.category(), stream.id()), ("programme", ""));
        assert_eq!(StreamId::new("programme", ""), Ok(stream));
    }

    #[test]
    fn what_is_no_stream_id_is_refused_with_the_reason() {
        use InvalidStreamId as I;
        assert_eq!(StreamId::parse(""), Err(I::NoCategory));
        assert_eq!(StreamId::parse("-1"), Err(I::NoCategory));
        assert_eq!(StreamId::new("a-b", 1), Err(I::DashInCategory));
        assert_eq!(StreamId::new("lycée", 1), Err(I::Character { character: 'é' }));
        assert_eq!(StreamId::parse("a".repeat(201)), Err(I::TooLong { bytes: 201 }));
        assert!(StreamId::parse("a".repeat(200)).is_ok());
    }

    #[test]
    fn a_fingerprint_knows_where_one_part_ends() {
        assert_ne!(Fingerprint::of(&[b"ab", b"c"]), Fingerprint::of(&[b"a", b"bc"]));
        assert_eq!(Fingerprint::of(&[b"ab", b"c"]), Fingerprint::of(&[b"ab", b"c"]));
    }
}
