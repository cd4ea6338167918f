//! Finds marked values in JSON, and puts others in their place. Everything else stays as it is
//! written, but for the blanks around what is changed.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// Why a text was not rewritten.
pub(super) enum Failed<E> {
    NotJson,
    Replacing(E),
}

/// Whether a value with this marker may be in the text. A marker inside of a JSON string has its
/// quotes escaped, so it is never mistaken for one.
pub(super) fn holds(text: &str, marker: &str) -> bool {
    text.match_indices(marker)
        .any(|(at, _)| text[..at].ends_with('"') && text[at + marker.len()..].starts_with('"'))
}

/// The text with each `{"<marker>": value}` replaced by what `replace` makes of the path of the
/// object (RFC 6901) and the value.
pub(super) fn rewrite<E>(
    text: &str,
    marker: &str,
    mut replace: impl FnMut(&str, &str) -> Result<String, E>,
) -> Result<String, Failed<E>> {
    let mut out = String::with_capacity(text.len() * 2);
    walk(text, &mut String::new(), &mut out, marker, &mut replace)?;
    Ok(out)
}

fn walk<E>(
    text: &str,
    path: &mut String,
    out: &mut String,
    marker: &str,
    replace: &mut impl FnMut(&str, &str) -> Result<String, E>,
) -> Result<(), Failed<E>> {
    if !holds(text, marker) {
        out.push_str(text);
        return Ok(());
    }
    let length = path.len();
    if text.trim_start().starts_with('{') {
        let Members(members) = parse(text)?;
        if let [(key, value)] = members.as_slice()
            && key == marker
        {
            out.push_str(&replace(path, value.get()).map_err(Failed::Replacing)?);
            return Ok(());
        }
        out.push('{');
        for (n, (key, value)) in members.iter().enumerate() {
            out.push_str(if n == 0 { "" } else { "," });
            out.push_str(&serde_json::to_string(key).map_err(|_| Failed::NotJson)?);
            out.push(':');
            path.push('/');
            path.push_str(&key.replace('~', "~0").replace('/', "~1"));
            walk(value.get(), path, out, marker, replace)?;
            path.truncate(length);
        }
        out.push('}');
    } else if text.trim_start().starts_with('[') {
        let elements: Vec<&RawValue> = parse(text)?;
        out.push('[');
        for (n, value) in elements.iter().enumerate() {
            out.push_str(if n == 0 { "" } else { "," });
            path.push('/');
            path.push_str(&n.to_string());
            walk(value.get(), path, out, marker, replace)?;
            path.truncate(length);
        }
        out.push(']');
    } else {
        out.push_str(text);
    }
    Ok(())
}

fn parse<'a, T: Deserialize<'a>, E>(text: &'a str) -> Result<T, Failed<E>> {
    serde_json::from_str(text).map_err(|_| Failed::NotJson)
}

/// The members of an object in their order, the values as they are written.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;

        impl<'de> Visitor<'de> for Each {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Each)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shout(text: &str) -> (String, Vec<String>) {
        let mut paths = Vec::new();
        let out = rewrite::<()>(text, "$pii", |path, value| {
            paths.push(path.to_owned());
            Ok(format!("<{value}>"))
        });
        (out.unwrap_or_else(|_| panic!("{text}")), paths)
    }

    #[test]
    fn marked_values_are_found_at_their_paths_and_the_rest_stays() {
        let text =
            r#"{"b":1.50,"a":{"$pii":{"x":[1, 2]}},"l":[{"$pii":null},{"n/m":{"$pii":"é"}}]}"#;
        let (out, paths) = shout(text);
        assert_eq!(out, r#"{"b":1.50,"a":<{"x":[1, 2]}>,"l":[<null>,{"n/m":<"é">}]}"#);
        assert_eq!(paths, ["/a", "/l/0", "/l/1/n~1m"]);
    }

    #[test]
    fn what_only_looks_like_a_marker_is_left_alone() {
        for text in [
            r#"{"a":"{\"$pii\":1}"}"#,
            r#"{"a":"$pii"}"#,
            r#"{"$pii":1,"and":2}"#,
            r#"{"a":{"$pii2":1}}"#,
            "{}",
        ] {
            assert_eq!(shout(text), (text.to_owned(), vec![]));
        }
    }

    #[test]
    fn what_is_no_json_is_refused() {
        let broken = r#"{"a":{"$pii":1}"#;
        let failed = rewrite::<()>(broken, "$pii", |_, _| Ok(String::new()));
        assert!(matches!(failed, Err(Failed::NotJson)));
    }
}
