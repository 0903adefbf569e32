//! The SQL of webhooks.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, prelude::*};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::{Actor, RowScope};

use super::{
    DeliveryId, DeliveryRow, WebhookId, WebhookRow,
    row::{DELIVERY_COLUMNS, DeliveryTypes, WEBHOOK_COLUMNS, WebhookTypes},
};
use crate::schema::{webhook_deliveries, webhooks};

/// A condition on `webhooks` for those that the actor manages: all, for who sees all records; otherwise what they made.
pub(crate) fn managed(actor: &Actor) -> Sql {
    match actor.row_scope() {
        RowScope::All => Sql::text("TRUE"),
        RowScope::Team | RowScope::Own | RowScope::Shared => {
            Sql::text("webhooks.created_by = ").bind(Value::Bytes(actor.user.as_bytes().to_vec()))
        }
    }
}

fn of_ids<'a>(column: &'static str, ids: impl Iterator<Item = &'a [u8; 16]>) -> Sql {
    Sql::is_in(column, ids.map(|id| Value::Bytes(id.to_vec())).collect())
}

/// These webhooks, as far as the actor manages them.
pub(crate) fn by_ids(conn: &mut MysqlConnection, actor: &Actor, ids: &[WebhookId]) -> QueryResult<Vec<WebhookRow>> {
    select(Sql::all(vec![of_ids("webhooks.id", ids.iter().map(WebhookId::as_bytes)), managed(actor)]))
        .query::<WebhookTypes>()
        .load(conn)
}

fn select(condition: Sql) -> Sql {
    Sql::text("SELECT ").push(WEBHOOK_COLUMNS).push(" FROM webhooks WHERE ").then(condition)
}

/// A webhook that the actor manages, locked until the transaction ends.
pub(crate) fn lock(conn: &mut MysqlConnection, actor: &Actor, id: WebhookId) -> QueryResult<Option<WebhookRow>> {
    select(Sql::all(vec![of_ids("webhooks.id", [id.as_bytes()].into_iter()), managed(actor)]))
        .push(" FOR UPDATE")
        .query::<WebhookTypes>()
        .get_result(conn)
        .optional()
}

/// Those that are to be told.
pub(crate) fn active(conn: &mut MysqlConnection) -> QueryResult<Vec<WebhookRow>> {
    webhooks::table.filter(webhooks::is_active.eq(true)).select(WebhookRow::as_select()).load(conn)
}

/// Inserts a webhook with its secret.
pub(crate) fn insert(conn: &mut MysqlConnection, row: &WebhookRow, secret: &[u8]) -> QueryResult<()> {
    diesel::insert_into(webhooks::table).values((row, webhooks::secret.eq(secret))).execute(conn).map(drop)
}

/// Writes a locked webhook back.
pub(crate) fn update(conn: &mut MysqlConnection, row: &WebhookRow) -> QueryResult<()> {
    diesel::update(webhooks::table.find(row.id))
        .set((
            webhooks::version.eq(row.version),
            webhooks::name.eq(&row.name),
            webhooks::url.eq(&row.url),
            webhooks::event_types.eq(&row.event_types),
            webhooks::filter.eq(&row.filter),
            webhooks::is_active.eq(row.is_active),
            webhooks::from_seq.eq(row.from_seq),
            webhooks::problem.eq(&row.problem),
            webhooks::updated_at.eq(row.updated_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Gives a locked webhook another secret; the one that it had signs as well until the row says.
pub(crate) fn rotate(conn: &mut MysqlConnection, row: &WebhookRow, secret: &[u8]) -> QueryResult<()> {
    diesel::update(webhooks::table.find(row.id))
        .set((
            // In this order: what was is kept before it is written over.
            webhooks::old_secret.eq(webhooks::secret.nullable()),
            webhooks::secret.eq(secret),
            webhooks::old_secret_until.eq(row.old_secret_until),
            webhooks::version.eq(row.version),
            webhooks::updated_at.eq(row.updated_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Says what keeps a webhook from being told anything, or that nothing does.
pub(crate) fn set_problem(conn: &mut MysqlConnection, id: WebhookId, problem: Option<&str>) -> QueryResult<()> {
    diesel::update(webhooks::table.find(id)).set(webhooks::problem.eq(problem)).execute(conn).map(drop)
}

/// Removes a webhook and all its deliveries.
pub(crate) fn delete(conn: &mut MysqlConnection, id: WebhookId) -> QueryResult<()> {
    diesel::delete(webhooks::table.find(id)).execute(conn).map(drop)
}

/// Whether a webhook is there, which it stays until the transaction ends.
pub(crate) fn is_there(conn: &mut MysqlConnection, id: WebhookId) -> QueryResult<bool> {
    let found: Option<WebhookId> = webhooks::table.find(id).select(webhooks::id).for_update().first(conn).optional()?;
    Ok(found.is_some())
}

/// The secrets that sign at this moment, the present one first.
pub(crate) fn secrets(conn: &mut MysqlConnection, id: WebhookId, now: NaiveDateTime) -> QueryResult<Vec<Vec<u8>>> {
    type Secrets = (Vec<u8>, Option<Vec<u8>>, Option<NaiveDateTime>);
    let found: Option<Secrets> = webhooks::table
        .find(id)
        .select((webhooks::secret, webhooks::old_secret, webhooks::old_secret_until))
        .first(conn)
        .optional()?;
    let Some((secret, old, until)) = found else { return Ok(Vec::new()) };
    let old = old.filter(|_| until.is_some_and(|until| now < until));
    Ok([Some(secret), old].into_iter().flatten().collect())
}

/// Where a webhook is sent now; `None` for one that is gone.
pub(crate) fn url(conn: &mut MysqlConnection, id: WebhookId) -> QueryResult<Option<String>> {
    webhooks::table.find(id).select(webhooks::url).first(conn).optional()
}

/// These deliveries, as far as the actor manages their webhooks.
pub(crate) fn deliveries(
    conn: &mut MysqlConnection,
    actor: &Actor,
    ids: &[DeliveryId],
) -> QueryResult<Vec<DeliveryRow>> {
    let these = of_ids("webhook_deliveries.id", ids.iter().map(DeliveryId::as_bytes));
    Sql::text("SELECT ")
        .push(DELIVERY_COLUMNS)
        .push(" FROM webhook_deliveries JOIN webhooks ON webhooks.id = webhook_deliveries.webhook_id WHERE ")
        .then(Sql::all(vec![these, managed(actor)]))
        .query::<DeliveryTypes>()
        .load(conn)
}

/// A delivery of whatever webhook.
pub(crate) fn delivery(conn: &mut MysqlConnection, id: DeliveryId) -> QueryResult<Option<DeliveryRow>> {
    webhook_deliveries::table.find(id).select(DeliveryRow::as_select()).first(conn).optional()
}
