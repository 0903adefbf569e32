//! What other modules do with companies within transactions of their own.

use diesel::{MysqlConnection, QueryResult};
use rapport_db::{DbError, Tx};
use rapport_graphql::path;

use super::{CompanyId, CompanyRow, domains, inputs::CreateCompanyInput, repo, service};
use crate::{permissions, users::UserId};

/// A company to be recorded.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "they are those of the input, where they are documented")]
pub struct NewCompany {
    pub name: String,
    pub country: Option<String>,
    pub owner: Option<UserId>,
}

/// Records a company, with event and search, as `createCompany` does.
///
/// # Errors
/// FORBIDDEN; BAD_USER_INPUT; or when the database fails.
pub fn record(tx: &mut Tx<'_>, new: NewCompany) -> Result<CompanyRow, DbError> {
    tx.call().require(&permissions::WRITE)?;
    let input = CreateCompanyInput {
        name: new.name,
        country: new.country,
        owner_id: new.owner.map(|owner| owner.to_global().into()),
        ..CreateCompanyInput::default()
    };
    let changes = input.validate()?;
    let rows = service::write(tx, &[changes], |_| path!["input"])?;
    rows.into_iter().next().ok_or_else(|| service::not_found().into())
}

/// Whether the company is living. It stays so until the transaction ends.
///
/// # Errors
/// FORBIDDEN; or when the database fails.
pub fn hold(tx: &mut Tx<'_>, id: CompanyId) -> Result<bool, DbError> {
    tx.call().require(&permissions::READ)?;
    Ok(!repo::hold_living(tx, &[id])?.is_empty())
}

/// The living company with this domain.
///
/// # Errors
/// When the database fails.
pub fn with_domain(conn: &mut MysqlConnection, domain: &str) -> QueryResult<Option<CompanyId>> {
    let found = domains::holders_of(conn, &[&domain.to_owned()])?;
    Ok(found.into_iter().next().map(|(company, _)| company))
}
