//! The timeline of a company: that of its people, together.

use std::sync::Arc;

use rapport_db::Db;
use rapport_graphql::{ContextExt, PageArgs, async_graphql::Context, connection::Count};
use rapport_kernel::{ApiResult, Call};

use super::{
    connection::{Cursors, Placed, TimelineConnection},
    entry,
    filter::TimelineFilter,
    heads,
    loaders::{latest, placed},
    person::wants_rows,
    walk::{self, Place},
};
use crate::{companies::CompanyId, permissions};

/// What was said and done with the people of a company, and what they did, until they left: four statements a page.
pub(crate) async fn of_company(
    ctx: &Context<'_>,
    company: CompanyId,
    filter: TimelineFilter,
    page: PageArgs,
) -> ApiResult<TimelineConnection> {
    let (call, db) = (ctx.call()?, ctx.db()?);
    call.require(&permissions::READ)?;
    let cursors = Cursors::of("Company.timeline", company.uuid(), filter);
    let after = cursors.place(page.from.as_deref())?;
    let limit = page.limit;
    let entries = if wants_rows(ctx) { entries(call, db, company, filter, after, limit).await? } else { Vec::new() };
    Ok(TimelineConnection::new(cursors, limit, after, entries, count(call, db, company, filter)))
}

async fn entries(
    call: &Call,
    db: &Db,
    company: CompanyId,
    filter: TimelineFilter,
    after: Option<Place>,
    limit: u32,
) -> ApiResult<Vec<Placed>> {
    let actor = call.actor.clone();
    db.read(move |conn| {
        let walks = heads::walks(conn, &actor, company, filter, after, limit.saturating_add(1))?;
        let mut found = walk::read(conn, &walks)?;
        latest(&mut found, limit);
        let rows = entry::rows(conn, found.iter())?;
        Ok(found.iter().filter_map(|one| placed(&rows, one)).collect())
    })
    .await
}

fn count(call: &Call, db: &Db, company: CompanyId, filter: TimelineFilter) -> Count {
    let (actor, db) = (call.actor.clone(), db.clone());
    Arc::new(move || {
        let (actor, db) = (actor.clone(), db.clone());
        Box::pin(async move { db.read(move |conn| Ok(heads::count(conn, &actor, company, filter)?)).await })
    })
}
