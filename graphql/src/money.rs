//! Money as clients see it.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

/// An amount in cents of euro: a whole number from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cents(pub domain::Cents);

/// An amount in cents of euro: a whole number from 0.
#[Scalar(name = "Cents")]
impl ScalarType for Cents {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) => number
                .as_u64()
                .map(|cents| Self(domain::Cents(cents)))
                .ok_or_else(|| InputValueError::custom("cents are a whole number from 0")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::Number(self.0.0.into())
    }
}
