//! What is personal inside of events.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Personal data inside an event: identity, and whatever could single someone out.
///
/// The type is the switch: the log seals every `Pii` under the key of its subject, so nobody can
/// forget to. It reads back as [`Pii::Sealed`] for those who do not open it, and as [`Pii::Erased`]
/// once the key is destroyed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
#[schemars(rename = "Pii_{T}")]
pub enum Pii<T> {
    /// The value.
    #[serde(rename = "$pii")]
    Known(T),
    /// As it lies in the log; the vault opens it.
    #[serde(rename = "$sealed")]
    #[cfg_attr(test, proptest(skip))]
    Sealed(String),
    /// Destroyed for ever.
    #[serde(rename = "$erased")]
    Erased,
}

impl<T> Pii<T> {
    /// The value, unless it is sealed or was erased.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Sealed(_) | Self::Erased => None,
        }
    }
}

impl<T> From<T> for Pii<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

/// Never prints the value, so that it cannot reach a log line, a trace or an error message.
impl<T> fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Known(_) => "Pii(known)",
            Self::Sealed(_) => "Pii(sealed)",
            Self::Erased => "Pii(erased)",
        })
    }
}

/// JSON as people and programs read it: values without the marks of what is personal, and null for
/// what is sealed or erased.
#[must_use]
pub fn plain(value: Value) -> Value {
    match value {
        Value::Object(mut members) => match members.remove("$pii") {
            Some(value) if members.is_empty() => plain(value),
            Some(value) => {
                members.insert("$pii".to_owned(), value);
                Value::Object(members)
            }
            None if members.len() == 1 && members.contains_key("$sealed") => Value::Null,
            None => Value::Object(members.into_iter().map(|(k, v)| (k, plain(v))).collect()),
        },
        Value::Array(values) => Value::Array(values.into_iter().map(plain).collect()),
        Value::String(text) if text == "$erased" => Value::Null,
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_is_never_printed() {
        assert_eq!(format!("{:?}", Pii::from("Ada")), "Pii(known)");
    }

    #[test]
    fn what_people_read_has_no_marks() {
        let read = serde_json::json!({
            "who": { "$pii": { "name": "Ada" } }, "uai": { "$sealed": "AQ" },
            "list": [{ "$pii": 1 }, "$erased"], "year": 2026,
        });
        let plain = plain(read);
        let expected = serde_json::json!({
            "who": { "name": "Ada" }, "uai": null, "list": [1, null], "year": 2026,
        });
        assert_eq!(plain, expected);
    }

    #[test]
    fn personal_data_is_marked_in_json_so_that_the_log_can_seal_it() {
        let json = |value: &Pii<&str>| serde_json::to_string(value).unwrap();
        assert_eq!(json(&Pii::from("Ada")), r#"{"$pii":"Ada"}"#);
        assert_eq!(json(&Pii::Erased), r#""$erased""#);
        let sealed = r#"{"$sealed":"AQ"}"#;
        assert_eq!(serde_json::from_str::<Pii<u8>>(sealed).unwrap(), Pii::Sealed("AQ".to_owned()));
    }
}
