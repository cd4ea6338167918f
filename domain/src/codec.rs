//! Events to JSON and back, whatever their age. The only place that joins names and shapes.

use chrono::NaiveDate;
use schemars::{JsonSchema, schema_for};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json, value::RawValue};

use crate::{
    Decider, Event,
    activity::Activity,
    aid::Aid,
    correction::{Correction, CorrectionReason, Entry, Target},
    journey::Journey,
    mentorship::Mentorship,
    partner::Partner,
    placement::Placement,
    programme::Programme,
    supporter::Supporter,
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
    /// Not an event, but something about another one of its stream.
    #[error("`{kind}` is a correction: what it is about stands in the same stream")]
    Correction {
        /// The type.
        kind: String,
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

/// Reads an entry of the stream of one aggregate.
///
/// # Errors
/// As [`decode`].
pub fn decode_entry<E: DeserializeOwned>(kind: &str, data: &str) -> Result<Entry<E>, CodecError> {
    let unreadable = |source| CodecError::Unreadable { kind: kind.to_owned(), source };
    match kind.split_once('.').map(|(_, name)| name) {
        Some(CORRECTED) => {
            let Corrected::<StoredEvent> { target, replacement, occurred_on, reason } =
                serde_json::from_str(data).map_err(unreadable)?;
            let replacement = decode(&replacement.r#type, replacement.data.get())?;
            let corrected = Correction::Corrected { target, replacement, occurred_on, reason };
            Ok(Entry::Correction(corrected))
        }
        Some(VOIDED) => {
            let Voided { target, reason } = serde_json::from_str(data).map_err(unreadable)?;
            Ok(Entry::Correction(Correction::Voided { target, reason }))
        }
        _ => decode(kind, data).map(Entry::Event),
    }
}

/// The `type` and `data` columns of an entry in the streams of a category.
///
/// # Errors
/// As [`encode`].
pub fn encode_entry(
    category: &str,
    entry: &Entry<impl Serialize>,
) -> Result<(String, String), CodecError> {
    match entry {
        Entry::Event(event) => encode(event),
        Entry::Correction(correction) => encode_correction(category, correction),
    }
}

/// The `type` and `data` columns of a correction in the streams of a category.
///
/// # Errors
/// As [`encode`].
pub fn encode_correction(
    category: &str,
    correction: &Correction<impl Serialize>,
) -> Result<(String, String), CodecError> {
    let json = |name: &str, data: serde_json::Result<String>| {
        Ok((format!("{category}.{name}"), data.map_err(CodecError::Unwritable)?))
    };
    match correction {
        Correction::Corrected { target, replacement, occurred_on, reason } => {
            let (target, occurred_on, reason) = (*target, *occurred_on, *reason);
            let corrected = Corrected { target, replacement, occurred_on, reason };
            json(CORRECTED, serde_json::to_string(&corrected))
        }
        Correction::Voided { target, reason } => {
            let voided = Voided { target: *target, reason: *reason };
            json(VOIDED, serde_json::to_string(&voided))
        }
    }
}

/// The type of the corrections in the streams of a category.
#[must_use]
pub fn corrected_type(category: &str) -> String {
    format!("{category}.{CORRECTED}")
}

/// The type of the voids in the streams of a category.
#[must_use]
pub fn voided_type(category: &str) -> String {
    format!("{category}.{VOIDED}")
}

const CORRECTED: &str = "v1.EventCorrected";
const VOIDED: &str = "v1.EventVoided";

/// The data of a correction.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Corrected<R> {
    /// Which event of the stream.
    target: Target,
    /// What it should have said.
    replacement: R,
    /// The day it was true, if that was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    occurred_on: Option<NaiveDate>,
    /// Why.
    reason: CorrectionReason,
}

/// The data of a void.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Voided {
    /// Which event of the stream.
    target: Target,
    /// Why.
    reason: CorrectionReason,
}

/// An event within another one.
#[derive(Serialize, Deserialize, JsonSchema)]
struct StoredEvent {
    /// Its type, the one the target has today.
    r#type: String,
    /// Its data.
    #[schemars(with = "serde_json::Map<String, Value>")]
    data: Box<RawValue>,
}

/// Reads an event of any aggregate; a correction is none. One arm per aggregate.
///
/// # Errors
/// As [`decode`], and when the type belongs to no aggregate.
pub fn decode_any(kind: &str, data: &str) -> Result<Event, CodecError> {
    match decode_any_entry(kind, data)? {
        Entry::Event(event) => Ok(event),
        Entry::Correction(_) => Err(CodecError::Correction { kind: kind.to_owned() }),
    }
}

/// Reads an entry of any stream. One arm per aggregate.
///
/// # Errors
/// As [`decode`], and when the type belongs to no aggregate.
pub fn decode_any_entry(kind: &str, data: &str) -> Result<Entry<Event>, CodecError> {
    fn of<E: DeserializeOwned>(
        kind: &str,
        data: &str,
        of: fn(E) -> Event,
    ) -> Result<Entry<Event>, CodecError> {
        Ok(decode_entry(kind, data)?.map(of))
    }
    match kind.split('.').next() {
        Some(Journey::CATEGORY) => of(kind, data, Event::Journey),
        Some(Supporter::CATEGORY) => of(kind, data, Event::Supporter),
        Some(Mentorship::CATEGORY) => of(kind, data, Event::Mentorship),
        Some(Activity::CATEGORY) => of(kind, data, Event::Activity),
        Some(Aid::CATEGORY) => of(kind, data, Event::Aid),
        Some(Placement::CATEGORY) => of(kind, data, Event::Placement),
        Some(Partner::CATEGORY) => of(kind, data, Event::Partner),
        Some(Programme::CATEGORY) => of(kind, data, Event::Programme),
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

/// The `type` and `data` columns of an entry of any stream of a category.
///
/// # Errors
/// As [`encode`].
pub fn encode_any_entry(
    category: &str,
    entry: Entry<Event>,
) -> Result<(String, String), CodecError> {
    match entry {
        Entry::Event(event) => encode_any(&event),
        Entry::Correction(Correction::Corrected { target, replacement, occurred_on, reason }) => {
            let (kind, data) = encode_any(&replacement)?;
            let data = RawValue::from_string(data).map_err(CodecError::Unwritable)?;
            let replacement = StoredEvent { r#type: kind, data };
            let corrected = Correction::Corrected { target, replacement, occurred_on, reason };
            encode_correction(category, &corrected)
        }
        Entry::Correction(Correction::Voided { target, reason }) => {
            encode_correction(category, &Correction::<StoredEvent>::Voided { target, reason })
        }
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

/// The JSON schema of every event, by aggregate; then that of the data of corrections, whose types
/// are those names after any category: `journey.v1.EventVoided`.
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
            (CORRECTED.to_owned(), schema_for!(Corrected<StoredEvent>).into()),
            (VOIDED.to_owned(), schema_for!(Voided).into()),
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
