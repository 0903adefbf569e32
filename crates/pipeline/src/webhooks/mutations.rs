//! Changing webhooks.

use rapport_graphql::{
    ContextExt, GlobalId, Open,
    async_graphql::{Context, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    Webhook, WebhookDelivery, WebhookKind,
    inputs::{
        CreateWebhookInput, RedeliverDeadLettersInput, RedeliverWebhookDeliveryInput, RotateWebhookSecretInput,
        UpdateWebhookInput, WebhookIdInput,
    },
    kept_filter::KeptFilter,
    service,
};
use crate::deals::subscriptions::condition;

/// The webhook after the change.
#[derive(SimpleObject)]
pub(crate) struct WebhookPayload {
    /// The webhook.
    webhook: Webhook,
}

/// The webhook with a secret that nobody has seen before.
#[derive(SimpleObject)]
pub(crate) struct WebhookSecretPayload {
    /// The webhook.
    webhook: Webhook,
    /// The secret with which deliveries are signed. It is shown here and never again: also not when the same request is sent
    /// again under its idempotency key, which answers null.
    secret: Option<String>,
}

/// The webhook that is gone.
#[derive(SimpleObject)]
pub(crate) struct DeleteWebhookPayload {
    /// The global id that it had.
    id: GlobalId<WebhookKind>,
}

/// The delivery that is sent again.
#[derive(SimpleObject)]
pub(crate) struct RedeliverWebhookDeliveryPayload {
    /// The delivery.
    webhook_delivery: WebhookDelivery,
}

/// How many dead letters are sent again.
#[derive(SimpleObject)]
pub(crate) struct RedeliverDeadLettersPayload {
    /// How many those are.
    count: i32,
}

/// The root fields that change webhooks.
#[derive(Default)]
pub(crate) struct WebhookMutations;

/// Changing webhooks.
#[Object]
impl WebhookMutations {
    /// Makes a webhook, which is told of what happens to deals from now on. The answer shows its secret, this once.
    async fn create_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] input: CreateWebhookInput,
    ) -> ApiResult<Option<WebhookSecretPayload>> {
        check(ctx, input.filter.as_ref())?;
        let (row, secret) = service::webhook_create(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(WebhookSecretPayload { webhook: Open(row.into()), secret }))
    }

    /// Changes a webhook. With whose rights it is told stays as it was.
    async fn update_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateWebhookInput,
    ) -> ApiResult<Option<WebhookPayload>> {
        check(ctx, input.filter.value())?;
        let row = service::webhook_update(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(WebhookPayload { webhook: Open(row.into()) }))
    }

    /// Removes a webhook for good, with its log: what was not delivered yet is not.
    async fn delete_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] input: WebhookIdInput,
    ) -> ApiResult<Option<DeleteWebhookPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let id = service::webhook_delete(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(DeleteWebhookPayload { id: GlobalId(id) }))
    }

    /// Gives a webhook another secret, which the answer shows, this once. The old one signs as well for some hours, so that
    /// nothing is refused while the receiver is told of the new one.
    async fn rotate_webhook_secret(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] input: RotateWebhookSecretInput,
    ) -> ApiResult<Option<WebhookSecretPayload>> {
        let (row, secret) = service::webhook_rotate_secret(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(WebhookSecretPayload { webhook: Open(row.into()), secret }))
    }

    /// Sends a delivery again, whatever became of it: at once, and again as often as a new one.
    async fn redeliver_webhook_delivery(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The delivery.")] input: RedeliverWebhookDeliveryInput,
    ) -> ApiResult<Option<RedeliverWebhookDeliveryPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let row = service::delivery_redeliver(ctx.call()?, ctx.db()?, id).await?;
        Ok(Some(RedeliverWebhookDeliveryPayload { webhook_delivery: Open(row.into()) }))
    }

    /// Sends all dead letters of a webhook again, those of each deal in their order.
    async fn redeliver_dead_letters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] input: RedeliverDeadLettersInput,
    ) -> ApiResult<Option<RedeliverDeadLettersPayload>> {
        let id = input::id(&input.webhook_id, path!["input", "webhookId"])?;
        let count = service::dead_letters_redeliver(ctx.call()?, ctx.db()?, id).await?;
        Ok(Some(RedeliverDeadLettersPayload { count }))
    }
}

/// Refuses a filter that cannot be, before it is kept.
fn check(ctx: &Context<'_>, filter: Option<&KeptFilter>) -> ApiResult<()> {
    filter.map_or(Ok(()), |kept| condition(ctx, Some(&kept.filter)).map(drop))
}
