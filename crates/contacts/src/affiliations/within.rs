//! What other modules do with affiliations within transactions of their own.

use rapport_db::{DbError, Tx};

use super::{inputs::NewAffiliation, repo, service};
use crate::{companies::CompanyId, people::ContactId, permissions};

/// Records that a person belongs to a company, unless they do already. The person is locked and the company held.
///
/// # Errors
/// FORBIDDEN; or when the database fails.
pub fn affiliate(tx: &mut Tx<'_>, contact: ContactId, company: CompanyId, role: Option<String>) -> Result<(), DbError> {
    tx.call().require(&permissions::WRITE)?;
    if repo::lock_of_contact(tx, contact)?.iter().any(|row| row.company_id == company) {
        return Ok(());
    }
    let new = NewAffiliation { contact, company, role, starts_on: None, ends_on: None, is_primary: None };
    service::write(tx, &[new]).map(drop)
}
