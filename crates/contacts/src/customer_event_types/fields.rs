//! What the payload of a type of customer event holds.

use rapport_graphql::{
    async_graphql::{Enum, InputObject, SimpleObject},
    input::Violations,
    path,
};
use rapport_kernel::InputPath;
use serde::{Deserialize, Serialize};

use crate::text::{self, Lines};

/// How many fields a payload has at most.
pub(crate) const MOST_FIELDS: usize = 50;
/// How many values an ENUM has at most.
const MOST_VALUES: usize = 100;
/// How long the name of a type, a field or a value may be.
const LONGEST_NAME: usize = 40;

/// What the value of a field is, and how JSON holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize, Deserialize)]
#[graphql(name = "CustomerEventFieldType")]
#[serde(rename_all = "UPPERCASE")]
pub enum EventFieldType {
    /// A text of at most 1,000 characters.
    String,
    /// A whole number of at most 15 digits, which every client's numbers hold exactly.
    Int,
    /// An exact decimal number as a text, such as "12.50": at most 15 digits before the point and 6 behind. A number is
    /// taken too, and kept as the text of its digits.
    Decimal,
    /// True or false.
    Boolean,
    /// A day, such as "2026-11-22".
    Date,
    /// A moment as RFC 3339 has it, with any offset; kept in UTC with microseconds.
    Datetime,
    /// An amount of money: `{"amount": 1250, "currency": "EUR"}`, in the currency's minor units, such as cents.
    Money,
    /// One of the field's values.
    Enum,
}

/// A field of the payload of a type of customer event.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject, Serialize, Deserialize)]
#[graphql(name = "CustomerEventField")]
pub struct EventField {
    /// The key in the payload.
    pub name: String,
    /// What the value is.
    #[graphql(name = "type")]
    #[serde(rename = "type")]
    pub value_type: EventFieldType,
    /// Whether each payload must have it.
    pub is_required: bool,
    /// What an ENUM may be; empty for all others.
    pub values: Vec<String>,
    /// What it means, for people.
    pub description: Option<String>,
}

/// A field of the payload of a type of customer event.
#[derive(Clone, Debug, InputObject)]
#[graphql(name = "CustomerEventFieldInput")]
pub(crate) struct EventFieldInput {
    /// The key in the payload: small letters of ASCII, digits and underscores, at most 40, such as `order_number`.
    pub(crate) name: String,
    /// What the value is.
    #[graphql(name = "type")]
    pub(crate) value_type: EventFieldType,
    /// Whether each payload must have it. Not so when nothing is said.
    pub(crate) is_required: Option<bool>,
    /// What an ENUM may be: names as that of the field, or in capitals; at most 100. Only for an ENUM.
    pub(crate) values: Option<Vec<String>>,
    /// What it means, for people, in at most 1,000 characters.
    pub(crate) description: Option<String>,
}

fn place(index: usize, key: &'static str) -> InputPath {
    path!["input", "fields", index, key]
}

/// Whether it is a name in snake case: `account_opened`.
pub(crate) fn is_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// What is said of something that is no name.
pub(crate) const NO_NAME: &str =
    "A name is in small letters of ASCII, digits and underscores, begins with a letter and has at most 40.";

/// Checks the fields of a type.
pub(crate) fn validate(violations: &mut Violations, inputs: &[EventFieldInput]) -> Vec<EventField> {
    if inputs.len() > MOST_FIELDS {
        violations.add(path!["input", "fields"], format!("A payload has at most {MOST_FIELDS} fields."));
    }
    let mut fields: Vec<EventField> = Vec::new();
    for (index, input) in inputs.iter().enumerate().take(MOST_FIELDS) {
        if !is_name(&input.name) {
            violations.add(place(index, "name"), NO_NAME);
        } else if fields.iter().any(|field| field.name == input.name) {
            violations.add(place(index, "name"), "This name stands twice in the list.");
        }
        let description = input.description.as_deref();
        let description = text::optional(violations, place(index, "description"), description, 1_000, Lines::Many);
        fields.push(EventField {
            name: input.name.clone(),
            value_type: input.value_type,
            is_required: input.is_required.unwrap_or(false),
            values: values(violations, index, input),
            description,
        });
    }
    fields
}

fn values(violations: &mut Violations, index: usize, input: &EventFieldInput) -> Vec<String> {
    let values = input.values.clone().unwrap_or_default();
    let mut refuse = |message: &str| violations.add(place(index, "values"), message);
    match (input.value_type, values.len()) {
        (EventFieldType::Enum, 0) => refuse("An ENUM has at least one value."),
        (EventFieldType::Enum, count) if count > MOST_VALUES => refuse("An ENUM has at most 100 values."),
        (EventFieldType::Enum, _) => {
            for (at, value) in values.iter().enumerate() {
                let path = path!["input", "fields", index, "values", at];
                if !is_name(&value.to_ascii_lowercase()) {
                    violations.add(path, NO_NAME);
                } else if values.iter().take(at).any(|other| other == value) {
                    violations.add(path, "This value stands twice in the list.");
                }
            }
        }
        (_, 0) => {}
        _ => refuse("Only an ENUM has values."),
    }
    values
}

/// Refuses a change that would make what is recorded wrong, or what is being sent: a field stays what it is, and none
/// goes; a new one, and an old one that was optional, is not asked of those who do not know of it.
pub(crate) fn check_change(violations: &mut Violations, old: &[EventField], new: &[EventField]) {
    for gone in old.iter().filter(|field| new.iter().all(|other| other.name != field.name)) {
        let message = format!("The field {} cannot be removed: recorded events have it.", gone.name);
        violations.add(path!["input", "fields"], message);
    }
    for (index, field) in new.iter().enumerate() {
        let Some(before) = old.iter().find(|other| other.name == field.name) else {
            if field.is_required {
                violations.add(place(index, "isRequired"), "A new field is optional: recorded events lack it.");
            }
            continue;
        };
        if before.value_type != field.value_type {
            violations.add(place(index, "type"), "The type of a field cannot change. Add another field.");
        } else if before.values.iter().any(|value| !field.values.contains(value)) {
            violations.add(place(index, "values"), "A value cannot be removed: recorded events may have it.");
        }
        if field.is_required && !before.is_required {
            violations
                .add(place(index, "isRequired"), "An optional field stays optional: recorded events may lack it.");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str, value_type: EventFieldType, is_required: bool, values: &[&str]) -> EventField {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        EventField { name: name.to_owned(), value_type, is_required, values, description: None }
    }

    fn paths(violations: Violations) -> Vec<InputPath> {
        let found = violations.check().err().map(|error| error.violations).unwrap_or_default();
        found.into_iter().map(|violation| violation.path).collect()
    }

    #[test]
    fn what_would_make_recorded_events_wrong_is_refused_all_at_once() {
        let old = [
            field("plan", EventFieldType::Enum, true, &["free", "pro"]),
            field("seats", EventFieldType::Int, false, &[]),
            field("note", EventFieldType::String, false, &[]),
        ];
        let new = [
            field("plan", EventFieldType::Enum, true, &["pro", "team"]),
            field("seats", EventFieldType::Decimal, true, &[]),
            field("since", EventFieldType::Date, true, &[]),
        ];
        let mut violations = Violations::new();
        check_change(&mut violations, &old, &new);
        let expected = [
            path!["input", "fields"],
            place(0, "values"),
            place(1, "type"),
            place(1, "isRequired"),
            place(2, "isRequired"),
        ];
        assert_eq!(paths(violations), expected);
    }

    #[test]
    fn fields_and_values_can_be_added_and_what_is_asked_for_can_become_optional() {
        let old = [field("plan", EventFieldType::Enum, true, &["free"])];
        let new = [
            field("seats", EventFieldType::Int, false, &[]),
            field("plan", EventFieldType::Enum, false, &["pro", "free"]),
        ];
        let mut violations = Violations::new();
        check_change(&mut violations, &old, &new);
        assert!(violations.is_empty());
    }

    #[test]
    fn every_bad_field_is_told_at_once() {
        let input = |name: &str, value_type, values: Option<&[&str]>| EventFieldInput {
            name: name.to_owned(),
            value_type,
            is_required: None,
            values: values.map(|values| values.iter().map(|value| (*value).to_owned()).collect()),
            description: None,
        };
        let inputs = [
            input("Plan", EventFieldType::String, None),
            input("seats", EventFieldType::Int, Some(&["x"])),
            input("seats", EventFieldType::Enum, None),
            input("level", EventFieldType::Enum, Some(&["a", "B-2", "a"])),
        ];
        let mut violations = Violations::new();
        validate(&mut violations, &inputs);
        let expected = [
            place(0, "name"),
            place(1, "values"),
            place(2, "name"),
            place(2, "values"),
            path!["input", "fields", 3, "values", 1],
            path!["input", "fields", 3, "values", 2],
        ];
        assert_eq!(paths(violations), expected);
    }
}
