//! The SQL of companies.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::{Sql, sql::Value};

use super::{
    CompanyId, CompanyRow,
    row::{COLUMNS, Types},
    scope,
};
use crate::{
    people::ContactId,
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

/// Whether the company lives. It stays so until the transaction ends.
pub(crate) fn hold_living(conn: &mut MysqlConnection, id: CompanyId) -> QueryResult<bool> {
    // Not FOR SHARE, which MariaDB does not know.
    let found: Option<CompanyRow> =
        select(Sql::all(vec![Sql::is_in("companies.id", bytes_of(&[id])), scope::living()]))
            .push(" LOCK IN SHARE MODE")
            .query::<Types>()
            .get_result(conn)
            .optional()?;
    Ok(found.is_some())
}

/// The living company with this domain.
pub(crate) fn holder_of(conn: &mut MysqlConnection, domain: &str) -> QueryResult<Option<CompanyId>> {
    Sql::text("SELECT companies.id FROM companies WHERE companies.living_domain = ")
        .bind(Value::Text(domain.to_owned()))
        .query::<diesel::sql_types::Binary>()
        .get_result(conn)
        .optional()
}

/// Inserts a company.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &CompanyRow) -> QueryResult<()> {
    diesel::insert_into(companies::table).values(row).execute(conn).map(drop)
}

/// Writes a locked company back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &CompanyRow) -> QueryResult<()> {
    diesel::update(companies::table.find(row.id))
        .set((
            companies::version.eq(row.version),
            companies::name.eq(&row.name),
            companies::domain.eq(&row.domain),
            companies::industry.eq(&row.industry),
            companies::employees.eq(row.employees),
            companies::country.eq(&row.country),
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
