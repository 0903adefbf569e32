//! Changing a webhook.

use rapport_contacts::version::check_version;
use rapport_db::{Db, DbError, Tx, events::readers};
use rapport_graphql::{input, path};
use rapport_kernel::{ApiResult, Call};

use super::{not_found, tell};
use crate::{
    permissions,
    webhooks::{
        READER, WebhookId, WebhookRow,
        inputs::{UpdateWebhookInput, WebhookChanges},
        repo,
    },
};

/// Changes a webhook.
pub(crate) async fn webhook_update(call: &Call, db: &Db, input: UpdateWebhookInput) -> ApiResult<WebhookRow> {
    call.require(&permissions::WEBHOOKS)?;
    let id = input::id(&input.id, path!["input", "id"])?;
    let (changes, expected) = (input.validate()?, input.expected_version);
    db.write(call, move |tx| write(tx, id, expected, &changes)).await
}

fn write(
    tx: &mut Tx<'_>,
    id: WebhookId,
    expected: Option<i32>,
    changes: &WebhookChanges,
) -> Result<WebhookRow, DbError> {
    let actor = &tx.call().actor;
    let old = repo::lock(tx, actor, id)?.ok_or_else(not_found)?;
    check_version(expected, old.version)?;
    let mut row = old.clone();
    if let Some(name) = &changes.name {
        row.name.clone_from(name);
    }
    if let Some(url) = &changes.url {
        row.url.clone_from(url);
    }
    if let Some(types) = &changes.event_types {
        row.event_types.clone_from(types);
    }
    if let Some(filter) = &changes.filter {
        row.filter.clone_from(filter);
    }
    row.is_active = changes.is_active.unwrap_or(row.is_active);
    if row == old {
        // Nothing changed: no version, no event.
        return Ok(old);
    }
    if row.is_active && !old.is_active {
        row.from_seq = readers::begin(tx, READER)?;
        row.problem = None;
    }
    row.version = row.version.saturating_add(1);
    row.updated_at = tx.now();
    repo::update(tx, &row)?;
    tx.emit(tell("webhook.updated", Some(&old), &row).change("updatedAt", Some(old.updated_at), Some(row.updated_at)));
    Ok(row)
}
