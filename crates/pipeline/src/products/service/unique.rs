//! What two living products cannot both have: the code, and the key of another system.

use diesel::QueryResult;
use rapport_db::{DbError, Tx, error::violated_key};
use rapport_graphql::{input::Violations, path};

use crate::products::{ProductId, ProductRow, repo};

/// The unique keys over what living products have.
const KEYS: [&str; 2] = ["products_living_code", "products_living_external_id"];

/// Passes on how a product was written; when another has its code or external id, says which.
///
/// # Errors
/// CONFLICT; or what the database said.
pub(super) fn explain(tx: &mut Tx<'_>, row: &ProductRow, written: QueryResult<()>) -> Result<(), DbError> {
    match written {
        Err(error) if violated_key(&error).is_some_and(|key| KEYS.contains(&key)) => {
            let mut holders = repo::holders(tx, row)?;
            holders.retain(|(holder, ..)| *holder != row.id);
            let mut violations = Violations::new();
            for (_, _, external_id) in &holders {
                // What is not held by its external id is held by its code.
                let is_same = row.external_id.is_some() && *external_id == row.external_id;
                let (field, message) = if is_same {
                    ("externalId", "Another product has this external id.")
                } else {
                    ("code", "Another product has this code.")
                };
                violations.add(path!["input", field], message);
            }
            let holders = holders.into_iter().map(|(holder, ..)| ProductId::to_global(holder)).collect();
            Err(violations.conflict("Another product has what this one is to have.", holders).into())
        }
        written => Ok(written?),
    }
}
