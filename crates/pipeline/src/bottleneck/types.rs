//! A bottleneck, as clients see one.

use rapport_contacts::{
    companies::{Company, CompanyById},
    users::{User, UserById},
};
use rapport_graphql::{
    ContextExt, Open, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
};
use rapport_kernel::{ApiResult, Id};
use uuid::Uuid;

use super::{
    common::{Attribute, Trait},
    verdict::Load,
};
use crate::{
    deals::Deal,
    products::{Product, ProductById},
    stages::Stage,
};

/// Where deals are held up, with the evidence, as far as you may see the deals.
///
/// A stage is a bottleneck when more deals arrived in the period than departed, and more than half of those in it have been
/// there for longer than three of four stays in it used to last before the period. Of several it is the one with most such
/// deals.
#[derive(SimpleObject)]
pub(crate) struct Bottleneck {
    /// The beginning of the period, which ends now.
    pub(super) from: Timestamp,
    /// When it was read: now, or up to ten minutes ago where the pipeline has 20,000 stays or more.
    pub(super) as_of: Timestamp,
    /// The stage that holds deals up; null where none does, or nobody can tell.
    pub(super) stage: Option<Stage>,
    /// Why, in words.
    pub(super) reason: String,
    /// The stages in use for open deals, in their order: the evidence.
    pub(super) stages: Vec<StageLoad>,
    /// The deals that have been in the stage for too long, the oldest stay first.
    pub(super) deals: Vec<Deal>,
    /// What these deals have in common that the others which were in the stage in the period have more seldom: at most 5, the
    /// most telling first.
    pub(super) in_common: Vec<BottleneckTrait>,
}

/// How many deals come to a stage and leave it, and how long they have been there.
#[derive(SimpleObject)]
pub(crate) struct StageLoad {
    /// The stage.
    stage: Stage,
    /// How many times a deal came into it in the period.
    arrivals: i64,
    /// How many times a deal left it in the period.
    departures: i64,
    /// How many deals are in it.
    deals: i64,
    /// For how many days half of them have been there; null when there are none.
    median_age: Option<f64>,
    /// After how many days half of the stays were over that began in the two years before the period, by Kaplan and Meier, as
    /// it was known then; null when it was not.
    past_median: Option<f64>,
    /// After how many days three quarters of these stays were over; null when it was not known.
    past_upper_quartile: Option<f64>,
    /// From how many days on a deal counts as old here: `pastUpperQuartile`, or the age limit where fewer than ten stays had
    /// ended; null without either.
    old_after_days: Option<f64>,
    /// How many deals are that old.
    old_deals: i64,
    /// How many deals are over the age limit of the stage; null when it has none.
    over_age_limit: Option<i64>,
    /// Whether deals are held up here.
    is_blocked: bool,
}

impl From<&Load> for StageLoad {
    fn from(load: &Load) -> Self {
        Self {
            stage: Open(load.stage.clone().into()),
            arrivals: load.arrivals,
            departures: load.departures,
            deals: load.present,
            median_age: load.median_age,
            past_median: load.past.median,
            past_upper_quartile: load.past.upper,
            old_after_days: load.measure,
            old_deals: load.old,
            over_age_limit: load.over_age_limit,
            is_blocked: load.is_blocked(),
        }
    }
}

/// Something that old deals have more often than others.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct BottleneckTrait {
    /// What it is.
    attribute: Attribute,
    /// The value: the name of an industry, a kind or a currency, or the global id of a record.
    value: String,
    #[graphql(skip)]
    record: Option<Uuid>,
    /// How many of the old deals have it.
    deals: i64,
    /// Their share of the old deals, 0 to 1.
    share: f64,
    /// The share of those that have it among the others, 0 to 1.
    share_of_others: Option<f64>,
}

impl From<Trait> for BottleneckTrait {
    fn from(one: Trait) -> Self {
        let kind = match one.attribute {
            Attribute::Owner => Some("User"),
            Attribute::Company => Some("Company"),
            Attribute::Product => Some("Product"),
            Attribute::Industry | Attribute::Kind | Attribute::Currency => None,
        };
        let named = kind.zip(Uuid::try_parse(&one.value).ok());
        Self {
            attribute: one.attribute,
            value: named.map_or(one.value, |(kind, uuid)| rapport_kernel::id::encode_global(kind, uuid)),
            record: named.map(|(_, uuid)| uuid),
            deals: one.old,
            share: one.share,
            share_of_others: one.share_of_others,
        }
    }
}

impl BottleneckTrait {
    fn of(&self, attribute: Attribute) -> Option<Uuid> {
        self.record.filter(|_| self.attribute == attribute)
    }
}

/// Something that old deals have more often than others.
#[ComplexObject]
impl BottleneckTrait {
    /// Who looks after them, when they have that in common.
    async fn owner(&self, ctx: &Context<'_>) -> ApiResult<Option<User>> {
        let Some(id) = self.of(Attribute::Owner) else { return Ok(None) };
        Ok(ctx.load::<UserById>(Id::from_uuid(id)).await?.map(|row| Open(row.into())))
    }

    /// The company, when they have that in common; null when it is deleted.
    async fn company(&self, ctx: &Context<'_>) -> ApiResult<Option<Company>> {
        let Some(id) = self.of(Attribute::Company) else { return Ok(None) };
        Ok(ctx.load::<CompanyById>(Id::from_uuid(id)).await?.map(|row| Open(row.into())))
    }

    /// The product, when they have that in common; null when it is deleted.
    async fn product(&self, ctx: &Context<'_>) -> ApiResult<Option<Product>> {
        let Some(id) = self.of(Attribute::Product) else { return Ok(None) };
        Ok(ctx.load::<ProductById>(Id::from_uuid(id)).await?.map(|row| Open(row.into())))
    }
}
