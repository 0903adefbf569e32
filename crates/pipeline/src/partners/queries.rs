//! Asking for partners.

use rapport_db::{
    Sql,
    page::{Nulls, SortKey},
};
use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::{ApiResult, Id};

use super::{
    Partner, PartnerById, PartnerKind, PartnerRecord, PartnerRow,
    row::{COLUMNS, Types},
};
use crate::permissions;

/// The root fields that ask for partners.
#[derive(Default)]
pub(crate) struct PartnerQueries;

/// Asking for partners.
#[Object]
impl PartnerQueries {
    /// A partner by the global id; null when there is none.
    async fn partner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<Partner>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: Id<PartnerKind> = input::id(&id, path!["id"])?;
        Ok(ctx.load::<PartnerById>(id).await?.map(|row| Open(row.into())))
    }

    /// All partners by name, page by page.
    async fn partners(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "True for deleted partners instead of living ones.")] deleted: Option<bool>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<PartnerRecord>>> {
        ctx.call()?.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let by_name = SortKey { expression: "partners.name", nullable: false, descending: false, nulls: Nulls::First };
        let state = if deleted == Some(true) { "partners.living IS NULL" } else { "partners.living = 1" };
        let listing =
            Listing::fixed("partners", vec![by_name], "partners.id", page).by("partners_by_name").and(Sql::text(state));
        let source = Source { from: "partners", columns: COLUMNS };
        listing.load::<PartnerRecord, PartnerRow, Types>(ctx, source, PartnerRecord::from).await.map(Some)
    }
}
