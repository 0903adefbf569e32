//! Recording a lead.

use rapport_db::{Db, DbError, Tx};
use rapport_kernel::{ApiResult, Call};

use super::{event, tell};
use crate::{
    leads::{
        LeadRow, assignment,
        inputs::{CreateLeadInput, LeadChanges},
        permissions, repo,
    },
    ownership::{check_owner, default_owner},
};

/// Records a lead.
pub(crate) async fn lead_create(call: &Call, db: &Db, input: CreateLeadInput) -> ApiResult<LeadRow> {
    call.require(&permissions::WRITE)?;
    let changes = input.validate()?;
    db.write(call, move |tx| write(tx, &changes)).await
}

fn write(tx: &mut Tx<'_>, changes: &LeadChanges) -> Result<LeadRow, DbError> {
    let call = tx.call();
    let mut row = LeadRow::new(tx.now());
    changes.apply(&mut row);
    match changes.owner {
        Some(owner) => check_owner(tx, call, None, owner)?,
        None => row.owner_id = default_owner(tx, call)?,
    }
    if row.owner_id.is_none() && changes.owner.is_none() {
        row.owner_id = assignment::choose(tx, &row)?.take(tx)?;
    }
    repo::insert(tx, &row)?;
    tx.emit(tell(event("lead.created", &row), None, &row));
    Ok(row)
}
