//! Renaming a competitor.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{event, explain, not_found};
use crate::{
    competitors::{CompetitorRow, inputs::UpdateCompetitorInput, repo},
    permissions,
    state::State,
};

/// Renames a competitor.
pub(crate) async fn competitor_update(call: &Call, db: &Db, input: &UpdateCompetitorInput) -> ApiResult<CompetitorRow> {
    call.require(&permissions::WRITE)?;
    let expected = input.expected_version;
    let (id, name) = input.validate()?;
    db.write(call, move |tx| {
        let old = repo::lock(tx, id, State::Living)?.ok_or_else(not_found)?;
        check_version(expected, old.version)?;
        if old.name == name {
            // Nothing changed: no version, no event.
            return Ok(old);
        }
        let mut row = CompetitorRow { name: name.clone(), ..old.clone() };
        row.bump(tx.now());
        let written = repo::update(tx, &row);
        explain(tx, &row, written)?;
        tx.emit(event("competitor.updated", &row).change("name", Some(&old.name), Some(&row.name)));
        Ok(row)
    })
    .await
}
