//! The SQL of snapshots of any moment.

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Nullable, Text},
};
use rapport_contacts::kept;
use rapport_db::{Sql, sql::Value};
use rapport_kernel::{Actor, RowScope};

use super::count::{Cell, Counted, Tally};
use crate::{deals::scope, pipelines::PipelineId, stages::StageId};

/// What is joined for the customer of a deal: the company that is to buy, or else the first of the people with whom it is
/// negotiated.
const FIRST_CONTACT: &str =
    " LEFT JOIN deal_contacts AS first_contact ON first_contact.deal_id = deals.id AND first_contact.place = 0";

/// Stays in the stages of a pipeline at a moment: from when a deal entered to just before it left.
fn stays(select: &'static str, joins: String, actor: &Actor, pipeline: PipelineId, at: NaiveDateTime) -> Sql {
    let visible = if actor.row_scope() == RowScope::All { Sql::text("TRUE") } else { scope::visible(actor) };
    Sql::text(select)
        .push(" FROM deal_stays")
        .push(joins)
        .push(" WHERE deal_stays.pipeline_id = ")
        .bind(Value::Bytes(pipeline.as_bytes().to_vec()))
        .push(" AND deal_stays.until > ")
        .bind(Value::Time(at))
        .push(" AND deal_stays.entered_at <= ")
        .bind(Value::Time(at))
        .push(" AND ")
        .then(visible)
}

/// What was in the stages of a pipeline at a moment.
///
/// One range of `deal_stays_at_a_moment` has all stays that had not ended by then, with all that is counted but customers.
/// Who sees only some deals has each looked up, and so do customers.
pub(crate) fn at(
    conn: &mut MysqlConnection,
    actor: &Actor,
    pipeline: PipelineId,
    at: NaiveDateTime,
    with_customers: bool,
) -> QueryResult<Counted> {
    const DEALS: &str = " JOIN deals ON deals.id = deal_stays.deal_id";
    let joins = if actor.row_scope() == RowScope::All { String::new() } else { DEALS.to_owned() };
    let select = "SELECT deal_stays.stage_id, deal_stays.currency, COUNT(*), CAST(SUM(deal_stays.amount) AS SIGNED)";
    let rows: Vec<(StageId, Option<String>, i64, Option<i64>)> = stays(select, joins, actor, pipeline, at)
        .push(" GROUP BY deal_stays.stage_id, deal_stays.currency ORDER BY deal_stays.stage_id, deal_stays.currency")
        .query::<(Binary, Nullable<Text>, BigInt, Nullable<BigInt>)>()
        .load(conn)?;
    let tally = |(stage, currency, deals, amount)| Tally { stage, currency, deals, amount };
    let mut counted = Counted { tallies: rows.into_iter().map(tally).collect(), ..Counted::default() };
    if !with_customers {
        return Ok(counted);
    }
    let joins = || format!("{DEALS}{FIRST_CONTACT} JOIN pipeline_stages ON pipeline_stages.id = deal_stays.stage_id");
    let by_stage = "SELECT deal_stays.stage_id, COUNT(DISTINCT COALESCE(deals.company_id, first_contact.contact_id))";
    let in_stages: Vec<(StageId, i64)> = stays(by_stage, joins(), actor, pipeline, at)
        .push(" GROUP BY deal_stays.stage_id")
        .query::<(Binary, BigInt)>()
        .load(conn)?;
    let by_kind = "SELECT pipeline_stages.kind, COUNT(DISTINCT COALESCE(deals.company_id, first_contact.contact_id))";
    let in_kinds: Vec<(String, i64)> = stays(by_kind, joins(), actor, pipeline, at)
        .push(" GROUP BY pipeline_stages.kind")
        .query::<(Text, BigInt)>()
        .load(conn)?;
    counted.customers.extend(in_stages.into_iter().map(|(stage, customers)| (Cell::Stage(stage), customers)));
    let kinds = in_kinds.into_iter().filter_map(|(kind, customers)| Some((Cell::Kind(kept::value(&kind)?), customers)));
    counted.customers.extend(kinds);
    Ok(counted)
}
