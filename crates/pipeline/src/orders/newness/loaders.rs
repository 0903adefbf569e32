//! How new customers are, by their id, the product and the lapse.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_contacts::{companies::CompanyId, people::ContactId};
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::{Call, Id};

use super::{
    CustomerNewnessRecord,
    classify::classify,
    repo::{self, COMPANIES, CONTACTS, Customers},
};
use crate::{by_id, permissions, products::ProductId};

/// Of whom, with regard to which product, and after how many days without a purchase they have left.
pub(super) type Asked<K> = (Id<K>, ProductId, i32);

/// How new people are.
pub(super) struct NewnessByContact;

impl Batch for NewnessByContact {
    type Key = (ContactId, ProductId, i32);
    type Value = CustomerNewnessRecord;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[Self::Key],
    ) -> Result<HashMap<Self::Key, CustomerNewnessRecord>, DbError> {
        of(conn, call, CONTACTS, keys)
    }
}

/// How new companies are.
pub(super) struct NewnessByCompany;

impl Batch for NewnessByCompany {
    type Key = (CompanyId, ProductId, i32);
    type Value = CustomerNewnessRecord;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[Self::Key],
    ) -> Result<HashMap<Self::Key, CustomerNewnessRecord>, DbError> {
        of(conn, call, COMPANIES, keys)
    }
}

fn of<K>(
    conn: &mut MysqlConnection,
    call: &Call,
    customers: Customers,
    keys: &[Asked<K>],
) -> Result<HashMap<Asked<K>, CustomerNewnessRecord>, DbError> {
    call.require(&permissions::READ_ORDERS)?;
    let now = call.clock.now();
    let asked: Vec<_> = keys.iter().map(|(customer, product, _)| (by_id::value(*customer), *product)).collect();
    let mut latest = repo::latest(conn, &call.actor, customers, &asked, now)?;
    let verdicts = keys.iter().enumerate().map(|(place, key)| {
        let verdict = classify(&latest.remove(&place).unwrap_or_default(), now, key.2);
        (*key, CustomerNewnessRecord::of(verdict, key.2))
    });
    Ok(verdicts.collect())
}
