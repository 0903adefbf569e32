//! Owners: who looks after a person or a company.

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::path;
use rapport_kernel::{ApiError, Call, Code, Id, InputPath, RowScope};

use crate::{
    permissions,
    users::{self, UserId},
};

/// Refuses an owner who does not exist, and without the right to assign anything but looking after what nobody does:
/// neither is a record given away nor is it taken. `at` is where the record stands in the input.
///
/// # Errors
/// FORBIDDEN or BAD_USER_INPUT; or when the database fails.
pub(crate) fn check_owner(
    conn: &mut MysqlConnection,
    call: &Call,
    old: Option<UserId>,
    owner: Option<UserId>,
    at: InputPath,
) -> Result<(), DbError> {
    let is_self = owner.is_some_and(|owner| owner.uuid() == call.actor.user);
    if !is_self || old.is_some() {
        call.require(&permissions::ASSIGN)?;
    }
    match owner {
        Some(owner) if !users::exists(conn, owner)? => {
            let path = at.into_iter().chain(path!["ownerId"]).collect();
            Err(ApiError::bad_input(path, "There is no such user.").into())
        }
        _ => Ok(()),
    }
}

/// Whoever sees only some records owns what they record: they would lose sight of a person otherwise, and any
/// colleague could change their company.
///
/// # Errors
/// FORBIDDEN for credentials of nobody known here, who cannot own anything; or when the database fails.
pub fn default_owner(conn: &mut MysqlConnection, call: &Call) -> Result<Option<UserId>, DbError> {
    match call.actor.row_scope() {
        RowScope::All | RowScope::Shared => Ok(None),
        RowScope::Own | RowScope::Team => {
            let user = Id::from_uuid(call.actor.user);
            if users::exists(conn, user)? {
                return Ok(Some(user));
            }
            Err(ApiError::new(Code::Forbidden, "Your credentials name a user who is not known here.").into())
        }
    }
}
