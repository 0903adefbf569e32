//! Changing a type of customer event.

use rapport_db::{Db, DbError, Tx};
use rapport_graphql::input::Violations;
use rapport_kernel::{ApiResult, Call};

use super::{change, kept, lock};
use crate::{
    customer_event_types::{
        CustomerEventTypeId, CustomerEventTypeRow, fields,
        inputs::{TypeChanges, UpdateCustomerEventTypeInput},
    },
    permissions,
};

/// Changes a type, as far as what is recorded stays right.
pub(crate) async fn type_update(
    call: &Call,
    db: &Db,
    input: UpdateCustomerEventTypeInput,
) -> ApiResult<CustomerEventTypeRow> {
    call.require(&permissions::MANAGE_EVENT_TYPES)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| write(tx, id, expected, &changes)).await
}

fn write(
    tx: &mut Tx<'_>,
    id: CustomerEventTypeId,
    expected: Option<i32>,
    changes: &TypeChanges,
) -> Result<CustomerEventTypeRow, DbError> {
    let old = lock(tx, id, expected)?;
    let mut row = old.clone();
    if let Some(label) = &changes.label {
        row.label.clone_from(label);
    }
    if let Some(description) = &changes.description {
        row.description.clone_from(description);
    }
    if let Some(new) = &changes.fields {
        let mut violations = Violations::new();
        fields::check_change(&mut violations, &old.event_fields(), new);
        violations.check()?;
        row.fields = kept(new)?;
    }
    change(tx, "customer_event_type.updated", old, row)
}
