//! Which leads an actor sees. The one place: lists, counts, `node`, loaders and writes all ask here.

use rapport_db::{Sql, sql::Value};
use rapport_kernel::{Actor, RowScope};

/// A condition on `leads` that holds for those that the actor sees.
pub(crate) fn visible(actor: &Actor) -> Sql {
    let user = || Value::Bytes(actor.user.as_bytes().to_vec());
    match actor.row_scope() {
        RowScope::All => Sql::text("TRUE"),
        RowScope::Own => Sql::text("leads.owner_id = ").bind(user()),
        RowScope::Team => Sql::text("(leads.owner_id = ")
            .bind(user())
            .push(
                " OR leads.owner_id IN (SELECT mate.user_id FROM team_members AS mine \
                 JOIN team_members AS mate ON mate.team_id = mine.team_id WHERE mine.user_id = ",
            )
            .bind(user())
            .push("))"),
        RowScope::Shared => Sql::text("FALSE"),
    }
}

/// A condition on `leads` for those that are not deleted.
pub(crate) fn living() -> Sql {
    Sql::text("leads.living = 1")
}

/// A condition on `leads` for those that are deleted and not yet purged.
pub(crate) fn deleted() -> Sql {
    Sql::text("leads.living IS NULL")
}
