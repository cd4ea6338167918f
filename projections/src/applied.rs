use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Event, codec};
use eventstore::{Position, Recorded, Revision};
use serde::Deserialize;
use uuid::Uuid;

/// An event with what folds may use of its envelope. Decoded once for all projections.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// Order over all streams.
    pub position: Position,
    /// The aggregate it happened to; nil for the programme, of which there is one.
    pub stream_id: Uuid,
    /// Order inside the stream.
    pub revision: Revision,
    /// The civil date it happened on.
    pub occurred_on: NaiveDate,
    /// When it was appended.
    pub recorded_at: DateTime<Utc>,
    /// The role of who caused it, if the metadata tell.
    pub actor_kind: Option<String>,
    /// Its type, such as `journey.v1.BeneficiaryRegistered`.
    pub kind: String,
    /// What happened.
    pub event: Event,
}

/// An event that can not be folded: where it stands and why, without its payload.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the event at position {position} (`{kind}`) {reason}")]
pub struct Poison {
    /// Where it stands.
    pub position: Position,
    /// Its type.
    pub kind: String,
    /// Why.
    pub reason: PoisonReason,
}

/// Why an event can not be folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PoisonReason {
    /// Its type is unknown, or its payload does not fit it.
    #[error("can not be read: is this program older than the event, or an upcast missing?")]
    Unreadable,
    /// Its stream is not named `<category>-<uuid>`.
    #[error("stands in a stream whose name ends in no UUID")]
    StreamName,
    /// A fold has a bug.
    #[error("makes the fold panic: that is a bug of this program")]
    Panic,
}

impl Applied {
    /// Reads an event of the log.
    ///
    /// # Errors
    /// [`Poison`] when nobody can say what happened to whom.
    pub fn decode(recorded: Recorded) -> Result<Self, Poison> {
        let Recorded { position, stream, revision, kind, data, metadata, .. } = recorded;
        let poison = |kind, reason| Poison { position, kind, reason };
        let stream_id = match stream.id() {
            "" => Uuid::nil(),
            id => match Uuid::try_parse(id) {
                Ok(id) => id,
                Err(_) => return Err(poison(kind, PoisonReason::StreamName)),
            },
        };
        match codec::decode_any(&kind, &data) {
            Ok(event) => Ok(Self {
                position,
                stream_id,
                revision,
                occurred_on: recorded.occurred_on,
                recorded_at: recorded.recorded_at,
                actor_kind: actor_kind(&metadata),
                kind,
                event,
            }),
            Err(_) => Err(poison(kind, PoisonReason::Unreadable)),
        }
    }
}

/// Metadata come from whoever appends; what is not told is not known.
fn actor_kind(metadata: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Metadata<'a> {
        #[serde(borrow)]
        actor: Actor<'a>,
    }
    #[derive(Deserialize)]
    struct Actor<'a> {
        #[serde(borrow)]
        kind: Cow<'a, str>,
    }
    let metadata: Metadata<'_> = serde_json::from_str(metadata).ok()?;
    Some(metadata.actor.kind.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_role_of_the_actor_is_read_and_nothing_else_of_it() {
        let json = r#"{"actor":{"kind":"coordinator","id":"x"},"policy_version":1}"#;
        assert_eq!(actor_kind(json).as_deref(), Some("coordinator"));
        for json in ["{}", r#"{"actor":"test"}"#, "[]", r#"{"actor":{"id":"x"}}"#] {
            assert_eq!(actor_kind(json), None, "{json}");
        }
    }
}
