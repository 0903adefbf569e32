//! Interactions by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::{list::Found, loader::Batch};
use rapport_kernel::Call;

use super::{InteractionId, InteractionRow, repo};
use crate::{
    people::{self, ContactId},
    permissions,
};

/// Interactions by their id, as far as the actor sees the person.
pub struct InteractionById;

impl Batch for InteractionById {
    type Key = InteractionId;
    type Value = InteractionRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[InteractionId],
    ) -> Result<HashMap<InteractionId, InteractionRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::visible(conn, &call.actor, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// The start of timelines: by the id of the person and the length of the page, the latest interactions and one more,
/// if there is one, which tells whether others follow.
pub(crate) struct InteractionsByContactId;

impl Batch for InteractionsByContactId {
    type Key = (ContactId, u32);
    type Value = Vec<Found<InteractionRow>>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[(ContactId, u32)],
    ) -> Result<HashMap<Self::Key, Self::Value>, DbError> {
        call.require(&permissions::READ)?;
        let mut wanted = wanted(keys);
        let contacts: Vec<_> = wanted.iter().map(|(contact, _)| *contact).collect();
        let seen = people::repo::seen(conn, call, &contacts)?;
        wanted.retain(|(contact, _)| seen.contains(contact));
        let latest = repo::latest(conn, &wanted)?;
        let found = keys.iter().filter_map(|key| {
            let (contact, limit) = *key;
            let rows = latest.get(&contact)?.iter().take(one_more(limit)).cloned().collect();
            Some((*key, rows))
        });
        Ok(found.collect())
    }
}

/// How many interactions a person has, by the id of the person.
pub(crate) struct InteractionCountByContactId;

impl Batch for InteractionCountByContactId {
    type Key = ContactId;
    type Value = i64;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[ContactId]) -> Result<HashMap<ContactId, i64>, DbError> {
        call.require(&permissions::READ)?;
        let seen = people::repo::seen(conn, call, keys)?;
        Ok(repo::counts(conn, &seen)?)
    }
}

/// How many rows each person needs: pages of two lengths of one timeline are read once.
fn wanted(keys: &[(ContactId, u32)]) -> Vec<(ContactId, u32)> {
    let mut longest: HashMap<ContactId, u32> = HashMap::new();
    for (contact, limit) in keys {
        let wanted = longest.entry(*contact).or_default();
        *wanted = (*wanted).max(limit.saturating_add(1));
    }
    longest.into_iter().collect()
}

fn one_more(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeline_asked_for_twice_is_read_once_as_far_as_needed() {
        let (one, other) = (ContactId::new(), ContactId::new());
        let mut wanted = wanted(&[(one, 5), (other, 20), (one, 2)]);
        wanted.sort();
        assert_eq!(wanted, [(one, 6), (other, 21)]);
    }
}
