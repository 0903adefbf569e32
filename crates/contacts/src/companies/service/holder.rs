//! Who holds a domain that another company asks for.

use diesel::{MysqlConnection, QueryResult};
use rapport_db::{DbError, error::violated_key};
use rapport_kernel::{Actor, ApiError, Code, InputPath};

use crate::{
    companies::{CompanyId, CompanyRow, repo},
    permissions,
};

/// The unique key over the domains of living companies.
const KEY: &str = "companies_living_domain";

/// Passes on how a company was written; when its domain is taken, says by whom.
pub(super) fn explain(
    conn: &mut MysqlConnection,
    actor: &Actor,
    row: &CompanyRow,
    written: QueryResult<()>,
    path: InputPath,
) -> Result<(), DbError> {
    match written {
        Err(error) if violated_key(&error) == Some(KEY) => {
            let holder = repo::holder_of(conn, row.domain.as_deref().unwrap_or_default())?;
            Err(taken(actor, holder, path).into())
        }
        written => Ok(written?),
    }
}

/// The holder is left out for who may not read companies, and when it gave the domain up meanwhile.
fn taken(actor: &Actor, holder: Option<CompanyId>, path: InputPath) -> ApiError {
    let readable = holder.filter(|_| actor.may(&permissions::READ));
    let error = ApiError::bad_input(path, "Another company has this domain.");
    ApiError { code: Code::Conflict, ..error }
        .with_conflicting_ids(readable.into_iter().map(CompanyId::to_global).collect())
}
