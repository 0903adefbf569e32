//! Recording and changing teams. Who is in which team decides what managers see.

use std::collections::BTreeSet;

use diesel::QueryResult;
use rapport_db::{Db, DbError, Tx, error::violated_key};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, ApiResult, Call, NewEvent};

use super::taken;
use crate::{
    permissions,
    users::{
        TeamId, TeamRow, UserId,
        inputs::{CreateTeamInput, MOST_MEMBERS, Members, TeamChanges, UpdateTeamInput},
        repo as users_repo,
        teams::repo,
    },
    version::check_version,
};

/// Records a team.
pub(crate) async fn team_create(call: &Call, db: &Db, input: CreateTeamInput) -> ApiResult<TeamRow> {
    call.require(&permissions::MANAGE_USERS)?;
    let changes = input.validate()?;
    db.write(call, move |tx| create(tx, &changes)).await
}

fn create(tx: &mut Tx<'_>, changes: &TeamChanges) -> Result<TeamRow, DbError> {
    let mut row =
        TeamRow { id: TeamId::new(), version: 1, name: String::new(), created_at: tx.now(), updated_at: tx.now() };
    changes.apply(&mut row);
    let members = changes.members.clone().unwrap_or_default();
    check_members(tx, &members)?;
    let members = members.set();
    let written = repo::insert(tx, &row);
    unless_taken(tx, &row, written)?;
    repo::replace_members(tx, row.id, &members)?;
    let event = NewEvent::about("team.created", row.id, row.version).change("name", None::<()>, Some(&row.name));
    tx.emit(tell_members(event, &BTreeSet::new(), &members));
    Ok(row)
}

/// Changes a team.
pub(crate) async fn team_update(call: &Call, db: &Db, input: UpdateTeamInput) -> ApiResult<TeamRow> {
    call.require(&permissions::MANAGE_USERS)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| update(tx, id, expected, &changes)).await
}

fn update(tx: &mut Tx<'_>, id: TeamId, expected: Option<i32>, changes: &TeamChanges) -> Result<TeamRow, DbError> {
    let old = repo::lock(tx, id)?.ok_or_else(|| ApiError::not_found("Team"))?;
    check_version(expected, old.version)?;
    let mut row = old.clone();
    changes.apply(&mut row);
    row.version = row.version.saturating_add(1);
    row.updated_at = tx.now();
    let mut event = NewEvent::about("team.updated", id, row.version).change("name", &old.name, &row.name);
    let mut members = None;
    if let Some(said) = &changes.members {
        check_members(tx, said)?;
        let (before, after) = (repo::members(tx, id)?, said.set());
        event = tell_members(event, &before, &after);
        members = Some(after).filter(|after| *after != before);
    }
    if event.is_empty() {
        // Nothing changed: no version, no event.
        return Ok(old);
    }
    let written = repo::update(tx, &row);
    unless_taken(tx, &row, written)?;
    if let Some(members) = &members {
        repo::replace_members(tx, id, members)?;
    }
    tx.emit(event);
    Ok(row)
}

/// Lets users join the team of this name, which is recorded when it is not there.
pub(crate) fn team_join(tx: &mut Tx<'_>, name: &str, joining: BTreeSet<UserId>) -> Result<(), DbError> {
    let known = repo::holder(tx, name)?;
    let mut members = joining;
    if let Some(id) = known {
        repo::lock(tx, id)?;
        members.extend(repo::members(tx, id)?);
    }
    if members.len() > MOST_MEMBERS {
        let message = format!("The team {name} would have more than {MOST_MEMBERS} members.");
        return Err(ApiError::bad_input(path!["input", "file"], message).into());
    }
    let members = Some(Members(members.into_iter().collect()));
    match known {
        Some(id) => update(tx, id, None, &TeamChanges { name: None, members }).map(drop),
        None => create(tx, &TeamChanges { name: Some(name.to_owned()), members }).map(drop),
    }
}

/// Refuses members who do not exist, all at once.
fn check_members(tx: &mut Tx<'_>, members: &Members) -> Result<(), DbError> {
    let known: BTreeSet<UserId> = users_repo::by_ids(tx, &members.0)?.into_iter().map(|row| row.id).collect();
    let mut violations = Violations::new();
    for (index, _) in members.0.iter().enumerate().filter(|(_, member)| !known.contains(member)) {
        violations.add(path!["input", "memberIds", index], "There is no such user.");
    }
    Ok(violations.check()?)
}

/// Says which team has the name, if that is why a team could not be written.
fn unless_taken(tx: &mut Tx<'_>, row: &TeamRow, written: QueryResult<()>) -> Result<(), DbError> {
    match written {
        Err(error) if violated_key(&error) == Some("teams_name") => {
            let holder = repo::holder(tx, &row.name)?;
            Err(taken(path!["input", "name"], "Another team has this name.", holder).into())
        }
        written => Ok(written?),
    }
}

/// Tells how the members changed. Nobody is told as none.
fn tell_members(event: NewEvent, old: &BTreeSet<UserId>, new: &BTreeSet<UserId>) -> NewEvent {
    let told = |members: &BTreeSet<UserId>| {
        let ids: Vec<_> = members.iter().map(|id| id.to_global()).collect();
        Some(ids).filter(|ids| !ids.is_empty())
    };
    event.change("memberIds", told(old), told(new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_members_in_another_order_are_no_change() {
        let (one, two) = (UserId::new(), UserId::new());
        let tell = |old: &[UserId], new: &[UserId]| {
            let event = NewEvent::about("team.updated", TeamId::new(), 2);
            tell_members(event, &old.iter().copied().collect(), &new.iter().copied().collect())
        };
        assert!(tell(&[one, two], &[two, one, one]).is_empty());
        assert!(tell(&[], &[]).is_empty());
        assert!(tell(&[one], &[]).changes[0].new.is_null());
    }
}
