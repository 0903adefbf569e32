//! The timeline of a person.

use rapport_graphql::{
    Connection, ContextExt, PageArgs,
    async_graphql::Context,
    list::{Listing, Source},
};
use rapport_kernel::ApiResult;

use super::{
    InteractionRecord, InteractionRow,
    loaders::{InteractionCountByContactId, InteractionsByContactId},
    repo,
    row::{COLUMNS, Types},
};
use crate::{people::ContactId, permissions};

/// The interactions with a person, the latest first.
///
/// The start of it is read together with that of the other people in the answer. A later page starts at a place of its
/// own and is read by itself; the cursors of both ways are the same. All are counted together.
pub(crate) async fn of_contact(
    ctx: &Context<'_>,
    contact: ContactId,
    page: PageArgs,
) -> ApiResult<Connection<InteractionRecord>> {
    let (call, db) = (ctx.call()?, ctx.db()?);
    call.require(&permissions::READ)?;
    let limit = page.limit;
    let starts_with_the_latest = page.from.is_none() && !page.backwards && limit > 0;
    let listing = Listing::fixed("interactions", repo::latest_first(), repo::ID, page)
        .and(repo::of_contact(&call.actor, contact));
    let source = Source { from: "interactions", columns: COLUMNS };
    let connection = if starts_with_the_latest {
        let rows = ctx.load::<InteractionsByContactId>((contact, limit)).await?.unwrap_or_default();
        listing.connection(db, source, rows, InteractionRecord::from)
    } else {
        listing.load::<InteractionRecord, InteractionRow, Types>(db, source, InteractionRecord::from).await?
    };
    Ok(connection.counted_by(ctx.count::<InteractionCountByContactId>(contact)?))
}
