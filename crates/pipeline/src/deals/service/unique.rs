//! What two living deals cannot both have: the key of another system.

use diesel::QueryResult;
use rapport_db::{DbError, Tx, error::violated_key};
use rapport_graphql::input::Violations;
use rapport_kernel::InputPath;

use crate::deals::{DealId, DealRow, repo};

/// The unique key over the external ids of living deals.
pub(crate) const KEY: &str = "deals_living_external_id";

/// Passes on how a deal was written; when its external id is taken, says by which as far as the actor may know. `at` is
/// where that is told.
///
/// # Errors
/// CONFLICT; or what the database said.
pub(super) fn explain(tx: &mut Tx<'_>, row: &DealRow, written: QueryResult<()>, at: InputPath) -> Result<(), DbError> {
    match written {
        Err(error) if violated_key(&error) == Some(KEY) => {
            let mut holders = repo::holders_of(tx, row.external_id.as_deref().unwrap_or_default())?;
            holders.retain(|(holder, _)| *holder != row.id);
            let ids: Vec<_> = holders.into_iter().map(|(holder, _)| holder).collect();
            let actor = &tx.call().actor;
            let visible = repo::visible_ids(tx, actor, &ids)?;
            let mut violations = Violations::new();
            if !ids.is_empty() {
                violations.add(at, "Another deal has this external id.");
            }
            let holders = visible.into_iter().map(DealId::to_global).collect();
            Err(violations.conflict("Another deal has this external id.", holders).into())
        }
        written => Ok(written?),
    }
}
