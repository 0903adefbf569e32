//! Companies by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{CompanyId, CompanyRow, repo};
use crate::{people::ContactId, permissions};

/// Living companies by their id.
pub struct CompanyById;

impl Batch for CompanyById {
    type Key = CompanyId;
    type Value = CompanyRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[CompanyId],
    ) -> Result<HashMap<CompanyId, CompanyRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::living(conn, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// The living company of a person's primary affiliation, by the id of the person.
pub struct PrimaryCompanyByContactId;

impl Batch for PrimaryCompanyByContactId {
    type Key = ContactId;
    type Value = CompanyRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ContactId],
    ) -> Result<HashMap<ContactId, CompanyRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::primary_of(conn, keys)?.into_iter().collect())
    }
}
