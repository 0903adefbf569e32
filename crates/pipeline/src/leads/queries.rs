//! Asking for leads.

use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::{ApiResult, Id};

use super::{
    Lead, LeadById, LeadFilter, LeadKind, LeadOrder, LeadRecord, LeadRow, permissions,
    row::{COLUMNS, Types},
    scope,
};

/// The root fields that ask for leads.
#[derive(Default)]
pub(crate) struct LeadQueries;

/// Asking for leads.
#[Object]
impl LeadQueries {
    /// A lead by the global id; null when there is none that you may see.
    async fn lead(&self, ctx: &Context<'_>, #[graphql(desc = "The global id.")] id: ID) -> ApiResult<Option<Lead>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: Id<LeadKind> = input::id(&id, path!["id"])?;
        Ok(ctx.load::<LeadById>(id).await?.map(|row| Open(row.into())))
    }

    /// Leads, page by page.
    #[expect(clippy::too_many_arguments, reason = "these are the arguments of a connection")]
    async fn leads(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which leads. All that you may see, when nothing is said.")] filter: Option<LeadFilter>,
        #[graphql(desc = "In which order, at most 3 terms. By id when nothing is said.")] order_by: Option<
            Vec<LeadOrder>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<LeadRecord>>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let asks_for_deleted = filter.as_ref().is_some_and(|filter| filter.own().asks_for_deleted());
        let listing = Listing::new(ctx, "leads", filter.as_ref(), order_by.as_deref(), page)?;
        let listing = if asks_for_deleted { listing } else { listing.and(scope::living()) };
        let listing = listing.and(scope::visible(&call.actor));
        let source = Source { from: "leads", columns: COLUMNS };
        listing.load::<LeadRecord, LeadRow, Types>(ctx, source, LeadRecord::from).await.map(Some)
    }
}
