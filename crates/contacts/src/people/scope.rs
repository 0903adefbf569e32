//! Whom an actor sees. The one place: lists, counts, `node`, loaders and writes all ask here.

use diesel::{MysqlConnection, QueryResult, RunQueryDsl, sql_types::Binary};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::{Actor, RowScope};

use crate::users::UserId;

/// A condition on `contacts` that holds for whom the actor sees.
pub(crate) fn visible(actor: &Actor) -> Sql {
    let user = || Value::Bytes(actor.user.as_bytes().to_vec());
    match actor.row_scope() {
        RowScope::All => Sql::text("TRUE"),
        RowScope::Own => Sql::text("contacts.owner_id = ").bind(user()),
        RowScope::Team => Sql::text("(contacts.owner_id = ")
            .bind(user())
            .push(
                " OR contacts.owner_id IN (SELECT mate.user_id FROM team_members AS mine \
                 JOIN team_members AS mate ON mate.team_id = mine.team_id WHERE mine.user_id = ",
            )
            .bind(user())
            .push("))"),
        RowScope::Shared => Sql::text("FALSE"),
    }
}

/// A condition on `contacts` for those who are not deleted.
pub(crate) fn living() -> Sql {
    Sql::text("contacts.living = 1")
}

/// A condition on `contacts` for those who are deleted and not yet purged.
pub(crate) fn deleted() -> Sql {
    Sql::text("contacts.living IS NULL")
}

/// Whose people an actor sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Owners {
    /// Everybody's, and those without an owner.
    All,
    /// Those of these users.
    Of(Vec<UserId>),
}

/// Whose people an actor sees: the rule of [`visible`] as a list, for an index that begins with the owner.
pub(crate) fn owners(conn: &mut MysqlConnection, actor: &Actor) -> QueryResult<Owners> {
    let user = UserId::from_uuid(actor.user);
    Ok(match actor.row_scope() {
        RowScope::All => Owners::All,
        RowScope::Own => Owners::Of(vec![user]),
        RowScope::Team => {
            let mut owners: Vec<UserId> = Sql::text(
                "SELECT DISTINCT mate.user_id FROM team_members AS mine \
                 JOIN team_members AS mate ON mate.team_id = mine.team_id WHERE mine.user_id = ",
            )
            .bind(Value::Bytes(user.as_bytes().to_vec()))
            .query::<Binary>()
            .load(conn)?;
            if !owners.contains(&user) {
                owners.push(user);
            }
            Owners::Of(owners)
        }
        RowScope::Shared => Owners::Of(Vec::new()),
    })
}
