//! Every vocabulary of the domain as a GraphQL enum, by one generic wrapper.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, InputType, InputValueError, InputValueResult, Name, OutputType,
    Positioned, ServerResult, Value,
    parser::types::Field,
    registry::{Deprecation, MetaEnumValue, MetaType, MetaTypeId, Registry},
};
use domain::Vocabulary;

/// A value of a vocabulary: a GraphQL enum whose values are the vocabulary's, described by their
/// French labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code<T>(pub T);

fn describe<T: Vocabulary>() -> MetaType {
    let value = |value: T| {
        let name = value.screaming();
        let meta = MetaEnumValue {
            name: name.clone(),
            description: Some(value.label().to_owned()),
            deprecation: Deprecation::NoDeprecated,
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            directive_invocations: Vec::new(),
        };
        (name, meta)
    };
    MetaType::Enum {
        name: T::NAME.to_owned(),
        description: Some(T::DESCRIPTION.trim().to_owned()),
        enum_values: T::ALL.iter().copied().map(value).collect(),
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        rust_typename: Some(std::any::type_name::<Code<T>>()),
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    }
}

fn value<T: Vocabulary>(value: T) -> Value {
    Value::Enum(Name::new(value.screaming()))
}

impl<T: Vocabulary> InputType for Code<T> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_input_type::<Self, _>(MetaTypeId::Enum, |_| describe::<T>())
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let text = match value.as_ref() {
            Some(Value::Enum(name)) => name.as_str(),
            Some(Value::String(text)) => text,
            _ => return Err(InputValueError::expected_type(value.unwrap_or_default())),
        };
        let found = T::ALL.iter().copied().find(|value| value.screaming() == text);
        found.map(Self).ok_or_else(|| {
            let values: Vec<_> = T::ALL.iter().map(|value| value.screaming()).collect();
            InputValueError::custom(format!("{} is one of {}", T::NAME, values.join(", ")))
        })
    }

    fn to_value(&self) -> Value {
        value(self.0)
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl<T: Vocabulary> OutputType for Code<T> {
    fn type_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Enum, |_| describe::<T>())
    }

    async fn resolve(
        &self,
        _: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        Ok(value(self.0))
    }
}
