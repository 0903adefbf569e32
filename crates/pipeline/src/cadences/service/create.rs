//! Recording a cadence.

use rapport_db::Db;
use rapport_graphql::input::Violations;
use rapport_kernel::{ApiResult, Call};

use super::{check_calendar, event, explain, tell};
use crate::{
    cadences::{CadenceId, CadenceRow, inputs::CreateCadenceInput, repo},
    permissions,
};

/// Records a cadence.
pub(crate) async fn cadence_create(call: &Call, db: &Db, input: CreateCadenceInput) -> ApiResult<CadenceRow> {
    call.require(&permissions::MANAGE)?;
    let changes = input.validate()?;
    db.write(call, move |tx| {
        let now = tx.now();
        let mut row = CadenceRow {
            id: CadenceId::new(),
            version: 1,
            name: String::new(),
            time_zone: chrono_tz::Tz::UTC.name().to_owned(),
            calendar_id: None,
            steps: String::new(),
            created_at: now,
            updated_at: now,
            deleted_at: None,
        };
        changes.apply(&mut row);
        let mut violations = Violations::new();
        check_calendar(tx, row.calendar_id, &mut violations)?;
        violations.check()?;
        let written = repo::insert(tx, &row);
        explain(tx, &row, written)?;
        tx.emit(tell(event("cadence.created", &row), None, &row));
        Ok(row)
    })
    .await
}
