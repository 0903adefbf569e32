//! Following the moments of tasks.

use std::sync::Arc;

use rapport_contacts::users::UserId;
use rapport_db::{
    Db,
    events::{Event, Follower},
};
use rapport_graphql::{
    EventCursor,
    futures_util::{Stream, stream},
    path,
};
use rapport_kernel::{ApiError, ApiResult, Call, Code, Id};

use crate::{
    permissions,
    tasks::{TaskRow, alarms::KIND, repo, updates::TaskDueRecord},
};

/// Follows the moments of the tasks of these owners, as far as the actor sees the tasks. Whose a task is is asked for each
/// moment as it is told: one that was given away is told to who has it now.
pub(crate) async fn task_due(
    call: Call,
    db: Db,
    owners: Vec<UserId>,
    since: Option<EventCursor>,
) -> ApiResult<impl Stream<Item = ApiResult<TaskDueRecord>> + Send + 'static> {
    call.require(&permissions::READ)?;
    let of_moments = |event: &Event| event.kind == KIND;
    let follower = db.follow(since.map(|cursor| cursor.0), of_moments).await.map_err(|error| match error.code {
        Code::NotFound => ApiError::bad_input(path!["since"], "This is not a cursor of this server."),
        _ => error,
    })?;
    Ok(stream::try_unfold((call, db, owners, follower), |(call, db, owners, mut follower)| async move {
        let update = next(&call, &db, &owners, &mut follower).await?;
        Ok(Some((update, (call, db, owners, follower))))
    }))
}

/// The next moment that the actor is told.
async fn next(call: &Call, db: &Db, owners: &[UserId], follower: &mut Follower) -> ApiResult<TaskDueRecord> {
    loop {
        let event = follower.next().await?;
        if let Some(row) = task(call, db, &event).await?
            && row.owner_id.is_some_and(|owner| owners.contains(&owner))
            && let Some(update) = TaskDueRecord::new(&event)
        {
            return Ok(update);
        }
    }
}

/// The task of an event, while it lives and the actor sees it.
async fn task(call: &Call, db: &Db, event: &Arc<Event>) -> ApiResult<Option<TaskRow>> {
    let (actor, id) = (call.actor.clone(), Id::from_uuid(event.record_id));
    db.read(move |conn| Ok(repo::visible(conn, &actor, &[id])?.pop())).await
}
