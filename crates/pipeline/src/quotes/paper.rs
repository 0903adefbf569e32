//! A quote as the customer reads it.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{Datelike, NaiveDateTime, Timelike};
use rapport_graphql::async_graphql::SimpleObject;
use rapport_kernel::{ApiError, ApiResult, Code, Currency, Money};
use tokio::sync::Semaphore;

use super::{
    QuoteLineRow, QuoteStatus,
    pdf::{self, Line, PdfError, Sheet},
};
use crate::products::Billing;

/// What a PDF costs: to make it takes as long as to read some thousand records.
pub(crate) const WEIGHT: u64 = 200;
/// How many are made at a time: it is work for a processor.
const AT_ONCE: usize = 2;
/// How long one may take, waiting included.
const LONGEST: Duration = Duration::from_secs(10);

/// A quote as a PDF, which can be sent or printed.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct QuotePdf {
    /// A name for the file: the number of the quote, and its revision after the first.
    file_name: String,
    /// `application/pdf`.
    content_type: String,
    /// How many bytes it has.
    size: i32,
    /// The bytes, in base64 (RFC 4648).
    base64: String,
}

/// What is known of a quote besides its lines.
pub(super) struct Said {
    pub(super) number: String,
    pub(super) revision: u32,
    pub(super) status: QuoteStatus,
    pub(super) currency: Currency,
    /// Without and with taxes.
    pub(super) sums: [i64; 2],
    pub(super) terms: Option<String>,
    pub(super) made_at: NaiveDateTime,
    pub(super) valid_until: NaiveDateTime,
    pub(super) decided_at: Option<NaiveDateTime>,
    pub(super) about: Option<String>,
    pub(super) seller: Vec<String>,
    pub(super) customer: Vec<String>,
}

/// Makes the PDF of a quote, beside the workers.
///
/// # Errors
/// OVERLOADED when others are made for too long, TIMEOUT when this one takes too long.
pub(super) async fn pdf(said: Said, rows: Vec<QuoteLineRow>) -> ApiResult<QuotePdf> {
    static SEATS: Semaphore = Semaphore::const_new(AT_ONCE);
    let until = Instant::now() + LONGEST;
    let busy = |_| ApiError::new(Code::Overloaded, "Too many PDFs are being made: try again in a moment.");
    let seat = tokio::time::timeout(LONGEST, SEATS.acquire()).await.map_err(busy)?.map_err(ApiError::internal)?;
    let file_name = match said.revision {
        1 => format!("quote-{}.pdf", said.number),
        revision => format!("quote-{}-v{revision}.pdf", said.number),
    };
    let making = tokio::task::spawn_blocking(move || pdf::render(&sheet(said, &rows), until));
    let made = making.await.map_err(ApiError::internal)?;
    drop(seat);
    let bytes = made.map_err(|error| match error {
        PdfError::TooLong => ApiError::new(Code::Timeout, "The PDF took too long."),
        other => ApiError::internal(other),
    })?;
    Ok(QuotePdf {
        file_name,
        content_type: "application/pdf".to_owned(),
        size: i32::try_from(bytes.len()).unwrap_or(i32::MAX),
        base64: BASE64_STANDARD.encode(bytes),
    })
}

/// An amount as it is read: 1,234.50, with as many decimal places as the currency has.
fn digits(amount: i64, currency: Currency) -> String {
    let places = usize::from(currency.exponent().unwrap_or(0));
    let digits = format!("{:0>width$}", amount.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let sign = if amount < 0 { "-" } else { "" };
    let point = if places > 0 { "." } else { "" };
    format!("{sign}{}{point}{part}", grouped(whole))
}

/// Digits in groups of three.
fn grouped(whole: &str) -> String {
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn amount(money: Money) -> String {
    format!("{} {}", digits(money.amount, money.currency), money.currency.code())
}

/// Hundredths of a percent as they are read: 12.5 %.
fn percent(basis_points: u32) -> String {
    let text = format!("{}.{:02}", basis_points / 100, basis_points % 100);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

fn moment(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn line(row: &QuoteLineRow, currency: Currency) -> Line {
    let payments = (row.payments > 1).then(|| {
        let how_often = match row.billing() {
            Billing::OneOff => "",
            Billing::Monthly => "monthly ",
            Billing::Quarterly => "quarterly ",
            Billing::Yearly => "yearly ",
        };
        format!("{} {how_often}payments of {}", row.payments, digits(row.subtotal, currency))
    });
    Line {
        name: row.name.clone(),
        detail: payments.unwrap_or_default(),
        quantity: grouped(&row.quantity.to_string()),
        unit_price: digits(row.unit_price, currency),
        discount: if row.discount > 0 { percent(row.discount) } else { String::new() },
        tax: percent(row.tax_rate),
        net: digits(row.net, currency),
    }
}

/// The sums: without taxes, the taxes of each rate, together.
fn sums(rows: &[QuoteLineRow], [net, total]: [i64; 2], currency: Currency) -> Vec<(String, String)> {
    let money = |amount_of| amount(Money { amount: amount_of, currency });
    let mut taxes: BTreeMap<u32, i64> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.tax_rate > 0) {
        let tax = taxes.entry(row.tax_rate).or_default();
        *tax = tax.saturating_add(row.tax);
    }
    let taxes = taxes.into_iter().map(|(rate, tax)| (format!("{} tax", percent(rate)), money(tax)));
    let first = ("Net".to_owned(), money(net));
    std::iter::once(first).chain(taxes).chain([("Total".to_owned(), money(total))]).collect()
}

/// The quote as it is read. What is told of how it stands is what somebody did: what expires by itself is told by its end.
fn sheet(said: Said, rows: &[QuoteLineRow]) -> Sheet {
    let version = if said.revision > 1 { format!(", version {}", said.revision) } else { String::new() };
    let stands = match (said.status, said.decided_at) {
        (QuoteStatus::Draft, _) => Some("Draft".to_owned()),
        (QuoteStatus::Superseded, _) => Some("Superseded by a later version".to_owned()),
        (QuoteStatus::Accepted, Some(at)) => Some(format!("Accepted {}", moment(at))),
        (QuoteStatus::Declined, Some(at)) => Some(format!("Declined {}", moment(at))),
        _ => None,
    };
    let facts = [
        ("Date", Some(said.made_at.date().to_string())),
        ("Valid until", Some(moment(said.valid_until))),
        ("About", said.about),
        ("Status", stands),
    ];
    let at = said.made_at;
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    Sheet {
        title: format!("Quote {}{version}", said.number),
        seller: said.seller,
        customer: said.customer,
        facts: facts.into_iter().filter_map(|(label, text)| Some((label, text?))).collect(),
        currency: said.currency.code(),
        lines: rows.iter().map(|row| line(row, said.currency)).collect(),
        sums: sums(rows, said.sums, said.currency),
        terms: said.terms,
        made: (
            u16::try_from(at.year()).unwrap_or_default(),
            [at.month(), at.day(), at.hour(), at.minute(), at.second()].map(small),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_with_the_places_of_their_currency() {
        let read = |amount_of, code| amount(Money { amount: amount_of, currency: Currency::from_code(code).unwrap() });
        assert_eq!(read(123_456_789, "EUR"), "1,234,567.89 EUR");
        assert_eq!((read(5, "EUR"), read(100_000, "JPY")), ("0.05 EUR".to_owned(), "100,000 JPY".to_owned()));
        assert_eq!((read(-1_234, "KWD"), read(0, "USD")), ("-1.234 KWD".to_owned(), "0.00 USD".to_owned()));
        assert_eq!(read(i64::MIN, "EUR"), "-92,233,720,368,547,758.08 EUR");
        assert_eq!([percent(1_250), percent(1_900), percent(7)], ["12.5 %", "19 %", "0.07 %"]);
    }
}
