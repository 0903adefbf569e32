//! A price book, as clients see one.

use rapport_graphql::{
    Day, GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
    core::{EventPage, events_of_record},
    open::relation::{Relation, page},
};
use rapport_kernel::ApiResult;

use super::{
    PriceBookId, PriceBookKind, PriceBookRow, PriceRecord, PriceRow,
    prices::{self, OF_BOOK, of_book},
};

/// A price book: what products cost some customers, such as those of a country or partners, over a time.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "PriceBook", relations)]
pub struct PriceBookRecord {
    /// The global id.
    pub id: GlobalId<PriceBookKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The name.
    pub name: String,
    /// Whether a line that names no price book and no price finds its price here by itself. Otherwise the book is taken where it
    /// is named alone.
    pub is_automatic: bool,
    /// Of two that fit, the one with the higher priority comes first.
    pub priority: i32,
    /// The first day, in UTC, on which lines find it; null from the beginning.
    pub valid_from: Option<Day>,
    /// The last day on which they do, which is in it; null without end.
    pub valid_until: Option<Day>,
    /// For customers with this tag alone: the person who buys has it, or somebody of the company that buys.
    pub customer_tag: Option<String>,
    /// For customers of this country alone, as a two-letter code of ISO 3166-1: that of the company that buys, or of the person
    /// where no company buys or its country is not known.
    pub customer_country: Option<String>,
    /// For companies of this industry alone.
    pub customer_industry: Option<String>,
    /// When the price book was first recorded.
    pub created_at: Timestamp,
    /// When the price book was last changed.
    pub updated_at: Timestamp,
    /// When the price book was deleted; null for the living.
    pub deleted_at: Option<Timestamp>,
    #[graphql(skip)]
    price_book: PriceBookId,
}

/// A price book, open to other modules.
pub type PriceBook = Open<PriceBookRecord>;

impl From<PriceBookRow> for PriceBookRecord {
    fn from(row: PriceBookRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            name: row.name,
            is_automatic: row.is_automatic,
            priority: row.priority,
            valid_from: row.valid_from.map(Day),
            valid_until: row.valid_until.map(Day),
            customer_tag: row.customer_tag,
            customer_country: row.customer_country,
            customer_industry: row.customer_industry,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            deleted_at: row.deleted_at.map(Timestamp),
            price_book: row.id,
        }
    }
}

impl PriceBookRecord {
    /// The id, for modules that add to price books.
    #[must_use]
    pub const fn price_book_id(&self) -> PriceBookId {
        self.price_book
    }
}

impl Related for PriceBookRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![page::<Self, PriceRecord, PriceRow, prices::Types>(
            "prices",
            "The prices, one for each product and currency, in the order in which they were recorded.",
            OF_BOOK,
            |call, book, page| of_book(call, book.price_book, page),
        )]
    }
}

/// A price book: what products cost some customers, such as those of a country or partners, over a time.
#[ComplexObject]
impl PriceBookRecord {
    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        // Nothing of a price book is personal.
        events_of_record(ctx, self.price_book.uuid(), first, before, true).await.map(Some)
    }
}
