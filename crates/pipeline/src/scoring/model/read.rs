//! Reading what is known of deals.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Datetime, Nullable, Text},
};
use rapport_contacts::users::UserId;
use rapport_db::{Sql, sql::Value};

use super::facts::{Facts, Mark, ScoringFactor};
use crate::{by_id, deals::DealId, pipelines::PipelineId, ratio::double};

/// How many deals one statement reads.
pub(super) const CHUNK: usize = 2_000;

type Row = (
    DealId,
    String,
    Option<NaiveDateTime>,
    String,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<UserId>,
    Option<String>,
);
type Types = (
    Binary,
    Text,
    Nullable<Datetime>,
    Text,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<BigInt>,
    Nullable<Binary>,
    Nullable<Text>,
);

const SELECT: &str = "SELECT deals.id, deals.status, deals.closed_at, deals.kind, companies.industry, companies.country, \
     CAST(companies.size AS SIGNED), deals.owner_id, users.name FROM deals ";
const JOINS: &str = "LEFT JOIN companies ON companies.id = deals.company_id AND companies.living = 1 \
     LEFT JOIN users ON users.id = deals.owner_id WHERE ";

/// The next living deals of a pipeline after this one, in the order of their ids; those that are closed, or open ones.
pub(super) fn of_pipeline(
    conn: &mut MysqlConnection,
    pipeline: PipelineId,
    after: Option<DealId>,
    is_open: bool,
) -> QueryResult<Vec<Facts>> {
    let mut sql = Sql::text(SELECT)
        .push("FORCE INDEX (deals_by_pipeline) ")
        .push(JOINS)
        .push("deals.pipeline_id = ")
        .bind(by_id::value(pipeline))
        .push(" AND deals.living = 1")
        .push(if is_open { " AND deals.status = 'OPEN'" } else { " AND deals.status <> 'OPEN'" });
    if let Some(after) = after {
        sql = sql.push(" AND deals.id > ").bind(by_id::value(after));
    }
    let limit = i64::try_from(CHUNK).unwrap_or(i64::MAX);
    let rows = sql.push(" ORDER BY deals.id LIMIT ").bind(Value::Int(limit)).query::<Types>().load(conn)?;
    facts(conn, rows)
}

/// These deals, living or not. Whoever asks has seen them.
pub(super) fn of_deals(conn: &mut MysqlConnection, deals: &[DealId]) -> QueryResult<Vec<Facts>> {
    let sql = Sql::text(SELECT).push(JOINS).then(by_id::is_one_of("deals.id", deals));
    let rows = sql.query::<Types>().load(conn)?;
    facts(conn, rows)
}

fn facts(conn: &mut MysqlConnection, rows: Vec<Row>) -> QueryResult<Vec<Facts>> {
    let deals: Vec<DealId> = rows.iter().map(|row| row.0).collect();
    if deals.is_empty() {
        return Ok(Vec::new());
    }
    let mut marks = products(conn, &deals)?;
    sources(conn, &deals, &mut marks)?;
    let mut owners: Vec<UserId> = rows.iter().filter_map(|row| row.7).collect();
    owners.sort();
    owners.dedup();
    let teams = teams(conn, &owners)?;
    let read = rows.into_iter().map(|(deal, status, closed_at, kind, industry, country, size, owner, name)| {
        let mut marks = marks.remove(&deal).unwrap_or_default();
        let plain =
            [(ScoringFactor::Kind, Some(kind)), (ScoringFactor::Industry, industry), (ScoringFactor::Country, country)];
        for (factor, text) in plain {
            marks.extend(text.map(|text| Mark { factor, key: text.to_lowercase(), label: text }));
        }
        if let Some(owner) = owner {
            let label = name.unwrap_or_default();
            marks.push(Mark { factor: ScoringFactor::Owner, key: owner.to_global(), label });
            marks.extend(teams.get(&owner).into_iter().flatten().cloned());
        }
        let size = size.map(|size| (ScoringFactor::CompanySize, double(size).ln_1p()));
        let is_won = match status.as_str() {
            "WON" => Some(true),
            "LOST" => Some(false),
            _ => None,
        };
        Facts { deal, is_won, closed_at, marks, numbers: size.into_iter().collect() }
    });
    Ok(read.collect())
}

/// The products among the lines of deals.
fn products(conn: &mut MysqlConnection, deals: &[DealId]) -> QueryResult<HashMap<DealId, Vec<Mark>>> {
    let rows: Vec<(DealId, String, String)> = Sql::text(
        "SELECT DISTINCT deal_lines.deal_id, LOWER(HEX(deal_lines.product_id)), products.name FROM deal_lines \
         JOIN products ON products.id = deal_lines.product_id WHERE ",
    )
    .then(by_id::is_one_of("deal_lines.deal_id", deals))
    .query::<(Binary, Text, Text)>()
    .load(conn)?;
    let mut found: HashMap<DealId, Vec<Mark>> = HashMap::new();
    for (deal, key, label) in rows {
        found.entry(deal).or_default().push(Mark { factor: ScoringFactor::Product, key, label });
    }
    Ok(found)
}

/// How the first of their people came to be known.
fn sources(conn: &mut MysqlConnection, deals: &[DealId], marks: &mut HashMap<DealId, Vec<Mark>>) -> QueryResult<()> {
    let rows: Vec<(DealId, String)> = Sql::text(
        "SELECT deal_contacts.deal_id, contacts.source FROM deal_contacts \
         JOIN contacts ON contacts.id = deal_contacts.contact_id WHERE deal_contacts.place = 0 \
         AND contacts.source IS NOT NULL AND ",
    )
    .then(by_id::is_one_of("deal_contacts.deal_id", deals))
    .query::<(Binary, Text)>()
    .load(conn)?;
    for (deal, label) in rows {
        let mark = Mark { factor: ScoringFactor::Source, key: label.to_lowercase(), label };
        marks.entry(deal).or_default().push(mark);
    }
    Ok(())
}

/// The teams of those who look after them.
fn teams(conn: &mut MysqlConnection, owners: &[UserId]) -> QueryResult<HashMap<UserId, Vec<Mark>>> {
    let rows: Vec<(UserId, String, String)> = Sql::text(
        "SELECT team_members.user_id, LOWER(HEX(teams.id)), teams.name FROM team_members \
         JOIN teams ON teams.id = team_members.team_id WHERE ",
    )
    .then(by_id::is_one_of("team_members.user_id", owners))
    .query::<(Binary, Text, Text)>()
    .load(conn)?;
    let mut found: HashMap<UserId, Vec<Mark>> = HashMap::new();
    for (user, key, label) in rows {
        found.entry(user).or_default().push(Mark { factor: ScoringFactor::Team, key, label });
    }
    Ok(found)
}
