//! What clients say of a company, checked as a whole: every bad field is reported at once.

mod changes;
mod create;
mod update;

pub(crate) use changes::CompanyChanges;
pub(crate) use create::{CreateCompaniesInput, CreateCompanyInput, at_index};
pub(crate) use update::UpdateCompanyInput;

/// How long a name is at most.
const LONGEST_NAME: usize = 200;
/// How long an industry is at most.
const LONGEST_INDUSTRY: usize = 100;
