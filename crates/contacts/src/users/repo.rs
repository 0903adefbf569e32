//! The SQL of users.

use std::collections::HashMap;

use diesel::{MysqlConnection, prelude::*, sql_types::Binary};
use rapport_db::{DbError, Sql, sql::Value};
use rapport_kernel::{Call, Id};

use super::{
    TeamId, UserId, UserRow,
    row::{COLUMNS, Types},
};
use crate::{import::Named, permissions, schema::users};

/// A list of ids for `IN`.
pub(super) fn values<K>(ids: &[Id<K>]) -> Vec<Value> {
    ids.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect()
}

/// These users, as far as they are there.
pub(crate) fn by_ids(conn: &mut MysqlConnection, ids: &[UserId]) -> QueryResult<Vec<UserRow>> {
    Sql::text("SELECT ")
        .push(COLUMNS)
        .push(" FROM users WHERE ")
        .then(Sql::is_in("users.id", values(ids)))
        .query::<Types>()
        .load(conn)
}

/// The users in these teams, by name.
pub(crate) fn by_teams(conn: &mut MysqlConnection, teams: &[TeamId]) -> QueryResult<HashMap<TeamId, Vec<UserRow>>> {
    let rows: Vec<(TeamId, UserRow)> = Sql::text("SELECT team_members.team_id, ")
        .push(COLUMNS)
        .push(" FROM team_members JOIN users ON users.id = team_members.user_id WHERE ")
        .then(Sql::is_in("team_members.team_id", values(teams)))
        .push(" ORDER BY users.name, users.id")
        .query::<(Binary, Types)>()
        .load(conn)?;
    let mut users: HashMap<_, Vec<_>> = HashMap::new();
    for (team, user) in rows {
        users.entry(team).or_default().push(user);
    }
    Ok(users)
}

/// Whether there is such a user.
///
/// # Errors
/// When the database fails.
pub fn exists(conn: &mut MysqlConnection, id: UserId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(users::table.find(id))).get_result(conn)
}

/// The users who are meant by these words: by the e-mail address, or else by the name, where one user alone has it.
/// Whoever may read people sees all colleagues.
///
/// # Errors
/// FORBIDDEN; or when the database fails.
pub fn known_as(conn: &mut MysqlConnection, call: &Call, words: &[String]) -> Result<Named<UserId>, DbError> {
    call.require(&permissions::READ)?;
    let texts = |text: fn(&String) -> String| words.iter().map(|word| Value::Text(text(word))).collect::<Vec<_>>();
    let found: Vec<(UserId, String, String)> = Sql::text("SELECT users.id, users.email, users.name FROM users WHERE ")
        .then(Sql::is_in("users.email", texts(|word| word.to_lowercase())))
        .push(" OR ")
        .then(Sql::is_in("users.name", texts(String::clone)))
        .query::<(Binary, diesel::sql_types::Text, diesel::sql_types::Text)>()
        .load(conn)?;
    let mut known = Named::default();
    for (id, email, name) in found {
        known.by_key(email, id);
        known.by_name(&name, id);
    }
    Ok(known)
}

/// These e-mail addresses, which are in lower case, with who has them.
pub(crate) fn holders(conn: &mut MysqlConnection, emails: &[String]) -> QueryResult<HashMap<String, UserId>> {
    let found: Vec<(String, UserId)> = Sql::text("SELECT users.email, users.id FROM users WHERE ")
        .then(Sql::is_in("users.email", emails.iter().map(|email| Value::Text(email.clone())).collect()))
        .query::<(diesel::sql_types::Text, Binary)>()
        .load(conn)?;
    Ok(found.into_iter().collect())
}

/// A user, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, id: UserId) -> QueryResult<Option<UserRow>> {
    users::table.find(id).select(UserRow::as_select()).for_update().first(conn).optional()
}

/// Who has this e-mail address, which is in lower case.
pub(crate) fn holder(conn: &mut MysqlConnection, email: &str) -> QueryResult<Option<UserId>> {
    users::table.filter(users::email.eq(email)).select(users::id).first(conn).optional()
}

/// Inserts users.
pub(crate) fn insert_all(conn: &mut MysqlConnection, rows: &[UserRow]) -> QueryResult<()> {
    diesel::insert_into(users::table).values(rows).execute(conn).map(drop)
}

/// Inserts a user.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &UserRow) -> QueryResult<()> {
    diesel::insert_into(users::table).values(row).execute(conn).map(drop)
}

/// Writes a locked user back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &UserRow) -> QueryResult<()> {
    diesel::update(users::table.find(row.id))
        .set((
            users::version.eq(row.version),
            users::name.eq(&row.name),
            users::email.eq(&row.email),
            users::role.eq(&row.role),
            users::updated_at.eq(row.updated_at),
        ))
        .execute(conn)
        .map(drop)
}
