//! A funnel, as clients see one.

use rapport_contacts::{
    companies::{Company, CompanyById, CompanyId},
    users::{User, UserById, UserId},
};
use rapport_graphql::{
    ContextExt, Open, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
    money::MoneyRecord,
};
use rapport_kernel::ApiResult;

use crate::{
    products::{Product, ProductById, ProductId},
    stages::Stage,
};

/// What became of the deals that entered a pipeline in a period, as far as you may see them. Deals that are deleted are not
/// among them.
#[derive(SimpleObject)]
pub(crate) struct PipelineFunnel {
    /// The beginning of the period.
    pub(super) from: Timestamp,
    /// The end of the period, which is not in it; when it was read where nothing was said.
    pub(super) to: Timestamp,
    /// When it was read: now, or up to ten minutes ago where it is of 20,000 deals or more.
    pub(super) as_of: Timestamp,
    /// All the deals together.
    pub(super) total: FunnelGroup,
    /// The deals in groups, the largest first, groups by time in its order; at most 500. Empty when nothing is said by what.
    pub(super) groups: Vec<FunnelGroup>,
    /// How many groups are left out.
    pub(super) groups_left_out: i32,
}

/// Deals that entered a pipeline in a period, and what became of them by now.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct FunnelGroup {
    /// What they have in common: a time such as 2017-Q1, the global id of a record, a name; null for all, or for nothing.
    pub(super) key: Option<String>,
    #[graphql(skip)]
    pub(super) owner: Option<UserId>,
    #[graphql(skip)]
    pub(super) company: Option<CompanyId>,
    #[graphql(skip)]
    pub(super) product: Option<ProductId>,
    /// How many entered, each counted once, at its first entry.
    pub(super) entered: i64,
    /// How many are won.
    pub(super) won: i64,
    /// How many are lost.
    pub(super) lost: i64,
    /// Of how many nobody knows yet: they are open.
    pub(super) open: i64,
    /// How many went to another pipeline.
    pub(super) away: i64,
    /// How many came into some stage more than once.
    pub(super) returned: i64,
    /// The share of the won among those that are decided, 0 to 1; null while none is.
    pub(super) win_rate: Option<f64>,
    /// The share of the won among all that stayed in the pipeline, if every open deal is lost.
    pub(super) won_share_at_least: Option<f64>,
    /// The share of the won among all that stayed in the pipeline, if every open deal is won.
    pub(super) won_share_at_most: Option<f64>,
    /// How many days from entering until they were won, on average.
    pub(super) average_days_to_win: Option<f64>,
    /// How many days from entering until they were lost, on average.
    pub(super) average_days_to_lose: Option<f64>,
    /// What the won are worth, by currency.
    pub(super) won_values: Vec<Open<MoneyRecord>>,
    /// The stages for open deals in their order. Those that are retired are there if deals were in them.
    pub(super) stages: Vec<FunnelStage>,
}

/// What became of the deals of a cohort that were in a stage.
#[derive(SimpleObject)]
pub(crate) struct FunnelStage {
    /// The stage.
    pub(super) stage: Stage,
    /// How many deals were in it, each counted once.
    pub(super) entered: i64,
    /// How many times a deal came into it again.
    pub(super) reentries: i64,
    /// How many of those that were in it were in a later stage too, or won.
    pub(super) moved_on: i64,
    /// How many of those that were in it came no further and are lost.
    pub(super) lost: i64,
    /// Of how many of those that were in it nobody knows yet: they came no further and are open, or went to another
    /// pipeline.
    pub(super) unknown: i64,
    /// The share of those that moved on among those of which it is known, 0 to 1; null while it is of none.
    pub(super) conversion: Option<f64>,
    /// How many deals came at least this far, also past it.
    pub(super) reached: i64,
    /// Their share of all that entered the pipeline.
    pub(super) reached_share: Option<f64>,
}

/// Deals that entered a pipeline in a period, and what became of them by now.
#[ComplexObject]
impl FunnelGroup {
    /// Who looks after these deals, when they are grouped by that.
    async fn owner(&self, ctx: &Context<'_>) -> ApiResult<Option<User>> {
        let Some(id) = self.owner else { return Ok(None) };
        Ok(ctx.load::<UserById>(id).await?.map(|row| Open(row.into())))
    }

    /// The company that is to buy, when they are grouped by that; null when it is deleted.
    async fn company(&self, ctx: &Context<'_>) -> ApiResult<Option<Company>> {
        let Some(id) = self.company else { return Ok(None) };
        Ok(ctx.load::<CompanyById>(id).await?.map(|row| Open(row.into())))
    }

    /// The product, when they are grouped by that; null when it is deleted.
    async fn product(&self, ctx: &Context<'_>) -> ApiResult<Option<Product>> {
        let Some(id) = self.product else { return Ok(None) };
        Ok(ctx.load::<ProductById>(id).await?.map(|row| Open(row.into())))
    }
}
