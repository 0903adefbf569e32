//! Asking for people.

use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object, SimpleObject},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::{ApiResult, Id};

use super::{
    Contact, ContactFilter, ContactKind, ContactOrder, ContactRecord, ContactRow,
    loaders::ContactById,
    row::{COLUMNS, Types},
    scope, tags,
};
use crate::permissions;

/// A short word by which people are told apart.
#[derive(SimpleObject)]
pub(crate) struct Tag {
    /// The word. Case and accents do not tell two tags apart.
    name: String,
}

/// The root fields that ask for people.
#[derive(Default)]
pub(crate) struct ContactQueries;

/// Asking for people.
#[Object]
impl ContactQueries {
    /// A person by the global id; null when there is none that you may see.
    async fn contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<Contact>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: Id<ContactKind> = input::id(&id, path!["id"])?;
        Ok(ctx.load::<ContactById>(id).await?.map(|row| Open(row.into())))
    }

    /// The tags that there are, by name: to choose from as one types.
    async fn tags(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the name starts with. Case and accents do not matter.")] starts_with: Option<String>,
        #[graphql(desc = "How many, at most 100; 20 when nothing is said.")] first: Option<i32>,
    ) -> ApiResult<Vec<Tag>> {
        ctx.call()?.require(&permissions::READ)?;
        let limit = PageArgs::new(first, None, None, None)?.limit;
        let names = ctx.db()?.read(move |conn| Ok(tags::all(conn, starts_with.as_deref(), limit)?)).await?;
        Ok(names.into_iter().map(|name| Tag { name }).collect())
    }

    /// People, page by page.
    #[expect(clippy::too_many_arguments, reason = "these are the arguments of a connection")]
    async fn contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which people. All whom you may see, when nothing is said.")] filter: Option<ContactFilter>,
        #[graphql(desc = "In which order, at most 3 terms. By id when nothing is said.")] order_by: Option<
            Vec<ContactOrder>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<ContactRecord>>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let asks_for_deleted = filter.as_ref().is_some_and(|filter| filter.own().asks_for_deleted());
        let listing = Listing::new(ctx, "contacts", filter.as_ref(), order_by.as_deref(), page)?;
        let listing = if asks_for_deleted { listing } else { listing.and(scope::living()) };
        let listing = listing.and(scope::visible(&call.actor));
        let source = Source { from: "contacts", columns: COLUMNS };
        listing.load::<ContactRecord, ContactRow, Types>(ctx, source, ContactRecord::from).await.map(Some)
    }
}
