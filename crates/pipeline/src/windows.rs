//! Reading very many rows in several statements, each of which has time for its share.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, QueryResult, RunQueryDsl, sql_types::Datetime};
use rapport_db::{Sql, sql::Value};

/// How many rows one statement reads, and those of one moment with the last.
const AT_ONCE: i64 = 25_000;

/// Calls `read` with a condition for each window of moments in the column, one after the other, beginning with ` AND`. `from` is
/// everything from `FROM` on, to which such a condition is added, along an index in which the rows stand by that column.
///
/// # Errors
/// When the database fails.
pub(crate) fn each(
    conn: &mut MysqlConnection,
    column: &'static str,
    from: &Sql,
    mut read: impl FnMut(&mut MysqlConnection, Sql) -> QueryResult<()>,
) -> QueryResult<()> {
    let bound = |sql: Sql, is: &'static str, moment: Option<NaiveDateTime>| match moment {
        Some(moment) => sql.push(" AND ").push(column).push(is).bind(Value::Time(moment)),
        None => sql,
    };
    let mut after = None;
    loop {
        let begun = bound(Sql::default(), " > ", after);
        let ends: Vec<NaiveDateTime> = Sql::text("SELECT ")
            .push(column)
            .then(from.clone())
            .then(begun.clone())
            .push(" ORDER BY ")
            .push(column)
            .push(" LIMIT 1 OFFSET ")
            .bind(Value::Int(AT_ONCE))
            .query::<Datetime>()
            .load(conn)?;
        let end = ends.into_iter().next();
        read(conn, bound(begun, " <= ", end))?;
        if end.is_none() {
            return Ok(());
        }
        after = end;
    }
}
