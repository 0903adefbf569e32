//! Making quotes, and what becomes of them.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    Quote, QuoteRow,
    inputs::{AcceptQuoteInput, CreateQuoteInput, DeclineQuoteInput, SendQuoteInput},
    service::{self, Accepted},
};
use crate::orders::Order;

/// The quote after the change.
#[derive(SimpleObject)]
pub(crate) struct QuotePayload {
    /// The quote.
    quote: Quote,
}

impl From<QuoteRow> for QuotePayload {
    fn from(row: QuoteRow) -> Self {
        Self { quote: Open(row.into()) }
    }
}

/// The quote that was accepted.
#[derive(SimpleObject)]
pub(crate) struct AcceptQuotePayload {
    /// The quote.
    quote: Quote,
    /// The order that was made of it; null when nobody asked for one.
    order: Option<Order>,
    /// Whether it was accepted now: false for one that had been accepted.
    is_new: bool,
}

impl From<Accepted> for AcceptQuotePayload {
    fn from(accepted: Accepted) -> Self {
        Self {
            quote: Open(accepted.quote.into()),
            order: accepted.order.map(|row| Open(row.into())),
            is_new: accepted.is_new,
        }
    }
}

/// The root fields that change quotes.
#[derive(Default)]
pub(crate) struct QuoteMutations;

/// Making quotes, and what becomes of them.
#[Object]
impl QuoteMutations {
    /// Makes a quote of a deal's lines as they are now: a draft. It is another version of the deal's latest quote, which is then
    /// superseded; after an accepted one a new quote begins.
    async fn create_quote(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quote.")] input: CreateQuoteInput,
    ) -> ApiResult<Option<QuotePayload>> {
        Ok(Some(service::quote_create(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Says that a draft was sent to the customer, who can accept it from now on. A CONFLICT for what is no draft, or expired.
    async fn send_quote(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quote.")] input: SendQuoteInput,
    ) -> ApiResult<Option<QuotePayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        Ok(Some(service::quote_send(ctx.call()?, ctx.db()?, id, input.expected_version).await?.into()))
    }

    /// Accepts a quote that was sent, once: who accepts it again gets what the first got. The deal's lines become those of the
    /// quote where its amount comes from them. A CONFLICT for one that is expired, declined, superseded or not sent.
    async fn accept_quote(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quote, and whether an order is made of it.")] input: AcceptQuoteInput,
    ) -> ApiResult<Option<AcceptQuotePayload>> {
        Ok(Some(service::quote_accept(ctx.call()?, ctx.db()?, input).await?.into()))
    }

    /// Says that the customer declined a quote that was sent. A CONFLICT for any other.
    async fn decline_quote(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The quote, and why.")] input: DeclineQuoteInput,
    ) -> ApiResult<Option<QuotePayload>> {
        let row = service::quote_decline(ctx.call()?, ctx.db()?, input.validate()?, input.expected_version).await?;
        Ok(Some(row.into()))
    }
}
