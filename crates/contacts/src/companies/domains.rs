//! The domains of companies. One domain belongs to one living company.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{Binary, Text},
};
use rapport_db::{DbError, Sql, sql::Value};
use rapport_graphql::{input::Violations, loader::Batch, path};
use rapport_kernel::{Call, InputPath};

use super::{CompanyId, domain};
use crate::{permissions, schema::company_domains};

/// How many domains a company has at most.
const MOST: usize = 20;

/// Checks the domains and makes them fit to be kept: in lower case, each once.
pub(crate) fn validate(violations: &mut Violations, at: &InputPath, inputs: &[String]) -> Vec<String> {
    if inputs.len() > MOST {
        violations.add(at.clone(), format!("At most {MOST} domains are allowed."));
    }
    let mut domains = Vec::new();
    for (index, input) in inputs.iter().enumerate().take(MOST) {
        let path: InputPath = at.iter().cloned().chain(path![index]).collect();
        match domain::domain(violations, path.clone(), Some(input)) {
            Some(domain) if domains.contains(&domain) => violations.add(path, "This domain stands twice in the list."),
            domain => domains.extend(domain),
        }
    }
    domains
}

/// Removes the domains of a company.
pub(crate) fn remove(conn: &mut MysqlConnection, company: CompanyId) -> QueryResult<()> {
    diesel::delete(company_domains::table.filter(company_domains::company_id.eq(company))).execute(conn).map(drop)
}

/// Gives domains to companies that have none.
pub(crate) fn add(conn: &mut MysqlConnection, lists: &[(CompanyId, &[String])]) -> QueryResult<()> {
    let rows: Vec<_> = lists
        .iter()
        .flat_map(|(company, domains)| {
            domains.iter().zip(0_u16..).map(move |(domain, place)| (*company, place, domain))
        })
        .map(|(company, place, domain)| {
            (
                company_domains::company_id.eq(company),
                company_domains::place.eq(place),
                company_domains::domain.eq(domain),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    diesel::insert_into(company_domains::table).values(&rows).execute(conn).map(drop)
}

/// Frees the domains of a deleted company, or takes them back.
pub(crate) fn release(conn: &mut MysqlConnection, company: CompanyId, at: Option<NaiveDateTime>) -> QueryResult<()> {
    diesel::update(company_domains::table.filter(company_domains::company_id.eq(company)))
        .set(company_domains::released_at.eq(at))
        .execute(conn)
        .map(drop)
}

/// The living companies that have these domains.
pub(crate) fn holders_of(conn: &mut MysqlConnection, domains: &[&String]) -> QueryResult<Vec<(CompanyId, String)>> {
    let domains = domains.iter().map(|domain| Value::Text((*domain).clone())).collect();
    Sql::text("SELECT company_domains.company_id, company_domains.domain FROM company_domains WHERE ")
        .then(Sql::is_in("company_domains.living_domain", domains))
        .query::<(Binary, Text)>()
        .load(conn)
}

/// The domains of these companies, in the order in which they were given.
pub(crate) fn of_many(
    conn: &mut MysqlConnection,
    companies: &[CompanyId],
) -> QueryResult<HashMap<CompanyId, Vec<String>>> {
    let ids = companies.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect();
    let rows: Vec<(CompanyId, String)> = Sql::text("SELECT company_id, domain FROM company_domains WHERE ")
        .then(Sql::is_in("company_id", ids))
        .push(" ORDER BY company_id, place")
        .query::<(Binary, Text)>()
        .load(conn)?;
    let mut domains: HashMap<_, Vec<_>> = HashMap::new();
    for (company, domain) in rows {
        domains.entry(company).or_default().push(domain);
    }
    Ok(domains)
}

/// The domains of one company.
pub(crate) fn of(conn: &mut MysqlConnection, company: CompanyId) -> QueryResult<Vec<String>> {
    Ok(of_many(conn, &[company])?.remove(&company).unwrap_or_default())
}

/// A condition on `companies` for those that have a domain of which this holds.
pub(crate) fn some(condition: Sql) -> Sql {
    Sql::text("EXISTS (SELECT 1 FROM company_domains WHERE company_domains.company_id = companies.id AND ")
        .then(condition)
        .push(")")
}

/// Domains by the id of the company.
pub(crate) struct DomainsByCompanyId;

impl Batch for DomainsByCompanyId {
    type Key = CompanyId;
    type Value = Vec<String>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[CompanyId],
    ) -> Result<HashMap<CompanyId, Vec<String>>, DbError> {
        call.require(&permissions::READ)?;
        Ok(of_many(conn, keys)?)
    }
}
