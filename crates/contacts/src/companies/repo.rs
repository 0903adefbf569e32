//! The SQL of companies.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::{DbError, Sql, sql::Value};
use rapport_kernel::Call;

use super::{
    CompanyId, CompanyRow,
    row::{COLUMNS, Types},
    scope,
};
use crate::{
    import::Named,
    people::ContactId,
    permissions,
    schema::{affiliations, companies},
};

fn bytes_of(ids: &[CompanyId]) -> Vec<Value> {
    ids.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect()
}

fn select(condition: Sql) -> Sql {
    Sql::text("SELECT ").push(COLUMNS).push(" FROM companies WHERE ").then(condition)
}

/// The living companies among these.
pub(crate) fn living(conn: &mut MysqlConnection, ids: &[CompanyId]) -> QueryResult<Vec<CompanyRow>> {
    select(Sql::all(vec![Sql::is_in("companies.id", bytes_of(ids)), scope::living()])).query::<Types>().load(conn)
}

/// The living companies of the primary affiliations of these people.
pub(crate) fn primary_of(
    conn: &mut MysqlConnection,
    contacts: &[ContactId],
) -> QueryResult<Vec<(ContactId, CompanyRow)>> {
    let contacts = contacts.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect();
    Sql::text("SELECT affiliations.contact_id, ")
        .push(COLUMNS)
        .push(" FROM affiliations JOIN companies ON companies.id = affiliations.company_id WHERE ")
        .then(Sql::all(vec![Sql::is_in("affiliations.primary_of", contacts), scope::living()]))
        .query::<(diesel::sql_types::Binary, Types)>()
        .load(conn)
}

/// A company in this state, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, id: CompanyId, state: Sql) -> QueryResult<Option<CompanyRow>> {
    select(Sql::all(vec![Sql::is_in("companies.id", bytes_of(&[id])), state]))
        .push(" FOR UPDATE")
        .query::<Types>()
        .get_result(conn)
        .optional()
}

/// The living companies among these. They stay so until the transaction ends.
pub(crate) fn hold_living(conn: &mut MysqlConnection, ids: &[CompanyId]) -> QueryResult<Vec<CompanyId>> {
    // Not FOR SHARE, which MariaDB does not know.
    Sql::text("SELECT companies.id FROM companies WHERE ")
        .then(Sql::all(vec![Sql::is_in("companies.id", bytes_of(ids)), scope::living()]))
        .push(" ORDER BY companies.id LOCK IN SHARE MODE")
        .query::<diesel::sql_types::Binary>()
        .load(conn)
}

/// The living companies with these keys of another system.
pub(crate) fn holders_of(conn: &mut MysqlConnection, external_ids: &[&str]) -> QueryResult<Vec<(CompanyId, String)>> {
    let ids = external_ids.iter().map(|id| Value::Text((*id).to_owned())).collect();
    Sql::text("SELECT companies.id, companies.external_id FROM companies WHERE ")
        .then(Sql::is_in("companies.living_external_id", ids))
        .query::<(diesel::sql_types::Binary, diesel::sql_types::Text)>()
        .load(conn)
}

/// The living companies that are meant by these words: by the key of another system, or else by the name, where one
/// company alone has it. Whoever may read companies sees all of them.
///
/// # Errors
/// FORBIDDEN; or when the database fails.
pub fn known_as(conn: &mut MysqlConnection, call: &Call, words: &[String]) -> Result<Named<CompanyId>, DbError> {
    call.require(&permissions::READ)?;
    let keys: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut known = Named::default();
    for (id, key) in holders_of(conn, &keys)? {
        known.by_key(key, id);
    }
    let names = words.iter().map(|word| Value::Text(word.clone())).collect();
    let named: Vec<(CompanyId, String)> = Sql::text("SELECT companies.id, companies.name FROM companies WHERE ")
        .then(Sql::all(vec![scope::living(), Sql::is_in("companies.name", names)]))
        .query::<(diesel::sql_types::Binary, diesel::sql_types::Text)>()
        .load(conn)?;
    for (id, name) in named {
        known.by_name(&name, id);
    }
    Ok(known)
}

/// The parent of a living company; `None` when it does not live. Both stay so until the transaction ends.
pub(crate) fn hold_parent_of(conn: &mut MysqlConnection, id: CompanyId) -> QueryResult<Option<Option<CompanyId>>> {
    Sql::text("SELECT companies.parent_id FROM companies WHERE companies.id = ")
        .bind(Value::Bytes(id.as_bytes().to_vec()))
        .push(" AND ")
        .then(scope::living())
        .push(" LOCK IN SHARE MODE")
        .query::<diesel::sql_types::Nullable<diesel::sql_types::Binary>>()
        .get_result(conn)
        .optional()
}

/// Inserts companies.
pub(crate) fn insert(conn: &mut MysqlConnection, rows: &[CompanyRow]) -> QueryResult<()> {
    diesel::insert_into(companies::table).values(rows).execute(conn).map(drop)
}

/// Writes a locked company back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &CompanyRow) -> QueryResult<()> {
    diesel::update(companies::table.find(row.id))
        .set((
            companies::version.eq(row.version),
            companies::external_id.eq(&row.external_id),
            companies::name.eq(&row.name),
            companies::industry.eq(&row.industry),
            companies::size.eq(row.size),
            companies::revenue_amount.eq(row.revenue_amount),
            companies::revenue_currency.eq(&row.revenue_currency),
            companies::country.eq(&row.country),
            companies::parent_id.eq(row.parent_id),
            companies::present_supplier.eq(&row.present_supplier),
            companies::owner_id.eq(row.owner_id),
            companies::updated_at.eq(row.updated_at),
            companies::deleted_at.eq(row.deleted_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Removes a company for good, with the roles that people had there.
pub(crate) fn delete(conn: &mut MysqlConnection, id: CompanyId) -> QueryResult<()> {
    diesel::delete(affiliations::table.filter(affiliations::company_id.eq(id))).execute(conn)?;
    diesel::delete(companies::table.find(id)).execute(conn).map(drop)
}
