//! What is done with price books: each operation authorises, validates, decides and writes in one transaction.

mod create;
mod remove;
mod update;

pub(crate) use create::price_book_create;
pub(crate) use update::price_book_update;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, Currency, NewEvent};
use serde_json::{Value, json};

use super::{
    PriceBookRow, PriceRow,
    prices::{self, Entry},
};
use crate::products::{self, ProductId};

/// The error for a price book that is not there.
fn not_found() -> ApiError {
    ApiError::not_found("PriceBook")
}

/// The event of this kind about a price book.
fn event(kind: &'static str, row: &PriceBookRow) -> NewEvent {
    NewEvent::about(kind, row.id, row.version)
}

/// Tells how it was and is.
fn tell(event: NewEvent, old: Option<&PriceBookRow>, new: &PriceBookRow) -> NewEvent {
    event
        .change("name", old.map(|old| &old.name), Some(&new.name))
        .change("isAutomatic", old.is_some_and(|old| old.is_automatic), new.is_automatic)
        .change("priority", old.map_or(0, |old| old.priority), new.priority)
        .change("validFrom", old.and_then(|old| old.valid_from), new.valid_from)
        .change("validUntil", old.and_then(|old| old.valid_until), new.valid_until)
        .change("customerTag", old.and_then(|old| old.customer_tag.as_ref()), new.customer_tag.as_ref())
        .change("customerCountry", old.and_then(|old| old.customer_country.as_ref()), new.customer_country.as_ref())
        .change("customerIndustry", old.and_then(|old| old.customer_industry.as_ref()), new.customer_industry.as_ref())
}

/// A price, as an event tells it.
fn told(product: ProductId, currency: &str, amount: i64) -> Value {
    json!({ "productId": product.to_global(), "currency": currency, "amount": amount })
}

/// Those of the prices that are there and change, and what they change to, as an event tells them.
fn difference(present: &[PriceRow], put: &[Entry], remove: &[(ProductId, Currency)]) -> (Vec<Value>, Vec<Value>) {
    let stays = |row: &&PriceRow| {
        let is_removed = remove.iter().any(|(product, currency)| is_of(row, *product, *currency));
        let is_put =
            put.iter().any(|entry| is_of(row, entry.product, entry.price.currency) && row.amount != entry.price.amount);
        !is_removed && !is_put
    };
    let is_new = |entry: &&Entry| {
        !present.iter().any(|row| is_of(row, entry.product, entry.price.currency) && row.amount == entry.price.amount)
    };
    let before = present.iter().filter(|row| !stays(row));
    let before = before.map(|row| told(row.product_id, &row.currency, row.amount)).collect();
    let after = put.iter().filter(is_new);
    let after = after.map(|entry| told(entry.product, entry.price.currency.code(), entry.price.amount)).collect();
    (before, after)
}

fn is_of(row: &PriceRow, product: ProductId, currency: Currency) -> bool {
    row.product_id == product && row.currency == currency.code()
}

/// Refuses prices of products that are not there.
fn check(conn: &mut MysqlConnection, put: &[Entry]) -> Result<(), DbError> {
    let ids: Vec<_> = put.iter().map(|entry| entry.product).collect();
    let known: Vec<_> = products::repo::by_ids(conn, &ids)?.into_iter().map(|row| row.id).collect();
    let mut violations = Violations::new();
    for (index, id) in ids.iter().enumerate() {
        if !known.contains(id) {
            violations.add(path!["input", "prices", index, "productId"], "There is no such product.");
        }
    }
    Ok(violations.check()?)
}

/// What a price book has of the products that are named.
fn present_of(
    conn: &mut MysqlConnection,
    row: &PriceBookRow,
    put: &[Entry],
    remove: &[(ProductId, Currency)],
) -> Result<Vec<PriceRow>, DbError> {
    let named: Vec<_> =
        put.iter().map(|entry| entry.product).chain(remove.iter().map(|(product, _)| *product)).collect();
    Ok(prices::present(conn, row.id, &named)?)
}
