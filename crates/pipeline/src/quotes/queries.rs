//! Asking for quotes.

use rapport_contacts::kept;
use rapport_db::{
    Sql,
    page::{Nulls, SortKey},
    sql::Value,
};
use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::ApiResult;

use super::{
    Quote, QuoteById, QuoteId, QuoteRecord, QuoteRow, QuoteStatus, repo,
    row::{COLUMNS, Types},
};
use crate::permissions;

/// All quotes with their deals, along their ids.
const BY_ID: Source =
    Source { from: "quotes FORCE INDEX (PRIMARY) STRAIGHT_JOIN deals ON deals.id = quotes.deal_id", columns: COLUMNS };

/// Those of a status with their deals, along the index that holds them by how long they are valid.
const BY_STATUS: Source = Source {
    from: "quotes FORCE INDEX (quotes_by_status) STRAIGHT_JOIN deals ON deals.id = quotes.deal_id",
    columns: COLUMNS,
};

/// The root fields that ask for quotes.
#[derive(Default)]
pub(crate) struct QuoteQueries;

/// Asking for quotes.
#[Object]
impl QuoteQueries {
    /// A quote by the global id; null when there is none that you may see.
    async fn quote(&self, ctx: &Context<'_>, #[graphql(desc = "The global id.")] id: ID) -> ApiResult<Option<Quote>> {
        ctx.call()?.require(&permissions::READ_ORDERS)?;
        let id: QuoteId = input::id(&id, path!["id"])?;
        Ok(ctx.load::<QuoteById>(id).await?.map(|row| Open(row.into())))
    }

    /// Quotes of living deals, page by page: in the order in which they were made, or those that stand so, the one first that is
    /// valid for the shortest time.
    async fn quotes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How they stand. All when nothing is said.")] status: Option<QuoteStatus>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<QuoteRecord>>> {
        let call = ctx.call()?;
        call.require(&permissions::READ_ORDERS)?;
        let page = PageArgs::new(first, after, last, before)?;
        let (listing, source) = match status {
            None => (Listing::fixed("quotes", vec![], "quotes.id", page), BY_ID),
            Some(status) => {
                let by_end = SortKey {
                    expression: "quotes.valid_until",
                    nullable: false,
                    descending: false,
                    nulls: Nulls::First,
                };
                let listing = Listing::fixed("quotes by status", vec![by_end], "quotes.id", page);
                (listing.and(standing(status, call.clock.now())), BY_STATUS)
            }
        };
        let listing = listing.and(repo::seen(&call.actor));
        listing.load::<QuoteRecord, QuoteRow, Types>(ctx, source, QuoteRecord::from).await.map(Some)
    }
}

/// A condition on quotes for those that stand so now.
fn standing(status: QuoteStatus, now: chrono::NaiveDateTime) -> Sql {
    let left = if status == QuoteStatus::Expired { QuoteStatus::Sent } else { status };
    let left = Sql::text("quotes.status = ").bind(Value::Text(kept::name(left).to_owned()));
    match status {
        QuoteStatus::Sent => left.push(" AND quotes.valid_until >= ").bind_now(now),
        QuoteStatus::Expired => left.push(" AND quotes.valid_until < ").bind_now(now),
        _ => left,
    }
}
