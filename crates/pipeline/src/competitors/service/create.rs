//! Recording a competitor.

use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{event, explain};
use crate::{
    competitors::{CompetitorId, CompetitorRow, inputs::CreateCompetitorInput, repo},
    permissions,
};

/// Records a competitor.
pub(crate) async fn competitor_create(call: &Call, db: &Db, input: CreateCompetitorInput) -> ApiResult<CompetitorRow> {
    call.require(&permissions::WRITE)?;
    let (name, now) = (input.validate()?, call.clock.now());
    let row =
        CompetitorRow { id: CompetitorId::new(), version: 1, name, created_at: now, updated_at: now, deleted_at: None };
    db.write(call, move |tx| {
        let written = repo::insert(tx, &row);
        explain(tx, &row, written)?;
        tx.emit(event("competitor.created", &row).change("name", None::<()>, Some(&row.name)));
        Ok(row.clone())
    })
    .await
}
