//! Reading very many rows in several statements, each of which has time for its share.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, QueryResult};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Id;

use crate::by_id;

/// How many rows one statement reads.
const AT_ONCE: usize = 25_000;

/// What rows are read in the order of.
pub(crate) trait Edge: Copy + PartialOrd {
    /// As it is bound.
    fn value(self) -> Value;
}

impl Edge for NaiveDateTime {
    fn value(self) -> Value {
        Value::Time(self)
    }
}

impl<K> Edge for Id<K> {
    fn value(self) -> Value {
        by_id::value(self)
    }
}

/// All rows, read by `load` with a condition at a time, which begins with ` AND` or is none, and their order. They stand in an index by
/// the moments or ids in the column, and `edge` tells a row's.
///
/// # Errors
/// When the database fails.
pub(crate) fn each<R, E: Edge>(
    conn: &mut MysqlConnection,
    column: &'static str,
    edge: impl Fn(&R) -> E,
    load: impl Fn(&mut MysqlConnection, Sql) -> QueryResult<Vec<R>>,
) -> QueryResult<Vec<R>> {
    let bound = |is: &'static str, edge: E| Sql::text(" AND ").push(column).push(is).bind(edge.value());
    let most = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
    let mut all = Vec::new();
    let mut begun = Sql::default();
    loop {
        let window = begun.push(" ORDER BY ").push(column).push(" LIMIT ").bind(Value::Int(most));
        let mut some = load(conn, window)?;
        let last = some.last().map(&edge).filter(|_| some.len() >= AT_ONCE);
        let Some(last) = last else {
            all.append(&mut some);
            return Ok(all);
        };
        // Of the last there may be more.
        some.retain(|row| edge(row) < last);
        all.append(&mut some);
        all.append(&mut load(conn, bound(" = ", last))?);
        begun = bound(" > ", last);
    }
}
