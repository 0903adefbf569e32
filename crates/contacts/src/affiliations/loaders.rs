//! Affiliations by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{AffiliationId, AffiliationRow, repo};
use crate::{people::ContactId, permissions};

/// Affiliations by their id, as far as the actor sees their people.
pub struct AffiliationById;

impl Batch for AffiliationById {
    type Key = AffiliationId;
    type Value = AffiliationRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[AffiliationId],
    ) -> Result<HashMap<AffiliationId, AffiliationRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::visible_by_ids(conn, &call.actor, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// Affiliations by the id of a person whom the actor sees: the primary one first, then the latest.
pub struct AffiliationsByContactId;

impl Batch for AffiliationsByContactId {
    type Key = ContactId;
    type Value = Vec<AffiliationRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ContactId],
    ) -> Result<HashMap<ContactId, Vec<AffiliationRow>>, DbError> {
        call.require(&permissions::READ)?;
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for row in repo::of_contacts(conn, keys)? {
            found.entry(row.contact_id).or_default().push(row);
        }
        Ok(found)
    }
}
