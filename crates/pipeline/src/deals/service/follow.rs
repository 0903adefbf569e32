//! Following what happens to deals.

use std::sync::Arc;

use rapport_db::{
    Db, Sql,
    events::{Event, Follower},
};
use rapport_graphql::{
    Candidate, EventCursor, Open, Span,
    futures_util::{FutureExt, Stream, stream},
    path,
};
use rapport_kernel::{ApiError, ApiResult, Call, Code, Kind};

use crate::{
    deals::{
        DealKind, sight,
        updates::{DealUpdate, DealUpdateRecord},
    },
    permissions,
};

/// Follows what happens to the deals of this condition. What each event is to the actor is found out at that moment.
pub(crate) async fn deal_updates(
    call: Call,
    db: Db,
    wanted: Sql,
    span: Span,
) -> ApiResult<impl Stream<Item = ApiResult<Candidate<DealUpdate>>> + Send + 'static> {
    call.require(&permissions::READ_DEALS)?;
    let of_deals = |event: &Event| event.record_type == DealKind::NAME;
    let follower = db.follow(span.since.map(|cursor| cursor.0), of_deals).await.map_err(|error| match error.code {
        Code::NotFound => ApiError::bad_input(path!["since"], "This is not a cursor of this server."),
        _ => error,
    })?;
    let asked = Arc::new(Asked { call, db, wanted, until: span.until });
    Ok(stream::try_unfold((asked, follower), |(asked, mut follower)| async move {
        let candidate = next(&asked, &mut follower).await?;
        Ok(candidate.map(|candidate| (candidate, (asked, follower))))
    }))
}

/// What is followed, and by whom.
struct Asked {
    call: Call,
    db: Db,
    wanted: Sql,
    until: Option<EventCursor>,
}

/// What happened next; `None` at the end of what was asked for.
async fn next(asked: &Arc<Asked>, follower: &mut Follower) -> ApiResult<Option<Candidate<DealUpdate>>> {
    let event = match asked.until {
        None => follower.next().await?,
        Some(until) => match follower.next_until(until.0).await? {
            Some(event) => event,
            None => return Ok(None),
        },
    };
    let number = event.seq.ok_or_else(|| ApiError::internal("an event without a number was read"))?;
    let (asked, cursor) = (Arc::clone(asked), EventCursor(number));
    Ok(Some(Candidate { cursor, told: Box::new(move || told(asked, event, cursor).boxed()) }))
}

/// What an event is to who follows; `None` for nothing.
async fn told(asked: Arc<Asked>, event: Arc<Event>, cursor: EventCursor) -> ApiResult<Option<DealUpdate>> {
    let (asking, of) = (Arc::clone(&asked), Arc::clone(&event));
    let meaning = asked.db.read(move |conn| Ok(sight::meaning(conn, &asking.call, &asking.wanted, &of)?)).await?;
    Ok(meaning.map(|meaning| Open(DealUpdateRecord::new(event, cursor, meaning))))
}
