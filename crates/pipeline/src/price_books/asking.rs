//! Which price a product has for a customer, and why.

use chrono::NaiveDate;
use rapport_contacts::{companies::CompanyById, people::ContactById};
use rapport_graphql::{
    ContextExt, Day, Open,
    async_graphql::{Context, ID, Object, SimpleObject},
    input,
    money::MoneyRecord,
    path,
};
use rapport_kernel::{ApiError, ApiResult, Currency, Money};

use super::{
    PriceBook, PriceBookRow,
    finding::{self, Found, Purchase},
};
use crate::{
    permissions,
    products::{ProductById, ProductId},
};

/// How many prices that come after are told.
const MOST_OTHERS: usize = 20;

/// What a product costs a customer on a day.
#[derive(SimpleObject)]
pub(crate) struct ProductPrice {
    /// What one costs, each time that it is paid.
    price: Open<MoneyRecord>,
    /// The price book that has the price; null for the list price.
    price_book: Option<PriceBook>,
    /// Why it is this price.
    reason: String,
    /// The prices that come after it: by other price books that fit, in their order, at most 20.
    others: Vec<PriceCandidate>,
}

/// A price that another one came before.
#[derive(SimpleObject)]
pub(crate) struct PriceCandidate {
    /// What one would cost.
    price: Open<MoneyRecord>,
    /// The price book that has it.
    price_book: PriceBook,
}

/// The root field that asks for the price of a customer.
#[derive(Default)]
pub(crate) struct PriceQueries;

/// Asking for the price of a customer.
#[Object]
impl PriceQueries {
    /// What a product costs a customer on a day, and why: by the price book that a line without one finds, or else its list
    /// price. Null when it has neither in the currency.
    async fn price_for(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The product.")] product_id: ID,
        #[graphql(desc = "The company that buys.")] company_id: Option<ID>,
        #[graphql(desc = "The person who buys.")] contact_id: Option<ID>,
        #[graphql(
            desc = "The currency, as a three-letter code of ISO 4217: that of the list price when nothing is said."
        )]
        currency: Option<String>,
        #[graphql(desc = "The day, in UTC: today when nothing is said.")] at: Option<Day>,
    ) -> ApiResult<Option<ProductPrice>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let product: ProductId = input::id(&product_id, path!["productId"])?;
        let unknown = |path, what: &str| ApiError::bad_input(path, format!("There is no such {what}."));
        let row = ctx.load::<ProductById>(product).await?.ok_or_else(|| unknown(path!["productId"], "product"))?;
        let company = company_id.map(|id| input::id(&id, path!["companyId"])).transpose()?;
        let contact = contact_id.map(|id| input::id(&id, path!["contactId"])).transpose()?;
        if let Some(id) = company {
            ctx.load::<CompanyById>(id).await?.ok_or_else(|| unknown(path!["companyId"], "company"))?;
        }
        if let Some(id) = contact {
            ctx.load::<ContactById>(id).await?.ok_or_else(|| unknown(path!["contactId"], "person"))?;
        }
        let currency = currency.map(|code| {
            let message = "This is not a currency's three-letter code (ISO 4217).";
            Currency::from_code(&code).ok_or_else(|| ApiError::bad_input(path!["currency"], message))
        });
        let currency = currency.transpose()?;
        let day = at.map_or_else(|| call.clock.now().date(), |at| at.0);
        let purchase = Purchase { contact, company, day };
        let found = ctx.db()?.read(move |conn| Ok(finding::found(conn, purchase, &[product])?)).await?;
        let found = found.get(&product).map(Vec::as_slice).unwrap_or_default();
        Ok(price(found, currency, row.list_price(), day))
    }
}

fn price(found: &[Found], currency: Option<Currency>, listed: Option<Money>, day: NaiveDate) -> Option<ProductPrice> {
    let money = |money: Money| Open(MoneyRecord::from(money));
    let first = finding::first_in(found, currency, listed.map(|price| price.currency));
    let Some(first) = first else {
        let listed = listed.filter(|price| currency.is_none_or(|currency| currency == price.currency))?;
        let code = listed.currency.code();
        let reason = format!("The list price: on {day} no price book for this customer has the product in {code}.");
        return Some(ProductPrice { price: money(listed), price_book: None, reason, others: Vec::new() });
    };
    let is_other = |other: &&Found| other.price.currency == first.price.currency && other.book.id != first.book.id;
    let others = found.iter().filter(is_other).take(MOST_OTHERS);
    Some(ProductPrice {
        price: money(first.price),
        price_book: Some(Open(first.book.clone().into())),
        reason: reason(&first.book),
        others: others
            .map(|other| PriceCandidate { price: money(other.price), price_book: Open(other.book.clone().into()) })
            .collect(),
    })
}

/// Why a price book was found.
fn reason(book: &PriceBookRow) -> String {
    let whom = [
        book.customer_tag.as_ref().map(|tag| format!("with the tag {tag}")),
        book.customer_country.as_ref().map(|country| format!("of the country {country}")),
        book.customer_industry.as_ref().map(|industry| format!("of the industry {industry}")),
    ];
    let whom: Vec<_> = whom.into_iter().flatten().collect();
    let whom =
        if whom.is_empty() { "for everybody".to_owned() } else { format!("for customers {}", whom.join(" and ")) };
    let when = match (book.valid_from, book.valid_until) {
        (None, None) => String::new(),
        (Some(from), None) => format!(", from {from}"),
        (None, Some(until)) => format!(", until {until}"),
        (Some(from), Some(until)) => format!(", from {from} until {until}"),
    };
    format!("The price book {}, {whom}{when}, priority {}.", book.name, book.priority)
}
