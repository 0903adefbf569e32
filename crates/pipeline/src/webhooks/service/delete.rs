//! Removing a webhook.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_kernel::{ApiResult, Call};

use super::{not_found, tell};
use crate::{
    permissions,
    webhooks::{WebhookId, repo},
};

/// Removes a webhook for good, with its deliveries.
pub(crate) async fn webhook_delete(call: &Call, db: &Db, id: WebhookId, expected: Option<i32>) -> ApiResult<WebhookId> {
    call.require(&permissions::WEBHOOKS)?;
    db.write(call, move |tx| {
        let actor = &tx.call().actor;
        let mut row = repo::lock(tx, actor, id)?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        repo::delete(tx, id)?;
        let old = row.clone();
        row.version = row.version.saturating_add(1);
        let now = tx.now();
        tx.emit(tell("webhook.deleted", Some(&old), &row).change("deletedAt", None::<()>, Some(now)));
        Ok(id)
    })
    .await
}
