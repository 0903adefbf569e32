//! Making a commitment.

use rapport_db::{Db, DbError, Tx};
use rapport_graphql::input::Violations;
use rapport_kernel::{ApiResult, Call};

use super::tell;
use crate::{
    commitments::{
        CommitmentId, CommitmentRow,
        inputs::{MakeCommitmentInput, Promise},
        repo,
    },
    ownership::check_owner,
    permissions,
    tasks::service::{check_company, check_contact, oneself},
};

/// Makes a commitment.
pub(crate) async fn commitment_make(call: &Call, db: &Db, input: MakeCommitmentInput) -> ApiResult<CommitmentRow> {
    call.require(&permissions::TASKS)?;
    let promise = input.validate()?;
    db.write(call, move |tx| write(tx, &promise)).await
}

fn write(tx: &mut Tx<'_>, promise: &Promise) -> Result<CommitmentRow, DbError> {
    let (call, now) = (tx.call(), tx.now());
    let owner = match promise.owner {
        Some(owner) => {
            check_owner(tx, call, None, Some(owner))?;
            Some(owner)
        }
        None => oneself(tx, call)?,
    };
    let mut violations = Violations::new();
    check_contact(tx, call, promise.contact, &mut violations)?;
    check_company(tx, call, promise.company, &mut violations)?;
    violations.check()?;
    let row = CommitmentRow {
        id: CommitmentId::new(),
        version: 1,
        promise: promise.promise.clone(),
        contact_id: promise.contact,
        company_id: promise.company,
        owner_id: owner,
        due_at: promise.due_at,
        kept_at: None,
        withdrawn_at: None,
        created_at: now,
        updated_at: now,
    };
    repo::insert(tx, &row)?;
    tx.emit(tell("commitment.made", None, &row));
    Ok(row)
}
