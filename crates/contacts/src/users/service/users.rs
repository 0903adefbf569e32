//! Recording and changing users.

use diesel::QueryResult;
use rapport_db::{Db, DbError, Tx, error::violated_key};
use rapport_graphql::path;
use rapport_kernel::{ApiError, ApiResult, Call, NewEvent};

use super::taken;
use crate::{
    permissions,
    users::{
        UserId, UserRow,
        inputs::{CreateUserInput, UpdateUserInput, UserChanges},
        repo,
    },
    version::check_version,
};

/// Records a user.
pub(crate) async fn user_create(call: &Call, db: &Db, input: CreateUserInput) -> ApiResult<UserRow> {
    call.require(&permissions::MANAGE_USERS)?;
    let changes = input.validate()?;
    db.write(call, move |tx| create(tx, &changes)).await
}

fn create(tx: &mut Tx<'_>, changes: &UserChanges) -> Result<UserRow, DbError> {
    let mut row = UserRow {
        id: UserId::new(),
        version: 1,
        name: String::new(),
        email: String::new(),
        role: String::new(),
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    changes.apply(&mut row);
    let written = repo::insert(tx, &row);
    unless_taken(tx, &row, written)?;
    tx.emit(event("user.created", None, &row));
    Ok(row)
}

/// Changes a user.
pub(crate) async fn user_update(call: &Call, db: &Db, input: UpdateUserInput) -> ApiResult<UserRow> {
    call.require(&permissions::MANAGE_USERS)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| update(tx, id, expected, &changes)).await
}

fn update(tx: &mut Tx<'_>, id: UserId, expected: Option<i32>, changes: &UserChanges) -> Result<UserRow, DbError> {
    let old = repo::lock(tx, id)?.ok_or_else(|| ApiError::not_found("User"))?;
    check_version(expected, old.version)?;
    let mut row = old.clone();
    changes.apply(&mut row);
    row.version = row.version.saturating_add(1);
    row.updated_at = tx.now();
    let event = event("user.updated", Some(&old), &row);
    if event.is_empty() {
        // Nothing changed: no version, no event.
        return Ok(old);
    }
    let written = repo::update(tx, &row);
    unless_taken(tx, &row, written)?;
    tx.emit(event);
    Ok(row)
}

/// Says who has the e-mail address, if that is why a user could not be written.
fn unless_taken(tx: &mut Tx<'_>, row: &UserRow, written: QueryResult<()>) -> Result<(), DbError> {
    match written {
        Err(error) if violated_key(&error) == Some("users_email") => {
            let holder = repo::holder(tx, &row.email)?;
            Err(taken(path!["input", "email"], "Another user has this e-mail address.", holder).into())
        }
        written => Ok(written?),
    }
}

/// The event of this kind about a user, who is its subject.
pub(crate) fn event(kind: &'static str, old: Option<&UserRow>, new: &UserRow) -> NewEvent {
    // As it stands in the schema.
    let role = |row: &UserRow| row.role.to_ascii_uppercase();
    NewEvent::about(kind, new.id, new.version)
        .subject(new.id)
        .personal_change("name", old.map(|old| &old.name), Some(&new.name))
        .personal_change("email", old.map(|old| &old.email), Some(&new.email))
        .change("role", old.map(role), Some(role(new)))
}

#[cfg(test)]
mod tests {
    use rapport_kernel::Clock;

    use super::*;

    #[test]
    fn what_identifies_a_user_stands_apart() {
        let now = Clock::system().now();
        let row = UserRow {
            id: UserId::new(),
            version: 1,
            name: "Zoë".to_owned(),
            email: "zoe@example.org".to_owned(),
            role: "rep".to_owned(),
            created_at: now,
            updated_at: now,
        };
        let created = event("user.created", None, &row);
        assert_eq!(created.personal.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), ["name", "email"]);
        assert_eq!(created.changes[0].new, "REP");
        assert_eq!(created.subject, Some(row.id.uuid()));
        assert!(event("user.updated", Some(&row), &row).is_empty());
    }
}
