//! A product, as clients see one.

use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
    core::{EventPage, events_of_record},
    money::MoneyRecord,
    open::relation::{Relation, list, part},
};
use rapport_kernel::{ApiResult, Money};

use super::{ProductId, ProductKind, ProductRow};
use crate::{
    permissions,
    price_books::{PriceRecord, prices::PricesByProductId},
};

/// How often something is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum Billing {
    /// Once.
    #[default]
    OneOff,
    /// Every month.
    Monthly,
    /// Every three months.
    Quarterly,
    /// Every year.
    Yearly,
}
rapport_graphql::plain_enum!(Billing);

/// A product: something that can be sold, a service too.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Product", relations)]
pub struct ProductRecord {
    /// The global id.
    pub id: GlobalId<ProductKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The key of the product in another system; no two living products have the same.
    pub external_id: Option<String>,
    /// The code by which it is ordered (SKU); no two living products have the same, in upper or lower case.
    pub code: Option<String>,
    /// The name.
    pub name: String,
    /// The series to which it belongs.
    pub series: Option<String>,
    /// What it is, for people.
    pub description: Option<String>,
    /// How often it is paid.
    pub billing: Billing,
    /// When the product was first recorded.
    pub created_at: Timestamp,
    /// When the product was last changed.
    pub updated_at: Timestamp,
    /// When the product was deleted; null for the living.
    pub deleted_at: Option<Timestamp>,
    #[graphql(skip)]
    product: ProductId,
    #[graphql(skip)]
    list_price: Option<Money>,
    #[graphql(skip)]
    unit_cost: Option<Money>,
}

/// A product, open to other modules.
pub type Product = Open<ProductRecord>;

impl From<ProductRow> for ProductRecord {
    fn from(row: ProductRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            billing: row.billing(),
            list_price: row.list_price(),
            unit_cost: row.unit_cost(),
            external_id: row.external_id,
            code: row.code,
            name: row.name,
            series: row.series,
            description: row.description,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            deleted_at: row.deleted_at.map(Timestamp),
            product: row.id,
        }
    }
}

impl ProductRecord {
    /// The id, for modules that add to products.
    #[must_use]
    pub const fn product_id(&self) -> ProductId {
        self.product
    }
}

impl Related for ProductRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            part::<Self, MoneyRecord>(
                "listPrice",
                "What one of it costs, each time that it is paid, where no price book says otherwise.",
                |product| product.list_price.map(MoneyRecord::from),
            ),
            part::<Self, MoneyRecord>(
                "unitCost",
                "What one of it costs whoever sells it, each time that it is paid.",
                |product| product.unit_cost.map(MoneyRecord::from),
            )
            .needs(permissions::MARGIN),
            list::<Self, PricesByProductId, PriceRecord>(
                "prices",
                "What it costs by each price book that has it, and currency.",
                Self::product_id,
            ),
        ]
    }
}

/// A product: something that can be sold, a service too.
#[ComplexObject]
impl ProductRecord {
    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        // What it costs whoever sells it stands apart from the log.
        let shows_cost = ctx.call()?.actor.may(&permissions::MARGIN);
        events_of_record(ctx, self.product.uuid(), first, before, shows_cost).await.map(Some)
    }
}
