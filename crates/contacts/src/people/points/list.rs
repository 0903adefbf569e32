//! What the lists of a person have in common: read in one statement for many people, replaced as a whole.

use std::{collections::HashMap, marker::PhantomData};

use diesel::{MysqlConnection, QueryResult};
use rapport_db::{DbError, Sql, sql::Value};
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use crate::{people::ContactId, permissions};

/// How many rows one statement inserts: no statement binds more than 65,535 values.
pub(crate) const AT_ONCE: usize = 1_000;

/// The entries of one kind that many people have, in their order.
pub(crate) type ByContact<T> = HashMap<ContactId, Vec<T>>;

/// An entry of a list of a person.
pub(crate) trait Entry: Clone + Send + Sync + Sized + 'static {
    /// The entries of these people.
    fn of_many(conn: &mut MysqlConnection, contacts: &[ContactId]) -> QueryResult<ByContact<Self>>;

    /// Removes the entries of a person.
    fn remove(conn: &mut MysqlConnection, contact: ContactId) -> QueryResult<()>;

    /// Adds the entries of people who have none.
    fn add(conn: &mut MysqlConnection, lists: &[(ContactId, &[Self])]) -> QueryResult<()>;

    /// The entries of one person.
    fn of(conn: &mut MysqlConnection, contact: ContactId) -> QueryResult<Vec<Self>> {
        Ok(Self::of_many(conn, &[contact])?.remove(&contact).unwrap_or_default())
    }

    /// Replaces the entries of a person.
    fn replace(conn: &mut MysqlConnection, contact: ContactId, entries: &[Self]) -> QueryResult<()> {
        Self::remove(conn, contact)?;
        Self::add(conn, &[(contact, entries)])
    }
}

/// Every entry with the person that has it and its place in the list.
pub(crate) fn placed<'a, T>(lists: &'a [(ContactId, &'a [T])]) -> impl Iterator<Item = (ContactId, u16, &'a T)> {
    lists.iter().flat_map(|(contact, entries)| {
        let place = |index| u16::try_from(index).unwrap_or(u16::MAX);
        entries.iter().enumerate().map(move |(index, entry)| (*contact, place(index), entry))
    })
}

/// The rows of a table of entries for these people, in their order. The columns are `contact_id` and what follows.
pub(crate) fn select(columns: &'static str, table: &'static str, contacts: &[ContactId]) -> Sql {
    let ids = contacts.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect();
    Sql::text("SELECT contact_id, ")
        .push(columns)
        .push(" FROM ")
        .push(table)
        .push(" WHERE ")
        .then(Sql::is_in("contact_id", ids))
        .push(" ORDER BY contact_id, place")
}

/// The rows gathered by person.
pub(crate) fn gather<Row, T>(rows: Vec<Row>, split: impl Fn(Row) -> (ContactId, T)) -> ByContact<T> {
    let mut lists: ByContact<T> = HashMap::new();
    for (contact, entry) in rows.into_iter().map(split) {
        lists.entry(contact).or_default().push(entry);
    }
    lists
}

/// The ways to reach people, by their id: of those who may know them.
pub(crate) struct ByContactId<T>(PhantomData<T>);

impl<T: Entry> Batch for ByContactId<T> {
    type Key = ContactId;
    type Value = Vec<T>;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[ContactId]) -> Result<ByContact<T>, DbError> {
        call.require(&permissions::READ_CONTACT_POINTS)?;
        Ok(T::of_many(conn, keys)?)
    }
}
