//! What is done with partners: each operation authorises, validates, decides and writes in one transaction.

mod create;
mod remove;
mod update;

pub(crate) use create::partner_create;
pub(crate) use update::partner_update;

use rapport_kernel::{ApiError, NewEvent};

use super::PartnerRow;

/// The error for a partner that is not there.
fn not_found() -> ApiError {
    ApiError::not_found("Partner")
}

/// The event of this kind about a partner.
fn event(kind: &'static str, row: &PartnerRow) -> NewEvent {
    NewEvent::about(kind, row.id, row.version)
}
