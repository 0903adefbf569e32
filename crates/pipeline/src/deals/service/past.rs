//! The past of the customer of a deal: when they last bought.

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{Datetime, Nullable},
};
use rapport_contacts::{kept, people::ContactId};
use rapport_db::Sql;

use crate::{
    by_id,
    deals::{DealRow, kind},
};

/// Proposes the kind of a deal from the customer's past, and takes it unless somebody said another. Every deal counts,
/// also those that the actor does not see: who bought is a customer of the house.
pub(super) fn propose(
    conn: &mut MysqlConnection,
    row: &mut DealRow,
    people: &[ContactId],
    is_said: bool,
) -> QueryResult<()> {
    row.last_won_at = last_won(conn, row, people)?;
    let kind = kept::name(kind::propose(row.last_won_at, row.created_at));
    row.proposed_kind = Some(kind.into());
    if !is_said {
        row.kind = kind.into();
    }
    Ok(())
}

/// When the latest other deal with the company was won; without a company, with one of the people.
fn last_won(conn: &mut MysqlConnection, row: &DealRow, people: &[ContactId]) -> QueryResult<Option<NaiveDateTime>> {
    let won = match row.company_id {
        Some(company) => {
            Sql::text("SELECT MAX(deals.closed_at) FROM deals WHERE deals.company_id = ").bind(by_id::value(company))
        }
        None if people.is_empty() => return Ok(None),
        None => Sql::text(
            "SELECT MAX(deals.closed_at) FROM deal_contacts JOIN deals ON deals.id = deal_contacts.deal_id WHERE ",
        )
        .then(by_id::is_one_of("deal_contacts.contact_id", people)),
    };
    won.push(" AND deals.living = 1 AND deals.status = 'WON' AND deals.id <> ")
        .bind(by_id::value(row.id))
        .query::<Nullable<Datetime>>()
        .get_result(conn)
}
