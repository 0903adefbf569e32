//! Registering a type of customer event.

use rapport_db::{Db, DbError, Tx, error::violated_key};
use rapport_graphql::path;
use rapport_kernel::{ApiError, ApiResult, Call, Code};

use super::{kept, tell};
use crate::{
    customer_event_types::{
        CustomerEventTypeId, CustomerEventTypeRow,
        inputs::{CreateCustomerEventTypeInput, NewType},
        repo,
    },
    permissions,
};

/// How many types there may be: few enough to be read together.
const MOST_TYPES: i64 = 500;

/// Registers a type.
pub(crate) async fn type_create(
    call: &Call,
    db: &Db,
    input: CreateCustomerEventTypeInput,
) -> ApiResult<CustomerEventTypeRow> {
    call.require(&permissions::MANAGE_EVENT_TYPES)?;
    let new = input.validate()?;
    db.write(call, move |tx| write(tx, &new)).await
}

fn write(tx: &mut Tx<'_>, new: &NewType) -> Result<CustomerEventTypeRow, DbError> {
    if repo::count(tx)? >= MOST_TYPES {
        let message = format!("There are {MOST_TYPES} types of customer events already, and no more can be.");
        return Err(ApiError::new(Code::Conflict, message).into());
    }
    let row = CustomerEventTypeRow {
        id: CustomerEventTypeId::new(),
        version: 1,
        name: new.name.clone(),
        label: new.label.clone(),
        description: new.description.clone(),
        fields: kept(&new.fields)?,
        retired_at: None,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    match repo::insert(tx, &row) {
        Err(error) if violated_key(&error).is_some() => return Err(taken(tx, &new.name)?.into()),
        inserted => inserted?,
    }
    tx.emit(tell("customer_event_type.created", None, &row));
    Ok(row)
}

/// Says which type has the name.
fn taken(tx: &mut Tx<'_>, name: &str) -> Result<ApiError, DbError> {
    let holders = repo::by_names(tx, &[name])?;
    let error = ApiError::bad_input(path!["input", "name"], "Another type has this name.");
    let error = error.with_conflicting_ids(holders.into_iter().map(|row| row.id.to_global()).collect());
    Ok(ApiError { code: Code::Conflict, ..error })
}
