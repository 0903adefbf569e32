//! A transaction in two round trips.
//!
//! diesel begins and commits by `batch_execute`, which takes three round trips each on this protocol: several
//! statements allowed, the statement, several no longer allowed. `SET autocommit` can be prepared, once per connection,
//! and then takes one. Back to 1 it commits, and reports what the commit reports, by the manuals of both servers.
//!
//! diesel's own manager is told, so that a transaction within is a savepoint, and a connection that still has one
//! open, after a panic too, never returns to the pool.

use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    connection::{
        AnsiTransactionManager, SimpleConnection, TransactionDepthChange, TransactionManager, TransactionManagerStatus,
    },
    mysql::Mysql,
    query_builder::{AstPass, QueryFragment, QueryId},
    result::Error,
};

use crate::DbError;

/// Runs `work` as one transaction. What fails is rolled back.
///
/// # Errors
/// What `work` returns, or what the commit does. A failed commit has left nothing, unless the connection was lost.
pub(crate) fn transaction<T>(
    conn: &mut MysqlConnection,
    work: impl FnOnce(&mut MysqlConnection) -> Result<T, DbError>,
) -> Result<T, DbError> {
    begin(conn)?;
    match work(conn).and_then(|value| Ok(commit(conn).map(|()| value)?)) {
        Ok(value) => Ok(value),
        Err(error) => {
            rollback(conn);
            Err(error)
        }
    }
}

fn begin(conn: &mut MysqlConnection) -> QueryResult<()> {
    if status(conn).transaction_depth()?.is_some() {
        return Err(Error::AlreadyInTransaction);
    }
    // Counted as open before it is: a connection that fails here is in a state that nobody knows.
    change_depth(conn, TransactionDepthChange::IncreaseDepth)?;
    if let Err(error) = Begin.execute(conn) {
        status(conn).set_in_error();
        return Err(error);
    }
    Ok(())
}

fn commit(conn: &mut MysqlConnection) -> QueryResult<()> {
    Commit.execute(conn)?;
    change_depth(conn, TransactionDepthChange::DecreaseDepth)
}

/// Takes the transaction back. Where that fails the connection is given up, and the server rolls back as it closes.
fn rollback(conn: &mut MysqlConnection) {
    // MySQL prepares no ROLLBACK. It is seldom, so it may take its time.
    let rolled_back = conn.batch_execute("ROLLBACK; SET autocommit = 1");
    if rolled_back.and_then(|()| change_depth(conn, TransactionDepthChange::DecreaseDepth)).is_err() {
        status(conn).set_in_error();
    }
}

fn status(conn: &mut MysqlConnection) -> &mut TransactionManagerStatus {
    AnsiTransactionManager::transaction_manager_status_mut(conn)
}

fn change_depth(conn: &mut MysqlConnection, change: TransactionDepthChange) -> QueryResult<()> {
    match status(conn) {
        TransactionManagerStatus::Valid(valid) => valid.change_transaction_depth(change),
        TransactionManagerStatus::InError => Err(Error::BrokenTransactionManager),
    }
}

/// A type each, for diesel keeps a statement prepared by its type.
#[derive(QueryId)]
struct Begin;

#[derive(QueryId)]
struct Commit;

impl QueryFragment<Mysql> for Begin {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        out.push_sql("SET autocommit = 0");
        Ok(())
    }
}
impl RunQueryDsl<MysqlConnection> for Begin {}

impl QueryFragment<Mysql> for Commit {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        out.push_sql("SET autocommit = 1");
        Ok(())
    }
}
impl RunQueryDsl<MysqlConnection> for Commit {}
