use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Personal data inside an event: identity, and whatever could single someone out.
///
/// The type is the switch: the log seals every `Pii` under the key of its subject, so nobody can
/// forget to. Once that key is destroyed the value reads back as [`Pii::Erased`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(test, derive(proptest_derive::Arbitrary))]
#[schemars(rename = "Pii_{T}")]
pub enum Pii<T> {
    /// The value.
    #[serde(rename = "$pii")]
    Known(T),
    /// Destroyed at the person's request, or out of the reader's reach.
    #[serde(rename = "$erased")]
    Erased,
}

impl<T> Pii<T> {
    /// The value, unless it was erased.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Erased => None,
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
        f.write_str(if self.known().is_some() { "Pii(known)" } else { "Pii(erased)" })
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
    fn personal_data_is_marked_in_json_so_that_the_log_can_seal_it() {
        let json = |value: &Pii<&str>| serde_json::to_string(value).unwrap();
        assert_eq!(json(&Pii::from("Ada")), r#"{"$pii":"Ada"}"#);
        assert_eq!(json(&Pii::Erased), r#""$erased""#);
    }
}
