//! Domain events: what changed, written in the transaction of the change.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::id::{Id, Kind};

/// One field of a record, before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The field's name in the schema.
    pub field: String,
    /// The value before; `null` when there was none.
    pub old: Value,
    /// The value after; `null` when it was removed.
    pub new: Value,
}

/// An event about to be written.
///
/// Values that identify a person go to `personal` and are kept apart from the log, by subject, so that a person can
/// be erased while the log stays whole.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// `record.verb`, such as `contact.created`.
    pub kind: Cow<'static, str>,
    /// The version of the event's shape. It grows when a reader would have to change.
    pub schema_version: u16,
    /// The GraphQL name of the record's type.
    pub record_type: &'static str,
    /// Which record.
    pub record_id: Uuid,
    /// The record's version after the change.
    pub record_version: u32,
    /// The person whom the personal values are about.
    pub subject: Option<Uuid>,
    /// Changed fields with values that identify nobody.
    pub changes: Vec<Change>,
    /// Changed fields whose values identify the subject.
    pub personal: Vec<Change>,
}

impl NewEvent {
    /// An event about this record, without changes as yet.
    #[must_use]
    pub fn about<K: Kind>(kind: impl Into<Cow<'static, str>>, record: Id<K>, record_version: u32) -> Self {
        Self {
            kind: kind.into(),
            schema_version: 1,
            record_type: K::NAME,
            record_id: record.uuid(),
            record_version,
            subject: None,
            changes: Vec::new(),
            personal: Vec::new(),
        }
    }

    /// Says whom the personal values are about.
    #[must_use]
    pub const fn subject<K>(mut self, subject: Id<K>) -> Self {
        self.subject = Some(subject.uuid());
        self
    }

    /// Adds a field that identifies nobody, if it changed.
    #[must_use]
    pub fn change(mut self, field: &str, old: impl Serialize, new: impl Serialize) -> Self {
        self.changes.extend(difference(field, old, new));
        self
    }

    /// Adds a field that identifies the subject, if it changed.
    #[must_use]
    pub fn personal_change(mut self, field: &str, old: impl Serialize, new: impl Serialize) -> Self {
        self.personal.extend(difference(field, old, new));
        self
    }

    /// Whether nothing changed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.personal.is_empty()
    }
}

fn difference(field: &str, old: impl Serialize, new: impl Serialize) -> Option<Change> {
    // A value that cannot be written as JSON is written as null; the services hand in strings, numbers and lists.
    let old = serde_json::to_value(old).unwrap_or(Value::Null);
    let new = serde_json::to_value(new).unwrap_or(Value::Null);
    (old != new).then(|| Change { field: field.to_owned(), old, new })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Person;
    impl Kind for Person {
        const NAME: &'static str = "Person";
    }

    #[test]
    fn only_what_changed_is_told_and_personal_values_stand_apart() {
        let event = NewEvent::about("person.updated", Id::<Person>::new(), 2)
            .change("country", "FR", "FR")
            .change("stage", Some("LEAD"), Some("CUSTOMER"))
            .personal_change("email", None::<&str>, Some("a@example.org"));
        assert_eq!(event.changes.len(), 1);
        assert_eq!(event.personal.len(), 1);
        assert_eq!(event.personal[0].new, "a@example.org");
    }
}
