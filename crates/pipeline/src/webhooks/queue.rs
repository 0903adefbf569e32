//! Deliveries on their way: the SQL of what is to be sent.
//!
//! Of each deal one delivery of a webhook is due at a time, the earliest; those behind it have no moment until it is done.
//! Whoever writes one behind, and whoever is done with one, locks the one before: neither misses the other.

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryableByName,
    prelude::*,
    sql_query,
    sql_types::{Binary, Datetime},
};
use rapport_contacts::kept;
use rapport_db::{Sql, sql::Value};

use super::{
    DeliveryId, DeliveryRow, WebhookDeliveryStatus, WebhookId,
    row::{DELIVERY_COLUMNS, DeliveryTypes},
};
use crate::{deals::DealId, schema::webhook_deliveries};

fn pending() -> &'static str {
    kept::name(WebhookDeliveryStatus::Pending)
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Binary)]
    #[expect(dead_code, reason = "that there is one is what is asked")]
    id: Vec<u8>,
}

/// Adds a delivery behind those of the same deal, unless the event is there already.
pub(super) fn add(conn: &mut MysqlConnection, mut row: DeliveryRow) -> QueryResult<()> {
    let before: Vec<Found> = sql_query(
        "SELECT id FROM webhook_deliveries WHERE webhook_id = ? AND deal_id = ? AND status = 'PENDING' \
         ORDER BY seq DESC LIMIT 1 FOR UPDATE",
    )
    .bind::<Binary, _>(row.webhook_id.as_bytes().as_slice())
    .bind::<Binary, _>(row.deal_id.as_bytes().as_slice())
    .load(conn)?;
    if !before.is_empty() {
        row.due_at = None;
    }
    diesel::insert_or_ignore_into(webhook_deliveries::table).values(&row).execute(conn).map(drop)
}

/// Whether something is due.
pub(super) fn is_anything_due(conn: &mut MysqlConnection, now: NaiveDateTime) -> QueryResult<bool> {
    let due = webhook_deliveries::table
        .filter(webhook_deliveries::status.eq(pending()))
        .filter(webhook_deliveries::due_at.le(now));
    diesel::select(diesel::dsl::exists(due)).get_result(conn)
}

/// Takes what is due, so many at most and of no webhook in `busy`, for whoever holds it until the lease ends. No more than
/// `of_each` are taken of one webhook.
pub(super) fn claim(
    conn: &mut MysqlConnection,
    holder: &[u8; 16],
    now: NaiveDateTime,
    lease: NaiveDateTime,
    most: usize,
    of_each: usize,
    busy: &[WebhookId],
) -> QueryResult<Vec<DeliveryRow>> {
    let mut condition = Sql::text("webhook_deliveries.status = ")
        .bind(Value::Text(pending().to_owned()))
        .push(" AND webhook_deliveries.due_at <= ")
        .bind(Value::Time(now));
    if !busy.is_empty() {
        let busy = busy.iter().map(|id| Value::Bytes(id.as_bytes().to_vec())).collect();
        condition = condition.push(" AND NOT ").then(Sql::is_in("webhook_deliveries.webhook_id", busy));
    }
    let found: Vec<DeliveryRow> = Sql::text("SELECT ")
        .push(DELIVERY_COLUMNS)
        .push(" FROM webhook_deliveries WHERE ")
        .then(condition)
        .push(" ORDER BY webhook_deliveries.due_at LIMIT ")
        .bind(Value::Int(i64::try_from(most).unwrap_or(i64::MAX)))
        .push(" FOR UPDATE SKIP LOCKED")
        .query::<DeliveryTypes>()
        .load(conn)?;
    let mut taken: Vec<DeliveryRow> = Vec::new();
    for mut row in found {
        if taken.iter().filter(|other| other.webhook_id == row.webhook_id).count() >= of_each {
            continue;
        }
        row.attempts = row.attempts.saturating_add(1);
        diesel::update(webhook_deliveries::table.find(row.id))
            .set((
                webhook_deliveries::attempts.eq(row.attempts),
                webhook_deliveries::due_at.eq(lease),
                webhook_deliveries::holder.eq(holder.as_slice()),
                webhook_deliveries::last_attempt_at.eq(now),
            ))
            .execute(conn)?;
        taken.push(row);
    }
    Ok(taken)
}

/// How an attempt came out.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    pub(super) status: WebhookDeliveryStatus,
    pub(super) due_at: Option<NaiveDateTime>,
    pub(super) last_status: Option<u16>,
    pub(super) last_error: Option<String>,
    pub(super) delivered_at: Option<NaiveDateTime>,
}

/// Keeps how an attempt came out, unless another has taken the delivery meanwhile. Once it is done, the next of the deal is
/// due.
pub(super) fn settle(
    conn: &mut MysqlConnection,
    row: &DeliveryRow,
    holder: &[u8; 16],
    now: NaiveDateTime,
    settled: &Settled,
) -> QueryResult<()> {
    let mine = webhook_deliveries::table
        .find(row.id)
        .filter(webhook_deliveries::holder.eq(holder.as_slice()))
        .filter(webhook_deliveries::attempts.eq(row.attempts))
        .filter(webhook_deliveries::status.eq(pending()));
    let kept = diesel::update(mine)
        .set((
            webhook_deliveries::status.eq(kept::name(settled.status)),
            webhook_deliveries::due_at.eq(settled.due_at),
            webhook_deliveries::holder.eq(None::<Vec<u8>>),
            webhook_deliveries::last_status.eq(settled.last_status),
            webhook_deliveries::last_error.eq(&settled.last_error),
            webhook_deliveries::delivered_at.eq(settled.delivered_at),
        ))
        .execute(conn)?;
    if kept > 0 && settled.status != WebhookDeliveryStatus::Pending {
        next_is_due(conn, row.webhook_id, row.deal_id, now)?;
    }
    Ok(())
}

/// The earliest of a deal that waits is due, if none is.
fn next_is_due(conn: &mut MysqlConnection, webhook: WebhookId, deal: DealId, now: NaiveDateTime) -> QueryResult<()> {
    let first: Option<(DeliveryId, Option<NaiveDateTime>)> = webhook_deliveries::table
        .filter(webhook_deliveries::webhook_id.eq(webhook))
        .filter(webhook_deliveries::deal_id.eq(deal))
        .filter(webhook_deliveries::status.eq(pending()))
        .order(webhook_deliveries::seq.asc())
        .select((webhook_deliveries::id, webhook_deliveries::due_at))
        .for_update()
        .first(conn)
        .optional()?;
    match first {
        Some((id, None)) => diesel::update(webhook_deliveries::table.find(id))
            .set(webhook_deliveries::due_at.eq(now))
            .execute(conn)
            .map(drop),
        _ => Ok(()),
    }
}

/// Sends a delivery again. One that waits behind others of its deal stays there.
pub(super) fn again(conn: &mut MysqlConnection, row: &DeliveryRow, now: NaiveDateTime) -> QueryResult<()> {
    let waits = row.status == pending() && row.due_at.is_none();
    diesel::update(webhook_deliveries::table.find(row.id))
        .set((
            webhook_deliveries::status.eq(pending()),
            webhook_deliveries::attempts.eq(0),
            webhook_deliveries::holder.eq(None::<Vec<u8>>),
            webhook_deliveries::due_at.eq((!waits).then_some(now)),
            webhook_deliveries::delivered_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)
        .map(drop)
}

/// Sends the dead letters of a webhook again, the earliest of each deal first. Returns how many those are.
pub(super) fn dead_again(conn: &mut MysqlConnection, webhook: WebhookId, now: NaiveDateTime) -> QueryResult<usize> {
    let dead: Vec<DealId> = webhook_deliveries::table
        .filter(webhook_deliveries::webhook_id.eq(webhook))
        .filter(webhook_deliveries::status.eq(kept::name(WebhookDeliveryStatus::Dead)))
        .select(webhook_deliveries::deal_id)
        .distinct()
        .load(conn)?;
    let count = diesel::update(
        webhook_deliveries::table
            .filter(webhook_deliveries::webhook_id.eq(webhook))
            .filter(webhook_deliveries::status.eq(kept::name(WebhookDeliveryStatus::Dead))),
    )
    .set((
        webhook_deliveries::status.eq(pending()),
        webhook_deliveries::attempts.eq(0),
        webhook_deliveries::due_at.eq(None::<NaiveDateTime>),
    ))
    .execute(conn)?;
    for deal in dead {
        next_is_due(conn, webhook, deal, now)?;
    }
    Ok(count)
}

/// Forgets what was told of a deal before this event: it is purged.
pub(super) fn forget(conn: &mut MysqlConnection, deal: DealId, before: u64) -> QueryResult<usize> {
    diesel::delete(
        webhook_deliveries::table
            .filter(webhook_deliveries::deal_id.eq(deal))
            .filter(webhook_deliveries::seq.lt(before)),
    )
    .execute(conn)
}

/// What waited behind deliveries that were forgotten is due.
pub(super) fn go_on(conn: &mut MysqlConnection, deal: DealId, now: NaiveDateTime) -> QueryResult<()> {
    let webhooks: Vec<WebhookId> = webhook_deliveries::table
        .filter(webhook_deliveries::deal_id.eq(deal))
        .filter(webhook_deliveries::status.eq(pending()))
        .select(webhook_deliveries::webhook_id)
        .distinct()
        .load(conn)?;
    for webhook in webhooks {
        next_is_due(conn, webhook, deal, now)?;
    }
    Ok(())
}

/// Removes what was delivered before this moment, a thousand at most.
pub(super) fn expire(conn: &mut MysqlConnection, before: NaiveDateTime) -> QueryResult<usize> {
    sql_query(
        "DELETE FROM webhook_deliveries WHERE status = 'DELIVERED' AND created_at < ? ORDER BY created_at LIMIT 1000",
    )
    .bind::<Datetime, _>(before)
    .execute(conn)
}
