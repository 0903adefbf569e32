//! What customers bought, by their id.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_contacts::{companies::CompanyId, people::ContactId};
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::{Call, Id};

use super::repo::{self, PurchasesRow, Table};
use crate::{by_id, permissions};

/// What people bought, by currency.
pub(crate) struct PurchasesByContactId;

impl Batch for PurchasesByContactId {
    type Key = ContactId;
    type Value = Vec<PurchasesRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ContactId],
    ) -> Result<HashMap<ContactId, Vec<PurchasesRow>>, DbError> {
        of(conn, call, Table::OfContacts, keys)
    }
}

/// What companies bought, by currency.
pub(crate) struct PurchasesByCompanyId;

impl Batch for PurchasesByCompanyId {
    type Key = CompanyId;
    type Value = Vec<PurchasesRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[CompanyId],
    ) -> Result<HashMap<CompanyId, Vec<PurchasesRow>>, DbError> {
        of(conn, call, Table::OfCompanies, keys)
    }
}

fn of<K>(
    conn: &mut MysqlConnection,
    call: &Call,
    table: Table,
    keys: &[Id<K>],
) -> Result<HashMap<Id<K>, Vec<PurchasesRow>>, DbError> {
    call.require(&permissions::READ_ORDERS)?;
    let customers = keys.iter().copied().map(by_id::value).collect();
    let mut rows = by_id::grouped(repo::of(conn, &call.actor, table, customers)?, |row| row.customer.clone());
    Ok(keys.iter().filter_map(|key| Some((*key, rows.remove(key.as_bytes().as_slice())?))).collect())
}
