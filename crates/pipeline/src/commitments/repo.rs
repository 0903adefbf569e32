//! The SQL of commitments.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::Sql;
use rapport_kernel::Actor;

use super::{
    CommitmentId, CommitmentRow,
    row::{COLUMNS, Types},
};
use crate::{by_id, schema::commitments, tasks::scope::owned};

/// A condition on `commitments` that holds for those that the actor sees: by who is to keep them, like tasks.
pub(crate) fn visible(actor: &Actor) -> Sql {
    owned("commitments.owner_id", actor)
}

fn select(actor: &Actor, ids: &[CommitmentId]) -> Sql {
    Sql::text("SELECT ")
        .push(COLUMNS)
        .push(" FROM commitments WHERE ")
        .then(Sql::all(vec![by_id::is_one_of("commitments.id", ids), visible(actor)]))
}

/// Those among these that the actor sees.
pub(crate) fn by_ids(
    conn: &mut MysqlConnection,
    actor: &Actor,
    ids: &[CommitmentId],
) -> QueryResult<Vec<CommitmentRow>> {
    select(actor, ids).query::<Types>().load(conn)
}

/// A commitment that the actor sees, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, actor: &Actor, id: CommitmentId) -> QueryResult<Option<CommitmentRow>> {
    select(actor, &[id]).push(" FOR UPDATE").query::<Types>().get_result(conn).optional()
}

/// Inserts a commitment.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &CommitmentRow) -> QueryResult<()> {
    diesel::insert_into(commitments::table).values(row).execute(conn).map(drop)
}

/// Writes a locked commitment back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &CommitmentRow) -> QueryResult<()> {
    diesel::update(commitments::table.find(row.id)).set(row).execute(conn).map(drop)
}
