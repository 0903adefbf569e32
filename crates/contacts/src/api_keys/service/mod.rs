//! What is done with API keys: each operation authorises, validates, decides and writes in one transaction.

mod create;
mod revoke;

pub(crate) use create::key_create;
pub(crate) use revoke::key_revoke;

use rapport_kernel::NewEvent;

use super::ApiKeyRow;

/// Tells how a key changed: from nothing when it is made. The key itself, and its hash, are not told.
fn tell(kind: &'static str, old: Option<&ApiKeyRow>, new: &ApiKeyRow) -> NewEvent {
    // As it stands in the schema.
    let role = |row: &ApiKeyRow| row.role.to_ascii_uppercase();
    NewEvent::about(kind, new.id, new.version)
        .change("name", old.map(|row| &row.name), Some(&new.name))
        .change("prefix", old.map(|row| &row.prefix), Some(&new.prefix))
        .change("role", old.map(role), Some(role(new)))
        .change("permissions", old.map(ApiKeyRow::granted), Some(new.granted()))
        .change("rowScope", old.map(|row| &row.row_scope), Some(&new.row_scope))
        .change("userId", old.map(|row| row.user_id.to_global()), Some(new.user_id.to_global()))
        .change("expiresAt", old.map(|row| row.expires_at), Some(new.expires_at))
        .change("revokedAt", old.map(|row| row.revoked_at), Some(new.revoked_at))
}
