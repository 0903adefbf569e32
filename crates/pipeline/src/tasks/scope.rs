//! Which tasks an actor sees. The one place: lists, counts, `node`, loaders, what is told and writes all ask here.

use rapport_db::{Sql, sql::Value};
use rapport_kernel::{Actor, RowScope};

/// A condition on `tasks` that holds for those that the actor sees: by their owner. Partners see none.
pub(crate) fn visible(actor: &Actor) -> Sql {
    owned("tasks.owner_id", actor)
}

/// A condition on the owner in this column, for what goes with its owner alone.
pub(crate) fn owned(owner: &'static str, actor: &Actor) -> Sql {
    let user = || Value::Bytes(actor.user.as_bytes().to_vec());
    match actor.row_scope() {
        RowScope::All => Sql::text("TRUE"),
        RowScope::Own => Sql::text(owner).push(" = ").bind(user()),
        RowScope::Team => Sql::text("(")
            .push(owner)
            .push(" = ")
            .bind(user())
            .push(" OR ")
            .push(owner)
            .push(
                " IN (SELECT mate.user_id FROM team_members AS mine \
                 JOIN team_members AS mate ON mate.team_id = mine.team_id WHERE mine.user_id = ",
            )
            .bind(user())
            .push("))"),
        RowScope::Shared => Sql::text("FALSE"),
    }
}

/// A condition on `tasks` for those that are not deleted.
pub(crate) fn living() -> Sql {
    Sql::text("tasks.living = 1")
}

/// A condition on `tasks` for those that are deleted and not yet purged.
pub(crate) fn deleted() -> Sql {
    Sql::text("tasks.living IS NULL")
}
