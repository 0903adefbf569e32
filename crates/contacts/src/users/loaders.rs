//! Users and teams by what others know of them.
//!
//! Who reads people sees all colleagues. Who does not, such as a partner, sees themselves and their own teams.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{TeamId, TeamRow, UserId, UserRow, repo, teams};
use crate::permissions;

/// Those of `users` whom the caller sees.
fn visible(call: &Call, users: &[UserId]) -> Vec<UserId> {
    let sees_all = call.actor.may(&permissions::READ);
    users.iter().copied().filter(|user| sees_all || user.uuid() == call.actor.user).collect()
}

/// Users by their id, as far as the caller sees them.
pub struct UserById;

impl Batch for UserById {
    type Key = UserId;
    type Value = UserRow;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[UserId]) -> Result<HashMap<UserId, UserRow>, DbError> {
        let keys = visible(call, keys);
        Ok(repo::by_ids(conn, &keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// Teams by their id.
pub struct TeamById;

impl Batch for TeamById {
    type Key = TeamId;
    type Value = TeamRow;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[TeamId]) -> Result<HashMap<TeamId, TeamRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(teams::repo::by_ids(conn, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// Teams by the id of a member, as far as the caller sees the member; by name.
pub struct TeamsByUserId;

impl Batch for TeamsByUserId {
    type Key = UserId;
    type Value = Vec<TeamRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[UserId],
    ) -> Result<HashMap<UserId, Vec<TeamRow>>, DbError> {
        Ok(teams::repo::by_users(conn, &visible(call, keys))?)
    }
}

/// Users by the id of their team, by name.
pub struct UsersByTeamId;

impl Batch for UsersByTeamId {
    type Key = TeamId;
    type Value = Vec<UserRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[TeamId],
    ) -> Result<HashMap<TeamId, Vec<UserRow>>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::by_teams(conn, keys)?)
    }
}

#[cfg(test)]
mod tests {
    use rapport_kernel::{Actor, Clock, Id, Role};

    use super::*;

    #[test]
    fn who_may_not_read_people_sees_only_themselves() {
        let [own, other] = [Role::Partner, Role::Rep].map(|role| Id::from_uuid(role.demo_user()));
        let as_role = |role| visible(&Call::new(Actor::demo(role), "test", Clock::system()), &[own, other]);
        assert_eq!(as_role(Role::Partner), [own]);
        assert_eq!(as_role(Role::Analyst), [own, other]);
    }
}
