//! Which strands of a company's people reach furthest: a page of the company's timeline is among them.
//!
//! The latest `n` entries of a company stand in the `n` strands whose own latest entry is the latest: an entry of any
//! other strand has at least `n` before it. So one statement asks each person of the company for one entry of each
//! strand, which is one look into an index, and only the first of them are walked.

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Datetime, Nullable, Text},
};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::Actor;

use super::{
    filter::{Strand, TimelineFilter},
    walk::{Place, Walk, bytes},
};
use crate::{companies::CompanyId, people::ContactId, people::scope};

/// The living people of a company whom the actor sees, as `members`, each with the moment until which what they do
/// belongs there: the end of the last day of their last role, and for ever where a role has no end.
fn members(actor: &Actor, company: CompanyId) -> Sql {
    Sql::text(
        "(SELECT affiliations.contact_id AS contact_id, MAX(IFNULL(CAST(ADDDATE(affiliations.ends_on, 1) AS DATETIME(6)), \
         CAST('9999-12-31' AS DATETIME(6)))) AS until FROM affiliations WHERE affiliations.company_id = ",
    )
    .bind(bytes(company.uuid()))
    .push(" GROUP BY affiliations.contact_id) AS members JOIN contacts ON contacts.id = members.contact_id WHERE ")
    .then(Sql::all(vec![scope::living(), scope::visible(actor)]))
}

/// The walks in which the latest `limit` entries after a place are to be found.
pub(crate) fn walks(
    conn: &mut MysqlConnection,
    actor: &Actor,
    company: CompanyId,
    filter: TimelineFilter,
    after: Option<Place>,
    limit: u32,
) -> QueryResult<Vec<Walk>> {
    let strands = filter.strands();
    if strands.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::default();
    for (index, strand) in strands.iter().enumerate() {
        sql = sql
            .push(if index > 0 { " UNION ALL " } else { "" })
            .then(heads(actor, company, index, *strand, after, limit));
    }
    let rows: Vec<(i64, ContactId, NaiveDateTime, Option<String>)> =
        sql.query::<(BigInt, Binary, Datetime, Nullable<Text>)>().load(conn)?;
    // Where nobody has an entry, the head is NULL.
    let mut heads: Vec<_> =
        rows.into_iter().filter_map(|(strand, contact, until, head)| Some((head?, strand, contact, until))).collect();
    heads.sort_by(|one, other| other.0.cmp(&one.0));
    heads.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let walk = |(_, strand, contact, until): (String, i64, ContactId, NaiveDateTime)| {
        let strand = *strands.get(usize::try_from(strand).ok()?)?;
        Some(Walk { list: 0, contact, strand, after, until: Some(until), limit })
    };
    Ok(heads.into_iter().filter_map(walk).collect())
}

/// The people whose strand of this kind reaches furthest. A head is the moment of its latest entry with the id, as text
/// that sorts as they do.
fn heads(actor: &Actor, company: CompanyId, index: usize, strand: Strand, after: Option<Place>, limit: u32) -> Sql {
    let head = match after {
        None => head(strand, Sql::text("members.until")),
        Some(place) => {
            let before = Sql::text("LEAST(members.until, ").bind(Value::Time(place.at)).push(")");
            Sql::text("COALESCE(").then(tie(strand, place)).push(", ").then(head(strand, before)).push(")")
        }
    };
    Sql::text("(SELECT ")
        .bind(Value::Int(i64::try_from(index).unwrap_or(i64::MAX)))
        .push(" AS strand, members.contact_id AS contact_id, members.until AS until, ")
        .then(head)
        .push(" AS head FROM ")
        .then(members(actor, company))
        .push(" ORDER BY head DESC LIMIT ")
        .bind(Value::Int(i64::from(limit)))
        .push(")")
}

fn entry(strand: Strand) -> Sql {
    let (table, index) = (strand.table(), strand.index());
    Sql::text(format!(
        "(SELECT CONCAT({table}.occurred_at, HEX({table}.id)) FROM {table} FORCE INDEX ({index}) \
         WHERE {table}.contact_id = members.contact_id"
    ))
    .then(strand.condition())
}

/// The latest entry of a strand before a moment: a walk backwards along the index that stops at the first.
///
/// The moment is an expression of one piece. Of `occurred_at <= ? AND (occurred_at < ? OR id < ?)`, MariaDB 10.11 read
/// and sorted every entry that any of the people ever had.
fn head(strand: Strand, before: Sql) -> Sql {
    let table = strand.table();
    entry(strand)
        .push(format!(" AND {table}.occurred_at < "))
        .then(before)
        .push(format!(" ORDER BY {table}.occurred_at DESC, {table}.id DESC LIMIT 1)"))
}

/// The next entry of a strand at the very moment of the place.
fn tie(strand: Strand, place: Place) -> Sql {
    let table = strand.table();
    entry(strand)
        .push(format!(" AND {table}.occurred_at = "))
        .bind(Value::Time(place.at))
        .push(format!(" AND {table}.occurred_at < members.until AND {table}.id < "))
        .bind(bytes(place.id))
        .push(format!(" ORDER BY {table}.id DESC LIMIT 1)"))
}

/// How many entries the company's timeline has.
pub(crate) fn count(
    conn: &mut MysqlConnection,
    actor: &Actor,
    company: CompanyId,
    filter: TimelineFilter,
) -> QueryResult<i64> {
    let mut total = 0;
    for strand in filter.strands() {
        let table = strand.table();
        let sql = Sql::text(format!(
            "SELECT COUNT(*) FROM {table} JOIN (SELECT members.contact_id AS contact_id, members.until AS until FROM "
        ))
        .then(members(actor, company))
        .push(format!(") AS people ON people.contact_id = {table}.contact_id WHERE {table}.occurred_at < people.until"))
        .then(strand.condition());
        total += sql.query::<BigInt>().get_result::<i64>(conn)?;
    }
    Ok(total)
}
