//! The timeline of a person.

use rapport_graphql::{ContextExt, PageArgs, async_graphql::Context};
use rapport_kernel::ApiResult;

use super::{
    connection::{Cursors, TimelineConnection},
    filter::TimelineFilter,
    loaders::{PageKey, TimelineByContactId, TimelineCountByContactId},
};
use crate::{people::ContactId, permissions};

/// The timeline of a person, read together with those of the other people in the answer.
pub(crate) async fn of_contact(
    ctx: &Context<'_>,
    contact: ContactId,
    filter: TimelineFilter,
    page: PageArgs,
) -> ApiResult<TimelineConnection> {
    ctx.call()?.require(&permissions::READ)?;
    let cursors = Cursors::of("Contact.timeline", contact.uuid(), filter);
    let after = cursors.place(page.from.as_deref())?;
    let limit = page.limit;
    let entries = if wants_rows(ctx) {
        ctx.load::<TimelineByContactId>(PageKey { contact, filter, after, limit }).await?.unwrap_or_default()
    } else {
        Vec::new()
    };
    let count = ctx.count::<TimelineCountByContactId>((contact, filter))?;
    Ok(TimelineConnection::new(cursors, limit, after, entries, count))
}

/// Whether the selection has anything of the entries; a bare count needs none.
pub(crate) fn wants_rows(ctx: &Context<'_>) -> bool {
    ctx.field().selection_set().any(|field| matches!(field.name(), "edges" | "nodes" | "pageInfo"))
}
