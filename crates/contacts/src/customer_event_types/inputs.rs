//! What clients say of a type of customer event, checked as a whole: every bad field is reported at once.

use rapport_graphql::{
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{
    CustomerEventTypeId, EventField,
    fields::{self, EventFieldInput, NO_NAME, is_name},
};
use crate::text::{self, Lines};

/// A type of customer event to be registered.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateCustomerEventTypeInput {
    /// The name by which senders will call it, such as `account_opened`: small letters of ASCII, digits and underscores,
    /// at most 40. It never changes, and no two types have the same.
    pub(crate) name: String,
    /// The name for people, in at most 100 characters.
    pub(crate) label: String,
    /// What it tells, for people, in at most 1,000 characters.
    pub(crate) description: Option<String>,
    /// What a payload of the type holds, at most 50 fields. Nothing when nothing is said.
    pub(crate) fields: Option<Vec<EventFieldInput>>,
}

/// Changes to a type of customer event. What is left out stays.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateCustomerEventTypeInput {
    /// The type.
    pub(crate) id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
    /// The name for people, in at most 100 characters. Null stays too.
    pub(crate) label: Option<String>,
    /// What it tells, for people, in at most 1,000 characters. Null or an empty text removes.
    pub(crate) description: MaybeUndefined<String>,
    /// All fields of a payload, those that were there too. So that what is recorded stays right, a field keeps its type
    /// and an ENUM its values, none is removed, and what is new is optional. Null stays too.
    pub(crate) fields: Option<Vec<EventFieldInput>>,
}

/// Which type of customer event, for what is done to the whole of it.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CustomerEventTypeIdInput {
    /// The type.
    pub(crate) id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
}

/// A type to be registered, checked.
#[derive(Clone, Debug)]
pub(crate) struct NewType {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) description: Option<String>,
    pub(crate) fields: Vec<EventField>,
}

/// Changes to a type, checked. Outer `None` leaves a field as it is, inner `None` empties it.
#[derive(Clone, Debug)]
pub(crate) struct TypeChanges {
    pub(crate) label: Option<String>,
    pub(crate) description: Option<Option<String>>,
    pub(crate) fields: Option<Vec<EventField>>,
}

fn description(violations: &mut Violations, text: Option<&str>) -> Option<String> {
    text::optional(violations, path!["input", "description"], text, 1_000, Lines::Many)
}

impl CreateCustomerEventTypeInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self) -> ApiResult<NewType> {
        let mut violations = Violations::new();
        if !is_name(&self.name) {
            violations.add(path!["input", "name"], NO_NAME);
        }
        let label = text::required(&mut violations, path!["input", "label"], &self.label, 100).unwrap_or_default();
        let description = description(&mut violations, self.description.as_deref());
        let fields = fields::validate(&mut violations, &self.fields.unwrap_or_default());
        violations.check()?;
        Ok(NewType { name: self.name, label, description, fields })
    }
}

impl UpdateCustomerEventTypeInput {
    /// Checks the input as far as it can be without the type.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self) -> ApiResult<(CustomerEventTypeId, TypeChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let label = self.label.and_then(|label| text::required(&mut violations, path!["input", "label"], &label, 100));
        let description = self.description.as_opt_deref().map(|text| description(&mut violations, text));
        let fields = self.fields.map(|inputs| fields::validate(&mut violations, &inputs));
        violations.check()?;
        Ok((id.ok_or_else(|| ApiError::not_found("CustomerEventType"))?, TypeChanges { label, description, fields }))
    }
}
