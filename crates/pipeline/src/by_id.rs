//! Ids in pieces of SQL, and rows by the ids that they have.

use std::{collections::HashMap, hash::Hash};

use rapport_db::{Sql, sql::Value};
use rapport_kernel::Id;

/// An id as a value that is bound.
pub(crate) fn value<K>(id: Id<K>) -> Value {
    Value::Bytes(id.as_bytes().to_vec())
}

/// A condition for rows with one of these ids in the column.
pub(crate) fn is_one_of<K>(column: &'static str, ids: &[Id<K>]) -> Sql {
    Sql::is_in(column, ids.iter().copied().map(value).collect())
}

/// Rows in their order, by what they belong to.
pub(crate) fn grouped<K: Eq + Hash, R>(rows: Vec<R>, by: impl Fn(&R) -> K) -> HashMap<K, Vec<R>> {
    let mut found: HashMap<K, Vec<R>> = HashMap::new();
    for row in rows {
        found.entry(by(&row)).or_default().push(row);
    }
    found
}
