//! What is done with leads: each operation authorises, validates, decides and writes in one transaction.

mod convert;
mod create;
mod purge;
mod remove;
mod tell;
mod update;

pub(crate) use convert::lead_convert;
pub(crate) use create::lead_create;
pub(crate) use purge::lead_purge;
pub(crate) use remove::{lead_delete, lead_restore};
pub(crate) use tell::{event, tell};
pub(crate) use update::lead_update;

use rapport_kernel::ApiError;

/// The error for a lead that the actor does not see, or that is not there: one and the same.
pub(crate) fn not_found() -> ApiError {
    ApiError::not_found("Lead")
}
