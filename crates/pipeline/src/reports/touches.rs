//! How much was talked with the people of deals while these were open.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Datetime},
};
use rapport_db::{Db, Sql, recent::Read};
use rapport_kernel::{Actor, ApiResult};

use crate::{
    deals::{DealId, scope},
    windows,
};

/// How many interactions with its people there were while a deal was open, for the closed that have any.
pub(crate) type Touches = HashMap<DealId, i64>;

/// Those of the deals that the actor sees, which are so many, and as of when. Of very many, those of up to ten minutes ago.
///
/// # Errors
/// As for [`Db::read_recent`].
pub(crate) async fn recently(
    db: &Db,
    actor: &Actor,
    deals: usize,
    now: NaiveDateTime,
) -> ApiResult<(NaiveDateTime, Arc<Touches>)> {
    let seer = actor.clone();
    let read = db.read_recent(actor, "touches", now, move |conn| {
        let answer = read(conn, &seer)?;
        Ok(Read { as_of: now, rows: deals, bytes: answer.len() * 2 * size_of::<(DealId, i64)>(), answer })
    });
    read.await
}

fn read(conn: &mut MysqlConnection, actor: &Actor) -> QueryResult<Touches> {
    let columns = Sql::text(
        "SELECT deals.id, deals.closed_at, (SELECT COUNT(*) FROM deal_contacts AS of_deal JOIN interactions \
         ON interactions.contact_id = of_deal.contact_id AND interactions.occurred_at >= deals.created_at \
         AND interactions.occurred_at < deals.closed_at WHERE of_deal.deal_id = deals.id)",
    );
    let from = Sql::text(" FROM deals FORCE INDEX (deals_closed) WHERE deals.closed_at IS NOT NULL AND ")
        .then(scope::living())
        .push(" AND ")
        .then(scope::visible(actor));
    type Row = (DealId, NaiveDateTime, i64);
    let rows = windows::each(
        conn,
        "deals.closed_at",
        |(_, closed_at, _): &Row| *closed_at,
        |conn, window| columns.clone().then(from.clone()).then(window).query::<(Binary, Datetime, BigInt)>().load(conn),
    )?;
    Ok(rows.into_iter().filter(|(.., count)| *count > 0).map(|(deal, _, count)| (deal, count)).collect())
}
