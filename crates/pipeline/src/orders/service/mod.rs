//! What is done with orders: each operation authorises, validates, decides and writes in one transaction.

mod cancel;
mod check;
mod create;
mod purge;
mod remove;
mod tell;
mod unique;
mod update;

pub(crate) use cancel::order_cancel;
pub(crate) use create::{order_create, place};
pub(crate) use purge::order_purge;
pub(crate) use remove::{order_delete, order_restore};
pub(crate) use tell::{event, told_new};
pub(crate) use unique::KEY as EXTERNAL_ID_KEY;
pub(crate) use update::order_update;

use rapport_kernel::{ApiError, Code};

/// The error for an order that the actor does not see, or that is not there: one and the same.
pub(crate) fn not_found() -> ApiError {
    ApiError::not_found("Order")
}

/// The error for what cannot be done to a cancelled order.
pub(crate) fn is_cancelled() -> ApiError {
    ApiError::new(Code::Conflict, "The order is cancelled.")
}
