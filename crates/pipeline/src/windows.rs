//! Reading very many rows in several statements, each of which has time for its share.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, QueryResult};
use rapport_db::{Sql, sql::Value};

/// How many rows one statement reads.
const AT_ONCE: usize = 25_000;

/// All rows, read by `load` with a condition at a time, which begins with ` AND` or is none, and their order. They stand in an index by
/// the moments in the column, and `moment` tells a row's.
///
/// # Errors
/// When the database fails.
pub(crate) fn each<R>(
    conn: &mut MysqlConnection,
    column: &'static str,
    moment: impl Fn(&R) -> NaiveDateTime,
    load: impl Fn(&mut MysqlConnection, Sql) -> QueryResult<Vec<R>>,
) -> QueryResult<Vec<R>> {
    let bound = |is: &'static str, moment| Sql::text(" AND ").push(column).push(is).bind(Value::Time(moment));
    let most = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
    let mut all = Vec::new();
    let mut begun = Sql::default();
    loop {
        let window = begun.push(" ORDER BY ").push(column).push(" LIMIT ").bind(Value::Int(most));
        let mut some = load(conn, window)?;
        let last = some.last().map(&moment).filter(|_| some.len() >= AT_ONCE);
        let Some(last) = last else {
            all.append(&mut some);
            return Ok(all);
        };
        // Of the last moment there may be more.
        some.retain(|row| moment(row) < last);
        all.append(&mut some);
        all.append(&mut load(conn, bound(" = ", last))?);
        begun = bound(" > ", last);
    }
}
