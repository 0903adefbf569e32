//! The timeline of a person.

use rapport_graphql::{
    Connection, ContextExt, PageArgs,
    async_graphql::Context,
    list::{Listing, Source},
};
use rapport_kernel::ApiResult;

use super::{
    InteractionRecord, InteractionRow, repo,
    row::{COLUMNS, Types},
};
use crate::{people::ContactId, permissions};

/// The interactions with a person, the latest first.
pub(crate) async fn of_contact(
    ctx: &Context<'_>,
    contact: ContactId,
    page: PageArgs,
) -> ApiResult<Connection<InteractionRecord>> {
    let call = ctx.call()?;
    call.require(&permissions::READ)?;
    let listing = Listing::fixed("interactions", repo::latest_first(), repo::ID, page)
        .by("interactions_contact")
        .and(repo::of_contact(&call.actor, contact));
    let source = Source { from: "interactions", columns: COLUMNS };
    listing.load::<InteractionRecord, InteractionRow, Types>(ctx, source, InteractionRecord::from).await
}
