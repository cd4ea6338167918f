//! Identifiers and positions as clients see them.

use std::fmt;

use async_graphql::{ID, InputValueError, InputValueResult, Scalar, ScalarType, Value};
use domain::{Decider, PartnerId};
use uuid::Uuid;

use crate::outcome::{EdgeRejection, InputRejection};

/// A position in the log, from 1: give the one of a mutation to a later query to read your write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position(pub i64);

/// A place in the log: a whole number from 1.
#[Scalar(name = "Position")]
impl ScalarType for Position {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) => number
                .as_i64()
                .filter(|number| *number >= 0)
                .map(Self)
                .ok_or_else(|| InputValueError::custom("a position is a whole number from 0")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::Number(self.0.into())
    }
}

/// The category of partners.
pub(crate) const PARTNER: &str = "partner";

/// The global identifier of a thing: the name of its stream, `journey-<uuid>`.
pub(crate) fn global<D: Decider>(id: impl fmt::Display) -> ID {
    global_in(D::CATEGORY, id)
}

/// The same of a category.
pub(crate) fn global_in(category: &str, id: impl fmt::Display) -> ID {
    ID(format!("{category}-{id}"))
}

/// Reads a global identifier; a bare UUID is understood too.
pub(crate) fn local<D: Decider>(id: &ID, field: &'static str) -> Result<Uuid, EdgeRejection> {
    local_in(D::CATEGORY, id, field)
}

/// Reads the global identifier of a partner, `partner-<uuid>`, or a bare UUID.
pub(crate) fn partner(id: &ID, field: &'static str) -> Result<PartnerId, EdgeRejection> {
    local_in(PARTNER, id, field).map(PartnerId)
}

/// The same of a category.
pub(crate) fn local_in(
    category: &'static str,
    id: &ID,
    field: &'static str,
) -> Result<Uuid, EdgeRejection> {
    let text = id.as_str();
    let bare = text.strip_prefix(category).and_then(|rest| rest.strip_prefix('-'));
    let id = bare.unwrap_or(text).parse();
    id.map_err(|_| InputRejection::InvalidId { field, category }.into())
}
