//! Making an API key.

use rapport_db::{Db, DbError, Tx};
use rapport_graphql::path;
use rapport_kernel::{Actor, ApiError, ApiResult, Call, Code, Id, Permission, RowScope};

use super::tell;
use crate::{
    api_keys::{
        ApiKeyId, ApiKeyRow,
        inputs::{CreateApiKeyInput, NewKey},
        repo,
        secret::Secret,
        types,
    },
    kept, permissions, users,
};

/// Makes a key. The second is the key itself, which is nowhere else: `None` when the same request was served before.
pub(crate) async fn key_create(
    call: &Call,
    db: &Db,
    known: &[Permission],
    input: CreateApiKeyInput,
) -> ApiResult<(ApiKeyRow, Option<String>)> {
    call.require(&permissions::MANAGE_API_KEYS)?;
    let new = input.validate(known, call.clock.now())?;
    check_rights(&call.actor, known, &new)?;
    // The answer is not kept for a request that is sent again: the key would stand in the database.
    call.show_once();
    let secret = Secret::new();
    let (prefix, hash) = (secret.prefix.clone(), secret.hash.clone());
    let row = db.write(call, move |tx| write(tx, &new, &prefix, &hash)).await?;
    let shown = secret.shown_for(&row.prefix);
    Ok((row, shown))
}

/// Refuses a key that could do more than its maker.
fn check_rights(actor: &Actor, known: &[Permission], new: &NewKey) -> ApiResult<()> {
    if actor.grant.is_some() {
        // Otherwise a key that was found by others would live on in those that it made.
        return Err(ApiError::new(Code::Forbidden, "An API key makes no API keys."));
    }
    let wanted = |permission: &&Permission| {
        let named = new.permissions.as_ref();
        permission.roles.contains(&new.role)
            && named.is_none_or(|names| names.iter().any(|name| name == permission.name))
    };
    for permission in known.iter().filter(wanted) {
        actor.require(permission)?;
    }
    let of_another = new.user.is_some_and(|user| user.uuid() != actor.user);
    let seen = if of_another { RowScope::All } else { new.row_scope };
    if seen.narrower(actor.row_scope()) != seen {
        return Err(ApiError::new(Code::Forbidden, "A key sees no more records than who makes it."));
    }
    Ok(())
}

fn write(tx: &mut Tx<'_>, new: &NewKey, prefix: &str, hash: &[u8]) -> Result<ApiKeyRow, DbError> {
    let actor = &tx.call().actor;
    let maker = Id::from_uuid(actor.user);
    if let Some(user) = new.user
        && !users::exists(tx, user)?
    {
        return Err(ApiError::bad_input(path!["input", "userId"], "There is no such user.").into());
    }
    let listed = new.permissions.as_ref().map(serde_json::to_string).transpose().map_err(ApiError::internal)?;
    let row = ApiKeyRow {
        id: ApiKeyId::new(),
        version: 1,
        name: new.name.clone(),
        prefix: prefix.to_owned(),
        user_id: new.user.unwrap_or(maker),
        role: new.role.as_str().to_owned(),
        permissions: listed,
        row_scope: kept::name(types::RowScope::from(new.row_scope)).to_owned(),
        created_by: maker,
        maker_role: actor.role.as_str().to_owned(),
        expires_at: new.expires_at,
        last_used_at: None,
        revoked_at: None,
        created_at: tx.now(),
    };
    repo::insert(tx, &row, hash)?;
    tx.emit(tell("api_key.created", None, &row));
    Ok(row)
}

#[cfg(test)]
mod tests {
    use rapport_kernel::{Grant, Role};

    use super::*;
    use crate::users::UserId;

    fn key(role: Role, names: Option<&[&str]>, row_scope: RowScope) -> NewKey {
        let permissions = names.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        NewKey { name: "Shop".to_owned(), role, permissions, row_scope, user: None, expires_at: None }
    }

    fn refused(actor: &Actor, key: &NewKey) -> bool {
        check_rights(actor, permissions::ALL, key).is_err_and(|error| error.code == Code::Forbidden)
    }

    #[test]
    fn nobody_makes_a_key_that_does_more_than_they() {
        let (admin, manager) = (Actor::demo(Role::Admin), Actor::demo(Role::Manager));
        assert!(!refused(&admin, &key(Role::Admin, None, RowScope::All)));
        assert!(!refused(&manager, &key(Role::Manager, None, RowScope::Team)));
        assert!(!refused(&manager, &key(Role::Admin, Some(&["contacts.read"]), RowScope::Team)));
        assert!(refused(&manager, &key(Role::Admin, None, RowScope::Team)), "permissions");
        assert!(refused(&manager, &key(Role::Admin, Some(&["contacts.purge"]), RowScope::Own)), "a permission");
        assert!(refused(&manager, &key(Role::Analyst, None, RowScope::All)), "rows");
        let of_another = NewKey { user: Some(UserId::new()), ..key(Role::Manager, None, RowScope::Own) };
        assert!(refused(&manager, &of_another) && !refused(&admin, &of_another));
    }

    #[test]
    fn a_key_makes_no_keys() {
        let grant = Grant { key: uuid::Uuid::nil(), maker: Role::Admin, permissions: None, row_scope: RowScope::All };
        let actor = Actor::of_key(uuid::Uuid::nil(), Role::Admin, grant);
        assert!(refused(&actor, &key(Role::Partner, Some(&[]), RowScope::Shared)));
    }
}
