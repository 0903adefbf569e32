//! Which companies an actor may change, and which are living. Whoever may read companies at all sees every one.

use diesel::{MysqlConnection, prelude::*, sql_types::BigInt};
use rapport_db::{DbError, Sql, sql::Value};
use rapport_kernel::{Actor, ApiError, Code, RowScope};

use super::CompanyRow;
use crate::users::UserId;

/// A condition on `companies` for those that are not deleted.
pub(crate) fn living() -> Sql {
    Sql::text("companies.living = 1")
}

/// A condition on `companies` for those that are deleted and not yet purged.
pub(crate) fn deleted() -> Sql {
    Sql::text("companies.living IS NULL")
}

/// Refuses a change by someone who sees only some rows, to a company that a stranger looks after.
///
/// Reading has no row scope: a rep must see the company of a person they look after, whoever looks after the company.
/// Changing has one, for the name and the owner of a company show on people of many reps. A company without an owner
/// is everybody's, or else nobody but an administrator could ever take it over. As the actor sees the company anyway,
/// the answer is FORBIDDEN and not NOT_FOUND.
///
/// # Errors
/// FORBIDDEN; or when the database fails.
pub(crate) fn check_change(conn: &mut MysqlConnection, actor: &Actor, company: &CompanyRow) -> Result<(), DbError> {
    let Some(owner) = company.owner_id else { return Ok(()) };
    let may = match actor.row_scope() {
        RowScope::All => true,
        RowScope::Own => owner.uuid() == actor.user,
        RowScope::Team => owner.uuid() == actor.user || is_team_mate(conn, actor, owner)?,
        RowScope::Shared => false,
    };
    if may { Ok(()) } else { Err(ApiError::new(Code::Forbidden, "Someone else looks after this company.").into()) }
}

fn is_team_mate(conn: &mut MysqlConnection, actor: &Actor, user: UserId) -> QueryResult<bool> {
    let found: i64 = Sql::text(
        "SELECT EXISTS (SELECT 1 FROM team_members AS mine \
         JOIN team_members AS mate ON mate.team_id = mine.team_id WHERE mine.user_id = ",
    )
    .bind(Value::Bytes(actor.user.as_bytes().to_vec()))
    .push(" AND mate.user_id = ")
    .bind(Value::Bytes(user.as_bytes().to_vec()))
    .push(")")
    .query::<BigInt>()
    .get_result(conn)?;
    Ok(found != 0)
}
