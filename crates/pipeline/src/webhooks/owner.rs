//! With whose rights a webhook is told, at this moment.

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, prelude::*};
use rapport_contacts::{api_keys, schema::users};
use rapport_kernel::{Actor, Role};

use super::WebhookRow;

/// Whose it is, with the rights that they have now; `Err` says why there are none.
pub(super) fn actor(
    conn: &mut MysqlConnection,
    webhook: &WebhookRow,
    now: NaiveDateTime,
) -> QueryResult<Result<Actor, &'static str>> {
    if let Some(key) = webhook.api_key_id {
        let actor = api_keys::actor(conn, key, now)?;
        return Ok(actor.ok_or("Its API key counts no more."));
    }
    let known: Option<String> = users::table.find(webhook.user_id).select(users::role).first(conn).optional()?;
    let role: Result<Role, _> = known.as_ref().unwrap_or(&webhook.role).parse();
    Ok(role.map(|role| Actor::new(webhook.user_id.uuid(), role)).map_err(|_| "Its maker has no role any more."))
}
