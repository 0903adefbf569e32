//! Changing a cadence.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_graphql::input::Violations;
use rapport_kernel::{ApiResult, Call};

use super::{check_calendar, event, explain, not_found, tell};
use crate::{
    cadences::{CadenceRow, inputs::UpdateCadenceInput, repo},
    permissions,
    state::State,
};

/// Changes a cadence. What is on its way goes on by the new steps.
pub(crate) async fn cadence_update(call: &Call, db: &Db, input: &UpdateCadenceInput) -> ApiResult<CadenceRow> {
    call.require(&permissions::MANAGE)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| {
        let old = repo::lock(tx, id, State::Living)?.ok_or_else(not_found)?;
        check_version(expected, old.version)?;
        let mut row = old.clone();
        changes.apply(&mut row);
        let mut violations = Violations::new();
        check_calendar(tx, row.calendar_id, &mut violations)?;
        violations.check()?;
        row.bump(tx.now());
        let event = tell(event("cadence.updated", &row), Some(&old), &row);
        if event.is_empty() {
            // Nothing changed: no version, no event.
            return Ok(old);
        }
        let written = repo::update(tx, &row);
        explain(tx, &row, written)?;
        tx.emit(event);
        Ok(row)
    })
    .await
}
