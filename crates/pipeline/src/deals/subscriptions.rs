//! Following deals.

use rapport_graphql::{
    ContextExt, EventCursor, Open, Updates,
    async_graphql::{Context, Subscription},
    futures_util::TryStreamExt,
    list::condition_of,
    open::subscription::follow,
};
use rapport_kernel::ApiError;

use super::{DealFilter, scope, service, updates::DealUpdate};

/// What can be followed of deals.
#[derive(Default)]
pub(crate) struct DealSubscriptions;

/// Following deals.
#[Subscription]
impl DealSubscriptions {
    /// Changes of deals, as they happen: each once, in the order in which they were committed, and what each means with
    /// respect to the filter and to what you may see: the deal entered, changed or left. Without `since` it begins with what
    /// happens from now on.
    async fn deal_updates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which deals. All that you may see, when nothing is said.")] filter: Option<DealFilter>,
        #[graphql(desc = "The `cursor` of the last update that you have: first comes what you missed since.")]
        since: Option<EventCursor>,
    ) -> Result<Updates<DealUpdate>, ApiError> {
        let request = ctx.request()?;
        let (call, db) = (request.call.clone(), request.db.clone());
        let condition = condition_of(ctx, filter.as_ref())?;
        let asks_for_deleted = filter.as_ref().is_some_and(|filter| filter.own().asks_for_deleted());
        let state = if asks_for_deleted { scope::deleted() } else { scope::living() };
        let wanted = rapport_db::Sql::all(vec![state, condition]);
        follow(
            ctx,
            since,
            |since| async move { Ok(service::deal_updates(call, db, wanted, since).await?.map_ok(Open)) },
        )
        .await
    }
}
