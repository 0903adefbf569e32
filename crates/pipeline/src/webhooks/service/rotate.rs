//! Giving a webhook another secret.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use chrono::TimeDelta;
use rapport_contacts::version::check_version;
use rapport_db::{Db, DbError, Tx};
use rapport_graphql::{input, path};
use rapport_kernel::{ApiResult, Call};

use super::{not_found, tell};
use crate::{
    permissions,
    webhooks::{WebhookId, WebhookRow, inputs::RotateWebhookSecretInput, repo, signature},
};

/// Gives a webhook another secret; the old one signs as well for a while. The second is the new one, which is shown nowhere
/// else: `None` when the same request was served before.
pub(crate) async fn webhook_rotate_secret(
    call: &Call,
    db: &Db,
    input: RotateWebhookSecretInput,
) -> ApiResult<(WebhookRow, Option<String>)> {
    call.require(&permissions::WEBHOOKS)?;
    let id = input::id(&input.id, path!["input", "id"])?;
    let (grace, expected) = (input.grace()?, input.expected_version);
    call.show_once();
    let secret = signature::new_secret();
    let is_made = Arc::new(AtomicBool::new(false));
    let row = db.write(call, {
        let (secret, is_made) = (secret.clone(), Arc::clone(&is_made));
        move |tx| {
            is_made.store(true, Ordering::SeqCst);
            write(tx, id, expected, grace, &secret)
        }
    });
    let row = row.await?;
    let shown = is_made.load(Ordering::SeqCst).then(|| signature::shown(&secret));
    Ok((row, shown))
}

fn write(
    tx: &mut Tx<'_>,
    id: WebhookId,
    expected: Option<i32>,
    grace: TimeDelta,
    secret: &[u8],
) -> Result<WebhookRow, DbError> {
    let actor = &tx.call().actor;
    let mut row = repo::lock(tx, actor, id)?.ok_or_else(not_found)?;
    check_version(expected, row.version)?;
    let old = row.clone();
    row.version = row.version.saturating_add(1);
    row.updated_at = tx.now();
    row.old_secret_until = Some(tx.now() + grace);
    repo::rotate(tx, &row, secret)?;
    let event = tell("webhook.secret_rotated", Some(&old), &row);
    tx.emit(event.change("oldSecretUntil", old.old_secret_until, row.old_secret_until));
    Ok(row)
}
