//! A forecast in one currency, by stored exchange rates.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::{MysqlConnection, QueryResult};
use rapport_graphql::path;
use rapport_kernel::{ApiError, ApiResult, Currency, Money};

use super::prepare::{Facts, Question};
use crate::exchange_rates::Exchange;

/// The currency that was said.
///
/// # Errors
/// BAD_USER_INPUT for one that there is not.
pub(super) fn said(code: Option<String>) -> ApiResult<Option<Currency>> {
    let unknown = "This is not a currency's three-letter code (ISO 4217).";
    let read = |code: String| Currency::from_code(&code).ok_or_else(|| ApiError::bad_input(path!["currency"], unknown));
    code.map(read).transpose()
}

/// Converts what was read: what was won by the rate of its day, all else by that of the day as of which the forecast is made.
/// What there is no rate for stays in its currency.
pub(super) fn convert(
    conn: &mut MysqlConnection,
    facts: &mut Facts,
    question: &Question,
    to: Currency,
) -> QueryResult<()> {
    let day = question.as_of.date();
    let codes = facts.deals.open.iter().filter_map(|deal| deal.currency.as_deref());
    let codes = codes.chain(facts.deals.won.iter().filter_map(|won| won.currency.as_deref()));
    let codes = codes.chain(facts.worths.keys().map(String::as_str));
    let codes = codes.chain(facts.quotas.rows.iter().map(|quota| quota.currency.as_str())).chain([to.code()]);
    let currencies: BTreeSet<&'static str> = codes.filter_map(|code| Some(Currency::from_code(code)?.code())).collect();
    let days: Vec<NaiveDate> = facts.deals.won.iter().map(|won| won.day).chain([day]).collect();
    let ends = days.iter().min().copied().zip(days.iter().max().copied()).unwrap_or((day, day));
    let exchange = Exchange::load(conn, &currencies, ends)?;
    let converted = |amount: i64, code: &str, day: NaiveDate| {
        let money = Money { amount, currency: Currency::from_code(code)? };
        Some(exchange.convert(money, to, day)?.amount)
    };
    let change = |amount: &mut Option<i64>, code: &mut Option<String>, day: NaiveDate| {
        if let Some(changed) = amount.zip(code.as_deref()).and_then(|(amount, code)| converted(amount, code, day)) {
            (*amount, *code) = (Some(changed), Some(to.code().to_owned()));
        }
    };
    let deals = &mut facts.deals;
    for deal in &mut deals.open {
        change(&mut deal.amount, &mut deal.currency, day);
    }
    for won in &mut deals.won {
        change(&mut won.amount, &mut won.currency, won.day);
    }
    for quota in &mut facts.quotas.rows {
        if let Some(changed) = converted(quota.amount, &quota.currency, day) {
            (quota.amount, quota.currency) = (changed, to.code().to_owned());
        }
    }
    let mut worths: HashMap<String, Vec<i64>> = HashMap::new();
    for (code, amounts) in std::mem::take(&mut facts.worths) {
        for amount in amounts {
            match converted(amount, &code, day) {
                Some(changed) => worths.entry(to.code().to_owned()).or_default().push(changed),
                None => worths.entry(code.clone()).or_default().push(amount),
            }
        }
    }
    for amounts in worths.values_mut() {
        // By currency they came in no order.
        amounts.sort_unstable();
    }
    facts.worths = worths;
    Ok(())
}
