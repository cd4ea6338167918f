//! The codes of the French school system, as types that can only hold a valid code.
//!
//! Codes are text, never numbers: `01` is a département, an académie and a région, and `2A` is
//! not a number at all. `parse` is strict, as commands need; files that err are read elsewhere,
//! and their rows flagged.

mod academie;
mod ascii;
mod commune;
mod departement;
mod error;
mod ine;
mod names;
mod region;
mod rna;
mod siret;
mod uai;
mod zone;

pub use academie::Academie;
pub use commune::Commune;
pub use departement::Departement;
pub use error::CodeError;
pub use ine::Ine;
pub use names::normalised_name;
pub use region::Region;
pub use rna::Rna;
pub use siret::{Siren, Siret};
pub use uai::Uai;
pub use zone::Zone;

/// What every code has in common: it is read, shown, stored and described as its text.
///
/// The type must have `parse(&str) -> Result<Self, CodeError>` and `as_str(&self) -> &str`.
macro_rules! text_code {
    ($name:ident, $pattern:literal, $description:literal) => {
        impl std::str::FromStr for $name {
            type Err = $crate::codes::CodeError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::codes::CodeError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::codes::CodeError;
            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::parse(text)
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.as_str().to_owned()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "pattern": $pattern,
                    "description": $description,
                })
            }
        }
    };
}
/// As [`text_code`], and `Debug` shows the text: for codes that say nothing of a person.
macro_rules! shown_code {
    ($name:ident, $pattern:literal, $description:literal) => {
        $crate::codes::text_code!($name, $pattern, $description);

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.as_str())
            }
        }
    };
}
pub(crate) use {shown_code, text_code};
