//! What is hashed of an event.
//!
//! `leaf_hash` = SHA-256(0x00 ‖ canonical bytes): the leaf of an RFC 6962 Merkle tree. The
//! canonical bytes are, in this order, and so that anybody can write them again:
//!
//! | field | bytes |
//! | --- | --- |
//! | position | 8, big endian, signed |
//! | stream | length, then UTF-8 |
//! | revision | 8, big endian, signed |
//! | event id | 16 |
//! | type | length, then UTF-8 |
//! | data | length, then UTF-8 exactly as stored |
//! | metadata | length, then UTF-8 exactly as stored |
//! | command id | 16 |
//! | occurred on | 10, ASCII `YYYY-MM-DD` |
//! | recorded at | 8, big endian, signed: microseconds since 1970-01-01T00:00:00Z |
//!
//! A length is 4 bytes, big endian. Lengths and fixed sizes make the encoding injective: no two
//! events have the same bytes. It never changes; another encoding would be another log.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sha2::{Digest, Sha256};

use crate::{CommandId, EventId, Position, Recorded, Revision};

/// The hashed fields of an event.
pub(crate) struct Leaf<'a> {
    pub position: Position,
    pub stream: &'a str,
    pub revision: Revision,
    pub event_id: EventId,
    pub kind: &'a str,
    pub data: &'a str,
    pub metadata: &'a str,
    pub command_id: CommandId,
    pub occurred_on: NaiveDate,
    pub recorded_at: DateTime<Utc>,
}

impl Leaf<'_> {
    /// Appends the canonical bytes to `out`.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.position.get().to_be_bytes());
        text(out, self.stream);
        out.extend(self.revision.get().to_be_bytes());
        out.extend(self.event_id.0.as_bytes());
        text(out, self.kind);
        text(out, self.data);
        text(out, self.metadata);
        out.extend(self.command_id.0.as_bytes());
        let (year, month, day) =
            (self.occurred_on.year(), self.occurred_on.month(), self.occurred_on.day());
        out.extend(format!("{year:04}-{month:02}-{day:02}").into_bytes());
        out.extend(self.recorded_at.timestamp_micros().to_be_bytes());
    }

    /// The leaf hash; `buffer` is overwritten, and only there so that a batch allocates once.
    pub(crate) fn hash(&self, buffer: &mut Vec<u8>) -> [u8; 32] {
        buffer.clear();
        buffer.push(0);
        self.write(buffer);
        Sha256::digest(buffer).into()
    }
}

fn text(out: &mut Vec<u8>, text: &str) {
    // Every limit of the log is far below 4 GiB; a longer text would not be accepted.
    out.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend(text.as_bytes());
}

impl Recorded {
    fn leaf(&self) -> Leaf<'_> {
        Leaf {
            position: self.position,
            stream: self.stream.as_str(),
            revision: self.revision,
            event_id: self.event_id,
            kind: &self.kind,
            data: &self.data,
            metadata: &self.metadata,
            command_id: self.command_id,
            occurred_on: self.occurred_on,
            recorded_at: self.recorded_at,
        }
    }

    /// The bytes its leaf hash is made of, as the head of `leaf.rs` describes them.
    #[must_use]
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(128 + self.data.len() + self.metadata.len());
        self.leaf().write(&mut bytes);
        bytes
    }

    /// Whether what was read is what was hashed when it was appended.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.leaf().hash(&mut Vec::new()) == self.leaf_hash
    }
}
