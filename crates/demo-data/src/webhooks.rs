//! A webhook at rest, for a demo sends nothing to anybody by itself, with what it was told before and what never arrived.

use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl, sql_query,
    sql_types::{Binary, Datetime},
};
use rapport_kernel::Role;

use crate::{
    dice::{Dice, Topic},
    timeline::{Timeline, id_at},
};

/// Records the webhook and its deliveries: the last deals that were won. Its secret is known to nobody; there are
/// others by `rotateWebhookSecret`.
pub(crate) fn webhook(conn: &mut MysqlConnection, seed: u64, timeline: &Timeline) -> QueryResult<()> {
    let start = timeline.start();
    let id = id_at(start, 1, &mut Dice::new(seed, Topic::Pipelines, 2));
    sql_query(
        "INSERT INTO webhooks (id, name, url, event_types, is_active, user_id, role, created_by, secret, from_seq, created_at, \
         updated_at) SELECT ?, 'Order desk', 'https://orders.example.com/deals', '[\"deal.won\"]', FALSE, users.id, 'admin', \
         users.id, UNHEX(SHA2(UUID(), 256)), 0, ?, created_at FROM (SELECT id, created_at FROM users WHERE id = ?) AS users",
    )
    .bind::<Binary, _>(id.as_bytes().to_vec())
    .bind::<Datetime, _>(start.datetime())
    .bind::<Binary, _>(Role::Admin.demo_user().as_bytes().to_vec())
    .execute(conn)?;
    sql_query(
        "INSERT INTO webhook_deliveries (id, webhook_id, seq, deal_id, event_type, body, status, attempts, last_status, \
         last_error, last_attempt_at, delivered_at, created_at) \
         SELECT id, ?, n, id, 'deal.won', JSON_OBJECT('type', 'deal.won', 'timestamp', DATE_FORMAT(closed_at, '%Y-%m-%dT%H:%i:%s.%fZ')), \
         IF(n = 1, 'DEAD', 'DELIVERED'), IF(n = 1, 16, 1), IF(n = 1, 503, 200), IF(n = 1, 'The receiver answered 503.', NULL), \
         closed_at, IF(n = 1, NULL, closed_at), closed_at FROM \
         (SELECT id, closed_at, ROW_NUMBER() OVER (ORDER BY closed_at, id) AS n FROM \
         (SELECT id, closed_at FROM deals WHERE status = 'WON' AND deleted_at IS NULL ORDER BY closed_at DESC, id LIMIT 6) AS latest) AS won",
    )
    .bind::<Binary, _>(id.as_bytes().to_vec())
    .execute(conn)
    .map(drop)
}
