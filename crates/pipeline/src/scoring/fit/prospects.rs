//! Which companies to turn to: those that fit best and have not bought.

use diesel::{
    MysqlConnection, RunQueryDsl,
    sql_types::{Binary, Double},
};
use rapport_contacts::companies::{CompanyById, CompanyId, CompanyRow};
use rapport_db::{DbError, Sql, sql::Value};
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{parts::weight_of_companies, row::ProfileRow};

/// The companies that fit best among those with no won deal, and with no open one if that is asked; as many at most.
pub(super) fn prospects(
    conn: &mut MysqlConnection,
    call: &Call,
    profile: &ProfileRow,
    most: i64,
    without_open_deals: bool,
) -> Result<Vec<CompanyRow>, DbError> {
    let statuses = if without_open_deals { "('WON', 'OPEN')" } else { "('WON')" };
    let found: Vec<(CompanyId, f64)> = Sql::text("SELECT companies.id, ")
        .then(weight_of_companies(&profile.parts()))
        .push(
            " AS weight FROM companies WHERE companies.living = 1 AND NOT EXISTS (SELECT 1 FROM deals \
             WHERE deals.company_id = companies.id AND deals.living = 1 AND deals.status IN ",
        )
        .push(statuses)
        .push(") ORDER BY weight DESC, companies.id LIMIT ")
        .bind(Value::Int(most))
        .query::<(Binary, Double)>()
        .rarely()
        .load(conn)?;
    let ids: Vec<CompanyId> = found.iter().map(|(id, _)| *id).collect();
    let mut rows = CompanyById::load(conn, call, &ids)?;
    Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
}
