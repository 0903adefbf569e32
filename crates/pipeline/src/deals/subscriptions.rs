//! Following deals.

use rapport_db::Sql;
use rapport_graphql::{
    ContextExt, EventCursor, Updates,
    async_graphql::{Context, Subscription},
    list::condition_of,
    open::subscription::follow_together,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{DealFilter, scope, service, updates::DealUpdate};

/// What can be followed of deals.
#[derive(Default)]
pub(crate) struct DealSubscriptions;

/// Following deals.
#[Subscription]
impl DealSubscriptions {
    /// Changes of deals, as they happen: each once, in the order in which they were committed, and what each is with
    /// respect to the filter and to what you may see, before and after: the deal entered, changed or left. Without `since`
    /// it begins with what happens from now on.
    async fn deal_updates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which deals. All that you may see, when nothing is said.")] filter: Option<DealFilter>,
        #[graphql(desc = "The `cursor` of the last update that you have: first comes what you missed since.")]
        since: Option<EventCursor>,
    ) -> Result<Updates<DealUpdate>, ApiError> {
        let request = ctx.request()?;
        let (call, db) = (request.call.clone(), request.db.clone());
        follow_together(ctx, since, |span| async move {
            let wanted = condition(ctx, filter.as_ref())?;
            service::deal_updates(call, db, wanted, span).await
        })
        .await
    }
}

/// What a deal must meet to be followed by this filter.
pub(crate) fn condition(ctx: &Context<'_>, filter: Option<&DealFilter>) -> ApiResult<Sql> {
    let asks_for_deleted = filter.is_some_and(|filter| filter.own().asks_for_deleted());
    let state = if asks_for_deleted { scope::deleted() } else { scope::living() };
    Ok(Sql::all(vec![state, condition_of(ctx, filter)?]))
}
