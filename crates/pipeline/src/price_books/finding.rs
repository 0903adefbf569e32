//! Which price books a customer's lines find by themselves, and in what order.

use std::{cmp::Reverse, collections::HashMap};

use chrono::NaiveDate;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Nullable, Text},
};
use rapport_contacts::{companies::CompanyId, people::ContactId};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::{Currency, Money};

use super::{PriceBookRow, row};
use crate::{by_id, products::ProductId};

/// Who buys, and on which day in UTC.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Purchase {
    /// The person who buys, or the first of them.
    pub(crate) contact: Option<ContactId>,
    /// The company that buys.
    pub(crate) company: Option<CompanyId>,
    /// The day for which prices are asked.
    pub(crate) day: NaiveDate,
}

/// A price that a customer finds.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The price book that has it.
    pub(crate) book: PriceBookRow,
    /// What one costs.
    pub(crate) price: Money,
}

/// What groups of customers are told apart by.
struct Customer {
    tags: Vec<String>,
    country: Option<String>,
    industry: Option<String>,
}

/// The prices that these products have for a customer on a day by the price books that are found, the one that counts first: of
/// the higher priority, that which asks more of the customer, that which begins later, that which was recorded later.
pub(crate) fn found(
    conn: &mut MysqlConnection,
    purchase: Purchase,
    products: &[ProductId],
) -> QueryResult<HashMap<ProductId, Vec<Found>>> {
    let mut found: HashMap<ProductId, Vec<Found>> = HashMap::new();
    if products.is_empty() {
        return Ok(found);
    }
    type Row = (ProductId, String, i64, PriceBookRow);
    let rows: Vec<Row> = Sql::text("SELECT prices.product_id, prices.currency, prices.amount, ")
        .push(row::COLUMNS)
        .push(
            " FROM prices FORCE INDEX (prices_by_product) STRAIGHT_JOIN price_books \
             ON price_books.id = prices.price_book_id WHERE ",
        )
        .then(by_id::is_one_of("prices.product_id", products))
        .push(" AND price_books.living = 1 AND price_books.is_automatic = 1 AND ")
        .then(on(purchase.day))
        .push(" AND ")
        .then(for_customer(&customer(conn, purchase)?))
        .query::<(Binary, Text, BigInt, row::Types)>()
        .load(conn)?;
    for (product, code, amount, book) in rows {
        if let Some(currency) = Currency::from_code(&code) {
            found.entry(product).or_default().push(Found { book, price: Money { amount, currency } });
        }
    }
    for prices in found.values_mut() {
        prices.sort_by_key(|Found { book, price }| {
            let which =
                (Reverse(book.priority), Reverse(book.conditions()), Reverse(book.valid_from), Reverse(book.id));
            (which, price.currency.code())
        });
    }
    Ok(found)
}

/// The price that counts, of those that a product has: in this currency, or where none is known yet in that of the list price.
pub(crate) fn first_in(found: &[Found], currency: Option<Currency>, listed: Option<Currency>) -> Option<&Found> {
    let wanted = currency.or(listed);
    found.iter().find(|found| wanted.is_none_or(|wanted| wanted == found.price.currency))
}

fn on(day: NaiveDate) -> Sql {
    Sql::text("(price_books.valid_from IS NULL OR price_books.valid_from <= ")
        .bind(Value::Date(day))
        .push(") AND (price_books.valid_until IS NULL OR price_books.valid_until >= ")
        .bind(Value::Date(day))
        .push(")")
}

fn for_customer(customer: &Customer) -> Sql {
    let asks = |is_null: &'static str, column: &'static str, values: &[String]| {
        let values = values.iter().cloned().map(Value::Text).collect();
        Sql::any(vec![Sql::text(is_null), Sql::is_in(column, values)])
    };
    let [country, industry] = [&customer.country, &customer.industry].map(Option::as_slice);
    Sql::all(vec![
        asks("price_books.customer_tag IS NULL", "price_books.customer_tag", &customer.tags),
        asks("price_books.customer_country IS NULL", "price_books.customer_country", country),
        asks("price_books.customer_industry IS NULL", "price_books.customer_industry", industry),
    ])
}

fn customer(conn: &mut MysqlConnection, purchase: Purchase) -> QueryResult<Customer> {
    let mut customer = Customer { tags: Vec::new(), country: None, industry: None };
    if let Some(id) = purchase.company {
        let of_company = Sql::text("SELECT companies.country, companies.industry FROM companies WHERE companies.id = ");
        let rows: Vec<(Option<String>, Option<String>)> =
            of_company.bind(by_id::value(id)).query::<(Nullable<Text>, Nullable<Text>)>().load(conn)?;
        (customer.country, customer.industry) = rows.into_iter().next().unwrap_or_default();
        // Whoever is of the company on the day.
        let tags = Sql::text(
            "SELECT DISTINCT tags.name FROM affiliations FORCE INDEX (affiliations_company) \
             STRAIGHT_JOIN contacts ON contacts.id = affiliations.contact_id AND contacts.living = 1 \
             STRAIGHT_JOIN contact_tags ON contact_tags.contact_id = affiliations.contact_id \
             STRAIGHT_JOIN tags ON tags.id = contact_tags.tag_id WHERE affiliations.company_id = ",
        )
        .bind(by_id::value(id))
        .push(" AND (affiliations.starts_on IS NULL OR affiliations.starts_on <= ")
        .bind(Value::Date(purchase.day))
        .push(") AND (affiliations.ends_on IS NULL OR affiliations.ends_on >= ")
        .bind(Value::Date(purchase.day))
        .push(")");
        customer.tags = tags.query::<Text>().load(conn)?;
    }
    if let Some(id) = purchase.contact {
        let of_person = Sql::text("SELECT contacts.country FROM contacts WHERE contacts.id = ").bind(by_id::value(id));
        let rows: Vec<Option<String>> = of_person.query::<Nullable<Text>>().load(conn)?;
        customer.country = customer.country.or(rows.into_iter().next().flatten());
        let tags = Sql::text(
            "SELECT tags.name FROM contact_tags STRAIGHT_JOIN tags ON tags.id = contact_tags.tag_id \
             WHERE contact_tags.contact_id = ",
        );
        customer.tags.extend(tags.bind(by_id::value(id)).query::<Text>().load::<String>(conn)?);
    }
    Ok(customer)
}
