//! The people of a deal, as partners see them: names, and contact points where those are shared. A partner never comes from
//! here to the person's record.

use std::collections::{HashMap, HashSet};

use diesel::{
    MysqlConnection, RunQueryDsl,
    sql_types::{Binary, Nullable, Text},
};
use rapport_contacts::{
    people::{ContactById, ContactId},
    permissions::READ_CONTACT_POINTS,
};
use rapport_db::{DbError, Sql};
use rapport_graphql::{Open, Record, async_graphql::SimpleObject, loader::Batch};
use rapport_kernel::Call;

use super::{SharedField, rights};
use crate::{
    by_id,
    deals::{DealId, contacts},
    permissions,
};

/// A person with whom a deal is negotiated.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "DealPerson")]
pub struct DealPersonRecord {
    /// The name as one line.
    pub name: Option<String>,
    /// What the person is in the deal.
    pub role: Option<String>,
    /// The e-mail addresses; null for who may not see them.
    pub emails: Option<Vec<String>>,
    /// The telephone numbers; null for who may not see them.
    pub phones: Option<Vec<String>>,
}

/// A person of a deal, open to other modules.
pub type DealPerson = Open<DealPersonRecord>;

/// The people of deals in their order, by the id of the deal.
pub(crate) struct PeopleByDealId;

impl Batch for PeopleByDealId {
    type Key = DealId;
    type Value = Vec<DealPersonRecord>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[DealId],
    ) -> Result<HashMap<DealId, Vec<DealPersonRecord>>, DbError> {
        call.require(&permissions::READ_DEALS)?;
        let mut rows = contacts::of(conn, keys)?;
        let ids: Vec<ContactId> = rows.iter().map(|row| row.contact_id).collect::<HashSet<_>>().into_iter().collect();
        let is_partner = rights::is_partner(&call.actor);
        if !is_partner {
            // Who sees the deal does not see everybody in it.
            let seen = ContactById::load(conn, call, &ids)?;
            rows.retain(|row| seen.contains_key(&row.contact_id));
        }
        let names = names(conn, &ids)?;
        let reachable: HashSet<DealId> = if is_partner {
            let fields = rights::fields_of(conn, &call.actor, keys)?;
            let shows = |fields: &[SharedField]| fields.contains(&SharedField::ContactPoints);
            fields.into_iter().filter(|(_, fields)| shows(fields)).map(|(deal, _)| deal).collect()
        } else if call.actor.may(&READ_CONTACT_POINTS) {
            keys.iter().copied().collect()
        } else {
            HashSet::new()
        };
        let shown: Vec<ContactId> =
            rows.iter().filter(|row| reachable.contains(&row.deal_id)).map(|row| row.contact_id).collect();
        let emails = points(conn, "SELECT contact_id, address FROM contact_emails WHERE ", &shown)?;
        let phones = points(conn, "SELECT contact_id, number FROM contact_phones WHERE ", &shown)?;
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            let Some(name) = names.get(&row.contact_id) else { continue };
            let of = |points: &HashMap<ContactId, Vec<String>>| {
                reachable.contains(&row.deal_id).then(|| points.get(&row.contact_id).cloned().unwrap_or_default())
            };
            found.entry(row.deal_id).or_default().push(DealPersonRecord {
                name: name.clone(),
                emails: of(&emails),
                phones: of(&phones),
                role: row.role,
            });
        }
        Ok(found)
    }
}

fn is_one_of(column: &'static str, ids: &[ContactId]) -> Sql {
    by_id::is_one_of(column, ids)
}

/// The names of those who are not deleted.
fn names(conn: &mut MysqlConnection, ids: &[ContactId]) -> Result<HashMap<ContactId, Option<String>>, DbError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = Sql::text("SELECT id, given_name, family_name, nickname FROM contacts WHERE living = 1 AND ")
        .then(is_one_of("id", ids))
        .query::<(Binary, Nullable<Text>, Nullable<Text>, Nullable<Text>)>()
        .load::<(ContactId, Option<String>, Option<String>, Option<String>)>(conn)?;
    let name = |given: Option<String>, family: Option<String>, nickname: Option<String>| {
        let whole = [given, family].into_iter().flatten().collect::<Vec<_>>().join(" ");
        if whole.is_empty() { nickname } else { Some(whole) }
    };
    Ok(rows.into_iter().map(|(id, given, family, nickname)| (id, name(given, family, nickname))).collect())
}

/// Contact points in their order.
fn points(
    conn: &mut MysqlConnection,
    select: &'static str,
    ids: &[ContactId],
) -> Result<HashMap<ContactId, Vec<String>>, DbError> {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let rows = Sql::text(select)
        .then(is_one_of("contact_id", ids))
        .push(" ORDER BY contact_id, place")
        .query::<(Binary, Text)>()
        .load::<(ContactId, String)>(conn)?;
    for (contact, point) in rows {
        found.entry(contact).or_default().push(point);
    }
    Ok(found)
}
