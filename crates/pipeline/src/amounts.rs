//! Amounts of money: as columns hold them, as inputs say them.

use rapport_contacts::fields::{Change, Fields};
use rapport_graphql::{async_graphql::MaybeUndefined, money::MoneyInput};
use rapport_kernel::{Currency, Money};

/// What two columns say: the amount in minor units, and the currency.
pub(crate) fn money(amount: Option<i64>, currency: Option<&str>) -> Option<Money> {
    Some(Money { amount: amount?, currency: Currency::from_code(currency?)? })
}

/// The two columns of an amount.
pub(crate) fn columns(money: Option<Money>) -> (Option<i64>, Option<String>) {
    (money.map(|money| money.amount), money.map(|money| money.currency.code().to_owned()))
}

/// An amount that a field of an input says. One below zero is refused, and told so.
pub(crate) fn read(
    fields: &mut Fields<'_>,
    field: &'static str,
    said: &MaybeUndefined<MoneyInput>,
    below_zero: &'static str,
) -> Change<Money> {
    said.as_opt_ref().map(|money| {
        let path = fields.path(field);
        let money = money?.read(fields.violations, &path)?;
        if money.amount < 0 {
            fields.refuse(field, below_zero);
        }
        Some(money)
    })
}
