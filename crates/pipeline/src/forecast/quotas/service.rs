//! Setting quotas.

use rapport_contacts::users::{self, UserId};
use rapport_db::{Db, DbError, Tx};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiResult, Call, NewEvent};

use super::{
    QuotaId, QuotaRow,
    inputs::{Said, SetQuotasInput},
    repo,
};
use crate::{
    permissions,
    pipelines::{PipelineId, repo as pipelines},
};

/// Sets quotas, or takes them away: those that are there afterwards.
pub(crate) async fn quotas_set(call: &Call, db: &Db, input: &SetQuotasInput) -> ApiResult<Vec<QuotaRow>> {
    call.require(&permissions::MANAGE)?;
    let all = input.validate()?;
    db.write(call, move |tx| {
        check(tx, &all)?;
        let mut rows = Vec::with_capacity(all.len());
        for said in &all {
            rows.extend(set(tx, said)?);
        }
        Ok(rows)
    })
    .await
}

/// Refuses quotas of owners and pipelines that there are not.
fn check(tx: &mut Tx<'_>, all: &[Said]) -> Result<(), DbError> {
    let mut violations = Violations::new();
    for (index, said) in all.iter().enumerate() {
        if let Some(owner) = said.owner
            && !users::exists(tx, owner)?
        {
            violations.add(path!["input", "quotas", index, "ownerId"], "There is no such user.");
        }
        if let Some(pipeline) = said.pipeline
            && pipelines::by_ids(tx, &[pipeline])?.is_empty()
        {
            violations.add(path!["input", "quotas", index, "pipelineId"], "There is no such pipeline.");
        }
    }
    Ok(violations.check()?)
}

fn event(kind: &'static str, row: &QuotaRow) -> NewEvent {
    NewEvent::about(kind, row.id, row.version)
}

fn set(tx: &mut Tx<'_>, said: &Said) -> Result<Option<QuotaRow>, DbError> {
    let present = repo::lock_same(tx, said)?;
    let now = tx.now();
    match (present, said.amount) {
        (None, None) => Ok(None),
        (Some(row), None) => {
            repo::remove(tx, row.id)?;
            tx.emit(event("quota.removed", &row).change("amount", Some(row.amount), None::<()>));
            Ok(None)
        }
        // Nothing changed: no version, no event.
        (Some(row), Some(amount)) if row.amount == amount => Ok(Some(row)),
        (Some(old), Some(amount)) => {
            let row = QuotaRow { amount, version: old.version.saturating_add(1), updated_at: now, ..old.clone() };
            repo::update(tx, &row)?;
            tx.emit(event("quota.updated", &row).change("amount", Some(old.amount), Some(amount)));
            Ok(Some(row))
        }
        (None, Some(amount)) => {
            let row = QuotaRow {
                id: QuotaId::new(),
                version: 1,
                owner_id: said.owner,
                pipeline_id: said.pipeline,
                unit: said.unit_name(),
                starts_on: said.starts_on,
                currency: said.currency.code().to_owned(),
                amount,
                created_at: now,
                updated_at: now,
            };
            repo::insert(tx, &row)?;
            let created = event("quota.created", &row)
                .change("ownerId", None::<()>, said.owner.map(UserId::to_global))
                .change("pipelineId", None::<()>, said.pipeline.map(PipelineId::to_global))
                .change("period", None::<()>, Some(&row.unit))
                .change("startsOn", None::<()>, Some(row.starts_on))
                .change("currency", None::<()>, Some(&row.currency))
                .change("amount", None::<()>, Some(amount));
            tx.emit(created);
            Ok(Some(row))
        }
    }
}
