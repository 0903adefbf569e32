//! The prices of a price book: one for each product and currency.

use std::collections::HashMap;

use diesel::{MysqlConnection, prelude::*};
use rapport_db::{DbError, Sql, one_of};
use rapport_graphql::{
    MinorUnits, Open, PageArgs, Record, Related,
    async_graphql::SimpleObject,
    list::{Listing, Source},
    loader::Batch,
    open::relation::{Relation, one},
};
use rapport_kernel::{ApiResult, Call, Currency, Id, Kind, Money};

use super::{PriceBookById, PriceBookId, PriceBookRecord};
use crate::{
    by_id::{self, grouped},
    permissions,
    products::{self, ProductById, ProductId, ProductRecord},
    schema::{price_books, prices},
};

/// Prices, as a kind of row.
#[derive(Clone, Copy, Debug)]
pub struct PriceKind;

impl Kind for PriceKind {
    const NAME: &'static str = "Price";
}

/// The id of a price.
pub type PriceId = Id<PriceKind>;

/// A row of `prices`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = prices, check_for_backend(diesel::mysql::Mysql))]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct PriceRow {
    pub id: PriceId,
    pub price_book_id: PriceBookId,
    pub product_id: ProductId,
    pub currency: String,
    pub amount: i64,
}

/// The columns of [`PriceRow`], in its order.
pub(crate) const COLUMNS: &str = "prices.id, prices.price_book_id, prices.product_id, prices.currency, prices.amount";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<PriceRow, diesel::mysql::Mysql>>;

/// A price of a product by a price book.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "Price", relations)]
pub struct PriceRecord {
    /// What one costs, each time that it is paid, in minor units: cents of a dollar, whole yens.
    pub amount: MinorUnits,
    /// The currency, as a three-letter code of ISO 4217.
    pub currency: String,
    #[graphql(skip)]
    product: ProductId,
    #[graphql(skip)]
    price_book: PriceBookId,
}

/// A price, open to other modules.
pub type Price = Open<PriceRecord>;

impl From<PriceRow> for PriceRecord {
    fn from(row: PriceRow) -> Self {
        Self {
            amount: MinorUnits(row.amount),
            currency: row.currency,
            product: row.product_id,
            price_book: row.price_book_id,
        }
    }
}

impl Related for PriceRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            one::<Self, ProductById, ProductRecord>("product", "The product.", |price| Some(price.product)),
            one::<Self, PriceBookById, PriceBookRecord>("priceBook", "The price book.", |price| Some(price.price_book)),
        ]
    }
}

/// The prices of products by living price books, in the order of the books, by the id of the product.
pub(crate) struct PricesByProductId;

impl Batch for PricesByProductId {
    type Key = ProductId;
    type Value = Vec<PriceRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ProductId],
    ) -> Result<HashMap<ProductId, Vec<PriceRow>>, DbError> {
        call.require(&permissions::READ)?;
        let rows: Vec<PriceRow> = prices::table
            .inner_join(price_books::table.on(price_books::id.eq(prices::price_book_id)))
            .filter(one_of(prices::product_id, keys))
            .filter(price_books::deleted_at.is_null())
            .order((prices::product_id, prices::price_book_id, prices::currency))
            .select(PriceRow::as_select())
            .load(conn)?;
        Ok(grouped(rows, |row| row.product_id))
    }
}

/// The prices of a price book, of products that are not deleted, along the index that holds them in their order.
pub(crate) const OF_BOOK: Source = Source {
    from: "prices FORCE INDEX (prices_by_book) STRAIGHT_JOIN products ON products.id = prices.product_id",
    columns: COLUMNS,
};

/// Which of them, page by page, in the order in which they were recorded.
pub(crate) fn of_book(call: &Call, book: PriceBookId, page: PageArgs) -> ApiResult<Listing> {
    call.require(&permissions::READ)?;
    let book = by_id::value(book);
    Ok(Listing::fixed("PriceBook.prices", vec![], "prices.id", page)
        .and(Sql::text("prices.price_book_id = ").bind(book))
        .and(products::repo::living()))
}

/// A price that is to be, checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) product: ProductId,
    pub(crate) price: Money,
}

/// What a price book has of these products.
pub(crate) fn present(
    conn: &mut MysqlConnection,
    book: PriceBookId,
    products: &[ProductId],
) -> QueryResult<Vec<PriceRow>> {
    prices::table
        .filter(prices::price_book_id.eq(book))
        .filter(one_of(prices::product_id, products))
        .order((prices::product_id, prices::currency))
        .select(PriceRow::as_select())
        .load(conn)
}

/// Writes prices of a locked price book, those that are there over.
pub(crate) fn put(conn: &mut MysqlConnection, book: PriceBookId, entries: &[Entry]) -> QueryResult<()> {
    for Entry { product, price } in entries {
        let at = prices::table
            .filter(prices::price_book_id.eq(book))
            .filter(prices::product_id.eq(*product))
            .filter(prices::currency.eq(price.currency.code()));
        // CLIENT_FOUND_ROWS is on: what is there counts, also when it was the same.
        if diesel::update(at).set(prices::amount.eq(price.amount)).execute(conn)? == 0 {
            let row = PriceRow {
                id: PriceId::new(),
                price_book_id: book,
                product_id: *product,
                currency: price.currency.code().to_owned(),
                amount: price.amount,
            };
            diesel::insert_into(prices::table).values(&row).execute(conn)?;
        }
    }
    Ok(())
}

/// Removes prices of a locked price book.
pub(crate) fn take_out(
    conn: &mut MysqlConnection,
    book: PriceBookId,
    which: &[(ProductId, Currency)],
) -> QueryResult<()> {
    for (product, currency) in which {
        let at = prices::table
            .filter(prices::price_book_id.eq(book))
            .filter(prices::product_id.eq(*product))
            .filter(prices::currency.eq(currency.code()));
        diesel::delete(at).execute(conn)?;
    }
    Ok(())
}
