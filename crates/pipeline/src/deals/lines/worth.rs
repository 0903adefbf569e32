//! What a deal is worth: as somebody said, or as its lines say.

use rapport_contacts::{fields::Change, kept};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{Currency, Money};
use serde_json::{Value, json};

use super::{
    LineRow,
    arithmetic::{payments_a_year, plus, times},
};
use crate::deals::{AmountSource, DealRow};

/// Sets what the deal is worth. `said` is what somebody says of the amount; null takes it from the lines again. An amount
/// that was said by hand stays until it is said otherwise.
pub(crate) fn settle(row: &mut DealRow, said: Change<Money>, lines: &[LineRow], violations: &mut Violations) {
    row.recurring = recurring(lines);
    if lines.iter().any(|line| line.recurs()) && row.recurring.is_none() {
        violations.add(path!["input", "lines"], TOO_MUCH);
    }
    let by_hand = match said {
        Some(said) => said,
        None => row.money_by_hand(),
    };
    if let Some(amount) = by_hand {
        row.set_money(Some(amount));
        row.set_amount_source(AmountSource::Hand);
        let is_other = |line: &LineRow| line.currency != amount.currency.code();
        if lines.iter().any(is_other) {
            violations.add(path!["input", "amount", "currency"], "The lines of the deal are in another currency.");
        }
        return;
    }
    let currency = lines.first().and_then(|line| Currency::from_code(&line.currency));
    let sum = lines.iter().try_fold(0_i64, |sum, line| plus(sum, line.total));
    if sum.is_none() {
        violations.add(path!["input", "lines"], TOO_MUCH);
    }
    row.set_money(currency.zip(sum).map(|(currency, amount)| Money { amount, currency }));
    row.set_amount_source(if lines.is_empty() { AmountSource::Hand } else { AmountSource::Lines });
}

const TOO_MUCH: &str = "Together this is more than an amount can be.";

/// What the lines bring in a year; none when nothing is paid again.
fn recurring(lines: &[LineRow]) -> Option<i64> {
    let mut recurring = lines.iter().filter(|line| line.recurs()).peekable();
    recurring.peek()?;
    recurring.try_fold(0_i64, |sum, line| plus(sum, times(line.subtotal, payments_a_year(line.billing()))?))
}

impl LineRow {
    /// Whether it is paid again and again.
    fn recurs(&self) -> bool {
        payments_a_year(self.billing()) > 0
    }
}

/// The lines as an event tells them; `None` for none. What they cost whoever sells them is left out.
pub(crate) fn told(lines: &[LineRow]) -> Option<Vec<Value>> {
    let told = lines.iter().map(|line| {
        json!({
            "productId": line.product_id.map(|id| id.to_global()), "name": line.name, "quantity": line.quantity,
            "unitPrice": line.unit_price, "currency": line.currency, "discountBasisPoints": line.discount,
            "billing": kept::name(line.billing()), "payments": line.payments, "total": line.total,
        })
    });
    Some(told.collect::<Vec<_>>()).filter(|told| !told.is_empty())
}
