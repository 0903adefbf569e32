//! Asking for companies.

use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::{ApiResult, Id};

use super::{
    Company, CompanyFilter, CompanyKind, CompanyOrder, CompanyRecord, CompanyRow,
    loaders::CompanyById,
    row::{COLUMNS, Types},
    scope,
};
use crate::permissions;

/// The root fields that ask for companies.
#[derive(Default)]
pub(crate) struct CompanyQueries;

/// Asking for companies.
#[Object]
impl CompanyQueries {
    /// A company by the global id; null when there is none.
    async fn company(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<Company>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: Id<CompanyKind> = input::id(&id, path!["id"])?;
        Ok(ctx.load::<CompanyById>(id).await?.map(|row| Open(row.into())))
    }

    /// Companies, page by page.
    #[expect(clippy::too_many_arguments, reason = "these are the arguments of a connection")]
    async fn companies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which companies. All, when nothing is said.")] filter: Option<CompanyFilter>,
        #[graphql(desc = "In which order, at most 3 terms. By id when nothing is said.")] order_by: Option<
            Vec<CompanyOrder>,
        >,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<CompanyRecord>>> {
        ctx.call()?.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let asks_for_deleted = filter.as_ref().is_some_and(|filter| filter.own().asks_for_deleted());
        let listing = Listing::new(ctx, "companies", filter.as_ref(), order_by.as_deref(), page)?;
        let listing = if asks_for_deleted { listing } else { listing.and(scope::living()) };
        let source = Source { from: "companies", columns: COLUMNS };
        listing.load::<CompanyRecord, CompanyRow, Types>(ctx, source, CompanyRecord::from).await.map(Some)
    }
}
