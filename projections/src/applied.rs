use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Event, codec, correction::Entry};
use eventstore::{Position, Recorded, Revision};
use serde::Deserialize;
use uuid::Uuid;

use crate::rows::Fold;

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
    /// The category of its stream.
    pub category: String,
    /// Why.
    pub reason: PoisonReason,
}

/// Why an event can not be folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PoisonReason {
    /// Its type is unknown, or its payload does not fit it.
    #[error("can not be read: is this program older than the event, or an upcast missing?")]
    Unreadable,
    /// Its stream is not named `<category of its type>-<uuid>`.
    #[error("does not stand in a stream named after its type and a UUID")]
    StreamName,
    /// A fold has a bug.
    #[error("makes the fold of `{projection}` panic: that is a bug of this program")]
    Panic {
        /// Which.
        projection: &'static str,
    },
}

impl Poison {
    /// Does it keep this projection from going on?
    pub(crate) fn stops(&self, fold: &dyn Fold) -> bool {
        match self.reason {
            PoisonReason::Unreadable | PoisonReason::StreamName => {
                fold.categories().contains(&self.category.as_str())
            }
            PoisonReason::Panic { projection } => fold.name() == projection,
        }
    }
}

impl Applied {
    /// Reads an event of the log.
    ///
    /// # Errors
    /// [`Poison`] when nobody can say what happened to whom.
    pub fn decode(recorded: Recorded) -> Result<Entry<Self>, Poison> {
        let Recorded { position, stream, revision, kind, data, metadata, .. } = recorded;
        let poison = |kind, reason| {
            let category = stream.category().to_owned();
            Poison { position, kind, category, reason }
        };
        let stream_id = match stream.id() {
            "" => Ok(Uuid::nil()),
            id => Uuid::try_parse(id),
        };
        let (Ok(stream_id), true) = (stream_id, kind.split('.').next() == Some(stream.category()))
        else {
            return Err(poison(kind, PoisonReason::StreamName));
        };
        let Ok(entry) = codec::decode_any_entry(&kind, &data) else {
            return Err(poison(kind, PoisonReason::Unreadable));
        };
        // A replacement takes the place of its target: see `corrected.rs`.
        Ok(entry.map(|event| Self {
            position,
            stream_id,
            revision,
            occurred_on: recorded.occurred_on,
            recorded_at: recorded.recorded_at,
            actor_kind: actor_kind(&metadata),
            kind,
            event,
        }))
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
    use eventstore::{CommandId, EventId, StreamId};

    use super::*;

    fn recorded(stream: &str, kind: &str, data: &str) -> Recorded {
        Recorded {
            position: Position::new(7),
            stream: StreamId::parse(stream).unwrap(),
            revision: Revision::START,
            event_id: EventId(Uuid::nil()),
            kind: kind.to_owned(),
            data: data.to_owned(),
            metadata: "{}".to_owned(),
            occurred_on: NaiveDate::MIN,
            recorded_at: DateTime::UNIX_EPOCH,
            command_id: CommandId(Uuid::nil()),
            leaf_hash: [0; 32],
        }
    }

    #[test]
    fn an_event_is_read_with_the_one_it_happened_to() {
        let id = Uuid::from_u128(5);
        let resumed = recorded(&format!("journey-{id}"), "journey.v1.StudyResumed", "{}");
        let Entry::Event(applied) = Applied::decode(resumed).unwrap() else { panic!("an event") };
        assert_eq!((applied.stream_id, applied.position.get()), (id, 7));
    }

    #[test]
    fn an_event_that_can_not_be_placed_is_poison_that_tells_no_payload() {
        let id = Uuid::from_u128(5);
        let reason = |stream: &str, kind, data| {
            let poison = Applied::decode(recorded(stream, kind, data)).unwrap_err();
            assert!(!poison.to_string().contains("Ada"));
            poison.reason
        };
        let (journey, supporter) = (format!("journey-{id}"), format!("supporter-{id}"));
        let (resumed, data) = ("journey.v1.StudyResumed", r#"{"name":"Ada"}"#);
        assert_eq!(reason("journey-5", resumed, "{}"), PoisonReason::StreamName);
        assert_eq!(reason(&supporter, resumed, "{}"), PoisonReason::StreamName);
        assert_eq!(reason(&journey, "journey.v1.Unheard", data), PoisonReason::Unreadable);
        assert_eq!(
            reason(&journey, "journey.v1.SupportEnded", r#"{"reason":"Ada"}"#),
            PoisonReason::Unreadable
        );
    }

    #[test]
    fn the_role_of_the_actor_is_read_and_nothing_else_of_it() {
        let json = r#"{"actor":{"kind":"coordinator","id":"x"},"policy_version":1}"#;
        assert_eq!(actor_kind(json).as_deref(), Some("coordinator"));
        for json in ["{}", r#"{"actor":"test"}"#, "[]", r#"{"actor":{"id":"x"}}"#] {
            assert_eq!(actor_kind(json), None, "{json}");
        }
    }
}
