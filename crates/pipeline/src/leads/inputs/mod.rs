//! What clients say of a lead, checked as a whole: every bad field is reported at once.

mod changes;
mod convert;
mod create;
mod update;

pub(crate) use changes::LeadChanges;
pub(crate) use convert::{Conversion, ConvertLeadInput, Target};
pub(crate) use create::CreateLeadInput;
pub(crate) use update::UpdateLeadInput;

/// How long a reason is at most.
const LONGEST_REASON: usize = 500;
/// How long notes are at most.
const LONGEST_NOTES: usize = 10_000;
/// What is said of a lead that names nobody.
pub(crate) const NOBODY: &str = "A lead needs a name, an e-mail address or a phone number.";
