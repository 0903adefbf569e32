//! Following what happens to people.

use std::sync::Arc;

use diesel::MysqlConnection;
use rapport_db::{
    Db, DbError,
    events::{Event, Follower, of_record},
};
use rapport_graphql::{
    EventCursor,
    futures_util::{Stream, stream},
    path,
};
use rapport_kernel::{ApiError, ApiResult, Call, Code, Id, RowScope};

use crate::{
    people::{
        ContactId, repo,
        scope::{self, Owners},
        updates::{ContactUpdateKind, ContactUpdateRecord},
    },
    permissions,
    users::UserId,
};

/// Follows what happens to these people, or to all. Whom the actor sees is asked for each update, at that moment.
pub(crate) async fn contact_updates(
    call: Call,
    db: Db,
    ids: Option<Vec<ContactId>>,
    since: Option<EventCursor>,
) -> ApiResult<impl Stream<Item = ApiResult<ContactUpdateRecord>> + Send + 'static> {
    call.require(&permissions::READ)?;
    let ids: Option<Vec<_>> = ids.map(|ids| ids.into_iter().map(Id::uuid).collect());
    let wanted = move |event: &Event| {
        ContactUpdateKind::of(&event.kind).is_some() && ids.as_ref().is_none_or(|ids| ids.contains(&event.record_id))
    };
    let follower = db.follow(since.map(|cursor| cursor.0), wanted).await.map_err(|error| match error.code {
        Code::NotFound => ApiError::bad_input(path!["since"], "This is not a cursor of this server."),
        _ => error,
    })?;
    Ok(stream::try_unfold((call, db, follower), |(call, db, mut follower)| async move {
        let update = next(&call, &db, &mut follower).await?;
        Ok(Some((update, (call, db, follower))))
    }))
}

/// The next update that the actor may see.
async fn next(call: &Call, db: &Db, follower: &mut Follower) -> ApiResult<ContactUpdateRecord> {
    let shows_personal = call.actor.may(&permissions::READ_CONTACT_POINTS);
    loop {
        let event = follower.next().await?;
        if may_see(call, db, &event).await?
            && let Some(update) = ContactUpdateRecord::new(event, shows_personal)
        {
            return Ok(update);
        }
    }
}

async fn may_see(call: &Call, db: &Db, event: &Arc<Event>) -> ApiResult<bool> {
    if call.actor.row_scope() == RowScope::All {
        return Ok(true);
    }
    let (call, event) = (call.clone(), Arc::clone(event));
    db.read(move |conn| sees(conn, &call, &event)).await
}

fn sees(conn: &mut MysqlConnection, call: &Call, event: &Event) -> Result<bool, DbError> {
    let id = Id::from_uuid(event.record_id);
    if !repo::visible_ids(conn, &call.actor, &[id])?.is_empty() {
        return Ok(true);
    }
    if ContactUpdateKind::of(&event.kind) != Some(ContactUpdateKind::Purged) {
        return Ok(false);
    }
    // The row is gone: the log knows whose it was.
    let Some(owner) = last_owner(conn, event)? else { return Ok(false) };
    Ok(match scope::owners(conn, &call.actor)? {
        Owners::All => true,
        Owners::Of(owners) => owners.contains(&owner),
    })
}

/// Who looked after a person at the end.
fn last_owner(conn: &mut MysqlConnection, purged: &Event) -> Result<Option<UserId>, DbError> {
    const PAGE: i64 = 100;
    let mut before = Some(purged.position);
    loop {
        let events = of_record(conn, purged.record_id, before, PAGE)?;
        let changes = events.iter().flat_map(|event| &event.changes);
        if let Some(change) = changes.into_iter().find(|change| change.field == "ownerId") {
            return Ok(change.new.as_str().and_then(Id::from_global));
        }
        match events.last() {
            Some(event) => before = Some(event.position),
            None => return Ok(None),
        }
    }
}
