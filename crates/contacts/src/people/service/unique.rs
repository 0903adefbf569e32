//! What two living people cannot both have: the key of another system.

use diesel::{MysqlConnection, QueryResult};
use rapport_db::{DbError, Tx, error::violated_key};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{Actor, ApiError, InputPath};

use crate::people::{ContactId, ContactRow, repo};

/// The unique key over the external ids of living people.
const KEY: &str = "contacts_living_external_id";

/// Passes on how people were written; when an external id is taken, says by whom as far as the actor may know.
///
/// # Errors
/// CONFLICT; or what the database said.
pub(super) fn explain(
    tx: &mut Tx<'_>,
    rows: &[ContactRow],
    written: QueryResult<()>,
    at: fn(usize) -> InputPath,
) -> Result<(), DbError> {
    match written {
        Err(error) if violated_key(&error) == Some(KEY) => {
            let actor = &tx.call().actor;
            Err(taken(tx, actor, rows, |index| at(index).into_iter().chain(path!["externalId"]).collect())?.into())
        }
        written => Ok(written?),
    }
}

/// The conflict with whoever holds an external id of these people by now.
pub(super) fn taken(
    conn: &mut MysqlConnection,
    actor: &Actor,
    rows: &[ContactRow],
    at: impl Fn(usize) -> InputPath,
) -> Result<ApiError, DbError> {
    let asked: Vec<_> = rows.iter().filter_map(|row| row.external_id.as_deref()).collect();
    let own: Vec<ContactId> = rows.iter().map(|row| row.id).collect();
    let mut holders = repo::holders_of(conn, &asked)?;
    holders.retain(|(holder, _)| !own.contains(holder));
    let ids: Vec<_> = holders.iter().map(|(holder, _)| *holder).collect();
    let visible = repo::visible_ids(conn, actor, &ids)?;
    let mut violations = Violations::new();
    for (index, row) in rows.iter().enumerate() {
        if holders.iter().any(|(_, held)| Some(held.as_str()) == row.external_id.as_deref()) {
            violations.add(at(index), "Another person has this external id.");
        }
    }
    let holders = visible.into_iter().map(ContactId::to_global).collect();
    Ok(violations.conflict("Another person has this external id.", holders))
}
