//! Events to JSON and back, whatever their age. The only place that joins names and shapes.

use schemars::{JsonSchema, schema_for};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json, value::RawValue};

use crate::{
    Decider, Event, activity::Activity, aid::Aid, journey::Journey, mentorship::Mentorship,
    partner::Partner, placement::Placement, programme::Programme, supporter::Supporter,
};

/// An event that does not become JSON, or the reverse.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// The category of the type names no aggregate.
    #[error("the event type `{kind}` belongs to no aggregate of this version of the service")]
    UnknownCategory {
        /// The type.
        kind: String,
    },
    /// The aggregate does not know the type, or the payload does not fit it.
    #[error("an event of type `{kind}` cannot be read; is an upcast missing?")]
    Unreadable {
        /// The type.
        kind: String,
        /// Where reading stopped; holds no value of the payload.
        #[source]
        source: serde_json::Error,
    },
    /// The event has no JSON form.
    #[error("an event cannot be written as JSON")]
    Unwritable(#[source] serde_json::Error),
}

/// The `type` and `data` columns of an event.
///
/// # Errors
/// When the event has no JSON form (never for the events of this crate: tested).
pub fn encode(event: &impl Serialize) -> Result<(String, String), CodecError> {
    #[derive(Deserialize)]
    struct Tagged<'a> {
        r#type: String,
        #[serde(borrow)]
        data: &'a RawValue,
    }
    let json = serde_json::to_string(event).map_err(CodecError::Unwritable)?;
    let tagged: Tagged<'_> = serde_json::from_str(&json).map_err(CodecError::Unwritable)?;
    Ok((tagged.r#type, tagged.data.get().to_owned()))
}

/// Reads an event of one aggregate.
///
/// # Errors
/// When the aggregate does not know the type, or the payload does not fit it.
pub fn decode<E: DeserializeOwned>(kind: &str, data: &str) -> Result<E, CodecError> {
    let unreadable = |source| CodecError::Unreadable { kind: kind.to_owned(), source };
    match upcast(kind, data).map_err(unreadable)? {
        None => {
            // The tag comes first, so that serde reads the payload without an intermediate tree.
            let tagged = format!(r#"{{"type":"{kind}","data":{data}}}"#);
            serde_json::from_str(&tagged).map_err(unreadable)
        }
        Some((kind, data)) => {
            serde_json::from_value(json!({ "type": kind, "data": data })).map_err(unreadable)
        }
    }
}

/// Reads an event of any aggregate. One arm per aggregate.
///
/// # Errors
/// As [`decode`], and when the type belongs to no aggregate.
pub fn decode_any(kind: &str, data: &str) -> Result<Event, CodecError> {
    match kind.split('.').next() {
        Some(Journey::CATEGORY) => decode(kind, data).map(Event::Journey),
        Some(Supporter::CATEGORY) => decode(kind, data).map(Event::Supporter),
        Some(Mentorship::CATEGORY) => decode(kind, data).map(Event::Mentorship),
        Some(Activity::CATEGORY) => decode(kind, data).map(Event::Activity),
        Some(Aid::CATEGORY) => decode(kind, data).map(Event::Aid),
        Some(Placement::CATEGORY) => decode(kind, data).map(Event::Placement),
        Some(Partner::CATEGORY) => decode(kind, data).map(Event::Partner),
        Some(Programme::CATEGORY) => decode(kind, data).map(Event::Programme),
        _ => Err(CodecError::UnknownCategory { kind: kind.to_owned() }),
    }
}

/// The `type` and `data` columns of an event of any aggregate. One arm per aggregate.
///
/// # Errors
/// As [`encode`].
pub fn encode_any(event: &Event) -> Result<(String, String), CodecError> {
    match event {
        Event::Journey(event) => encode(event),
        Event::Supporter(event) => encode(event),
        Event::Mentorship(event) => encode(event),
        Event::Activity(event) => encode(event),
        Event::Aid(event) => encode(event),
        Event::Placement(event) => encode(event),
        Event::Partner(event) => encode(event),
        Event::Programme(event) => encode(event),
    }
}

/// Brings retired payloads to today's shape: `Some((today's type, today's payload))`. One arm per
/// retired type; arms are never removed. `None` is the ordinary case, an event of today.
#[expect(clippy::unnecessary_wraps, reason = "an upcast parses the old payload, and may fail")]
fn upcast(_kind: &str, _data: &str) -> Result<Option<(&'static str, Value)>, serde_json::Error> {
    // No type is retired yet. The first one makes this a `match kind` with an arm such as
    // "journey.v1.Example" => Ok(Some(("journey.v2.Example", with_new_field(data)?))).
    Ok(None)
}

/// The JSON schema of every event, by aggregate.
#[must_use]
pub fn schema() -> Value {
    fn of<D: Decider<Event: JsonSchema>>() -> (String, Value) {
        (D::CATEGORY.to_owned(), schema_for!(D::Event).into())
    }
    Value::Object(
        [
            of::<Activity>(),
            of::<Aid>(),
            of::<Journey>(),
            of::<Mentorship>(),
            of::<Partner>(),
            of::<Placement>(),
            of::<Programme>(),
            of::<Supporter>(),
        ]
        .into_iter()
        .collect(),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Of one aggregate; boxed, because one strategy for all does not fit the stack of a test.
    #[inline(never)]
    fn of<E: Arbitrary + 'static>(of: fn(E) -> Event) -> BoxedStrategy<Event> {
        any::<E>().prop_map(of).boxed()
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            of(Event::Journey),
            of(Event::Supporter),
            of(Event::Mentorship),
            of(Event::Activity),
            of(Event::Aid),
            of(Event::Placement),
            of(Event::Partner),
            of(Event::Programme),
        ]
    }

    proptest! {
        #[test]
        fn every_event_is_read_back_as_it_was_written(event in event()) {
            let (kind, data) = encode_any(&event).unwrap();
            prop_assert_eq!(decode_any(&kind, &data).unwrap(), event);
        }

        #[test]
        fn what_is_written_is_an_object_with_a_versioned_name(event in event()) {
            let (kind, data) = encode_any(&event).unwrap();
            let object = data.starts_with('{');
            prop_assert!(object);
            let parts: Vec<_> = kind.split('.').collect();
            let versioned = matches!(parts[..], [_, version, _] if version.starts_with('v'));
            prop_assert!(versioned);
        }
    }

    #[test]
    fn an_unknown_type_is_an_error_that_names_it() {
        let error = decode_any("journey.v1.NeverHappened", "{}").unwrap_err();
        assert!(error.to_string().contains("journey.v1.NeverHappened"));
        assert!(matches!(
            decode_any("weather.v1.Rained", "{}"),
            Err(CodecError::UnknownCategory { .. })
        ));
    }
}
