//! Asking for webhooks.

use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::ApiResult;

use super::{
    Webhook, WebhookById, WebhookDelivery, WebhookDeliveryById, WebhookRecord, WebhookRow, repo,
    row::{WEBHOOK_COLUMNS, WebhookTypes},
};
use crate::permissions;

/// The root fields that ask for webhooks.
#[derive(Default)]
pub(crate) struct WebhookQueries;

/// Asking for webhooks.
#[Object]
impl WebhookQueries {
    /// A webhook by the global id; null when there is none that you manage.
    async fn webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<Webhook>> {
        ctx.call()?.require(&permissions::WEBHOOKS)?;
        let id = input::id(&id, path!["id"])?;
        Ok(ctx.load::<WebhookById>(id).await?.map(|row| Open(row.into())))
    }

    /// A delivery by the global id, which the receiver finds in the header `webhook-id`; null when there is none of a
    /// webhook that you manage.
    async fn webhook_delivery(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<WebhookDelivery>> {
        ctx.call()?.require(&permissions::WEBHOOKS)?;
        let id = input::id(&id, path!["id"])?;
        Ok(ctx.load::<WebhookDeliveryById>(id).await?.map(|row| Open(row.into())))
    }

    /// The webhooks that you manage, in the order in which they were made, page by page: all of them, for who sees all
    /// deals; otherwise your own.
    async fn webhooks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<WebhookRecord>>> {
        let call = ctx.call()?;
        call.require(&permissions::WEBHOOKS)?;
        let page = PageArgs::new(first, after, last, before)?;
        let listing = Listing::fixed("webhooks", vec![], "webhooks.id", page).and(repo::managed(&call.actor));
        let source = Source { from: "webhooks", columns: WEBHOOK_COLUMNS };
        listing.load::<WebhookRecord, WebhookRow, WebhookTypes>(ctx, source, WebhookRecord::from).await.map(Some)
    }
}
