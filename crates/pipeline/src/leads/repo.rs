//! The SQL of leads.

use diesel::{MysqlConnection, prelude::*, sql_types::Binary};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Actor;

use super::{
    LeadId, LeadRow,
    row::{COLUMNS, Types},
    scope,
};
use crate::{by_id, schema::leads};

fn select(condition: Sql) -> Sql {
    Sql::text("SELECT ").push(COLUMNS).push(" FROM leads WHERE ").then(condition)
}

fn of_ids(ids: &[LeadId]) -> Sql {
    by_id::is_one_of("leads.id", ids)
}

/// The living leads among these that the actor sees.
pub(crate) fn visible(conn: &mut MysqlConnection, actor: &Actor, ids: &[LeadId]) -> QueryResult<Vec<LeadRow>> {
    select(Sql::all(vec![of_ids(ids), scope::living(), scope::visible(actor)])).query::<Types>().load(conn)
}

/// A lead that the actor sees, in this state, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, actor: &Actor, id: LeadId, state: Sql) -> QueryResult<Option<LeadRow>> {
    select(Sql::all(vec![of_ids(&[id]), state, scope::visible(actor)]))
        .push(" FOR UPDATE")
        .query::<Types>()
        .get_result(conn)
        .optional()
}

/// The living lead with one of these, not converted yet, whoever looks after it; the earliest, locked until the transaction
/// ends.
pub(crate) fn known_by(
    conn: &mut MysqlConnection,
    email_key: Option<&str>,
    phone: Option<&str>,
) -> QueryResult<Option<LeadRow>> {
    let found: Option<LeadId> = {
        // A branch for each index, with a value that matches nothing where there is none: the statement is the same, whatever
        // is known of whoever is captured.
        let text = |text: Option<&str>| text.map_or(Value::Null, |text| Value::Text(text.to_owned()));
        Sql::text(
            "SELECT MIN(known.id) FROM (SELECT leads.id FROM leads WHERE leads.living = 1 AND leads.status <> 'CONVERTED' \
             AND leads.email_key = ",
        )
        .bind(text(email_key))
        .push(
            " UNION SELECT leads.id FROM leads WHERE leads.living = 1 AND leads.status <> 'CONVERTED' \
             AND leads.phone = ",
        )
        .bind(text(phone))
        .push(") AS known")
        .query::<diesel::sql_types::Nullable<Binary>>()
        .get_result(conn)?
    };
    let wanted = found.unwrap_or_else(|| LeadId::from_uuid(uuid::Uuid::nil()));
    select(Sql::all(vec![of_ids(&[wanted]), scope::living()]))
        .push(" FOR UPDATE")
        .query::<Types>()
        .get_result(conn)
        .optional()
}

/// Holds rows that stand for what is captured, until the transaction ends: always in the same order.
pub(crate) fn hold_slots(conn: &mut MysqlConnection, slots: [u16; 2]) -> QueryResult<()> {
    let [one, other] = slots;
    let [first, second] = [one.min(other), one.max(other)].map(|slot| Value::Int(slot.into()));
    Sql::text("INSERT INTO lead_locks (slot) VALUES (")
        .bind(first)
        .push("), (")
        .bind(second)
        .push(") ON DUPLICATE KEY UPDATE slot = slot")
        .query::<()>()
        .execute(conn)
        .map(drop)
}

/// Inserts a lead.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &LeadRow) -> QueryResult<()> {
    diesel::insert_into(leads::table).values(row).execute(conn).map(drop)
}

/// Writes a locked lead back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &LeadRow) -> QueryResult<()> {
    diesel::update(leads::table.find(row.id))
        .set((
            leads::version.eq(row.version),
            leads::honorific_prefix.eq(&row.honorific_prefix),
            leads::given_name.eq(&row.given_name),
            leads::middle_name.eq(&row.middle_name),
            leads::family_name.eq(&row.family_name),
            leads::email.eq(&row.email),
            leads::email_key.eq(&row.email_key),
            leads::phone.eq(&row.phone),
            leads::company_name.eq(&row.company_name),
            leads::job_title.eq(&row.job_title),
            leads::country.eq(&row.country),
            leads::region.eq(&row.region),
            leads::source.eq(&row.source),
            leads::campaign.eq(&row.campaign),
            leads::status.eq(&row.status),
            leads::reason.eq(&row.reason),
            leads::notes.eq(&row.notes),
            leads::owner_id.eq(row.owner_id),
            leads::captures.eq(row.captures),
            leads::last_captured_at.eq(row.last_captured_at),
            leads::converted_at.eq(row.converted_at),
            leads::contact_id.eq(row.contact_id),
            leads::company_id.eq(row.company_id),
            leads::deal_id.eq(row.deal_id),
            leads::updated_at.eq(row.updated_at),
            leads::deleted_at.eq(row.deleted_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Removes a lead for good.
pub(crate) fn delete(conn: &mut MysqlConnection, id: LeadId) -> QueryResult<()> {
    diesel::delete(leads::table.find(id)).execute(conn).map(drop)
}
