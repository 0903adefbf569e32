//! Among whom a rule gives out leads.

use std::collections::HashMap;

use diesel::{MysqlConnection, prelude::*};
use rapport_contacts::users::{UserById, UserId, UserRow};
use rapport_db::{DbError, one_of};
use rapport_graphql::{async_graphql::ID, input::Violations, loader::Batch, path};
use rapport_kernel::{Call, Role};

use super::RuleId;
use crate::{by_id, leads::permissions, schema::lead_assignment_members};

/// Among how many a rule gives out leads at most.
const MOST: usize = 200;

/// Members by the id of the rule.
pub(crate) struct MembersByRuleId;

impl Batch for MembersByRuleId {
    type Key = RuleId;
    type Value = Vec<UserRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[RuleId],
    ) -> Result<HashMap<RuleId, Vec<UserRow>>, DbError> {
        call.require(&permissions::READ)?;
        let pairs: Vec<(RuleId, UserId)> = lead_assignment_members::table
            .filter(one_of(lead_assignment_members::rule_id, keys))
            .order((lead_assignment_members::rule_id, lead_assignment_members::place))
            .select((lead_assignment_members::rule_id, lead_assignment_members::user_id))
            .load(conn)?;
        by_id::users(conn, call, pairs)
    }
}

/// The members of a rule, in their order.
pub(crate) fn of(conn: &mut MysqlConnection, rule: RuleId) -> QueryResult<Vec<UserId>> {
    lead_assignment_members::table
        .filter(lead_assignment_members::rule_id.eq(rule))
        .order(lead_assignment_members::place)
        .select(lead_assignment_members::user_id)
        .load(conn)
}

/// Reads among whom a rule gives out leads.
pub(crate) fn read(violations: &mut Violations, said: &[ID]) -> Vec<UserId> {
    let at = path!["input", "memberIds"];
    if said.is_empty() || said.len() > MOST {
        violations.add(at, format!("A rule has from 1 to {MOST} members."));
        return Vec::new();
    }
    by_id::read_users(violations, said, "memberIds")
}

/// Adds what is wrong with members who are not there, or not of the house.
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
            Some(user) if user.role == Role::Partner.as_str() => "Partners look after no leads.",
            Some(_) => continue,
        };
        violations.add(path!["input", "memberIds", index], message);
    }
    Ok(())
}

/// Replaces the members of a rule.
pub(crate) fn replace(conn: &mut MysqlConnection, rule: RuleId, ids: &[UserId]) -> QueryResult<()> {
    diesel::delete(lead_assignment_members::table.filter(lead_assignment_members::rule_id.eq(rule))).execute(conn)?;
    let rows: Vec<_> = ids
        .iter()
        .zip(0_u16..)
        .map(|(id, place)| {
            (
                lead_assignment_members::rule_id.eq(rule),
                lead_assignment_members::place.eq(place),
                lead_assignment_members::user_id.eq(*id),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    diesel::insert_into(lead_assignment_members::table).values(&rows).execute(conn).map(drop)
}

/// Members as an event tells them.
pub(crate) fn told(ids: &[UserId]) -> Vec<String> {
    ids.iter().map(|id| id.to_global()).collect()
}
