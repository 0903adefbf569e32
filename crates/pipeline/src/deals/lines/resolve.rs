//! From what was said of lines to what they are: names, prices, costs and sums.

use std::collections::{HashMap, HashSet};

use diesel::MysqlConnection;
use rapport_contacts::kept;
use rapport_db::DbError;
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{Currency, Money};

use super::{
    LineRow,
    arithmetic::{payment, payments_a_year, times},
    inputs::Entry,
};
use crate::{
    deals::DealId,
    price_books::{
        self, PriceBookId, PriceRow,
        finding::{self, Found, Purchase},
        prices,
    },
    products::{self, Billing, ProductId, ProductRow},
};

/// What the catalogue has for lines.
struct Catalogue {
    products: HashMap<ProductId, ProductRow>,
    prices: HashMap<PriceBookId, Vec<PriceRow>>,
    /// What lines find that name neither price nor price book.
    found: HashMap<ProductId, Vec<Found>>,
}

impl Catalogue {
    fn of(conn: &mut MysqlConnection, entries: &[Entry], purchase: Purchase) -> Result<Self, DbError> {
        let ids: Vec<_> = entries.iter().filter_map(|entry| entry.product).collect();
        let products = products::repo::of(conn, &ids)?.into_iter().map(|row| (row.id, row)).collect();
        let named: Vec<_> =
            entries.iter().filter_map(|entry| entry.price_book).collect::<HashSet<_>>().into_iter().collect();
        let mut prices = HashMap::new();
        for book in price_books::repo::by_ids(conn, &named)? {
            prices.insert(book.id, prices::present(conn, book.id, &ids)?);
        }
        let unpriced = entries.iter().filter(|entry| entry.unit_price.is_none() && entry.price_book.is_none());
        let unpriced: Vec<_> = unpriced.filter_map(|entry| entry.product).collect();
        let found = finding::found(conn, purchase, &unpriced)?;
        Ok(Self { products, prices, found })
    }

    /// What one costs: as it was said, as the price book has it that was named, or else that the customer finds, or as the
    /// product has it.
    fn price(&self, entry: &Entry, currency: Option<Currency>) -> Option<Money> {
        if entry.unit_price.is_some() {
            return entry.unit_price;
        }
        let of_book = entry.price_book.and_then(|book| {
            let of_product = self.prices.get(&book)?.iter().filter(|price| Some(price.product_id) == entry.product);
            let mut in_currency = of_product.filter_map(|price| {
                Some(Money { amount: price.amount, currency: Currency::from_code(&price.currency)? })
            });
            in_currency.find(|price| currency.is_none_or(|currency| currency == price.currency))
        });
        let listed = || self.products.get(&entry.product?)?.list_price();
        let found = || {
            let found = self.found.get(&entry.product?).filter(|_| entry.price_book.is_none())?;
            let found = finding::first_in(found, currency, listed().map(|price| price.currency));
            found.map(|found| found.price)
        };
        of_book.or_else(found).or_else(listed)
    }
}

/// The lines of a deal as they are to be, for whoever buys. They are all in one currency: in `currency` if that is known, or else in that of
/// the first price. What is wrong with them is kept.
///
/// # Errors
/// When the database fails.
pub(crate) fn resolve(
    conn: &mut MysqlConnection,
    deal: DealId,
    entries: &[Entry],
    sold_before: &[ProductId],
    purchase: Purchase,
    currency: Option<Currency>,
    violations: &mut Violations,
) -> Result<Vec<LineRow>, DbError> {
    let catalogue = Catalogue::of(conn, entries, purchase)?;
    let said = entries.iter().find_map(|entry| entry.unit_price).map(|price| price.currency);
    let first = || entries.iter().find_map(|entry| catalogue.price(entry, None)).map(|price| price.currency);
    let currency = currency.or(said).or_else(first);
    let mut rows = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        let mut refuse = |field: &'static str, message: &str| {
            violations.add(path!["input", "lines", index, field], message);
        };
        let product = entry.product.and_then(|id| catalogue.products.get(&id));
        // One that is deleted may stay where it is.
        let may_be_sold =
            product.is_some_and(|product| product.deleted_at.is_none() || sold_before.contains(&product.id));
        if entry.product.is_some() && !may_be_sold {
            refuse("productId", "There is no such product.");
            continue;
        }
        if entry.price_book.is_some_and(|book| !catalogue.prices.contains_key(&book)) {
            refuse("priceBookId", "There is no such price book.");
            continue;
        }
        let Some(price) = catalogue.price(entry, currency) else {
            refuse("unitPrice", "The product has no price: say what one costs.");
            continue;
        };
        let Some(currency) = currency.filter(|currency| *currency == price.currency) else {
            refuse("unitPrice", "All lines are in one currency, that of the whole: say what one costs in it.");
            continue;
        };
        let billing = entry.billing.or_else(|| product.map(ProductRow::billing)).unwrap_or_default();
        let payments = match (billing, entry.payments) {
            (Billing::OneOff, Some(payments)) if payments != 1 => {
                refuse("payments", "What is paid once has one payment.");
                continue;
            }
            (Billing::OneOff, _) => 1,
            (_, said) => said.unwrap_or(payments_a_year(billing)),
        };
        let subtotal = payment(entry.quantity, price.amount, entry.discount);
        let Some((subtotal, total)) = subtotal.and_then(|once| Some((once, times(once, payments)?))) else {
            refuse("unitPrice", "This is more than an amount can be.");
            continue;
        };
        let cost = product.and_then(ProductRow::unit_cost).filter(|cost| cost.currency == currency);
        rows.push(LineRow {
            deal_id: deal,
            place: u32::try_from(index).unwrap_or(u32::MAX),
            product_id: entry.product,
            name: entry.name.clone().or_else(|| product.map(|product| product.name.clone())).unwrap_or_default(),
            quantity: entry.quantity,
            unit_price: price.amount,
            unit_cost: cost.map(|cost| cost.amount),
            currency: currency.code().to_owned(),
            discount: entry.discount,
            billing: kept::name(billing).to_owned(),
            payments,
            subtotal,
            total,
        });
    }
    Ok(rows)
}
