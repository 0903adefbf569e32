//! Recording the users of a file.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use rapport_db::{Db, DbError, Tx};
use rapport_graphql::operation::UploadedFile;
use rapport_kernel::{ApiError, ApiResult, Call};

use super::{
    rows::{self, Found, Somebody},
    types::ImportUsersInput,
};
use crate::{
    import::{ImportPayload, Written, trial, write_in_steps},
    permissions,
    users::{UserId, UserRow, repo, service},
};

/// Records the users of a file, 500 rows in one transaction. A step that is done stays, whatever becomes of the next.
pub(crate) async fn users_import(
    call: &Call,
    db: &Db,
    input: ImportUsersInput,
    file: Arc<UploadedFile>,
    most_rows: usize,
) -> ApiResult<ImportPayload> {
    call.require(&permissions::MANAGE_USERS)?;
    // A key is good for one transaction; here e-mail addresses make sure that nobody is recorded twice.
    let mut call = call.clone();
    call.idempotency = None;
    let (call, keep) = (&call, !input.dry_run);
    let reading = move || rows::read(file.open().map_err(ApiError::internal)?, &input, most_rows);
    let (rows, mut report) = tokio::task::spawn_blocking(reading).await.map_err(ApiError::internal)??;
    write_in_steps(call, db, rows, &mut report, move |call, db, found: Vec<Found>| async move {
        let (created, unchanged) = trial::write(&call, &db, keep, move |tx| write(tx, &found)).await?;
        Ok(Written { created, unchanged })
    })
    .await?;
    Ok(report.told())
}

/// Records those who are not there, and lets them join their teams. Returns how many users there are more, and how many
/// rows name one who was there.
fn write(tx: &mut Tx<'_>, found: &[Found]) -> Result<(usize, usize), DbError> {
    let managers = found.iter().filter_map(|row| row.manager.as_ref());
    // Whoever has a row of their own is what it says, also if others name them as their manager.
    let mut people: BTreeMap<&str, &Somebody> = managers.map(|one| (one.email.as_str(), one)).collect();
    people.extend(found.iter().map(|row| (row.user.email.as_str(), &row.user)));
    let emails: Vec<String> = people.keys().map(|email| (*email).to_owned()).collect();
    let present = repo::holders(tx, &emails)?;
    let new: Vec<UserRow> =
        people.values().filter(|one| !present.contains_key(&one.email)).map(|one| row(tx, one)).collect();
    if !new.is_empty() {
        repo::insert_all(tx, &new)?;
    }
    for row in &new {
        tx.emit(service::user_event("user.created", None, row));
    }
    let ids: HashMap<&str, UserId> = new.iter().map(|row| (row.email.as_str(), row.id)).collect();
    let mut teams: BTreeMap<&str, BTreeSet<UserId>> = BTreeMap::new();
    for row in found {
        let Some(team) = row.team.as_deref() else { continue };
        let named = [Some(&row.user), row.manager.as_ref()];
        let joining = named.into_iter().flatten().filter_map(|one| ids.get(one.email.as_str()));
        teams.entry(team).or_default().extend(joining);
    }
    for (name, joining) in teams {
        // A manager who was there joins with a team's first new member: the team may be new too.
        let managers =
            found.iter().filter(|row| row.team.as_deref() == Some(name)).filter_map(|row| row.manager.as_ref());
        let known = managers.filter_map(|one| present.get(&one.email)).copied();
        if !joining.is_empty() {
            service::team_join(tx, name, joining.into_iter().chain(known).collect())?;
        }
    }
    let unchanged = found.iter().filter(|row| present.contains_key(&row.user.email)).count();
    Ok((new.len(), unchanged))
}

fn row(tx: &Tx<'_>, one: &Somebody) -> UserRow {
    UserRow {
        id: UserId::new(),
        version: 1,
        name: one.name.clone(),
        email: one.email.clone(),
        role: one.role.as_str().to_owned(),
        created_at: tx.now(),
        updated_at: tx.now(),
    }
}
