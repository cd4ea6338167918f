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

    /// The leaf hash, made again from what was read.
    pub(crate) fn made_hash(&self) -> [u8; 32] {
        self.leaf().hash(&mut Vec::new())
    }

    /// Whether what was read is what was hashed when it was appended.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.made_hash() == self.leaf_hash
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::StreamId;

    const CANONICAL: &str = concat!(
        "0000000000000007000000096a6f75726e65792d3100000000000000000190f3c000007000800000",
        "0000000001000000206a6f75726e65792e76312e42656e6566696369617279526567697374657265",
        "640000000f7b226e616d65223a225a6fc3a9227d0000000d7b226163746f72223a2261227d0190f3",
        "c0000070008000000000000002323032362d30392d303100065a6944a51784",
    );
    const LEAF_HASH: [u8; 32] = [
        0x71, 0xf1, 0xe6, 0xe3, 0x06, 0x58, 0xcb, 0x11, 0x52, 0x44, 0x3d, 0x53, 0x2a, 0x4c, 0x63,
        0xf4, 0x00, 0x99, 0xdb, 0xa3, 0xf2, 0xdc, 0x02, 0x90, 0xb2, 0x68, 0xc3, 0xc0, 0xcb, 0x24,
        0x48, 0x01,
    ];

    /// Made by another program from the table above.
    #[test]
    fn an_event_is_hashed_as_the_table_says() {
        let event = Recorded {
            position: Position::new(7),
            stream: StreamId::parse("journey-1").unwrap(),
            revision: Revision::new(0),
            event_id: EventId(Uuid::from_u128(0x0190_f3c0_0000_7000_8000_0000_0000_0001)),
            kind: "journey.v1.BeneficiaryRegistered".into(),
            data: r#"{"name":"Zoé"}"#.into(),
            metadata: r#"{"actor":"a"}"#.into(),
            occurred_on: "2026-09-01".parse().unwrap(),
            recorded_at: "2026-09-01T10:20:30.000004Z".parse().unwrap(),
            command_id: CommandId(Uuid::from_u128(0x0190_f3c0_0000_7000_8000_0000_0000_0002)),
            leaf_hash: LEAF_HASH,
        };
        let hex: Vec<String> =
            event.canonical_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex.concat(), CANONICAL);
        assert!(event.is_intact());
        assert!(!Recorded { data: "{}".into(), ..event }.is_intact());
    }
}
