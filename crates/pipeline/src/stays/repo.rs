//! The SQL of stays.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, prelude::*};
use rapport_db::one_of;

use super::{StayId, StayRow, staleness};
use crate::{
    deals::{DealId, DealRow},
    schema::{deal_stays, pipeline_stages},
    stages::StageId,
};

/// The stays of these deals, the earliest of each first.
pub(crate) fn of(conn: &mut MysqlConnection, deals: &[DealId]) -> QueryResult<Vec<StayRow>> {
    deal_stays::table
        .filter(one_of(deal_stays::deal_id, deals))
        .order((deal_stays::deal_id, deal_stays::entered_at, deal_stays::id))
        .select(StayRow::as_select())
        .load(conn)
}

/// Begins the stay of a deal in its stage.
pub(crate) fn enter(conn: &mut MysqlConnection, deal: &DealRow, at: NaiveDateTime) -> QueryResult<()> {
    let row = StayRow {
        id: StayId::new(),
        deal_id: deal.id,
        pipeline_id: deal.pipeline_id,
        stage_id: deal.stage_id,
        entered_at: at,
        left_at: None,
        amount: deal.amount,
        currency: deal.currency.clone(),
    };
    diesel::insert_into(deal_stays::table).values(&row).execute(conn)?;
    staleness::begin(conn, deal, at)
}

/// Ends the stay of a locked deal in its stage. Returns when that was: at `now`, but not before it began. A transaction
/// that waited for the deal has an earlier time than the one that it waited for.
pub(crate) fn leave(conn: &mut MysqlConnection, deal: &DealRow, now: NaiveDateTime) -> QueryResult<NaiveDateTime> {
    let present = deal_stays::table.filter(deal_stays::deal_id.eq(deal.id)).filter(deal_stays::left_at.is_null());
    let entered_at: Option<NaiveDateTime> = present.select(deal_stays::entered_at).first(conn).optional()?;
    let at = entered_at.map_or(now, |entered_at| entered_at.max(now));
    diesel::update(present).set(deal_stays::left_at.eq(Some(at))).execute(conn)?;
    Ok(at)
}

/// Says what a locked deal is worth in its present stay.
pub(crate) fn revalue(conn: &mut MysqlConnection, deal: &DealRow) -> QueryResult<()> {
    let present = deal_stays::table.filter(deal_stays::deal_id.eq(deal.id)).filter(deal_stays::left_at.is_null());
    diesel::update(present)
        .set((deal_stays::amount.eq(deal.amount), deal_stays::currency.eq(&deal.currency)))
        .execute(conn)
        .map(drop)
}

/// The stage for open deals in which a deal was last.
pub(crate) fn last_open_stage(conn: &mut MysqlConnection, deal: &DealRow) -> QueryResult<Option<StageId>> {
    deal_stays::table
        .inner_join(pipeline_stages::table.on(pipeline_stages::id.eq(deal_stays::stage_id)))
        .filter(deal_stays::deal_id.eq(deal.id))
        .filter(pipeline_stages::kind.eq("OPEN"))
        .order((deal_stays::entered_at.desc(), deal_stays::id.desc()))
        .select(deal_stays::stage_id)
        .first(conn)
        .optional()
}
