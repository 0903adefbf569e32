//! Owners: who looks after a deal.

use diesel::MysqlConnection;
use rapport_contacts::users::{self, UserId};
use rapport_db::DbError;
use rapport_graphql::path;
use rapport_kernel::{ApiError, Call};

pub(crate) use rapport_contacts::ownership::default_owner;

use crate::permissions;

/// Refuses an owner who does not exist, and without the right to assign anything but looking after what nobody does:
/// neither is a deal given away nor is it taken.
///
/// # Errors
/// FORBIDDEN or BAD_USER_INPUT; or when the database fails.
pub(crate) fn check_owner(
    conn: &mut MysqlConnection,
    call: &Call,
    old: Option<UserId>,
    owner: Option<UserId>,
) -> Result<(), DbError> {
    let is_self = owner.is_some_and(|owner| owner.uuid() == call.actor.user);
    if !is_self || old.is_some() {
        call.require(&permissions::ASSIGN)?;
    }
    match owner {
        Some(owner) if !users::exists(conn, owner)? => {
            Err(ApiError::bad_input(path!["input", "ownerId"], "There is no such user.").into())
        }
        _ => Ok(()),
    }
}
