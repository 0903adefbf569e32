//! Making a webhook.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use rapport_contacts::api_keys::{self, ApiKeyId};
use rapport_db::{Db, DbError, Tx, events::readers};
use rapport_graphql::path;
use rapport_kernel::{Actor, ApiError, ApiResult, Call, Code, Id};

use super::tell;
use crate::{
    permissions,
    webhooks::{
        READER, WebhookId, WebhookRow,
        inputs::{CreateWebhookInput, NewWebhook},
        repo, signature,
    },
};

/// Makes a webhook. The second is its secret, which is shown nowhere else: `None` when the same request was served before.
pub(crate) async fn webhook_create(
    call: &Call,
    db: &Db,
    input: CreateWebhookInput,
) -> ApiResult<(WebhookRow, Option<String>)> {
    call.require(&permissions::WEBHOOKS)?;
    let new = input.validate()?;
    let key = owner(&call.actor, &new)?;
    // The answer is not kept for a request that is sent again: the secret would stand in the database twice.
    call.show_once();
    let secret = signature::new_secret();
    let is_made = Arc::new(AtomicBool::new(false));
    let row = db.write(call, {
        let (secret, is_made) = (secret.clone(), Arc::clone(&is_made));
        move |tx| {
            is_made.store(true, Ordering::SeqCst);
            write(tx, &new, key, &secret)
        }
    });
    let row = row.await?;
    let shown = is_made.load(Ordering::SeqCst).then(|| signature::shown(&secret));
    Ok((row, shown))
}

/// The API key with whose rights it is told. A key makes webhooks of its own alone; and who names another's key gets to know
/// all that it may.
fn owner(actor: &Actor, new: &NewWebhook) -> ApiResult<Option<ApiKeyId>> {
    let own = actor.grant.as_ref().map(|grant| Id::from_uuid(grant.key));
    match (own, new.api_key) {
        (Some(own), Some(named)) if own != named => {
            Err(ApiError::new(Code::Forbidden, "An API key makes webhooks with its own rights alone."))
        }
        (Some(own), _) => Ok(Some(own)),
        (None, Some(named)) => {
            actor.require(&rapport_contacts::permissions::MANAGE_API_KEYS)?;
            Ok(Some(named))
        }
        (None, None) => Ok(None),
    }
}

fn write(tx: &mut Tx<'_>, new: &NewWebhook, key: Option<ApiKeyId>, secret: &[u8]) -> Result<WebhookRow, DbError> {
    let (actor, now) = (&tx.call().actor, tx.now());
    if let Some(key) = key
        && api_keys::actor(tx, key, now)?.is_none()
    {
        return Err(
            ApiError::bad_input(path!["input", "apiKeyId"], "There is no such API key, or it counts no more.").into()
        );
    }
    let row = WebhookRow {
        id: WebhookId::new(),
        version: 1,
        name: new.name.clone(),
        url: new.url.clone(),
        event_types: new.event_types.clone(),
        filter: new.filter.clone(),
        is_active: new.is_active,
        user_id: Id::from_uuid(actor.user),
        role: actor.role.as_str().to_owned(),
        api_key_id: key,
        created_by: Id::from_uuid(actor.user),
        old_secret_until: None,
        from_seq: readers::begin(tx, READER)?,
        problem: None,
        created_at: now,
        updated_at: now,
    };
    repo::insert(tx, &row, secret)?;
    tx.emit(tell("webhook.created", None, &row));
    Ok(row)
}
