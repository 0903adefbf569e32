//! Who holds what another company asks for: a domain, or the key of another system.

use diesel::QueryResult;
use rapport_db::{DbError, Tx, error::violated_key};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::InputPath;

use crate::{
    companies::{CompanyId, CompanyRow, domains, repo},
    permissions,
};

/// The unique key over the external ids of living companies.
const EXTERNAL_ID: &str = "companies_living_external_id";
/// The unique key over the domains of living companies.
const DOMAIN: &str = "company_domains_living_domain";

/// Where in the input a conflict is told.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// At the field, of the company at this place.
    Field(fn(usize) -> InputPath),
    /// At the id, which is all that the input has.
    Id,
}

impl Place {
    fn of(self, index: usize, field: InputPath) -> InputPath {
        match self {
            Self::Field(at) => at(index).into_iter().chain(field).collect(),
            Self::Id => path!["input", "id"],
        }
    }
}

/// Passes on how companies were written; when something is taken, says what and by whom.
///
/// # Errors
/// CONFLICT; or what the database said.
pub(super) fn explain(
    tx: &mut Tx<'_>,
    rows: &[CompanyRow],
    lists: &[(CompanyId, &[String])],
    written: QueryResult<()>,
    place: Place,
) -> Result<(), DbError> {
    let Err(error) = written else { return Ok(()) };
    let mut violations = Violations::new();
    let mut holders: Vec<CompanyId> = Vec::new();
    let message = match violated_key(&error) {
        Some(EXTERNAL_ID) => {
            let asked: Vec<_> = rows.iter().filter_map(|row| row.external_id.as_deref()).collect();
            let mut held = repo::holders_of(tx, &asked)?;
            held.retain(|(holder, _)| rows.iter().all(|row| row.id != *holder));
            for (index, row) in rows.iter().enumerate() {
                if held.iter().any(|(_, held)| Some(held.as_str()) == row.external_id.as_deref()) {
                    violations.add(place.of(index, path!["externalId"]), "Another company has this external id.");
                }
            }
            holders.extend(held.into_iter().map(|(holder, _)| holder));
            "Another company has this external id."
        }
        Some(DOMAIN) => {
            let asked: Vec<_> = lists.iter().flat_map(|(_, domains)| domains.iter()).collect();
            let own: Vec<_> = rows.iter().map(|row| row.id).collect();
            let mut held = domains::holders_of(tx, &asked)?;
            held.retain(|(holder, _)| !own.contains(holder));
            for (index, (_, domains)) in lists.iter().enumerate() {
                for (at, _) in domains.iter().enumerate().filter(|(_, one)| held.iter().any(|(_, held)| held == *one)) {
                    violations.add(place.of(index, path!["domains", at]), "Another company has this domain.");
                }
            }
            holders.extend(held.into_iter().map(|(holder, _)| holder));
            "Another company has this domain."
        }
        _ => return Err(error.into()),
    };
    // The holder is left out for who may not read companies, and when it gave up meanwhile what was asked for.
    let readable = tx.call().actor.may(&permissions::READ);
    let ids = holders.into_iter().filter(|_| readable).map(CompanyId::to_global).collect();
    Err(violations.conflict(message, ids).into())
}
