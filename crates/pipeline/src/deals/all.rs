//! All deals at once, in the few columns by which they are counted.
//!
//! A database takes longer to group very many rows than to hand them over; and out of these, kept for some minutes, whatever is
//! asked of them next is counted without it, by whatever groups and of whatever period.

use std::sync::Arc;

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Datetime, Nullable, Text},
};
use rapport_contacts::{companies::CompanyId, kept, users::UserId};
use rapport_db::{Db, Sql, recent::Read, sql::Value};
use rapport_kernel::{Actor, ApiResult, Money, RowScope};

use super::{DealId, DealStatus, DealType, scope};
use crate::{amounts, funnel::period::Period, pipelines::PipelineId, windows};

/// A deal, as far as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SeenDeal {
    pub(crate) id: DealId,
    pub(crate) pipeline: PipelineId,
    pub(crate) status: DealStatus,
    pub(crate) kind: DealType,
    pub(crate) owner: Option<UserId>,
    pub(crate) company: Option<CompanyId>,
    pub(crate) worth: Option<Money>,
    pub(crate) created_at: NaiveDateTime,
    pub(crate) closed_at: Option<NaiveDateTime>,
}

/// The deals that somebody sees and that are not deleted, in the order of their ids.
pub(crate) type AllDeals = Vec<SeenDeal>;

/// The deals that the actor sees, and as of when. Of very many, those of up to ten minutes ago. Who does not see all is told of those
/// alone that were closed in a period, where one is said.
///
/// # Errors
/// As for [`Db::read_recent`].
pub(crate) async fn recently(
    db: &Db,
    actor: &Actor,
    closed: Option<Period>,
    now: NaiveDateTime,
) -> ApiResult<(NaiveDateTime, Arc<AllDeals>)> {
    let seer = actor.clone();
    let read = db.read_recent(actor, "deals", now, move |conn| {
        let answer = read(conn, &seer, closed, now)?;
        Ok(Read { as_of: now, rows: answer.len(), bytes: size_of_val(answer.as_slice()), answer })
    });
    read.await
}

/// The deal with this id.
pub(crate) fn find(deals: &[SeenDeal], id: DealId) -> Option<&SeenDeal> {
    let place = deals.binary_search_by_key(&id, |deal| deal.id).ok()?;
    deals.get(place)
}

/// Reads them. Where all are seen an index has all that is read.
fn read(
    conn: &mut MysqlConnection,
    actor: &Actor,
    closed: Option<Period>,
    now: NaiveDateTime,
) -> QueryResult<AllDeals> {
    type Row = (
        (DealId, PipelineId, String, String, Option<UserId>, Option<CompanyId>),
        (Option<i64>, Option<String>, NaiveDateTime, Option<NaiveDateTime>),
    );
    type Types = (
        (Binary, Binary, Text, Text, Nullable<Binary>, Nullable<Binary>),
        (Nullable<BigInt>, Nullable<Text>, Datetime, Nullable<Datetime>),
    );
    let columns = Sql::text(
        "SELECT deals.id, deals.pipeline_id, deals.status, deals.kind, deals.owner_id, deals.company_id, deals.amount, \
         deals.currency, deals.created_at, deals.closed_at",
    );
    let mut rows: Vec<Row> = Vec::new();
    if actor.row_scope() == RowScope::All {
        let along = living(" FORCE INDEX (deals_closed)");
        let open = columns.clone().then(along.clone()).push(" AND deals.closed_at IS NULL");
        rows.extend(open.query::<Types>().load::<Row>(conn)?);
        let closed = along.push(" AND deals.closed_at IS NOT NULL");
        let closed_at = |row: &Row| row.1.3.unwrap_or_default();
        rows.extend(windows::each(conn, "deals.closed_at", closed_at, |conn, window| {
            columns.clone().then(closed.clone()).then(window).query::<Types>().load(conn)
        })?);
        // One that was closed at first, and reopened before its window was read.
        let reopened = columns.then(living(" FORCE INDEX (deals_by_updated_at)"));
        let reopened = reopened.push(" AND deals.closed_at IS NULL AND deals.updated_at >= ").bind(Value::Time(now));
        rows.extend(reopened.query::<Types>().load::<Row>(conn)?);
    } else {
        let seen = columns.then(living("")).push(" AND ").then(scope::visible(actor));
        let seen = match closed {
            Some(Period { from, to }) => seen
                .push(" AND deals.closed_at >= ")
                .bind(Value::Time(from))
                .push(" AND deals.closed_at < ")
                .bind(Value::Time(to)),
            None => seen,
        };
        rows.extend(seen.query::<Types>().load::<Row>(conn)?);
    }
    let deal =
        |((id, pipeline, status, kind, owner, company), (amount, currency, created_at, closed_at)): Row| SeenDeal {
            id,
            pipeline,
            // The columns are written by this program alone.
            status: kept::value(&status).unwrap_or_default(),
            kind: kept::value(&kind).unwrap_or_default(),
            owner,
            company,
            worth: amounts::money(amount, currency.as_deref()),
            created_at,
            closed_at,
        };
    let mut deals: AllDeals = rows.into_iter().map(deal).collect();
    deals.sort_unstable_by_key(|deal| deal.id);
    // One that was closed meanwhile was read twice.
    deals.dedup_by_key(|deal| deal.id);
    deals.shrink_to_fit();
    Ok(deals)
}

/// From the deals that are not deleted, along an index.
fn living(index: &'static str) -> Sql {
    Sql::text(" FROM deals").push(index).push(" WHERE ").then(scope::living())
}
