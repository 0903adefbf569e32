//! Households by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{HouseholdId, HouseholdRow, repo, types::HouseholdRole};
use crate::{
    kept,
    people::{ContactId, ContactRow},
    permissions,
};

/// Households by their id, as far as the actor sees them.
pub struct HouseholdById;

impl Batch for HouseholdById {
    type Key = HouseholdId;
    type Value = HouseholdRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[HouseholdId],
    ) -> Result<HashMap<HouseholdId, HouseholdRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::visible(conn, &call.actor, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// The household in which a person lives, by the id of the person.
pub struct HouseholdByContactId;

impl Batch for HouseholdByContactId {
    type Key = ContactId;
    type Value = HouseholdRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ContactId],
    ) -> Result<HashMap<ContactId, HouseholdRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::of_contacts(conn, keys)?.into_iter().collect())
    }
}

/// Who lives in a household, by its id.
pub(crate) struct MembersByHouseholdId;

impl Batch for MembersByHouseholdId {
    type Key = HouseholdId;
    type Value = Vec<(ContactRow, Option<HouseholdRole>)>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[HouseholdId],
    ) -> Result<HashMap<Self::Key, Self::Value>, DbError> {
        call.require(&permissions::READ)?;
        let mut members: HashMap<_, Vec<_>> = HashMap::new();
        for (household, person, role) in repo::people_in(conn, &call.actor, keys)? {
            members.entry(household).or_default().push((person, role.as_deref().and_then(kept::value)));
        }
        Ok(members)
    }
}
