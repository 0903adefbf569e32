//! The SQL of teams.

use std::collections::{BTreeSet, HashMap};

use diesel::{MysqlConnection, prelude::*, sql_types::Binary};
use rapport_db::Sql;

use super::{
    TeamId, TeamRow,
    row::{COLUMNS, Types},
};
use crate::{
    schema::{team_members, teams},
    users::{UserId, repo::values},
};

/// These teams, as far as they are there.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[TeamId]) -> QueryResult<Vec<TeamRow>> {
    Sql::text("SELECT ")
        .push(COLUMNS)
        .push(" FROM teams WHERE ")
        .then(Sql::is_in("teams.id", values(ids)))
        .query::<Types>()
        .load(conn)
}

/// The teams of these users, by name.
pub(crate) fn by_users(conn: &mut MysqlConnection, users: &[UserId]) -> QueryResult<HashMap<UserId, Vec<TeamRow>>> {
    let rows: Vec<(UserId, TeamRow)> = Sql::text("SELECT team_members.user_id, ")
        .push(COLUMNS)
        .push(" FROM team_members JOIN teams ON teams.id = team_members.team_id WHERE ")
        .then(Sql::is_in("team_members.user_id", values(users)))
        .push(" ORDER BY teams.name, teams.id")
        .query::<(Binary, Types)>()
        .load(conn)?;
    let mut teams: HashMap<_, Vec<_>> = HashMap::new();
    for (user, team) in rows {
        teams.entry(user).or_default().push(team);
    }
    Ok(teams)
}

/// A team, locked until the transaction ends. Its members are changed under this lock only.
pub(crate) fn lock(conn: &mut MysqlConnection, id: TeamId) -> QueryResult<Option<TeamRow>> {
    teams::table.find(id).select(TeamRow::as_select()).for_update().first(conn).optional()
}

/// Which team has this name. The comparison is the column's: case and accents make no difference.
pub(crate) fn holder(conn: &mut MysqlConnection, name: &str) -> QueryResult<Option<TeamId>> {
    teams::table.filter(teams::name.eq(name)).select(teams::id).first(conn).optional()
}

/// Inserts a team.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &TeamRow) -> QueryResult<()> {
    diesel::insert_into(teams::table).values(row).execute(conn).map(drop)
}

/// Writes a locked team back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &TeamRow) -> QueryResult<()> {
    diesel::update(teams::table.find(row.id))
        .set((teams::version.eq(row.version), teams::name.eq(&row.name), teams::updated_at.eq(row.updated_at)))
        .execute(conn)
        .map(drop)
}

/// The members of a team.
pub(crate) fn members(conn: &mut MysqlConnection, team: TeamId) -> QueryResult<BTreeSet<UserId>> {
    let ids: Vec<UserId> =
        team_members::table.filter(team_members::team_id.eq(team)).select(team_members::user_id).load(conn)?;
    Ok(ids.into_iter().collect())
}

/// Replaces the members of a team.
pub(crate) fn replace_members(conn: &mut MysqlConnection, team: TeamId, users: &BTreeSet<UserId>) -> QueryResult<()> {
    diesel::delete(team_members::table.filter(team_members::team_id.eq(team))).execute(conn)?;
    let rows: Vec<_> =
        users.iter().map(|user| (team_members::team_id.eq(team), team_members::user_id.eq(*user))).collect();
    if !rows.is_empty() {
        diesel::insert_into(team_members::table).values(&rows).execute(conn)?;
    }
    Ok(())
}
