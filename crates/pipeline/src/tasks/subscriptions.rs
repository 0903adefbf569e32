//! Following the moments of tasks.

use rapport_contacts::users::UserId;
use rapport_graphql::{
    ContextExt, EventCursor, Open, Updates,
    async_graphql::{Context, ID, Subscription},
    connection::LARGEST_PAGE,
    futures_util::TryStreamExt,
    input,
    open::subscription::follow,
    path,
};
use rapport_kernel::{ApiError, ApiResult, Id};

use super::{service, updates::TaskDue};

/// What can be followed of tasks.
#[derive(Default)]
pub(crate) struct TaskSubscriptions;

/// Following the moments of tasks.
#[Subscription]
impl TaskSubscriptions {
    /// Tasks whose reminder or due date has come, as it comes: each once, as long as the task is open. Without `since` it
    /// begins with what happens from now on.
    async fn task_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Whose tasks, as far as you may see them, at most 100 owners. Your own, when nothing is said."
        )]
        owner_ids: Option<Vec<ID>>,
        #[graphql(desc = "The `cursor` of the last update that you have: first comes what you missed since.")]
        since: Option<EventCursor>,
    ) -> Result<Updates<TaskDue>, ApiError> {
        let request = ctx.request()?;
        let (call, db) = (request.call.clone(), request.db.clone());
        let owners = match owner_ids {
            Some(ids) => read_ids(&ids)?,
            None => vec![Id::from_uuid(call.actor.user)],
        };
        follow(ctx, since, |since| async move { Ok(service::task_due(call, db, owners, since).await?.map_ok(Open)) })
            .await
    }
}

fn read_ids(ids: &[ID]) -> ApiResult<Vec<UserId>> {
    if ids.len() > usize::try_from(LARGEST_PAGE).unwrap_or(usize::MAX) {
        return Err(ApiError::bad_input(path!["ownerIds"], format!("At most {LARGEST_PAGE} owners at a time.")));
    }
    ids.iter().enumerate().map(|(index, id)| input::id(id, path!["ownerIds", index])).collect()
}
