//! Ids in pieces of SQL, and rows by the ids that they have.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
};

use diesel::MysqlConnection;
use rapport_contacts::users::{UserById, UserId, UserRow};
use rapport_db::{DbError, Sql, sql::Value};
use rapport_graphql::{
    async_graphql::ID,
    input::{self, Violations},
    loader::Batch,
    path,
};
use rapport_kernel::{Call, Id};

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

/// Users in their order, by what they belong to.
pub(crate) fn users<K: Eq + Hash>(
    conn: &mut MysqlConnection,
    call: &Call,
    pairs: Vec<(K, UserId)>,
) -> Result<HashMap<K, Vec<UserRow>>, DbError> {
    let ids: HashSet<_> = pairs.iter().map(|(_, user)| *user).collect();
    let users = UserById::load(conn, call, &Vec::from_iter(ids))?;
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for (key, user) in pairs {
        found.entry(key).or_default().extend(users.get(&user).cloned());
    }
    Ok(found)
}

/// Reads users, each once, from a list of the input with this name.
pub(crate) fn read_users(violations: &mut Violations, said: &[ID], field: &'static str) -> Vec<UserId> {
    let mut ids: Vec<UserId> = Vec::with_capacity(said.len());
    for (index, id) in said.iter().enumerate() {
        let Some(id) = violations.take(input::id(id, path!["input", field, index])) else { continue };
        if ids.contains(&id) {
            violations.add(path!["input", field, index], "This user stands twice in the list.");
        }
        ids.push(id);
    }
    ids
}
