//! Following people.

use rapport_graphql::{
    ContextExt, EventCursor, Open, Updates,
    async_graphql::{Context, ID, Subscription},
    connection::LARGEST_PAGE,
    futures_util::TryStreamExt,
    input,
    open::subscription::follow,
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{ContactId, service, updates::ContactUpdate};

/// What can be followed of people.
#[derive(Default)]
pub(crate) struct ContactSubscriptions;

/// Following people.
#[Subscription]
impl ContactSubscriptions {
    /// Changes of people, as they happen: each once, in the order in which they were committed. You are told of whom
    /// you see at that moment, and of nobody else. Without `since` it begins with what happens from now on.
    async fn contact_updates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of these people alone, at most 100. Of all whom you see, when nothing is said.")] ids: Option<
            Vec<ID>,
        >,
        #[graphql(desc = "The `cursor` of the last update that you have: first comes what you missed since.")]
        since: Option<EventCursor>,
    ) -> Result<Updates<ContactUpdate>, ApiError> {
        let request = ctx.request()?;
        let (call, db) = (request.call.clone(), request.db.clone());
        let ids = ids.map(read_ids).transpose()?;
        follow(
            ctx,
            since,
            |since| async move { Ok(service::contact_updates(call, db, ids, since).await?.map_ok(Open)) },
        )
        .await
    }
}

fn read_ids(ids: Vec<ID>) -> ApiResult<Vec<ContactId>> {
    if ids.len() > usize::try_from(LARGEST_PAGE).unwrap_or(usize::MAX) {
        return Err(ApiError::bad_input(path!["ids"], format!("At most {LARGEST_PAGE} ids at a time.")));
    }
    ids.iter().enumerate().map(|(index, id)| input::id(id, path!["ids", index])).collect()
}
