//! A read that may take only a short while: what no index serves.

use diesel::{MysqlConnection, RunQueryDsl, sql_query};

use crate::DbError;

/// What a statement begins with that is read under [`for_a_second`]. The hint is MySQL's; MariaDB passes over it.
pub const SELECT_FOR_A_SECOND: &str = "SELECT /*+ MAX_EXECUTION_TIME(1000) */ ";

/// Sets MariaDB's limit for the session to a second, and remembers the one that was. MySQL passes over what stands in
/// the comment.
const SHORTEN: &str =
    "SET @rapport_bound = 1 /*M!, @rapport_limit = @@SESSION.max_statement_time, SESSION max_statement_time = 1 */";
const RESTORE: &str = "SET @rapport_bound = 0 /*M!, SESSION max_statement_time = @rapport_limit */";

/// Reads with a limit of a second for each statement, which begins with [`SELECT_FOR_A_SECOND`].
///
/// # Errors
/// What the statement fails with, also for taking too long.
pub fn for_a_second<T>(
    conn: &mut MysqlConnection,
    read: impl FnOnce(&mut MysqlConnection) -> Result<T, DbError>,
) -> Result<T, DbError> {
    sql_query(SHORTEN).execute(conn)?;
    let found = read(conn);
    // Whatever became of it. A connection that cannot be set back is lost, and then so is what was read.
    let restored = sql_query(RESTORE).execute(conn);
    let found = found?;
    restored?;
    Ok(found)
}
