//! What clients say of a person, checked as a whole: every bad field is reported at once.

mod changes;
mod create;
mod update;

pub(crate) use changes::{ContactChanges, Lists};
pub(crate) use create::{CreateContactInput, CreateContactsInput, NOBODY, at_index};
pub(crate) use update::UpdateContactInput;
