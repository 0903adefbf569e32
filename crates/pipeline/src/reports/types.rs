//! A report, as clients see one.

use rapport_contacts::users::{User, UserById, UserId};
use rapport_graphql::{
    ContextExt, Open, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
    money::MoneyRecord,
};
use rapport_kernel::ApiResult;

use super::converted::ConvertedSales;
use crate::products::{Product, ProductById, ProductId};

/// The deals that were closed in a period, as far as you may see them. Deals that are deleted are not among them.
#[derive(SimpleObject)]
pub(crate) struct SalesReport {
    /// The beginning of the period.
    pub(super) from: Timestamp,
    /// The end of the period, which is not in it; when it was read where nothing was said.
    pub(super) to: Timestamp,
    /// When it was read: now, or up to ten minutes ago where it is of 20,000 deals or more.
    pub(super) as_of: Timestamp,
    /// All the deals together.
    pub(super) total: SalesGroup,
    /// The deals in groups, the largest first, groups by time in its order; at most 500. Empty when nothing is said by what.
    pub(super) groups: Vec<SalesGroup>,
    /// How many groups are left out.
    pub(super) groups_left_out: i32,
}

/// Deals that were closed in a period.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct SalesGroup {
    /// What they have in common: a time such as 2017-Q1, the global id of a record, a name; null for all, or for nothing.
    pub(super) key: Option<String>,
    #[graphql(skip)]
    pub(super) owner: Option<UserId>,
    #[graphql(skip)]
    pub(super) product: Option<ProductId>,
    /// How many were won.
    pub(super) won: i64,
    /// How many were lost.
    pub(super) lost: i64,
    /// The share of the won, 0 to 1; null without any.
    pub(super) win_rate: Option<f64>,
    /// How many days from when they were recorded until they were won, on average: the sales cycle.
    pub(super) average_days_to_win: Option<f64>,
    /// How many days from when they were recorded until they were lost, on average.
    pub(super) average_days_to_lose: Option<f64>,
    /// What the won are worth, by currency.
    pub(super) won_values: Vec<SalesValue>,
    /// What the lost would have been worth, by currency.
    pub(super) lost_values: Vec<SalesValue>,
    /// What the won are worth in the currency that was asked for; null where none was.
    pub(super) won_converted: Option<ConvertedSales>,
    /// What the lost would have been worth in it.
    pub(super) lost_converted: Option<ConvertedSales>,
    /// How many interactions with their people there were while they were open, on average of the won; null without
    /// any, and where `withActivity` is not said.
    pub(super) average_interactions_when_won: Option<f64>,
    /// The same of the lost.
    pub(super) average_interactions_when_lost: Option<f64>,
}

/// What deals are worth in one currency.
#[derive(Clone, SimpleObject)]
pub(crate) struct SalesValue {
    /// All together.
    pub(super) sum: Open<MoneyRecord>,
    /// Each on average, half a minor unit rounded up.
    pub(super) average: Open<MoneyRecord>,
    /// How many deals that is of.
    pub(super) deals: i64,
}

/// Deals that were closed in a period.
#[ComplexObject]
impl SalesGroup {
    /// Who looks after these deals, when they are grouped by that.
    async fn owner(&self, ctx: &Context<'_>) -> ApiResult<Option<User>> {
        let Some(id) = self.owner else { return Ok(None) };
        Ok(ctx.load::<UserById>(id).await?.map(|row| Open(row.into())))
    }

    /// The product, when they are grouped by that; null when it is deleted.
    async fn product(&self, ctx: &Context<'_>) -> ApiResult<Option<Product>> {
        let Some(id) = self.product else { return Ok(None) };
        Ok(ctx.load::<ProductById>(id).await?.map(|row| Open(row.into())))
    }
}
