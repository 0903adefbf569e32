//! Deals that have been in their stage for too long. When that is stands with the deal, so that an index finds those that
//! are over it: the stay's beginning and the stage's age limit.

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl, sql_query,
    sql_types::{Binary, Datetime, Nullable},
};
use rapport_db::Sql;
use rapport_graphql::Timestamp;

use crate::{
    by_id,
    deals::{DealId, DealRow},
    stages::StageId,
};

/// Since when a deal has been in its stage for too long.
#[derive(Clone, Copy, Debug, Default)]
pub struct Staleness {
    /// From when on it is.
    pub at: Option<Timestamp>,
    /// Whether that is over by now.
    pub is_over: bool,
}

/// Of these deals.
pub(crate) fn of(
    conn: &mut MysqlConnection,
    deals: &[DealId],
    now: NaiveDateTime,
) -> QueryResult<Vec<(DealId, Staleness)>> {
    let rows = Sql::text("SELECT deals.id, deals.stale_at FROM deals WHERE ")
        .then(by_id::is_one_of("deals.id", deals))
        .query::<(Binary, Nullable<Datetime>)>()
        .load::<(DealId, Option<NaiveDateTime>)>(conn)?;
    let staleness =
        |at: Option<NaiveDateTime>| Staleness { at: at.map(Timestamp), is_over: at.is_some_and(|at| at <= now) };
    Ok(rows.into_iter().map(|(deal, at)| (deal, staleness(at))).collect())
}

/// Says it of a deal that came into its stage.
pub(crate) fn begin(conn: &mut MysqlConnection, deal: &DealRow, entered_at: NaiveDateTime) -> QueryResult<()> {
    sql_query(
        "UPDATE deals JOIN pipeline_stages ON pipeline_stages.id = deals.stage_id SET deals.stale_at = \
         IF(pipeline_stages.kind = 'OPEN', DATE_ADD(?, INTERVAL pipeline_stages.age_limit_days DAY), NULL) \
         WHERE deals.id = ?",
    )
    .bind::<Datetime, _>(entered_at)
    .bind::<Binary, _>(deal.id.as_bytes().to_vec())
    .execute(conn)
    .map(drop)
}

/// Forgets it of a deal that is in no stage any more.
pub(crate) fn forget(conn: &mut MysqlConnection, deal: DealId) -> QueryResult<()> {
    sql_query("UPDATE deals SET stale_at = NULL WHERE id = ?")
        .bind::<Binary, _>(deal.as_bytes().to_vec())
        .execute(conn)
        .map(drop)
}

/// Says it anew of all deals of a stage, whose age limit changed.
pub(crate) fn renew(conn: &mut MysqlConnection, stage: StageId) -> QueryResult<()> {
    renew_where(conn, Sql::text("deals.stage_id = ").bind(by_id::value(stage)))
}

/// Says it of deals that were written with their stays.
pub(crate) fn renew_deals(conn: &mut MysqlConnection, deals: &[DealId]) -> QueryResult<()> {
    renew_where(conn, by_id::is_one_of("deals.id", deals))
}

fn renew_where(conn: &mut MysqlConnection, condition: Sql) -> QueryResult<()> {
    let sql = Sql::text(
        "UPDATE deals JOIN deal_stays ON deal_stays.deal_id = deals.id AND deal_stays.is_present = 1 \
         JOIN pipeline_stages ON pipeline_stages.id = deals.stage_id SET deals.stale_at = \
         IF(pipeline_stages.kind = 'OPEN', DATE_ADD(deal_stays.entered_at, INTERVAL pipeline_stages.age_limit_days DAY), NULL) \
         WHERE ",
    );
    sql.then(condition).once::<()>().execute(conn).map(drop)
}
