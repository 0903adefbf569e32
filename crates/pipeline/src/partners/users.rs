//! Who acts for partners.

use std::collections::HashMap;

use diesel::{MysqlConnection, prelude::*};
use rapport_contacts::users::{UserById, UserId, UserRow};
use rapport_db::{DbError, one_of};
use rapport_graphql::{async_graphql::ID, input::Violations, loader::Batch, path};
use rapport_kernel::{Call, Role};

use super::PartnerId;
use crate::{by_id, permissions, schema::partner_users};

/// How many act for a partner at most.
const MOST: usize = 500;

/// Who acts for partners, by the id of the partner.
pub(crate) struct UsersByPartnerId;

impl Batch for UsersByPartnerId {
    type Key = PartnerId;
    type Value = Vec<UserRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[PartnerId],
    ) -> Result<HashMap<PartnerId, Vec<UserRow>>, DbError> {
        call.require(&permissions::READ)?;
        let pairs: Vec<(PartnerId, UserId)> = partner_users::table
            .filter(one_of(partner_users::partner_id, keys))
            .order((partner_users::partner_id, partner_users::user_id))
            .select((partner_users::partner_id, partner_users::user_id))
            .load(conn)?;
        by_id::users(conn, call, pairs)
    }
}

/// Who acts for a partner.
pub(crate) fn of(conn: &mut MysqlConnection, partner: PartnerId) -> QueryResult<Vec<UserId>> {
    partner_users::table
        .filter(partner_users::partner_id.eq(partner))
        .order(partner_users::user_id)
        .select(partner_users::user_id)
        .load(conn)
}

/// Reads who is to act for a partner; in the order of their ids.
pub(crate) fn read(violations: &mut Violations, said: &[ID]) -> Vec<UserId> {
    if said.len() > MOST {
        violations.add(path!["input", "userIds"], format!("At most {MOST} users act for a partner."));
        return Vec::new();
    }
    by_id::read_users(violations, said, "userIds")
}

/// Adds what is wrong with users who are to act for a partner: those who are not there, and those of the house.
pub(crate) fn check(
    conn: &mut MysqlConnection,
    call: &Call,
    ids: &[UserId],
    violations: &mut Violations,
) -> Result<(), DbError> {
    let known = UserById::load(conn, call, ids)?;
    for (index, id) in ids.iter().enumerate() {
        let message = match known.get(id) {
            None => "There is no such user.",
            Some(user) if user.role != Role::Partner.as_str() => "Only users with the role PARTNER act for a partner.",
            Some(_) => continue,
        };
        violations.add(path!["input", "userIds", index], message);
    }
    Ok(())
}

/// Replaces who acts for a partner.
pub(crate) fn replace(conn: &mut MysqlConnection, partner: PartnerId, ids: &[UserId]) -> QueryResult<()> {
    diesel::delete(partner_users::table.filter(partner_users::partner_id.eq(partner))).execute(conn)?;
    if ids.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> =
        ids.iter().map(|id| (partner_users::partner_id.eq(partner), partner_users::user_id.eq(*id))).collect();
    diesel::insert_into(partner_users::table).values(&rows).execute(conn).map(drop)
}

/// Who acts for a partner, as an event tells it.
pub(crate) fn told(ids: &[UserId]) -> Vec<String> {
    let mut ids: Vec<_> = ids.iter().map(|id| id.to_global()).collect();
    ids.sort();
    ids
}
