//! Retiring a type of customer event, and taking it back into use.

use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{change, lock};
use crate::{
    customer_event_types::{CustomerEventTypeId, CustomerEventTypeRow},
    permissions,
};

/// Retires a type. One that is retired already stays as it is.
pub(crate) async fn type_retire(
    call: &Call,
    db: &Db,
    id: CustomerEventTypeId,
    expected: Option<i32>,
) -> ApiResult<CustomerEventTypeRow> {
    call.require(&permissions::MANAGE_EVENT_TYPES)?;
    db.write(call, move |tx| {
        let old = lock(tx, id, expected)?;
        let retired_at = Some(old.retired_at.unwrap_or_else(|| tx.now()));
        let row = CustomerEventTypeRow { retired_at, ..old.clone() };
        change(tx, "customer_event_type.retired", old, row)
    })
    .await
}

/// Takes a type back into use. One that is in use stays as it is.
pub(crate) async fn type_restore(
    call: &Call,
    db: &Db,
    id: CustomerEventTypeId,
    expected: Option<i32>,
) -> ApiResult<CustomerEventTypeRow> {
    call.require(&permissions::MANAGE_EVENT_TYPES)?;
    db.write(call, move |tx| {
        let old = lock(tx, id, expected)?;
        let row = CustomerEventTypeRow { retired_at: None, ..old.clone() };
        change(tx, "customer_event_type.restored", old, row)
    })
    .await
}
