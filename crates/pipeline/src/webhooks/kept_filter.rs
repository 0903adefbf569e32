//! A filter that is kept as it was said: it is asked of what happens long after the request is over.

use std::borrow::Cow;

use rapport_graphql::async_graphql::{InputType, InputValueError, InputValueResult, Value, registry::Registry};

use crate::deals::DealFilter;

/// A `DealFilter`, with what was said.
#[derive(Clone, Debug)]
pub(crate) struct KeptFilter {
    pub(crate) filter: DealFilter,
    said: Value,
}

impl KeptFilter {
    /// What was said, as JSON.
    pub(crate) fn json(&self) -> String {
        // What came as JSON or as a literal can be written as JSON.
        self.said.clone().into_json().unwrap_or_default().to_string()
    }
}

impl InputType for KeptFilter {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        DealFilter::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        DealFilter::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let said = value.clone().unwrap_or_default();
        let filter = DealFilter::parse(value).map_err(InputValueError::propagate)?;
        Ok(Self { filter, said })
    }

    fn to_value(&self) -> Value {
        self.said.clone()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}
