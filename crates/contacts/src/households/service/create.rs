//! Recording a household.

use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{members, tell};
use crate::{
    households::{HouseholdId, HouseholdRow, inputs::CreateHouseholdInput, repo},
    permissions,
};

/// Records a household.
pub(crate) async fn household_create(call: &Call, db: &Db, input: &CreateHouseholdInput) -> ApiResult<HouseholdRow> {
    call.require(&permissions::WRITE)?;
    let changes = input.validate()?;
    db.write(call, move |tx| {
        let people = changes.members.as_deref().unwrap_or_default();
        let row = HouseholdRow {
            id: HouseholdId::new(),
            version: 1,
            name: changes.name.clone().unwrap_or_default(),
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        members::check(tx, row.id, people)?;
        repo::insert(tx, &row)?;
        repo::replace_members(tx, row.id, people)?;
        tx.emit(tell("household.created", row.version, &row, None, Some((&row, people))));
        Ok(row)
    })
    .await
}
