//! Following what happens to deals.

use std::sync::Arc;

use diesel::{MysqlConnection, QueryResult, RunQueryDsl, sql_types::BigInt};
use rapport_db::{
    Db, Sql,
    events::{Event, Follower},
};
use rapport_graphql::{
    EventCursor,
    futures_util::{Stream, stream},
    path,
};
use rapport_kernel::{ApiError, ApiResult, Call, Code, Kind};

use super::replay;
use crate::{
    deals::{
        DealKind, DealRow, scope,
        updates::{DealUpdateKind, DealUpdateRecord},
    },
    permissions,
};

/// Follows what happens to the deals that meet `wanted`. What the actor may see is asked for each update, at that moment.
pub(crate) async fn deal_updates(
    call: Call,
    db: Db,
    wanted: Sql,
    since: Option<EventCursor>,
) -> ApiResult<impl Stream<Item = ApiResult<DealUpdateRecord>> + Send + 'static> {
    call.require(&permissions::READ)?;
    let of_deals = |event: &Event| event.record_type == DealKind::NAME;
    let follower = db.follow(since.map(|cursor| cursor.0), of_deals).await.map_err(|error| match error.code {
        Code::NotFound => ApiError::bad_input(path!["since"], "This is not a cursor of this server."),
        _ => error,
    })?;
    Ok(stream::try_unfold((call, db, wanted, follower), |(call, db, wanted, mut follower)| async move {
        let update = next(&call, &db, &wanted, &mut follower).await?;
        Ok(Some((update, (call, db, wanted, follower))))
    }))
}

/// The next update that is one to the actor.
async fn next(call: &Call, db: &Db, wanted: &Sql, follower: &mut Follower) -> ApiResult<DealUpdateRecord> {
    loop {
        let event = follower.next().await?;
        let (asking, wanted, asked) = (call.clone(), wanted.clone(), Arc::clone(&event));
        let told = db.read(move |conn| Ok(tell(conn, &asking, &wanted, &asked)?)).await?;
        if let Some((kind, shows_changes)) = told
            && let Some(update) = DealUpdateRecord::new(event, kind, shows_changes)
        {
            return Ok(update);
        }
    }
}

/// What an event means to the actor, and whether its values are theirs to see; `None` when it means nothing.
fn tell(
    conn: &mut MysqlConnection,
    call: &Call,
    wanted: &Sql,
    event: &Event,
) -> QueryResult<Option<(DealUpdateKind, bool)>> {
    let around = replay::around(conn, event)?;
    let before = stands(conn, call, wanted, around.before.as_ref())?;
    let after = stands(conn, call, wanted, around.after.as_ref())?;
    let kind = match (before.is_wanted, after.is_wanted) {
        (false, true) => DealUpdateKind::Entered,
        (true, true) => DealUpdateKind::Changed,
        (true, false) => DealUpdateKind::Left,
        (false, false) => return Ok(None),
    };
    // Whoever lost sight of the deal by this very change is not told to whom it went.
    Ok(Some((kind, after.is_visible || around.after.is_none())))
}

/// How a deal stands to a follower.
#[derive(Clone, Copy, Default)]
struct Stands {
    is_visible: bool,
    is_wanted: bool,
}

fn stands(conn: &mut MysqlConnection, call: &Call, wanted: &Sql, row: Option<&DealRow>) -> QueryResult<Stands> {
    let Some(row) = row else { return Ok(Stands::default()) };
    let (is_visible, is_wanted): (i64, i64) = Sql::text("SELECT (")
        .then(scope::visible(&call.actor))
        .push(") IS TRUE, (")
        .then(wanted.clone())
        .push(") IS TRUE FROM ")
        .then(replay::table(row))
        .query::<(BigInt, BigInt)>()
        .get_result(conn)?;
    Ok(Stands { is_visible: is_visible != 0, is_wanted: is_visible != 0 && is_wanted != 0 })
}
